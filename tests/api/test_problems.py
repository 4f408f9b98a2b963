"""Errors as HTTP tells them: one table, two forms, nothing of the inside."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

import api
import assistant
import corpus
import ingest
from api.errors import BadRequest
from api.headers import SECURITY_HEADERS
from api.problems import KINDS, detail_of, kind_of, openai_form, problem_of
from api.services import Services
from api.settings import Settings
from assistant.errors import QuestionTooLong
from assistant.model import Answer, Event, Question, Status
from corpus.errors import DalilError, ModelError, NothingIndexed, StorageError
from corpus.generation.snapshot import Snapshot


def every_error() -> list[type[DalilError]]:
    """Every class of error of the packages that a door may meet."""
    for package in (corpus, ingest, assistant, api):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name.endswith("errors"):
                importlib.import_module(module.name)
    found, waiting = [], [DalilError]
    while waiting:
        below = waiting.pop().__subclasses__()
        found += below
        waiting += below
    return [cls for cls in found if cls.__module__.partition(".")[0] in ("corpus", "ingest", "assistant", "api")]


def test_every_error_has_a_status_itself_or_by_its_branch() -> None:
    assert [cls.__name__ for cls in every_error() if kind_of(cls) is None and cls.__name__ != "ApiError"] == []


def test_the_table_holds_no_class_twice_under_one_name() -> None:
    assert len({kind.slug for kind in KINDS.values()}) == len(KINDS)


def test_a_problem_says_what_where_and_what_to_do() -> None:
    told = detail_of(problem_of(BadRequest("it isn't a number", subject="k", remedy="send a number")))
    assert told == {
        "type": "urn:dalil:problem:bad-request",
        "title": "The request isn't right",
        "status": 400,
        "detail": "k: it isn't a number",
        "remedy": "send a number",
    }


def test_a_fault_of_the_server_names_no_path() -> None:
    told = detail_of(problem_of(StorageError("the disk is full", subject="/srv/dalil/home", remedy="free some space")))
    assert "/srv" not in str(told)


def test_openais_form_is_what_its_clients_read() -> None:
    error = openai_form(problem_of(QuestionTooLong("it has 5000 characters", remedy="ask in fewer words")))["error"]
    assert error == {
        "message": "it has 5000 characters; ask in fewer words",
        "type": "invalid_request_error",
        "param": None,
        "code": "question_too_long",
    }


# --- at the doors ---


class Failing:
    """An assistant that fails in one way, from the start or in mid-answer."""

    def __init__(self, error: Exception, *, late: bool = False) -> None:
        self.error = error
        self.late = late

    def snapshot(self) -> Snapshot:
        raise self.error

    def ask(self, question: Question) -> Answer:
        raise self.error

    def stream(self, question: Question) -> Iterator[Event]:
        if self.late:
            yield Status("searching", 3)
        raise self.error

    def search(self, text: str, **given: Any) -> list[Any]:
        raise self.error

    def suggestions(self, asker: Any, language: str) -> list[str]:
        raise self.error


def failing(settings: Settings, browsing: Any, error: Exception, *, late: bool = False) -> Any:
    return browsing(settings, Services(Failing(error, late=late)))


EMPTY = NothingIndexed("nothing is indexed yet", remedy="run `dalil index sync` first")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/readyz", None),
        ("GET", "/api/documents", None),
        ("GET", "/api/documents/x", None),
        ("GET", "/api/search?q=x", None),
        ("POST", "/api/chat", {"question": "x"}),
        ("POST", "/api/chat", {"question": "x", "stream": True}),
    ],
)
def test_before_anything_is_indexed_every_door_says_so(
    settings: Settings, browsing: Any, method: str, path: str, body: Any
) -> None:
    with failing(settings, browsing, EMPTY) as client:
        answered = client.request(method, path, json=body)
        assert answered.status_code == 503
        assert answered.headers["content-type"] == "application/problem+json"
        assert "dalil index sync" in answered.json()["remedy"]


def test_an_empty_library_still_lives_and_tells_its_status(settings: Settings, browsing: Any) -> None:
    with failing(settings, browsing, EMPTY) as client:
        assert client.get("/healthz").status_code == 200
        assert client.get("/api/status").json()["ready"] is False
        answered = client.post("/v1/chat/completions", json={"model": "dalil", "messages": [{"role": "user", "content": "x"}]})
        assert (answered.status_code, answered.json()["error"]["code"]) == (503, "nothing_indexed")


@pytest.mark.parametrize(
    "error", [ModelError("the model is damaged", remedy="prepare it again"), RuntimeError("a secret path /srv/x")]
)
def test_what_fails_in_mid_stream_ends_it_with_an_error_event(settings: Settings, browsing: Any, error: Exception) -> None:
    with failing(settings, browsing, error, late=True) as client:
        answered = client.post("/api/chat", json={"question": "x", "stream": True})
        assert answered.status_code == 200
        last = answered.text.strip().split("\n\n")[-1]
        assert last.startswith("event: error\ndata: {")
        assert '"status":50' in last
        assert "/srv/x" not in answered.text


def test_what_nobody_foresaw_is_told_without_its_inside(settings: Settings, browsing: Any) -> None:
    with failing(settings, browsing, RuntimeError("a secret path /srv/x")) as client:
        answered = client.post("/api/chat", json={"question": "x"})
        assert answered.status_code == 500
        assert answered.headers["content-type"] == "application/problem+json"
        assert "/srv/x" not in answered.text
        assert {name.lower() for name in SECURITY_HEADERS} <= set(answered.headers)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nowhere", 404), ("GET", "/api/nowhere", 404), ("PUT", "/api/chat", 405), ("GET", "/api/chat", 405)],
)
def test_the_frameworks_own_errors_are_problems_too(client: TestClient, method: str, path: str, status: int) -> None:
    answered = client.request(method, path)
    assert answered.status_code == status
    assert answered.headers["content-type"] == "application/problem+json"
    assert {"type", "title", "status", "detail"} <= answered.json().keys()


def test_under_v1_the_frameworks_errors_have_openais_form(client: TestClient) -> None:
    assert client.get("/v1/nowhere").json()["error"]["type"] == "invalid_request_error"
    assert client.get("/v1/chat/completions").status_code == 405


def test_a_body_that_is_no_json_is_told(client: TestClient) -> None:
    answered = client.post("/api/chat", content=b"{", headers={"Content-Type": "application/json"})
    assert (answered.status_code, answered.json()["detail"]) == (422, "the body isn't a JSON object")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"question": "caf\xe9"}', "application/json"),
        (b'{"question": ' + b"[" * 100_000 + b"}", "application/json"),
        (b'{"question": "x"}', "text/plain"),
        (b"question=x", "application/x-www-form-urlencoded"),
    ],
)
def test_a_body_that_can_not_be_read_is_told_with_what_to_send(client: TestClient, body: bytes, kind: str) -> None:
    answered = client.post("/api/chat", content=body, headers={"Content-Type": kind})
    assert answered.status_code in (400, 422)
    assert answered.json()["detail"].startswith("the body")
    assert "JSON" in answered.json()["remedy"]


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/nowhere", 404, "لا شيء في هذا"),
        ("/documents/visitors?page=x", 422, "page"),
        ("/admin/library", 403, "لمن يدير"),
    ],
)
def test_a_person_is_told_on_a_page_and_a_program_in_a_problem_detail(
    settings: Settings, services: Services, browsing: Any, path: str, status: int, words: str
) -> None:
    with browsing(settings.model_copy(update={"loopback_as": ("public",)}), services) as client:
        page = client.get(path, headers={"Accept": "text/html,*/*;q=0.8"})
        assert (page.status_code, page.headers["content-type"]) == (status, "text/html; charset=utf-8")
        assert words in page.text
        told = client.get(path, headers={"Accept": "*/*"})
        assert (told.status_code, told.headers["content-type"]) == (status, "application/problem+json")


def test_a_body_over_the_limit_is_refused(client: TestClient, settings: Settings) -> None:
    answered = client.post("/api/chat", json={"question": "x" * settings.body_limit})
    assert answered.status_code == 413
    assert answered.headers["content-type"] == "application/problem+json"
    assert (
        client.post("/v1/chat/completions", json={"x": "y" * settings.body_limit}).json()["error"]["type"]
        == "invalid_request_error"
    )


def test_a_body_over_the_limit_is_refused_also_without_a_length(client: TestClient, settings: Settings) -> None:
    def chunks() -> Iterator[bytes]:
        yield b'{"question": "'
        for _ in range(settings.body_limit // 65536 + 1):
            yield b"x" * 65536
        yield b'"}'

    answered = client.post("/api/chat", content=chunks(), headers={"Content-Type": "application/json"})
    assert answered.status_code == 413
    assert answered.headers["content-type"] == "application/problem+json"


def test_a_greeting_is_no_failure(client: TestClient) -> None:
    assert client.post("/api/chat", json={"question": "شكرًا"}).json()["kind"] == "social"
