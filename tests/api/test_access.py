"""Who is asking: loopback, keys, foreign hosts and origins, the sign-in page."""

import os
import shutil
import socket
import stat
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

import pytest
from starlette.testclient import TestClient

from api.access.keys import Keyring, add_key, list_keys, revoke_key
from api.errors import KeyNameError
from api.library import run_sync
from api.services import Services
from api.settings import Settings
from assistant.assistant import Assistant
from corpus.home import Home
from corpus.progress import Progress

SECRET = {"q": "reserve for the archive in Nizwa"}
PAGE = {"Accept": "text/html"}


class Browsing(Protocol):
    """Opens a client of an application over these services."""

    def __call__(
        self, settings: Settings, services: Services, *, peer: str = ..., host: str = ..., **place: Any
    ) -> AbstractContextManager[TestClient]: ...


@pytest.fixture
def keyed(settings: Settings) -> Iterator[dict[str, str]]:
    """A key for a stranger, one for the board and one for an administrator; taken back at the end."""
    home = settings.library()
    made = {
        "stranger": add_key(home, "stranger"),
        "board": add_key(home, "board", groups=["board"]),
        "admin": add_key(home, "admin", admin=True),
    }
    yield made
    for name in made:
        revoke_key(home, name)


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def documents_of(client: TestClient, **given: Any) -> set[str]:
    return {row["id"] for row in client.get("/api/documents", **given).json()["documents"]}


# --- keys ---


