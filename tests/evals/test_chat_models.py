"""Where a chat model is set: what its answers cost, its judgement of citations, its drafts of questions. A scripted server plays it."""

import importlib.util
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from api.settings import Settings
from corpus.progress import Progress
from evals.run import RunOptions, run

_SPEC = importlib.util.spec_from_file_location("chat_server", Path(__file__).parents[1] / "fakes" / "chat_server.py")
assert _SPEC is not None and _SPEC.loader is not None
fakes = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(fakes)

Serving = Callable[[Any], AbstractContextManager[str]]
TRUE = "An employee has 30 days of annual leave a year [1]."


def with_model(library: Settings, address: str) -> Settings:
    """The settings of the library with this server as the chat model."""
    chat = {"chat_model": "openai:scripted", "chat_base_url": address, "chat_api_key": SecretStr("none")}
    return library.model_copy(update=chat)


@pytest.fixture
def options(gold_file: Path) -> RunOptions:
    return RunOptions(datasets=(f"gold:{gold_file}",), limit=1, baselines=False)


def test_tokens_are_those_that_the_server_counts(library: Settings, options: RunOptions) -> None:
    with fakes.chat_server(fakes.Script([TRUE], tokens=321)) as address:
        stored = run(with_model(library, address), options, progress=Progress())
    assert [told.tokens for told in stored.tolds()] == [321]
    assert stored.measures()["all"]["tokens"] == 321


def test_tokens_are_estimated_where_the_server_counts_none(library: Settings, options: RunOptions) -> None:
    with fakes.chat_server(fakes.Script([TRUE])) as address:
        (told,) = run(with_model(library, address), options, progress=Progress()).tolds()
    assert 50 < told.tokens < 5000


def test_a_call_that_broke_off_was_paid_for_too(library: Settings, options: RunOptions) -> None:
    with fakes.chat_server(fakes.Script(status=500)) as address:
        (told,) = run(with_model(library, address), options, progress=Progress()).tolds()
    assert told.tokens > 50
    assert not told.abstained


def test_without_a_chat_model_nothing_is_paid(library: Settings, options: RunOptions) -> None:
    assert [told.tokens for told in run(library, options, progress=Progress()).tolds()] == [0]
