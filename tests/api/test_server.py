"""`dalil serve` as a process: what it refuses, what it says, how it streams and how it ends."""

import contextlib
import json
import socket
import threading
import time
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
import uvicorn

from api.access.keys import add_key, revoke_key
from api.app import create_app
from api.errors import PortBusy
from api.library import run_sync
from api.server import Announced, address_of, checked_root_path, serve
from api.services import Services
from api.settings import Settings
from assistant.model import Answer, Sentence, Status
from corpus.errors import SettingError
from corpus.progress import Progress

QUESTION = {"question": "How many days of annual leave does an employee have?"}


def test_it_says_where_it_is_on_stderr_and_nothing_on_stdout(settings: Settings, starting: Any) -> None:
    running = starting(settings).wait("/readyz")
    assert httpx.post(f"{running.url}/api/chat", json=QUESTION).json()["citations"]
    code, seconds, out, err = running.end()
    assert (code, out) == (0, "")
    assert running.url in err
    assert seconds < 5


def test_its_log_has_a_line_for_each_request_without_the_question(settings: Settings, starting: Any) -> None:
    running = starting(settings).wait("/readyz")
    answered = httpx.post(f"{running.url}/api/chat", json=QUESTION)
    httpx.get(f"{running.url}/api/search", params={"q": "parking permits"})
    *_, err = running.end()
    assert "annual" not in err
    assert "parking" not in err
    lines = [json.loads(line) for line in err.splitlines() if line.startswith("{")]
    chat = next(line for line in lines if line["path"] == "/api/chat")
    assert (chat["status"], chat["method"], chat["request_id"]) == (200, "POST", answered.headers["x-request-id"])


def test_sigterm_ends_it_with_0_within_seconds_while_answers_stream(settings: Settings, starting: Any) -> None:
    running = starting(settings).wait("/readyz")
    stop = threading.Event()

    def keep_asking() -> None:
        while not stop.is_set():
            with contextlib.suppress(httpx.HTTPError):
                httpx.post(f"{running.url}/api/chat", json={**QUESTION, "stream": True}, timeout=10)

    askers = [threading.Thread(target=keep_asking) for _ in range(3)]
    for asker in askers:
        asker.start()
    time.sleep(1)
    code, seconds, *_ = running.end()
    stop.set()
    for asker in askers:
        asker.join()
    assert code == 0
    assert seconds < 5


def test_a_body_in_chunks_is_cut_at_the_limit(server: Any) -> None:
    def chunks() -> Any:
        for _ in range(40):
            yield b"x" * 65536

    with contextlib.suppress(httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError):
        answered = httpx.post(f"{server.url}/api/chat", content=chunks(), headers={"Content-Type": "application/json"})
        assert answered.status_code == 413
    assert httpx.get(f"{server.url}/healthz").status_code == 200


def test_a_foreign_host_is_refused_on_the_socket(server: Any) -> None:
    assert httpx.get(f"{server.url}/api/documents", headers={"Host": "evil.example"}).status_code == 400


def test_a_key_counts_at_once_and_only_until_it_is_revoked(settings: Settings, server: Any) -> None:
    key = add_key(settings.library(), "late")
    try:
        assert httpx.get(f"{server.url}/api/documents").status_code == 401
        assert httpx.get(f"{server.url}/api/documents", headers={"Authorization": f"Bearer {key}"}).status_code == 200
    finally:
        revoke_key(settings.library(), "late")
    assert httpx.get(f"{server.url}/api/documents").status_code == 200


def test_behind_a_trusted_proxy_the_cookie_is_for_https_and_the_sub_path(settings: Settings, starting: Any) -> None:
    key = add_key(settings.library(), "proxied")
    try:
        running = starting(settings, "--root-path", "/dalil", DALIL_TRUSTED_PROXIES="127.0.0.1").wait("/healthz")
        passed_on = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https", "Host": "dalil.example"}
        assert httpx.get(f"{running.url}/api/status", headers=passed_on).status_code == 401
        signed_in = httpx.post(f"{running.url}/dalil/sign-in", data={"key": key, "next": "/dalil/docs"}, headers=passed_on)
        assert signed_in.headers["location"] == "/dalil/docs"
        assert {"secure", "path=/dalil/", "httponly"} <= {
            part.strip().lower() for part in signed_in.headers["set-cookie"].split(";")
        }
        answered = httpx.post(f"{running.url}/api/chat", json=QUESTION, headers=passed_on | {"Authorization": f"Bearer {key}"})
        assert answered.json()["citations"][0]["url"].startswith("/dalil/documents/")
        assert running.end()[0] == 0
    finally:
        revoke_key(settings.library(), "proxied")


# --- what is refused at the start ---


