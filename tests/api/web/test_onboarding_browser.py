"""Onboarding in a browser, at a phone's width, in both languages: by keyboard, through a dropped line, and axe on every page."""

import json
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pages import assert_accessible, serve
from playwright.sync_api import Page, expect

from api.app import create_app
from api.library import open_course
from api.services import Services
from api.settings import Settings
from assistant.assistant import Assistant

pytestmark = pytest.mark.browser

PHONE = 390
QUOTE = {"ar": "يستحق كل موظف إجازة سنوية مدتها 30 يومًا في السنة.", "en": "Every employee has 30 days of annual leave in a year."}
WRONG = {"ar": "للموظف إجازة سنوية مدتها 45 يومًا في السنة.", "en": "Every employee has 45 days of annual leave in a year."}
CONTRADICTS = {"ar": "يخالف النص", "en": "contradicts the text"}
SENTENCE = {"ar": "الإجازة السنوية", "en": "annual-leave-en"}

Opening = Callable[[str], Page]


def both(text: str) -> dict[str, str]:
    return {"ar": text, "en": text}


def a_path() -> str:
    """One step of each kind over the shelf."""
    passage = {"source": "leave", **QUOTE}
    points = [{"id": "days", "say": QUOTE, "evidence": [passage]}]
    ask = {"ar": "كم يومًا إجازتك؟", "en": "How long is your leave?"}
    shared = {"ask": ask, "hint": both("30?"), "key_points": points}
    options = [{"say": both("30"), "right": True}, {"say": both("45")}]
    pairs = [{"left": both(one), "right": both(two)} for one, two in (("A", "30"), ("B", "14"))]
    questions = [
        {"kind": "open", **shared},
        {"kind": "choice", **shared, "options": options},
        {"kind": "ordering", **shared, "items": [both(one) for one in ("10", "14", "30")]},
        {"kind": "matching", **shared, "pairs": pairs},
        {"kind": "true_false", **shared, "truth": True},
    ]
    steps = [
        {
            "id": question["kind"].replace("_", "-"),
            "title": both(question["kind"]),
            "minutes": 2,
            "teach": [passage],
            "question": question,
        }  # type: ignore[attr-defined]
        for question in questions
    ]
    path = {name: both(name) for name in ("title", "role", "summary")} | {"path": "leave", "sources": {"leave": SENTENCE}}
    return json.dumps(path | {"modules": [{"id": "leave", "title": both("leave"), "steps": steps}]}, ensure_ascii=False, indent=1)


