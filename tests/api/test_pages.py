"""What every page has: security headers, nothing from another origin, its place under a sub-path; the API reference offline."""

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.access.keys import add_key, revoke_key
from api.headers import SECURITY_HEADERS
from api.services import Services
from api.settings import Settings

PATHS = (
    "/docs",
    "/sign-in",
    "/admin/library",
    "/openapi.json",
    "/healthz",
    "/api/documents",
    "/nowhere",
    "/static/css/admin.css",
    "/v1/nowhere",
)


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_the_security_headers_and_an_id(client: TestClient, path: str) -> None:
    answered = client.get(path)
    assert {name.lower() for name in SECURITY_HEADERS} <= set(answered.headers)
    assert re.fullmatch(r"[0-9a-f]{16}", answered.headers["x-request-id"])


@pytest.mark.parametrize(
    "path", ["/", "/docs", "/sign-in", "/admin/library", "/healthz", "/api/documents", "/api/documents/parking/file", "/nowhere",
             "/static/fonts/plex-latin.woff2", "/documents/parking", "/v1/models"]
)  # fmt: skip
def test_head_is_answered_like_get_without_the_body(client: TestClient, path: str) -> None:
    whole, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (whole.status_code, b"")
    varying = ("x-request-id", "date")
    assert {k: v for k, v in head.headers.items() if k not in varying} == {
        k: v for k, v in whole.headers.items() if k not in varying
    }


def test_the_policy_lets_no_inline_script_run() -> None:
    policy = SECURITY_HEADERS["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", ["/docs", "/sign-in", "/admin/library"])
def test_a_page_holds_no_inline_code_and_names_no_other_origin(client: TestClient, path: str) -> None:
    page = client.get(path).text
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"<style|\sstyle=|\son\w+=", page)
    assert "http:" not in page
    assert "https:" not in page


@pytest.mark.parametrize("root", ["", "/dalil", "/a/b"])
def test_whatever_a_page_refers_to_is_there_under_any_path(
    settings: Settings, services: Services, browsing: Any, root: str
) -> None:
    with browsing(settings, services, root_path=root) as client:
        for path in ("/docs", "/sign-in"):
            answered = client.get(root + path)
            if answered.status_code == 401:
                continue
            for link in re.findall(r'(?:src|href|data-schema)="([^"#?]+)"', answered.text):
                assert link.startswith(f"{root}/")
                assert link == f"{root}/" or client.get(link).status_code in (200, 401)


def test_a_proxy_may_take_the_sub_path_off_or_leave_it(settings: Settings, services: Services, browsing: Any) -> None:
    with browsing(settings, services, root_path="/dalil") as client:
        assert client.get("/dalil/healthz").status_code == client.get("/healthz").status_code == 200
        assert 'href="/dalil/static/css/admin.css"' in client.get("/sign-in").text


def test_the_reference_loads_swagger_ui_from_this_origin(client: TestClient) -> None:
    page = client.get("/docs").text
    for name in ("reference/swagger-ui.css", "reference/swagger-ui-bundle.js", "js/reference.js"):
        assert f"/static/{name}" in page
        assert client.get(f"/static/{name}").status_code == 200
    assert b"SwaggerUIBundle" in client.get("/static/reference/swagger-ui-bundle.js").content


@pytest.mark.parametrize("name", ["..%2fapp.py", "..%2f..%2fpyproject.toml", "nothing.css", "redoc.standalone.js"])
def test_no_other_file_is_served(client: TestClient, name: str) -> None:
    assert client.get(f"/static/reference/{name}").status_code == 404


def test_the_description_names_every_door(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    wanted = {
        "/api/chat", "/api/search", "/api/suggestions", "/api/status",
        "/api/documents", "/api/documents/{document}", "/api/documents/{document}/file",
        "/api/documents/{document}/pages/{number}", "/api/documents/{document}/pages/{number}/image",
        "/v1/chat/completions", "/v1/models", "/v1/vector_stores/{store}/search",
        "/healthz", "/readyz", "/metrics", "/admin/sync",
    }  # fmt: skip
    assert wanted <= {path.replace(":path}", "}") for path in described["paths"]}
    routes = [route for methods in described["paths"].values() for route in methods.values()]
    assert [route["operationId"] for route in routes if not route.get("description")] == []


def test_the_counters_hold_no_question(client: TestClient) -> None:
    client.post("/api/chat", json={"question": "How are parking permits renewed?"})
    client.get("/api/documents/parking")
    counted = client.get("/metrics").text
    assert 'dalil_answers_total{kind="answer",language="en"} 1.0' in counted
    assert 'route="/api/documents/{document:path}"' in counted
    assert "permits" not in counted


def test_the_page_before_signing_in_tells_nothing_of_the_library(settings: Settings, services: Services, browsing: Any) -> None:
    with browsing(settings, services, root_path="/dalil") as client:
        page = client.get("/dalil/documents/annual-leave-en?page=1", headers={"Accept": "text/html"})
        assert page.status_code == 401
        assert 'value="/dalil/documents/annual-leave-en?page=1"' in page.text
        assert not re.search(r"Annual leave|e5|<nav|/dalil/help", page.text)


def test_whoever_signed_in_can_sign_out_and_an_administrator_finds_the_administration(
    settings: Settings, services: Services, browsing: Any
) -> None:
    key, admin = (add_key(settings.library(), name, admin=name == "chief") for name in ("guest", "chief"))
    try:
        with browsing(settings, services) as client:
            for path in ("/", "/help", "/docs"):
                page = client.get(path, headers={"Authorization": f"Bearer {key}"}).text
                assert 'action="/sign-out"' in page
                assert "<bdi>guest</bdi>" in page
                assert "/admin/" not in page
                assert 'href="/admin/library"' in client.get(path, headers={"Authorization": f"Bearer {admin}"}).text
    finally:
        for name in ("guest", "chief"):
            revoke_key(settings.library(), name)
