"""`POST /api/chat`: the answer as one object and as events."""

import json
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.schemas.answers import answer_json
from assistant.assistant import Assistant
from assistant.model import Answer, Question

QUESTION = "How many days of annual leave does an employee have?"
UNANSWERABLE = "Which moon of Jupiter has the deepest ocean?"


def events_of(text: str) -> list[tuple[str, Any]]:
    """The events of a stream: name and data."""
    found = []
    for block in filter(None, text.split("\n\n")):
        name, data = block.split("\n")
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def test_an_answer_has_the_fields_of_the_contract(client: TestClient) -> None:
    answer = client.post("/api/chat", json={"question": QUESTION}).json()
    assert answer["id"]
    assert not answer["abstained"]
    assert 0 <= answer["confidence"] <= 1
    assert "30 days" in answer["answer"]
    assert {"text", "citations", "support"} <= answer["sentences"][0].keys()
    wanted = "n document title type language edition number issuer date owner version page page_label heading quote start end url"
    assert set(wanted.split()) <= answer["citations"][0].keys()


def test_a_quotation_is_the_documents_own_words(client: TestClient) -> None:
    citation = client.post("/api/chat", json={"question": QUESTION}).json()["citations"][0]
    page = client.get(
        f"/api/documents/{citation['document']}/pages/{citation['page']}",
        params={"start": citation["start"], "end": citation["end"]},
    ).json()
    assert page["spans"] == [{"start": citation["start"], "end": citation["end"], "text": citation["quote"]}]
    assert page["text"][citation["start"] - page["start"] : citation["end"] - page["start"]] == citation["quote"]


def test_an_arabic_question_is_answered_in_arabic(client: TestClient) -> None:
    answer = client.post("/api/chat", json={"question": "كم يومًا مدة الإجازة السنوية؟"}).json()
    assert answer["language"] == "ar"
    assert answer["citations"][0]["document"] == "الإجازة السنوية"


def test_a_stream_tells_status_sources_sentences_citations_and_the_whole(client: TestClient) -> None:
    answered = client.post("/api/chat", json={"question": QUESTION}, headers={"Accept": "text/event-stream"})
    assert answered.headers["content-type"].startswith("text/event-stream")
    events = events_of(answered.text)
    names = [name for name, _ in events]
    assert names[0] == "status"
    assert names == sorted(names, key=["status", "sources", "text", "citations", "done"].index)
    told = dict(events)
    assert {"stage", "documents"} <= told["status"].keys()
    assert told["sources"]["sources"]
    assert [data["sentence"] for name, data in events if name == "text"] == told["done"]["sentences"]
    assert told["citations"]["citations"] == told["done"]["citations"]


@pytest.mark.parametrize("question", ["What is the price of gold in Tokyo?", "thank you"])
def test_a_stream_names_its_sources_also_where_there_are_none(client: TestClient, question: str) -> None:
    events = events_of(client.post("/api/chat", json={"question": question, "stream": True}).text)
    assert [name for name, _ in events if name != "status"] == ["sources", "citations", "done"]


def test_stream_true_streams_without_the_header(client: TestClient) -> None:
    assert events_of(client.post("/api/chat", json={"question": QUESTION, "stream": True}).text)[-1][0] == "done"


def test_the_stream_and_the_object_say_the_same(client: TestClient) -> None:
    whole = client.post("/api/chat", json={"question": QUESTION}).json()
    streamed = events_of(client.post("/api/chat", json={"question": QUESTION, "stream": True}).text)[-1][1]
    assert whole.pop("id") != streamed.pop("id")
    assert whole == streamed


def test_an_abstention_has_no_sentences_and_names_what_came_closest(client: TestClient) -> None:
    events = events_of(client.post("/api/chat", json={"question": UNANSWERABLE, "stream": True}).text)
    assert "text" not in [name for name, _ in events]
    assert events[-1][1]["abstained"]
    assert {"document", "title", "page", "text"} <= events[-1][1]["closest"][0].keys()


def test_the_conversation_is_told_back(client: TestClient) -> None:
    assert client.post("/api/chat", json={"question": QUESTION, "conversation": "c1"}).json()["conversation"] == "c1"


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(("question", "status"), [("", 422), ("؟!…", 422), ("س" * 4001, 413), ("a " * 50_000, 413)])
def test_a_question_that_can_not_be_asked_is_told_by_its_status(
    client: TestClient, question: str, status: int, stream: bool
) -> None:
    answered = client.post("/api/chat", json={"question": question, "stream": stream})
    assert answered.status_code == status
    assert answered.headers["content-type"] == "application/problem+json"
    assert {"type", "title", "status", "detail", "remedy"} == answered.json().keys()


@pytest.mark.parametrize("body", [{}, {"question": None}, {"question": 7}, {"question": "x", "language": "fr"}, []])
def test_a_body_of_another_shape_is_a_problem(client: TestClient, body: Any) -> None:
    answered = client.post("/api/chat", json=body)
    assert answered.status_code == 422
    assert answered.headers["content-type"] == "application/problem+json"


def test_an_answer_says_nothing_that_is_empty(assistant: Assistant) -> None:
    answer = assistant.ask(Question(QUESTION))
    assert not {"understood_as", "notes", "illustrative"} & answer_json(answer).keys()
    assert answer_json(replace(answer, understood_as="x"))["understood_as"] == "x"


def test_links_to_citations_stand_under_the_servers_path(assistant: Assistant) -> None:
    answer: Answer = assistant.ask(Question(QUESTION))
    assert answer_json(answer, root="/dalil")["citations"][0]["url"].startswith("/dalil/documents/annual-leave-en?version=1")
