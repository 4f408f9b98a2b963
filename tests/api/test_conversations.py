"""Conversations by the API: understood, kept, each its asker's own, and nothing lost whatever goes wrong meanwhile."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from docx import Document
from starlette.testclient import TestClient

from api.access.keys import add_key, revoke_key
from api.access.rules import Access
from api.conversations import Talks
from api.recording import Recorder
from api.services import Services
from api.settings import Settings
from assistant.assistant import Assistant
from assistant.conversation.history import Conversations, Turn
from assistant.conversation.questions import Questions
from assistant.model import OWNER, Answer
from assistant.state.engine import State
from corpus.home import Home

FIRST = "How many days of annual leave does an employee have?"
FOLLOWS = "and how is it requested?"
RESERVE = "How large is the reserve for the relocation of the archive to Nizwa?"


class Kept:
    """Services whose conversations lie in a database of their own."""

    def __init__(self, state: State, assistant: Assistant, **held: Any) -> None:
        self.conversations = Conversations(state, kept_days=180)
        self.recorder = Recorder(Questions(state, kept_days=180), self.conversations)
        self.talks = Talks(self.conversations, keep=self.recorder.keep_turn, settle=self.recorder.settle, **held)
        self.services = Services(assistant, record=self.recorder, talks=self.talks)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    opened = State(Home(tmp_path / "state"), patience_s=0.2)
    yield opened
    opened.close()


@pytest.fixture
def kept(state: State, assistant: Assistant) -> Iterator[Kept]:
    made = Kept(state, assistant)
    yield made
    made.recorder.close()


@pytest.fixture
def client(settings: Settings, kept: Kept, browsing: Callable[..., Any]) -> Iterator[TestClient]:
    with browsing(settings, kept.services) as opened:
        yield opened


def asked(client: TestClient, question: str, conversation: str | None, *, stream: bool = False, **more: Any) -> dict[str, Any]:
    sent = {"question": question, "conversation": conversation, "stream": stream, **more}
    answered = client.post("/api/chat", json=sent)
    assert answered.status_code == 200
    return {} if stream else answered.json()


# --- understood ---


@pytest.mark.parametrize("stream", [False, True])
def test_a_follow_up_is_understood_after_what_was_asked_before(client: TestClient, stream: bool) -> None:
    asked(client, FIRST, "one", stream=stream)
    asked(client, "thank you", "one", stream=stream)
    followed = asked(client, FOLLOWS, "one")
    assert "annual leave" in followed["understood_as"]
    assert followed["conversation"] == "one"


@pytest.mark.parametrize("conversation", ["another", None])
def test_a_question_of_another_conversation_stands_alone(client: TestClient, conversation: str | None) -> None:
    asked(client, FIRST, "one")
    assert "understood_as" not in asked(client, FOLLOWS, conversation)


def test_a_conversation_is_gone_on_with_after_the_server_was_started_anew(
    settings: Settings, state: State, assistant: Assistant, browsing: Callable[..., Any]
) -> None:
    for question in (FIRST, FOLLOWS):
        server = Kept(state, assistant)
        with browsing(settings, server.services) as client:
            answered = asked(client, question, "one")
        server.recorder.close()
    assert "annual leave" in answered["understood_as"]


def test_the_latest_questions_are_held_and_for_a_while() -> None:
    access = Access(OWNER, administrator=True)
    talks = Talks(most=2)

    def told(conversation: str, question: str) -> None:
        turn = Turn(id="x", question=question, answer=Answer("", "en", False, 1.0))
        talks.told(access, conversation, turn, before=())

    for n in range(20):
        told("long", str(n))
    assert talks.so_far(access, "long", "x") == tuple(str(n) for n in range(8, 20))
    told("two", "a")
    told("three", "b")
    assert talks.so_far(access, "long", "x") == ()


# --- kept, found, exported, deleted by their owner ---


def test_what_was_said_is_listed_searched_and_opened(client: TestClient) -> None:
    answer = asked(client, FIRST, "one")
    asked(client, "How are parking permits renewed?", "two", stream=True)
    listed = client.get("/api/conversations").json()["conversations"]
    assert {(one["id"], one["title"], one["turns"]) for one in listed} == {
        ("one", FIRST, 1),
        ("two", "How are parking permits renewed?", 1),
    }
    assert [one["id"] for one in client.get("/api/conversations", params={"q": "permits"}).json()["conversations"]] == ["two"]
    (turn,) = client.get("/api/conversations/one").json()["said"]
    assert turn["question"] == FIRST
    assert turn["answer"]["id"] == answer["id"]
    assert turn["answer"]["citations"] == answer["citations"]


def test_a_conversation_is_renamed_exported_and_deleted(client: TestClient) -> None:
    answer = asked(client, FIRST, "a/b ح")
    assert client.put("/api/conversations/a%2Fb ح", json={"title": "الإجازات"}).json()["title"] == "الإجازات"
    written = client.get("/api/conversations/a%2Fb ح/export").text
    assert written.startswith("# الإجازات\n")
    assert f"http://127.0.0.1:8000{answer['citations'][0]['url']}" in written
    file = client.get("/api/conversations/a%2Fb ح/export", params={"form": "docx"})
    paragraphs = [paragraph.text for paragraph in Document(BytesIO(file.content)).paragraphs]
    assert paragraphs[0] == "الإجازات"
    assert answer["citations"][0]["quote"] in paragraphs
    assert client.delete("/api/conversations/a%2Fb ح").status_code == 204
    gone = client.get("/api/conversations/a%2Fb ح")
    assert (gone.status_code, gone.headers["content-type"]) == (404, "application/problem+json")
    assert "understood_as" not in asked(client, FOLLOWS, "a/b ح")


def test_all_of_them_are_deleted_when_that_is_what_is_said(client: TestClient) -> None:
    asked(client, FIRST, "one")
    assert client.request("DELETE", "/api/conversations", json={}).status_code == 422
    assert client.request("DELETE", "/api/conversations", json={"erase": True}).status_code == 204
    assert client.get("/api/conversations").json() == {"conversations": []}


def test_a_conversation_is_reached_with_the_key_that_it_was_begun_with_and_no_other(
    settings: Settings, kept: Kept, browsing: Callable[..., Any]
) -> None:
    keys = {name: add_key(settings.library(), name) for name in ("ali", "mona")}
    try:
        with browsing(settings, kept.services) as client:

            def as_(name: str) -> dict[str, str]:
                return {"Authorization": f"Bearer {keys[name]}"}

            client.post("/api/chat", json={"question": FIRST, "conversation": "c"}, headers=as_("ali"))
            assert client.get("/api/conversations", headers=as_("mona")).json() == {"conversations": []}
            for method, path in (("GET", ""), ("GET", "/export"), ("DELETE", ""), ("PUT", "")):
                answered = client.request(
                    method, f"/api/conversations/c{path}", json={"title": "x"} if method == "PUT" else None, headers=as_("mona")
                )
                assert answered.status_code == 404
            assert client.get("/api/conversations").status_code == 401
            assert client.get("/api/conversations/c", headers=as_("ali")).json()["turns"] == 1
    finally:
        for name in keys:
            revoke_key(settings.library(), name)


def test_an_answer_is_withheld_once_its_asker_may_not_read_its_source(
    settings: Settings, kept: Kept, browsing: Callable[..., Any]
) -> None:
    with browsing(settings, kept.services) as owner:
        assert asked(owner, RESERVE, "one")["citations"][0]["document"] == "board-minutes"
    stranger = settings.model_copy(update={"loopback_as": ("public",)})
    with browsing(stranger, kept.services) as client:
        (turn,) = client.get("/api/conversations/one").json()["said"]
        assert turn["withheld"]
        assert "750,000" not in client.get("/api/conversations/one").text + client.get("/api/conversations/one/export").text


def test_where_conversations_are_not_kept_there_is_no_list(settings: Settings, assistant: Assistant, browsing: Any) -> None:
    with browsing(settings, Services(assistant)) as client:
        asked(client, FIRST, "one")
        assert client.get("/api/conversations").status_code == 404
        assert "annual leave" in asked(client, FOLLOWS, "one")["understood_as"]


# --- what goes wrong ---


def test_two_answers_at_once_in_one_conversation_are_both_told_and_kept(client: TestClient) -> None:
    told: list[int] = []

    def ask(question: str) -> None:
        told.append(client.post("/api/chat", json={"question": question, "conversation": "c"}).status_code)

    threads = [threading.Thread(target=ask, args=(f"{FIRST} {n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == [200] * 4
    assert {turn["question"] for turn in client.get("/api/conversations/c").json()["said"]} == {f"{FIRST} {n}" for n in range(4)}


def test_a_locked_database_stops_no_answer_and_takes_no_turn(client: TestClient, kept: Kept, tmp_path: Path) -> None:
    asked(client, FIRST, "c")
    kept.recorder.settle()
    with closing(sqlite3.connect(tmp_path / "state" / "state.sqlite", isolation_level=None)) as blocker:
        blocker.execute("BEGIN EXCLUSIVE")
        assert "annual leave" in asked(client, FOLLOWS, "c")["understood_as"]
        refused = client.delete("/api/conversations/c")
        blocker.execute("ROLLBACK")
    assert refused.status_code == 503
    assert refused.json()["type"] == "urn:dalil:problem:state-away"
    assert [turn["question"] for turn in client.get("/api/conversations/c").json()["said"]] == [FIRST, FOLLOWS]


def test_with_the_database_away_a_whole_question_is_answered_and_one_that_leans_is_told_to_wait(
    tmp_path: Path, settings: Settings, assistant: Assistant, browsing: Callable[..., Any]
) -> None:
    away = Kept(State(Home(tmp_path / "h"), address=f"sqlite:///{tmp_path}/gone/s.sqlite", patience_s=0.1), assistant)
    with browsing(settings, away.services) as client:
        refused = client.post("/api/chat", json={"question": FOLLOWS, "conversation": "c"})
        assert (refused.status_code, refused.json()["type"]) == (503, "urn:dalil:problem:state-away")
        asked(client, FIRST, "c")
        assert "annual leave" in asked(client, FOLLOWS, "c")["understood_as"]
    away.recorder.close()


def test_a_question_whose_reader_went_away_is_kept_and_a_second_try_takes_its_place(
    settings: Settings, starting: Callable[..., Any], tmp_path: Path
) -> None:
    running = starting(settings, DALIL_STATE=f"sqlite:///{tmp_path}/own.sqlite").wait("/readyz")
    body = {"question": FIRST, "conversation": "c", "stream": True}
    with httpx.stream("POST", f"{running.url}/api/chat", json=body, timeout=30) as answered:
        next(answered.iter_bytes(1))
    until = time.monotonic() + 10
    while not (found := httpx.get(f"{running.url}/api/conversations").json()["conversations"]) and time.monotonic() < until:
        time.sleep(0.05)
    assert [one["id"] for one in found] == ["c"]
    (turn,) = httpx.get(f"{running.url}/api/conversations/c").json()["said"]
    assert (turn["question"], turn["state"], turn["answer"]["sentences"]) == (FIRST, "stopped", [])
    again = {"question": FIRST, "conversation": "c", "replaces": turn["id"]}
    assert httpx.post(f"{running.url}/api/chat", json=again, timeout=30).json()["sentences"]
    said = httpx.get(f"{running.url}/api/conversations/c").json()["said"]
    assert [(one["question"], one["state"]) for one in said] == [(FIRST, "whole")]
