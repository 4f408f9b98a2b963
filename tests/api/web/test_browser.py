"""The page in a browser: questions in both languages, citations, the keyboard, what goes wrong; and axe in every state."""

from collections.abc import Callable, Iterator

import pytest
from pages import assert_accessible, serve
from playwright.sync_api import Page, Route, expect

from api.app import create_app
from api.conversations import Talks
from api.recording import Recorder
from api.services import Services
from api.settings import Settings
from assistant.assistant import Assistant
from assistant.conversation.history import Conversations
from assistant.conversation.questions import Questions
from assistant.state.engine import State
from corpus.home import Home

pytestmark = pytest.mark.browser

QUESTIONS = {"ar": "كم مدة الإجازة السنوية؟", "en": "How many days of annual leave does an employee have?"}
UNKNOWN = {"ar": "ما سعر الذهب في طوكيو؟", "en": "What is the price of gold in Tokyo?"}
DIRECTIONS = {"ar": "rtl", "en": "ltr"}
SETTLED = ".turn:last-child :is(.caution, .silent, .failed, .examples)"

Opening = Callable[..., Page]


@pytest.fixture(scope="module")
def address(settings: Settings, assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The application on a real socket, with its conversations kept."""
    state = State(Home(tmp_path_factory.mktemp("state")))
    kept = Conversations(state, kept_days=180)
    recorder = Recorder(Questions(state, kept_days=180), kept)
    talks = Talks(kept, keep=recorder.keep_turn, settle=recorder.settle)
    with serve(create_app(settings, Services(assistant, talks=talks))) as url:
        yield url
    recorder.close()
    state.close()


@pytest.fixture
def opening(new_page: Callable[..., Page], address: str) -> Opening:
    """Opens a page of it in a language, at a width."""

    def open_page(language: str = "ar", *, path: str = "/", **window: object) -> Page:
        page = new_page(**window)
        page.goto(f"{address}{path}?lang={language}")
        return page

    return open_page


def ask(page: Page, question: str) -> None:
    """Types a question, sends it with Enter, and waits for what comes of it."""
    page.fill("#question", question)
    page.press("#question", "Enter")
    page.wait_for_selector(SETTLED)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_question_is_answered_and_its_citation_shows_the_quoted_words(
    opening: Opening, language: str, width: int, dark: bool
) -> None:
    page = opening(language, width=width, dark=dark)
    expect(page.locator("#suggested a").first).to_be_visible()
    assert_accessible(page)

    with page.expect_response("**/api/chat") as answered:
        ask(page, QUESTIONS[language])
    assert "text/event-stream" in answered.value.headers["content-type"]
    answer = page.locator(".turn .answer")
    expect(answer).to_have_attribute("dir", DIRECTIONS[language])
    expect(answer).to_have_attribute("lang", language)
    assert_accessible(page)

    mark = answer.locator(".cite").first
    sentence = answer.locator(".sentence").first.inner_text()
    mark.click()
    words = page.locator("#panel mark.main")
    expect(words.first).to_be_in_viewport()
    assert "".join(words.all_text_contents()) == sentence
    expect(page.locator("#panel .page-text")).to_have_css("direction", DIRECTIONS[language])
    expect(page.locator("#source-title")).to_be_focused()
    assert_accessible(page)

    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    expect(mark).to_be_focused()


def test_how_far_the_sources_hold_each_sentence_is_told(opening: Opening) -> None:
    page = opening("en")

    def weakly(route: Route) -> None:
        body = route.fetch().text().replace('"support":1.0,"why":"', '"support":0.82,"why":"two words are not there; ')
        route.fulfill(content_type="text/event-stream", body=body)

    page.route("**/api/chat", weakly)
    ask(page, QUESTIONS["en"])
    page.locator(".support summary").click()
    row = page.locator(".support li").first
    expect(row).to_contain_text("82%")
    expect(row).to_contain_text("two words are not there")
    assert_accessible(page)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_what_the_library_does_not_say_is_said_with_what_came_closest(opening: Opening, language: str) -> None:
    page = opening(language)
    ask(page, UNKNOWN[language])
    expect(page.locator(".silent h3")).to_be_visible()
    assert page.locator(".turn .answer").count() == 0
    assert_accessible(page)


def test_a_question_in_the_other_language_keeps_its_own_direction(opening: Opening) -> None:
    page = opening("ar")
    ask(page, QUESTIONS["en"])
    expect(page.locator("h2.question")).to_have_css("direction", "ltr")
    expect(page.locator(".turn .answer")).to_have_css("direction", "ltr")
    expect(page.locator("html")).to_have_css("direction", "rtl")


def test_the_card_of_a_mark_shows_the_quotation_on_focus_and_goes_with_escape(opening: Opening) -> None:
    page = opening("en")
    ask(page, QUESTIONS["en"])
    sentence = page.locator(".answer .sentence").first.inner_text()
    page.keyboard.press("Shift+Tab")
    for _ in range(20):
        if page.evaluate("document.activeElement.matches('.answer .cite')"):
            break
        page.keyboard.press("Shift+Tab")
    expect(page.locator("#card blockquote")).to_have_text(sentence)
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(page.locator("#card")).to_be_hidden()


def test_switching_the_language_keeps_the_conversation_and_what_was_typed(opening: Opening) -> None:
    page = opening("ar")
    ask(page, QUESTIONS["ar"])
    page.fill("#question", "نصف سؤال")
    page.click("#language")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("h2.question")).to_have_text(QUESTIONS["ar"])
    expect(page.locator("#question")).to_have_value("نصف سؤال")


def test_a_conversation_can_be_opened_again_and_all_can_be_cleared(opening: Opening) -> None:
    page = opening("en")
    ask(page, QUESTIONS["en"])
    page.click("#new")
    page.locator("#recent-first button").first.click()
    expect(page.locator("h2.question")).to_have_text(QUESTIONS["en"])
    page.on("dialog", lambda dialog: dialog.accept())
    page.click("#recent summary")
    page.click("#clear")
    expect(page.locator("body")).to_have_attribute("data-view", "first")
    page.click("#recent summary")
    expect(page.locator("#recent .recent-none")).to_be_visible()


@pytest.mark.parametrize(("language", "width"), [("ar", 390), ("en", 1280)])
def test_conversations_are_searched_renamed_and_deleted(opening: Opening, language: str, width: int) -> None:
    page = opening(language, width=width)
    ask(page, QUESTIONS[language])
    page.click("#recent summary")
    rows = page.locator("#recent .recent-row")
    expect(rows.first).to_contain_text(QUESTIONS[language])
    page.fill("#recent-search", "zebra")
    expect(page.locator("#recent .recent-none")).to_be_visible()
    page.fill("#recent-search", QUESTIONS[language].split()[-2])
    expect(rows.first).to_be_visible()
    rows.first.locator(".tool").click()
    assert_accessible(page)
    with page.expect_download() as taken:
        rows.first.locator("a").first.click()
    assert taken.value.suggested_filename == "conversation.docx"
    rows.first.locator(".recent-actions button").first.click()
    page.locator(".recent-name input").fill("Named anew")
    page.locator(".recent-name button").click()
    with page.expect_response("**/api/conversations?q=anew"):
        page.fill("#recent-search", "anew")
    expect(rows.first).to_contain_text("Named anew")
    page.on("dialog", lambda dialog: dialog.accept())
    rows.first.locator(".tool").click()
    rows.first.locator(".recent-actions button").last.click()
    expect(page.locator("body")).to_have_attribute("data-view", "first")


def test_a_question_that_names_no_matter_is_asked_back_and_a_choice_answered(opening: Opening) -> None:
    page = opening("en")
    page.fill("#question", "How long does it take?")
    page.press("#question", "Enter")
    choices = page.locator(".choice")
    expect(choices.first).to_be_visible()
    assert_accessible(page)
    choices.first.click()
    expect(page.locator(".turn:nth-child(2) :is(.cite, .silent)").first).to_be_visible()


def test_an_answer_can_be_stopped_and_asked_for_again(opening: Opening) -> None:
    page = opening("en")
    held: list[Route] = []
    page.route("**/api/chat", lambda route: held.append(route))
    page.fill("#question", QUESTIONS["en"])
    page.press("#question", "Enter")
    page.click("#stop")
    expect(page.locator(".failed.calm")).to_be_visible()
    assert_accessible(page)
    page.unroute("**/api/chat")
    page.locator(".failed button").click()
    expect(page.locator(".turn .answer .cite").first).to_be_visible()


def test_a_server_that_is_away_leaves_the_question_and_a_way_to_try_again(opening: Opening) -> None:
    page = opening("ar")
    page.route("**/api/chat", lambda route: route.abort())
    ask(page, QUESTIONS["ar"])
    expect(page.locator(".failed")).to_contain_text("تعذّر الوصول إلى الخادم")
    assert_accessible(page)
    page.unroute("**/api/chat")
    page.locator(".failed button").click()
    expect(page.locator(".turn .answer .cite").first).to_be_visible()


def test_a_connection_that_breaks_in_the_middle_still_brings_the_whole_answer(opening: Opening) -> None:
    page = opening("en")

    def cut(route: Route) -> None:
        if "event-stream" in route.request.headers["accept"]:
            route.fulfill(content_type="text/event-stream", body='event: status\ndata: {"stage":"searching","documents":5}\n\n')
        else:
            route.continue_()

    page.route("**/api/chat", cut)
    ask(page, QUESTIONS["en"])
    expect(page.locator(".turn .answer .cite").first).to_be_visible()


def test_a_greeting_gets_examples_that_can_be_asked(opening: Opening) -> None:
    page = opening("ar")
    ask(page, "السلام عليكم")
    assert_accessible(page)
    page.locator(".examples a").first.click()
    expect(page.locator(".turn:nth-child(2) .cite").first).to_be_visible()


def test_choices_of_display_hold_at_once_and_after_a_reload(opening: Opening) -> None:
    page = opening("en")
    page.click("#display summary")
    assert_accessible(page)
    page.locator("input[name=contrast]").check()
    page.locator("input[name=size][value='3']").check(force=True)
    expect(page.locator("html")).to_have_attribute("data-contrast", "more")
    page.keyboard.press("Escape")
    page.click("#theme")
    page.reload()
    for name, value in {"data-theme": "dark", "data-size": "3", "data-contrast": "more"}.items():
        expect(page.locator("html")).to_have_attribute(name, value)
    assert_accessible(page)


def test_a_memo_is_copied_with_its_source(opening: Opening) -> None:
    page = opening("ar")
    ask(page, QUESTIONS["ar"])
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".actions button").first.click()
    expect(page.locator("#told")).to_have_text("نُسخ")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert page.locator(".answer .sentence").first.inner_text() in copied
    assert "/documents/" in copied
    markup = page.evaluate("navigator.clipboard.read().then((all) => all[0].getType('text/html')).then((one) => one.text())")
    assert '<div dir="rtl" lang="ar">' in markup


@pytest.mark.parametrize("path", ["/help", "/privacy", "/terms", "/accessibility", "/contact", "/documents/annual-leave-en"])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_other_page_is_accessible(opening: Opening, language: str, path: str) -> None:
    assert_accessible(opening(language, width=390, path=path))


@pytest.mark.parametrize("path", ["/admin/library", "/admin/evals", "/sign-in"])
@pytest.mark.parametrize(("language", "width", "dark"), [("ar", 390, False), ("ar", 1280, True), ("en", 1280, False)])
def test_administration_and_sign_in_are_accessible(opening: Opening, path: str, language: str, width: int, dark: bool) -> None:
    assert_accessible(opening(language, width=width, dark=dark, path=path))