def test_a_key_is_kept_as_a_hash_in_a_file_for_its_owner_alone(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    key = add_key(home, "page", groups=["hr", " board "])
    path = home.root / "keys.json"
    assert key not in path.read_text(encoding="utf-8")
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert [(k.name, k.groups, k.admin) for k in list_keys(home)] == [("page", ("board", "hr"), False)]


def test_a_key_without_groups_asks_as_the_public(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert Keyring(home).holder(add_key(home, "guest", groups=[""])).groups == ("public",)  # type: ignore[union-attr]


def test_a_name_is_given_once(tmp_path: Path) -> None:
    home = Home(tmp_path)
    add_key(home, "page")
    with pytest.raises(KeyNameError, match="page"):
        add_key(home, "page")
    with pytest.raises(KeyNameError, match="gone"):
        revoke_key(home, "gone")


def test_a_server_sees_keys_come_and_go(tmp_path: Path) -> None:
    home = Home(tmp_path)
    ring = Keyring(home)
    assert not ring.any()
    key = add_key(home, "page")
    assert ring.holder(key) is not None
    revoke_key(home, "page")
    assert ring.holder(key) is None
    assert not ring.any()


# --- loopback ---


def test_on_loopback_without_keys_the_asker_is_the_owner(client: TestClient) -> None:
    assert "board-minutes" in documents_of(client)
    assert client.get("/metrics").status_code == 200


def test_on_loopback_any_key_will_do_while_there_is_none(client: TestClient) -> None:
    assert client.get("/api/documents", headers=bearer("anything")).status_code == 200


def test_loopback_may_be_taken_for_groups(settings: Settings, services: Services, browsing: Browsing) -> None:
    with browsing(settings.model_copy(update={"loopback_as": ("public",)}), services) as client:
        assert "board-minutes" not in documents_of(client)
        assert client.get("/admin/api/library").status_code == 403


@pytest.mark.parametrize(
    "header",
    [{"Forwarded": "for=10.1.1.1"}, {"X-Forwarded-For": "10.1.1.1"}, {"X-Forwarded-Proto": "https"}, {"Via": "1.1 proxy"}],
)
def test_what_a_proxy_passes_on_needs_a_key(client: TestClient, header: dict[str, str]) -> None:
    assert client.get("/api/documents", headers=header).status_code == 401


@pytest.mark.parametrize(
    "place", [{"root_path": "/dalil"}, {"loopback_only": False, "peer": "192.0.2.7", "host": "192.0.2.1:8000"}]
)
def test_another_place_needs_a_key(settings: Settings, services: Services, browsing: Browsing, place: dict[str, Any]) -> None:
    with browsing(settings, services, **place) as client:
        answered = client.get("/api/documents")
        assert answered.status_code == 401
        assert answered.headers["www-authenticate"] == "Bearer"
        assert answered.json()["remedy"]


def test_trusted_proxies_need_a_key(settings: Settings, services: Services, browsing: Browsing) -> None:
    with browsing(settings.model_copy(update={"trusted_proxies": ("127.0.0.1",)}), services) as client:
        assert client.get("/api/documents").status_code == 401


# --- keys at the door ---


def test_once_a_key_exists_loopback_needs_one_too(client: TestClient, keyed: dict[str, str]) -> None:
    assert client.get("/api/documents").status_code == 401
    assert client.get("/api/documents", headers=bearer("wrong")).status_code == 401
    assert client.get("/api/documents", headers=bearer(keyed["stranger"])).status_code == 200


def test_a_key_reads_as_its_groups(client: TestClient, keyed: dict[str, str]) -> None:
    assert "board-minutes" not in documents_of(client, headers=bearer(keyed["stranger"]))
    assert "board-minutes" in documents_of(client, headers=bearer(keyed["board"]))


@pytest.mark.parametrize(
    "path", ["/api/documents/board-minutes", "/api/documents/board-minutes/file", "/api/documents/board-minutes/pages/1"]
)
def test_what_is_hidden_is_told_like_what_is_not_there(client: TestClient, keyed: dict[str, str], path: str) -> None:
    hidden = client.get(path, headers=bearer(keyed["stranger"]))
    absent = client.get(path.replace("board-minutes", "bored-minutes"), headers=bearer(keyed["stranger"]))
    assert hidden.status_code == absent.status_code == 404
    assert hidden.json() == {**absent.json(), "detail": absent.json()["detail"].replace("bored", "board")}


def test_a_hidden_document_is_in_no_search(client: TestClient, keyed: dict[str, str]) -> None:
    found = client.get("/api/search", params=SECRET, headers=bearer(keyed["stranger"])).json()["results"]
    assert "board-minutes" not in {row["document"] for row in found}
    found = client.get("/api/search", params=SECRET, headers=bearer(keyed["board"])).json()["results"]
    assert found[0]["document"] == "board-minutes"


@pytest.mark.parametrize("path", ["/admin/library", "/admin/api/library", "/metrics"])
def test_administration_needs_an_administrator(client: TestClient, keyed: dict[str, str], path: str) -> None:
    assert client.get(path, headers=bearer(keyed["board"])).status_code == 403
    assert client.get(path, headers=bearer(keyed["admin"])).status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/sign-in", "/static/css/admin.css", "/static/js/sign_in.js"])
def test_health_and_the_sign_in_page_need_no_key(client: TestClient, keyed: dict[str, str], path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/docs", "/openapi.json", "/v1/models", "/api/status", "/api/suggestions"])
def test_everything_else_needs_one(client: TestClient, keyed: dict[str, str], path: str) -> None:
    assert client.get(path).status_code == 401


def test_under_v1_a_missing_key_is_told_in_openais_form(client: TestClient, keyed: dict[str, str]) -> None:
    assert client.get("/v1/models").json()["error"]["type"] == "authentication_error"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/api/documents", None),
        ("GET", "/api/documents/annual-leave-en", None),
        ("GET", "/api/documents/board-minutes", None),
        ("GET", "/api/search?q=reserve+for+the+archive+in+Nizwa", None),
        ("GET", "/api/suggestions?language=en", None),
        ("POST", "/api/chat", {"question": "How many days of annual leave does an employee have?"}),
        ("POST", "/api/chat", {"question": "What reserve did the board approve for the archive?"}),
        ("POST", "/v1/vector_stores/library/search", {"query": "board reserve"}),
        ("GET", "/api/status", None),
    ],
)
def test_what_a_stranger_is_told_does_not_depend_on_what_is_hidden(
    settings: Settings,
    services: Services,
    without_the_board: tuple[Settings, Services],
    browsing: Browsing,
    method: str,
    path: str,
    body: Any,
) -> None:
    told = []
    for library, serving in ((settings, services), without_the_board):
        with browsing(library.model_copy(update={"loopback_as": ("public",)}), serving) as client:
            answered = client.request(method, path, json=body)
            said = answered.json()
            for apart in ("id", "last_indexed") if path in ("/api/chat", "/api/status") else ():
                said.pop(apart, None)
            told.append((answered.status_code, said))
    assert told[0] == told[1]


@pytest.fixture(scope="session")
def without_the_board(
    shelf: Path, assistant: Assistant, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Settings, Services]]:
    """The same library without the document that is for the board alone."""
    folder = tmp_path_factory.mktemp("shelf-without")
    shutil.copytree(shelf, folder, dirs_exist_ok=True)
    (folder / "board-minutes.md").unlink()
    made = Settings(home=tmp_path_factory.mktemp("home-without"), folders=(folder,), default_audience=("public",), workers=1)
    run_sync(made, [], progress=Progress())
    other = Assistant(made.library(), assistant.embedder, options=assistant.options, long_lived=True)
    yield made, Services(other)
    other.close()


# --- foreign hosts and origins ---


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.1", ""]
)
def test_a_foreign_host_is_refused(client: TestClient, host: str) -> None:
    for path in ("/api/documents", "/healthz", "/sign-in"):
        answered = client.get(path, headers={"Host": host})
        assert answered.status_code == 400
        assert answered.headers["content-type"] == "application/problem+json"


def test_two_hosts_are_none(server: Any) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as line:
        line.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
        assert line.recv(12) == b"HTTP/1.1 400"


def test_a_foreign_host_is_refused_even_with_a_key(client: TestClient, keyed: dict[str, str]) -> None:
    assert client.get("/api/documents", headers=bearer(keyed["admin"]) | {"Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1", "[::1]:8000", "127.0.0.2", "LOCALHOST"])
