"""The MCP server, asked by the protocol's own client library over stdio and over HTTP."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2 as httpx
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client

from api.access.keys import add_key, revoke_key
from api.settings import Settings
from corpus.home import Home

QUESTION = "How many days of annual leave does an employee have?"
RESERVE = "How large is the reserve for the relocation of the archive to Nizwa?"


@asynccontextmanager
async def over_http(url: str, key: str = "") -> AsyncIterator[ClientSession]:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    async with (
        httpx.AsyncClient(headers=headers, timeout=30) as client,
        streamable_http_client(f"{url}/mcp", http_client=client) as streams,
        ClientSession(streams[0], streams[1]) as session,
    ):
        await session.initialize()
        yield session


@asynccontextmanager
async def over_stdio(settings: Settings, *arguments: str) -> AsyncIterator[ClientSession]:
    started = StdioServerParameters(
        command=sys.executable,
        args=["-c", "from api.cli.main import main; main()", "mcp", *arguments],
        env=os.environ | {"DALIL_HOME": str(settings.home)},
        cwd=Path(__file__).resolve().parents[2],
    )
    async with stdio_client(started) as streams, ClientSession(*streams) as session:
        await session.initialize()
        yield session


async def called(session: ClientSession, tool: str, **arguments: Any) -> Any:
    """What a tool gives: the JSON of its one text item."""
    result = await session.call_tool(tool, arguments)
    assert not result.is_error, result.content
    (item,) = result.content
    assert item.type == "text"
    return json.loads(item.text)


async def _searches_fetches_and_asks(session: ClientSession, address: str) -> None:
    assert {tool.name for tool in (await session.list_tools()).tools} == {"search", "fetch", "ask"}
    found = await called(session, "search", query="annual leave")
    assert set(found) == {"results"}
    assert all(set(row) == {"id", "title", "url"} for row in found["results"])
    first = found["results"][0]
    assert first["url"].startswith(f"{address}/documents/")
    passage = await called(session, "fetch", id=first["id"])
    assert set(passage) == {"id", "title", "text", "url", "metadata"}
    assert passage["id"] == first["id"] and passage["url"].startswith(f"{address}/documents/")
    whole = await called(session, "fetch", id=passage["metadata"]["document"])
    assert passage["text"] in whole["text"]
    answer = await session.call_tool("ask", {"question": QUESTION})
    assert "30 days" in answer.content[0].text and "[1]" in answer.content[0].text
    assert f"{address}/documents/annual-leave-en" in answer.content[0].text
    assert answer.structured_content is not None
    assert answer.structured_content["citations"][0]["document"] == "annual-leave-en"


async def _wrong_calls_are_told(session: ClientSession) -> None:
    for tool, arguments, said in (
        ("fetch", {"id": "no-such-thing"}, "no such document"),
        ("fetch", {"id": "annual-leave-en#999"}, "no such document"),
        ("search", {"query": "؟"}, "holds no word"),
        ("ask", {"question": "x" * 5000}, "4000"),
        ("ask", {}, "question"),
        ("delete", {}, "delete"),
    ):
        result = await session.call_tool(tool, arguments)
        assert result.is_error
        assert said in result.content[0].text
        assert "Traceback" not in result.content[0].text


def test_the_client_library_searches_fetches_and_asks_over_http(server: Any) -> None:
    async def speak() -> None:
        async with over_http(server.url) as session:
            await _searches_fetches_and_asks(session, server.url)
            await _wrong_calls_are_told(session)

    asyncio.run(speak())


def test_the_client_library_searches_fetches_and_asks_over_stdio(settings: Settings) -> None:
    async def speak() -> None:
        async with over_stdio(settings, "--as", "public", "--address", "https://library.example.om/dalil/") as session:
            await _searches_fetches_and_asks(session, "https://library.example.om/dalil")
            await _wrong_calls_are_told(session)
            result = await session.call_tool("ask", {"question": RESERVE})
            assert "750,000" not in result.content[0].text

    asyncio.run(speak())


def test_a_key_reads_what_its_groups_may_and_without_one_nothing_is_answered(
    settings: Settings, starting: Callable[..., Any], tmp_path: Path
) -> None:
    keys = {name: add_key(Home(settings.home), name, groups=[name]) for name in ("public", "board")}
    try:
        running = starting(settings).wait("/healthz")
        refused = httpx.post(f"{running.url}/mcp", json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"}, timeout=30)
        assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")

        async def speak(name: str) -> tuple[str, bool]:
            async with over_http(running.url, keys[name]) as session:
                told = await session.call_tool("ask", {"question": RESERVE})
                fetched = await session.call_tool("fetch", {"id": "board-minutes"})
                return told.content[0].text, bool(fetched.is_error)

        told, refused_document = asyncio.run(speak("public"))
        assert "750,000" not in told and refused_document
        told, refused_document = asyncio.run(speak("board"))
        assert "750,000" in told and not refused_document
    finally:
        for name in keys:
            revoke_key(Home(settings.home), name)
