"""Thumbs and the list of gaps in a browser: what a reader says reaches the record, and what an administrator sees of it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pages import assert_accessible, serve
from playwright.sync_api import Page, expect

from api.app import create_app
from api.recording import Recorder
from api.services import Services
from api.settings import Settings
from assistant.assistant import Assistant
from assistant.conversation.gaps import Gaps
from assistant.conversation.history import Conversations
from assistant.conversation.questions import Questions
from assistant.state.engine import State
from corpus.home import Home

pytestmark = pytest.mark.browser

KNOWN = {"ar": "كم مدة الإجازة السنوية؟", "en": "How many days of annual leave does an employee have?"}
UNKNOWN = {"ar": "ما سعر الذهب في طوكيو؟", "en": "What is the price of gold in Tokyo?"}
SAID = {
    "ar": ("لا", "المصدر قديم", "شكرًا", "أحل السؤال", "أُحيل"),
    "en": ("No", "The source is old", "Thank you", "Pass the question on", "was passed on"),
}


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    opened = State(Home(tmp_path / "state"))
    yield opened
    opened.close()


@pytest.fixture
def questions(state: State) -> Questions:
    return Questions(state, kept_days=180)


@pytest.fixture
def address(settings: Settings, assistant: Assistant, questions: Questions, state: State) -> Iterator[str]:
    """The application with a record, on a real socket."""
    recorder = Recorder(questions, Conversations(state, kept_days=180))
    gaps = Gaps(assistant, questions, settle=recorder.settle)
    with serve(create_app(settings, Services(assistant, record=recorder, rate=recorder.rate, gaps=gaps))) as url:
        yield url
    recorder.close()


@pytest.fixture
def opening(new_page: Callable[..., Page], address: str) -> Callable[..., Page]:
    """Opens a page of it in a language, at a width."""

    def open_page(path: str, language: str, **window: object) -> Page:
        page = new_page(**window)
        page.goto(f"{address}{path}?lang={language}")
        return page

    return open_page


def ask(page: Page, question: str) -> None:
    page.fill("#question", question)
    page.press("#question", "Enter")
    page.wait_for_selector(".turn:last-child :is(.caution, .silent)")


@pytest.mark.parametrize("language", ["ar", "en"])
def test_what_a_reader_says_of_an_answer_is_kept(opening: Callable[..., Page], questions: Questions, language: str) -> None:
    no, old, thanks, pass_on, passed = SAID[language]
    page = opening("/", language)
    ask(page, KNOWN[language])
    page.locator(".useful").get_by_role("button", name=no, exact=True).click()
    page.get_by_role("button", name=old).click()
    expect(page.locator(".useful [role=status]")).to_contain_text(thanks)
    assert_accessible(page)
    ask(page, UNKNOWN[language])
    page.get_by_role("button", name=pass_on).click()
    expect(page.locator(".pass-on [role=status]")).to_contain_text(passed)
    told = {question.text: question.feedback for question in questions.wanting()}
    assert (told[KNOWN[language]].useful, told[KNOWN[language]].reason) == (False, "old")
    assert told[UNKNOWN[language]].passed_on


def test_an_answer_to_a_link_can_be_rated_too(opening: Callable[..., Page], address: str, questions: Questions) -> None:
    page = opening("/", "en")
    page.goto(f"{address}/?q={KNOWN['en']}&lang=en")
    page.locator(".useful").get_by_role("button", name="No", exact=True).click()
    page.get_by_role("button", name="It is incomplete").click()
    expect(page.locator(".useful [role=status]")).to_contain_text("Thank you")
    assert [question.feedback.reason for question in questions.wanting()] == ["incomplete"]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_list_is_accessible_and_a_gap_can_be_closed_in_it(
    opening: Callable[..., Page], language: str, width: int, dark: bool
) -> None:
    page = opening("/", language, width=width, dark=dark)
    ask(page, UNKNOWN[language])
    page = opening("/admin/gaps", language, width=width, dark=dark)
    expect(page.locator("table tbody tr")).to_have_count(1)
    page.locator("table summary").click()
    expect(page.locator("table details li")).to_have_text(UNKNOWN[language])
    assert_accessible(page)
    page.locator("table form button").click()
    expect(page.locator("table")).to_have_count(0)
    expect(page.locator("details[open] li")).to_contain_text(UNKNOWN[language])
    assert_accessible(page)