@pytest.fixture(scope="module")
def address(settings: Settings, assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The application with that path, on a real socket."""
    folder: Path = tmp_path_factory.mktemp("paths")
    (folder / "leave.yaml").write_text(a_path(), encoding="utf-8")
    taught = settings.model_copy(update={"onboarding": (folder,)})
    with serve(create_app(taught, Services(assistant, course=open_course(taught, assistant)))) as url:
        yield url


@pytest.fixture
def opening(new_page: Callable[..., Page], address: str) -> Opening:
    """Opens onboarding in a language on a phone, with a name chosen."""

    def open_it(language: str) -> Page:
        page = new_page(width=PHONE)
        page.goto(f"{address}/onboarding?lang={language}")
        assert_accessible(page)
        page.fill("#name", f"learner {secrets.token_hex(3)}")
        with page.expect_navigation():
            page.press("#name", "Enter")
        return page

    return open_it


def follow(page: Page, selector: str) -> None:
    """Clicks what leads to another page, and waits until that page and its scripts have been loaded."""
    with page.expect_navigation():
        page.locator(selector).click()


def assert_one_screen(page: Page) -> None:
    bottom = page.evaluate("Math.max(...[...document.querySelectorAll('.c-main')].map(e => e.getBoundingClientRect().bottom))")
    assert bottom <= page.evaluate("innerHeight")


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_path_is_walked_on_a_phone(opening: Opening, address: str, language: str) -> None:
    page = opening(language)
    assert_accessible(page)
    follow(page, "form[action$='/leave/start'] button")
    expect(page.locator("blockquote")).to_have_text(QUOTE[language])
    for kind in ("open", "choice", "ordering", "matching", "true-false"):
        assert page.url.endswith(f"/onboarding/leave/{kind}")
        assert_accessible(page)
        assert_one_screen(page)
        follow(page, ".c-onward .c-main")
        assert_accessible(page)
        assert_one_screen(page)
        answer(page, kind, QUOTE[language])
        follow(page, "form.c-answer button.c-main")
        expect(page.locator(".c-verdict")).to_be_visible()
        assert_accessible(page)
        follow(page, ".c-onward .c-main")
    for path in ("/onboarding/progress", "/onboarding/review", "/admin/onboarding", "/onboarding"):
        page.goto(f"{address}{path}")
        assert_accessible(page)


def answer(page: Page, kind: str, words: str) -> None:
    """Fills in an answer of a kind, right or wrong."""
    if kind in ("open", "true-false"):
        page.fill("#text", words)
    if kind == "true-false":
        page.check("input[value=true]")
    if kind == "choice":
        page.check("input[name=chosen] >> nth=0")
    for n, select in enumerate(page.locator("form.c-answer select").all()):
        select.select_option(index=n + 1)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_wrong_answer_shows_its_passage_and_may_be_objected_to(opening: Opening, language: str) -> None:
    page = opening(language)
    follow(page, "form[action$='/leave/start'] button")
    page.goto(page.url.partition("?")[0].rpartition("/")[0] + "/open?part=ask")
    page.fill("#text", WRONG[language])
    page.locator("form.c-answer button.c-main").click()
    expect(page.locator(".contradicted .c-outcome")).to_have_text(CONTRADICTS[language])
    expect(page.locator(".c-points blockquote")).to_have_text(QUOTE[language])
    follow(page, "form[action$='/objection'] button")
    expect(page.locator("main [role=status]")).to_be_visible()
    assert_accessible(page)


def test_what_was_typed_outlives_a_dropped_line_and_is_sent_when_it_is_back(opening: Opening) -> None:
    page = opening("en")
    follow(page, "form[action$='/leave/start'] button")
    follow(page, ".c-onward .c-main")
    page.fill("#text", QUOTE["en"])
    page.context.set_offline(True)
    page.locator("form.c-answer button.c-main").click()
    expect(page.locator(".c-state")).not_to_be_empty()
    page.context.set_offline(False)
    expect(page.locator(".c-verdict")).to_be_visible()


def test_what_was_typed_is_there_after_the_page_is_opened_again(opening: Opening) -> None:
    page = opening("en")
    follow(page, "form[action$='/leave/start'] button")
    follow(page, ".c-onward .c-main")
    page.fill("#text", "half an answer")
    page.reload()
    expect(page.locator("#text")).to_have_value("half an answer")


def test_a_step_is_answered_by_keyboard_alone(opening: Opening) -> None:
    page = opening("en")
    page.locator("form[action$='/leave/start'] button").focus()
    page.keyboard.press("Enter")
    page.locator(".c-onward .c-main").focus()
    page.keyboard.press("Enter")
    page.locator("#text").focus()
    page.keyboard.type(QUOTE["en"])
    for _ in range(3):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('form.c-answer button.c-main')"):
            break
    page.keyboard.press("Enter")
    expect(page.locator(".c-verdict")).to_be_visible()


def test_the_tutor_answers_beside_the_step(opening: Opening) -> None:
    page = opening("en")
    follow(page, "form[action$='/leave/start'] button")
    page.locator(".c-tutor > summary").click()
    follow(page, "button[value=where]")
    expect(page.locator(".c-reply blockquote")).to_have_text(QUOTE["en"])
    assert_accessible(page)
