"""A language model by setting: its sentences reach the reader only with evidence, and an answer comes whatever it does."""

import importlib.util
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.model import Answer, Question
from assistant.options import AskOptions, ChatModelOptions
from corpus.embed.base import Embedder
from corpus.home import Home

_SPEC = importlib.util.spec_from_file_location("chat_server", Path(__file__).parents[2] / "fakes" / "chat_server.py")
assert _SPEC is not None and _SPEC.loader is not None
fakes = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(fakes)

QUESTION = "How many days of annual leave are there?"
TRUE = "An employee has 30 days of annual leave a year [1]."


def asked(home: Home, embedder: Embedder, script: object, *, timeout_s: float = 20.0) -> Answer:
    with fakes.chat_server(script) as address:
        chat = ChatModelOptions(model="openai:scripted", base_url=address, api_key="none", timeout_s=timeout_s)
        assistant = Assistant(home, embedder, options=AskOptions(chat=chat), long_lived=False)
        try:
            return assistant.ask(Question(QUESTION))
        finally:
            assistant.close()


def test_a_supported_sentence_is_told_with_its_quotation(home: Home, embedder: Embedder) -> None:
    answer = asked(home, embedder, fakes.Script(["A year's annual leave ", "of an employee is 30 days [1]."]))
    assert answer.answer == "A year's annual leave of an employee is 30 days."
    assert answer.citations[0].quote == "An employee has 30 days of annual leave a year."
    assert 0 < answer.sentences[0].support <= 1


@pytest.mark.parametrize(
    "lie",
    [
        "An employee has 45 days of annual leave a year [1].",
        "An employee has no 30 days of annual leave a year [1].",
        "An employee has 30 days of annual leave a year [9].",
        "The Minister grants everyone a yacht [1].",
        "An employee has 30 days of annual leave a year.",
    ],
    ids=["another number", "a negation", "a passage that isn't there", "an invention", "no passage"],
)
def test_an_unsupported_sentence_is_withheld_and_the_quotation_stands_in(home: Home, embedder: Embedder, lie: str) -> None:
    answer = asked(home, embedder, fakes.Script([lie]))
    assert "30 days of annual leave a year" in answer.answer
    assert all(sentence.text == answer.citations[sentence.citations[0] - 1].quote for sentence in answer.sentences)


def test_of_a_mixed_reply_only_the_supported_sentence_is_told(home: Home, embedder: Embedder) -> None:
    answer = asked(home, embedder, fakes.Script([TRUE, " Leave may be sold for 500 OMR [1]."]))
    assert answer.answer == "An employee has 30 days of annual leave a year."


@pytest.mark.parametrize(
    "script",
    [fakes.Script(status=500), fakes.Script(["An employee has"], cut=0), fakes.Script(["NONE"]), fakes.Script(["%$#@"])],
    ids=["away", "cut off", "says none", "rubbish"],
)
def test_an_answer_still_comes_when_the_model_gives_nothing(home: Home, embedder: Embedder, script: object) -> None:
    answer = asked(home, embedder, script)
    assert not answer.abstained
    assert "30 days" in answer.answer


def test_a_model_that_stalls_is_given_up_and_said(home: Home, embedder: Embedder) -> None:
    answer = asked(home, embedder, fakes.Script([TRUE], stall_s=3.0), timeout_s=0.5)
    assert "30 days" in answer.answer
    assert any("language model" in note for note in answer.notes)


def test_the_passages_reach_the_model_numbered_and_delimited_as_data(home: Home, embedder: Embedder) -> None:
    script = fakes.Script([TRUE])
    asked(home, embedder, script)
    messages = script.asked[0]["messages"]
    assert [message["role"] for message in messages] == ["system", "user"]
    assert '<passage number="1"' in messages[1]["content"]
    assert messages[1]["content"].rstrip().endswith(QUESTION)