def test_every_name_of_loopback_is_ones_own(client: TestClient, host: str) -> None:
    assert client.get("/api/documents", headers={"Host": host}).status_code == 200


def test_a_name_from_the_settings_is_ones_own_and_needs_a_key(settings: Settings, services: Services, browsing: Browsing) -> None:
    with browsing(settings.model_copy(update={"hosts": ("dalil.example",)}), services) as client:
        assert client.get("/api/documents", headers={"Host": "Dalil.example"}).status_code == 401


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1:9000", "http://localhost:8000", "http://127.0.0.1"]
)
def test_a_foreign_origin_may_post_nothing(client: TestClient, origin: str) -> None:
    answered = client.post("/api/chat", json={"question": "Who keeps the register?"}, headers={"Origin": origin})
    assert answered.status_code == 403


def test_ones_own_origin_may_post(client: TestClient) -> None:
    answered = client.post("/api/search", headers={"Origin": "http://127.0.0.1:8000"})
    assert answered.status_code == 405


def test_behind_a_proxy_the_public_name_is_ones_own_origin(
    settings: Settings, services: Services, browsing: Browsing, keyed: dict[str, str]
) -> None:
    with browsing(settings, services, root_path="/dalil") as client:
        headers = bearer(keyed["stranger"]) | {"Host": "dalil.example", "X-Forwarded-Proto": "https"}
        body = {"question": "How many days of annual leave are there?"}
        assert client.post("/dalil/api/chat", json=body, headers=headers | {"Origin": "https://dalil.example"}).status_code == 200
        assert client.post("/dalil/api/chat", json=body, headers=headers | {"Origin": "https://evil.example"}).status_code == 403


# --- the sign-in page ---


def test_a_browser_without_a_key_is_shown_the_form_with_its_link_kept(client: TestClient, keyed: dict[str, str]) -> None:
    answered = client.get("/documents/annual-leave-en?version=1&page=1", headers=PAGE)
    assert answered.status_code == 401
    assert 'name="next" value="/documents/annual-leave-en?version=1&amp;page=1"' in answered.text


def test_signing_in_leads_back_to_the_link(client: TestClient, keyed: dict[str, str]) -> None:
    link = "/documents/annual-leave-en?version=1&page=1"
    answered = client.post("/sign-in", data={"key": keyed["board"], "next": link}, follow_redirects=False)
    assert (answered.status_code, answered.headers["location"]) == (303, link)
    cookie = answered.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/;" in cookie
    assert "board-minutes" in documents_of(client)


def test_the_cookie_is_scoped_to_the_sub_path(
    settings: Settings, services: Services, browsing: Browsing, keyed: dict[str, str]
) -> None:
    with browsing(settings, services, root_path="/dalil") as client:
        answered = client.post("/dalil/sign-in", data={"key": keyed["board"], "next": "/dalil/docs"}, follow_redirects=False)
        assert "path=/dalil/;" in answered.headers["set-cookie"].lower()
        assert answered.headers["location"] == "/dalil/docs"
        assert client.get("/dalil/api/documents").status_code == 200


def test_a_wrong_key_is_said_and_the_link_kept(client: TestClient, keyed: dict[str, str]) -> None:
    answered = client.post("/sign-in", data={"key": "wrong", "next": "/docs"}, headers=PAGE)
    assert answered.status_code == 401
    assert "set-cookie" not in answered.headers
    assert 'role="alert"' in answered.text
    assert 'value="/docs"' in answered.text


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "/a\r\nSet-Cookie: x=y",
        "http:evil",
        "",
        "///evil.example",
    ],
)
def test_signing_in_leads_to_no_other_site(client: TestClient, keyed: dict[str, str], link: str) -> None:
    answered = client.post("/sign-in", data={"key": keyed["board"], "next": link}, follow_redirects=False)
    assert answered.headers["location"] == "/"


def test_signing_out_forgets_the_key(client: TestClient, keyed: dict[str, str]) -> None:
    client.post("/sign-in", data={"key": keyed["board"], "next": "/"}, follow_redirects=False)
    client.post("/sign-out", follow_redirects=False)
    assert client.get("/api/documents").status_code == 401


def test_a_link_is_shown_as_text(client: TestClient, keyed: dict[str, str]) -> None:
    answered = client.get('/sign-in?next=/"><script>alert(1)</script>')
    assert "<script>alert" not in answered.text


@pytest.mark.parametrize(
    ("query", "language", "direction"), [("", "ar", "rtl"), ("?lang=en", "en", "ltr"), ("?lang=fr", "ar", "rtl")]
)
def test_the_form_is_in_the_readers_language(client: TestClient, query: str, language: str, direction: str) -> None:
    answered = client.get(f"/sign-in{query}", headers={"Accept-Language": "en"})
    assert f'<html lang="{language}" dir="{direction}"' in answered.text
