"""Onboarding in a browser, at a phone's width, in both languages: by keyboard, through a dropped line, and axe on every page."""

import json
import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from api.app import create_app
from api.library import open_course
from api.services import Services
from api.settings import Settings
from assistant.assistant import Assistant

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
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
    app = create_app(taught, Services(assistant, course=open_course(taught, assistant)))
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=OPTIONS)
        yield opened
        opened.close()


@pytest.fixture
def opening(browser: Browser, address: str) -> Iterator[Opening]:
    """Opens onboarding in a language on a phone, with a name chosen."""
    contexts = []

    def open_it(language: str) -> Page:
        context = browser.new_context(viewport=PHONE, reduced_motion="reduce")  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{address}/onboarding?lang={language}")
        assert_fits(page)
        page.fill("#name", f"learner {secrets.token_hex(3)}")
        with page.expect_navigation():
            page.press("#name", "Enter")
        return page

    yield open_it
    for context in contexts:
        context.close()


def follow(page: Page, selector: str) -> None:
    """Clicks what leads to another page, and waits until that page and its scripts have been loaded."""
    with page.expect_navigation():
        page.locator(selector).click()


def assert_fits(page: Page) -> None:
    """No rule of axe is broken, nothing is wider than the phone, and what is to be done stands on one screen."""
    broken = Axe().run(page).response["violations"]
    assert not broken, [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in broken]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def assert_one_screen(page: Page) -> None:
    bottom = page.evaluate("Math.max(...[...document.querySelectorAll('.c-main')].map(e => e.getBoundingClientRect().bottom))")
    assert bottom <= PHONE["height"]


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_path_is_walked_on_a_phone(opening: Opening, address: str, language: str) -> None:
    page = opening(language)
    assert_fits(page)
    follow(page, "form[action$='/leave/start'] button")
    expect(page.locator("blockquote")).to_have_text(QUOTE[language])
    for kind in ("open", "choice", "ordering", "matching", "true-false"):
        assert page.url.endswith(f"/onboarding/leave/{kind}")
        assert_fits(page)
        assert_one_screen(page)
        follow(page, ".c-onward .c-main")
        assert_fits(page)
        assert_one_screen(page)
        answer(page, kind, QUOTE[language])
        follow(page, "form.c-answer button.c-main")
        expect(page.locator(".c-verdict")).to_be_visible()
        assert_fits(page)
        follow(page, ".c-onward .c-main")
    for path in ("/onboarding/progress", "/onboarding/review", "/admin/onboarding", "/onboarding"):
        page.goto(f"{address}{path}")
        assert_fits(page)


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
    assert_fits(page)


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
    assert_fits(page)
