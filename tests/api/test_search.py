"""Searching by HTTP, and for administrators why a passage was found."""

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.library import embedder_of, open_assistant
from api.services import Services
from api.settings import Settings
from corpus.errors import ModelError
from corpus.home import Home
from corpus.progress import Progress
from ingest.options import SyncOptions
from ingest.sync import sync
from tests.fakes.failing_embedder import GivesUp


def test_an_administrator_is_told_why_a_passage_was_found(client: TestClient) -> None:
    plain = client.get("/api/search", params={"q": "annual leave", "k": 2}).json()["results"]
    told = client.get("/admin/api/search", params={"q": "annual leave", "k": 2}).json()["results"]
    assert [row["result"] for row in told] == plain
    assert all({source["name"] for source in row["explanation"]["sources"]} >= {"words", "meaning"} for row in told)


def test_passages_come_with_what_stands_around_them(client: TestClient) -> None:
    alone, together = (
        client.get("/api/search", params={"q": "annual leave", "k": 20, "around": around}).json()["results"] for around in (0, 5)
    )
    assert [row["document"] for row in together] == list(dict.fromkeys(row["document"] for row in alone))
    assert client.get("/api/search", params={"q": "leave", "around": 6}).status_code == 422


def test_every_door_says_that_passages_are_searched_by_words_alone_as_long_as_that_is_so(
    client: TestClient, shelf: Path, tmp_path: Path, browsing: Any
) -> None:
    settings = Settings(home=tmp_path / "home")
    options = SyncOptions(folders=(shelf,), workers=1, words_first=1)
    with pytest.raises(ModelError):
        sync(Home(settings.home), [], GivesUp(embedder_of(settings)), options=options, progress=Progress())
    with browsing(settings, Services(open_assistant(settings, long_lived=True))) as early:
        assert all("still being indexed" in note for note in notes(early))
    assert notes(client) == ["", "", "", ""]


def notes(client: TestClient) -> list[str]:
    """What each door says beside the passages that it found; empty where it says nothing."""
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "search", "arguments": {"query": "parking"}}}
    by_mcp = client.post("/mcp", json=call, headers={"Accept": "application/json, text/event-stream"}).json()
    pages = [
        client.get("/api/search", params={"q": "parking"}).json(),
        client.get("/admin/api/search", params={"q": "parking"}).json(),
        client.post("/v1/vector_stores/library/search", json={"query": "parking"}).json(),
        json.loads(by_mcp["result"]["content"][0]["text"]),
    ]
    assert all(page.get("results") or page.get("data") for page in pages)
    return [page.get("note", "") for page in pages]
