"""The administration: the whole library with its reasons, and a sync that a button starts."""

import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.library import open_assistant, sync_job
from api.reasons import cause_of
from api.services import Services
from api.settings import Settings
from assistant.assistant import Assistant
from corpus.errors import HomeBusy

PAGE = {"Accept": "text/html"}


def wait_for(client: TestClient, *states: str) -> dict[str, Any]:
    """The sync's state, once it is one of these."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        state: dict[str, Any] = client.get("/admin/api/sync").json()
        if state["state"] in states:
            return state
        time.sleep(0.02)
    raise AssertionError(f"the sync never was {states}")


def test_the_library_holds_what_was_read_and_what_was_not(client: TestClient) -> None:
    library = client.get("/admin/api/library").json()
    assert (library["indexed"], library["quarantined"], library["public"]) == (5, 1, 4)
    assert library["last_sync"].endswith("Z")
    cut = next(row for row in library["documents"] if row["id"] == "cut")
    assert cut["status"] == "quarantined"
    assert cut["reason"]
    assert "تالف" in cut["reason_ar"]
    assert "damaged" in cut["reason_en"]
    assert library["causes"][0]["examples"] == ["cut.pdf"]


@pytest.mark.parametrize(
    ("language", "words"), [("ar", ("وثائق المكتبة", "تالف", "الجميع")), ("en", ("The library", "damaged", "everyone"))]
)
def test_the_page_is_in_the_readers_language(client: TestClient, language: str, words: tuple[str, ...]) -> None:
    page = client.get(f"/admin/library?lang={language}", headers=PAGE)
    assert page.status_code == 200
    for word in (*words, "board-minutes.md", "cut.pdf"):
        assert word in page.text


def test_the_page_of_an_empty_library_says_what_to_do(tmp_path: Path, browsing: Any) -> None:
    settings = Settings(home=tmp_path / "empty")
    with browsing(settings, Services(open_assistant(settings))) as client:
        assert "ثم زامن" in client.get("/admin/library", headers=PAGE).text
        assert client.get("/admin/api/library").json()["documents"] == []


def test_without_a_sync_the_button_is_away(client: TestClient) -> None:
    assert 'id="sync"' not in client.get("/admin/library", headers=PAGE).text
    assert client.post("/admin/sync").status_code == 400


class Held:
    """A sync that waits to be let go, then gives a report or fails."""

    def __init__(self, error: Exception | None = None) -> None:
        self.go = threading.Event()
        self.error = error

    def __call__(self, tell: Callable[[str, str, int, int], None]) -> Mapping[str, Any]:
        tell("reading", "a.pdf", 3, 8)
        assert self.go.wait(10)
        if self.error:
            raise self.error
        return {"added": [], "unchanged": 8}


def test_a_sync_tells_how_far_it_is_and_what_it_did(settings: Settings, assistant: Assistant, browsing: Any) -> None:
    held = Held()
    with browsing(settings, Services(assistant, sync=held)) as client:
        assert client.get("/admin/api/sync").json()["state"] == "never"
        assert client.post("/admin/sync").status_code == 202
        state = wait_for(client, "running")
        while state["stage"] != "reading":
            state = wait_for(client, "running")
        assert (state["document"], state["done"], state["total"]) == ("a.pdf", 3, 8)
        again = client.post("/admin/sync")
        assert (again.status_code, again.headers["content-type"]) == (409, "application/problem+json")
        held.go.set()
        state = wait_for(client, "done")
        assert state["report"] == {"added": [], "unchanged": 8}
        assert state["ended"]


@pytest.mark.parametrize("error", [HomeBusy("another process is writing", remedy="wait"), RuntimeError("odd")])
def test_a_sync_that_fails_says_so_and_another_may_begin(
    settings: Settings, assistant: Assistant, browsing: Any, error: Exception
) -> None:
    held = Held(error)
    with browsing(settings, Services(assistant, sync=held)) as client:
        client.post("/admin/sync")
        held.go.set()
        assert wait_for(client, "failed")["error"]
        assert client.post("/admin/sync").status_code == 202
        wait_for(client, "failed")


def test_a_browsers_form_is_led_back_to_the_page(settings: Settings, assistant: Assistant, browsing: Any) -> None:
    held = Held()
    held.go.set()
    with browsing(settings, Services(assistant, sync=held)) as client:
        answered = client.post("/admin/sync", headers=PAGE, follow_redirects=False)
        assert (answered.status_code, answered.headers["location"]) == (303, "/admin/library")
        wait_for(client, "done")


def test_what_a_sync_adds_is_served_at_the_next_question(tmp_path: Path, browsing: Any, assistant: Assistant) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    settings = Settings(home=tmp_path / "home", folders=(folder,), workers=1)
    own = Assistant(settings.library(), assistant.embedder, options=assistant.options, long_lived=True)
    with browsing(settings, Services(own, sync=sync_job(settings), close=own.close)) as client:
        assert client.get("/readyz").status_code == 503
        (folder / "badge.md").write_text("# Badges\n\nA lost badge is replaced within two working days.\n", encoding="utf-8")
        client.post("/admin/sync")
        assert [row["id"] for row in wait_for(client, "done", "failed")["report"]["added"]] == ["badge"]
        assert client.get("/readyz").status_code == 200
        assert client.post("/api/chat", json={"question": "When is a lost badge replaced?"}).json()["citations"]


@pytest.mark.parametrize(
    ("reason", "cause"),
    [
        ("the page has no text layer: it is a scan; recognise its text (OCR) and save it as a PDF with a text layer", "scan"),
        ("none of its 3 pages can be read: the page has no text layer: it is a scan", "scan"),
        ("the page has no text layer: its letters are drawn as shapes", "letters"),
        ("its font says nothing true about its letters", "letters"),
        ("it asks for a password; save it without a password", "encrypted"),
        ("the file is damaged; copy it again from where it came", "damaged"),
        ("its reader crashed on it; save it again in the program that it came from", "damaged"),
        ("the file is empty; copy it again from where it came", "empty"),
        ("its slides hold no text", "empty"),
        ("the name says PDF but the content is a ZIP archive; rename it, or save it again", "kind"),
        ("it has 300 MiB, and 200 MiB are allowed; split it, or allow more", "limit"),
        ("reading it takes longer than the 120 s that a document may have; split it, or allow more time", "limit"),
        (
            "it carries the mark «سري»; name its classification and an audience that is not public in the catalogue",
            "classified",
        ),
        ("the audience file hr/.audience is empty; write one group a line", "audience"),
        ("its front matter is not valid YAML (line 3)", "description"),
        ("it may not be read by this user; change its permissions", "access"),
        ("something that nobody has thought of yet", "other"),
    ],
)
def test_a_reason_falls_under_its_cause(reason: str, cause: str) -> None:
    assert cause_of(reason).id == cause