@pytest.fixture
def empty(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", default_audience=("public",))


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::"])
def test_another_address_without_a_key_is_refused(empty: Settings, host: str) -> None:
    with pytest.raises(SettingError, match="dalil serve keys add"):
        serve(empty, host=host, port=0, root_path="")


@pytest.mark.parametrize("place", ["host", "root_path", "trusted_proxies"])
def test_documents_for_which_no_audience_was_ever_named_are_not_shown_to_others(tmp_path: Path, place: str) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "a.md").write_text("# A\n\nThe first document of two.\n", encoding="utf-8")
    (folder / "b.md").write_text("# B\n\nThe second document of two.\n", encoding="utf-8")
    (folder / "c.md").write_text("---\naudience: public\n---\n# C\n\nA third, for everyone.\n", encoding="utf-8")
    settings = Settings(home=tmp_path / "home", folders=(folder,), workers=1)
    run_sync(settings, [], progress=Progress())
    add_key(settings.library(), "page")
    if place == "trusted_proxies":
        settings = settings.model_copy(update={"trusted_proxies": ("127.0.0.1",)})
    with pytest.raises(SettingError, match=r"DALIL_DEFAULT_AUDIENCE.* 2 of the documents"):
        serve(
            settings,
            host="0.0.0.0" if place == "host" else "127.0.0.1",
            port=0,
            root_path="/dalil" if place == "root_path" else "",
        )


def test_a_busy_port_is_said_with_a_remedy(empty: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortBusy) as told:
            serve(empty, host="127.0.0.1", port=port, root_path="")
    assert f"127.0.0.1:{port}" in str(told.value)
    assert f"--port {port + 1}" in str(told.value)


def test_an_address_of_no_machine_here_is_said(empty: Settings) -> None:
    add_key(empty.library(), "page")
    with pytest.raises(PortBusy, match="--host"):
        serve(empty, host="192.0.2.1", port=0, root_path="")


@pytest.mark.parametrize(("given", "root"), [("", ""), ("/", ""), ("/dalil", "/dalil"), ("/dalil/", "/dalil"), ("/a/b", "/a/b")])
def test_a_root_path_has_no_slash_at_its_end(given: str, root: str) -> None:
    assert checked_root_path(given) == root


@pytest.mark.parametrize("given", ["dalil", "//dalil", "/da lil", "/dalil?x", "http://x/dalil"])
def test_a_root_path_that_can_be_none_is_refused(given: str) -> None:
    with pytest.raises(SettingError, match="/dalil"):
        checked_root_path(given)


@pytest.mark.parametrize(
    ("host", "root", "address"),
    [
        ("127.0.0.1", "", "http://127.0.0.1:8000"),
        ("::1", "", "http://[::1]:8000"),
        ("localhost", "/d", "http://localhost:8000/d/"),
    ],
)
def test_the_address_is_one_to_open(host: str, root: str, address: str) -> None:
    assert address_of(host, 8000, root) == address


# --- a reader who leaves ---


class Endless:
    """An assistant whose answer never ends: it counts its sentences and notes when it is let go."""

    def __init__(self) -> None:
        self.sentences = 0
        self.let_go = threading.Event()

    def stream(self, question: Any) -> Any:
        try:
            yield Status("searching", 1)
            while True:
                time.sleep(0.02)
                self.sentences += 1
                yield Sentence("one more", (1,), 1.0)
        finally:
            self.let_go.set()

    def ask(self, question: Any) -> Answer:
        time.sleep(60)
        raise AssertionError


@contextlib.contextmanager
def running_in_a_thread(settings: Settings, assistant: Any) -> Any:
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        create_app(settings, Services(assistant)), log_config=None, access_log=False, timeout_graceful_shutdown=1
    )
    server = Announced(config, "here")
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        assert not thread.is_alive()


def test_an_answer_stops_when_its_reader_leaves(empty: Settings) -> None:
    endless = Endless()
    with running_in_a_thread(empty, endless) as url:
        with httpx.stream("POST", f"{url}/api/chat", json={**QUESTION, "stream": True}) as answered:
            for line in answered.iter_lines():
                if "one more" in line:
                    break
        assert endless.let_go.wait(5)
        told = endless.sentences
        time.sleep(0.2)
        assert endless.sentences == told


def test_an_endless_answer_does_not_keep_the_server_from_ending(empty: Settings) -> None:
    endless = Endless()
    with running_in_a_thread(empty, endless) as url:
        reader = threading.Thread(target=lambda: _read_until_cut(url))
        reader.start()
        while not endless.sentences:
            time.sleep(0.02)
    assert endless.let_go.wait(5)
    reader.join(5)
    assert not reader.is_alive()


def _read_until_cut(url: str) -> None:
    with (
        contextlib.suppress(httpx.TransportError),
        httpx.stream("POST", f"{url}/api/chat", json={**QUESTION, "stream": True}) as answered,
    ):
        for _ in answered.iter_lines():
            pass
