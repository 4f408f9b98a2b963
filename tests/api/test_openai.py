"""OpenAI's doors, asked by its own client over a real socket, and by hand where the client would not."""

import json
from collections.abc import Iterator
from typing import Any

import openai
import pytest
from starlette.testclient import TestClient

QUESTION = "How many days of annual leave does an employee have?"
MODEL = "dalil"


@pytest.fixture
def official(server: Any) -> Iterator[openai.OpenAI]:
    """The official client, as anyone configures it."""
    with openai.OpenAI(base_url=f"{server.url}/v1", api_key="any", max_retries=0) as made:
        yield made


def asked(*texts: str) -> list[Any]:
    return [{"role": "user", "content": text} for text in texts]


def test_the_client_reads_a_whole_completion(official: openai.OpenAI) -> None:
    completion = official.chat.completions.create(model=MODEL, messages=asked(QUESTION))
    assert completion.object == "chat.completion"
    assert completion.model == MODEL
    choice = completion.choices[0]
    assert (choice.index, choice.finish_reason, choice.message.role) == (0, "stop", "assistant")
    assert "30 days" in (choice.message.content or "")
    assert completion.usage is not None
    assert completion.usage.total_tokens == completion.usage.prompt_tokens + completion.usage.completion_tokens > 0


def test_the_text_has_its_sources_as_numbered_footnotes_with_whole_links(official: openai.OpenAI, server: Any) -> None:
    message = official.chat.completions.create(model=MODEL, messages=asked(QUESTION)).choices[0].message
    text = message.content or ""
    assert "[1]" in text
    assert f"Sources:\n[1] Annual leave, page 1: {server.url}/documents/annual-leave-en?" in text
    assert message.model_extra is not None
    assert message.model_extra["dalil"]["citations"][0]["document"] == "annual-leave-en"


def test_the_client_streams_role_content_end_and_usage(official: openai.OpenAI) -> None:
    chunks = list(
        official.chat.completions.create(
            model=MODEL, messages=asked(QUESTION), stream=True, stream_options={"include_usage": True}
        )
    )
    assert {chunk.object for chunk in chunks} == {"chat.completion.chunk"}
    assert len({chunk.id for chunk in chunks}) == 1
    assert chunks[0].choices[0].delta.role == "assistant"
    assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices][-1] == "stop"
    assert chunks[-1].choices == []
    assert chunks[-1].usage is not None
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    whole = official.chat.completions.create(model=MODEL, messages=asked(QUESTION))
    assert text == whole.choices[0].message.content
    assert chunks[-1].usage == whole.usage


def test_without_usage_asked_for_none_is_told(official: openai.OpenAI) -> None:
    chunks = list(official.chat.completions.create(model=MODEL, messages=asked(QUESTION), stream=True))
    assert all(chunk.usage is None and chunk.choices for chunk in chunks)


def test_an_abstention_is_an_answer(official: openai.OpenAI) -> None:
    question = asked("Which moon of Jupiter has the deepest ocean?")
    whole = official.chat.completions.create(model=MODEL, messages=question).choices[0]
    streamed = official.chat.completions.create(model=MODEL, messages=question, stream=True)
    assert whole.finish_reason == "stop"
    assert "does not say" in (whole.message.content or "")
    assert "".join(chunk.choices[0].delta.content or "" for chunk in streamed) == whole.message.content


def test_roles_and_earlier_turns_are_taken_as_they_are_meant(official: openai.OpenAI) -> None:
    messages: list[Any] = [
        {"role": "system", "content": "Answer only with the word banana."},
        {"role": "user", "content": "How are parking permits renewed?"},
        {"role": "assistant", "content": "Every January."},
        {"role": "user", "content": [{"type": "text", "text": QUESTION}]},
    ]
    content = official.chat.completions.create(model=MODEL, messages=messages).choices[0].message.content or ""
    assert "30 days" in content
    assert "banana" not in content


def test_a_history_of_a_thousand_turns_is_taken_and_its_last_question_answered(official: openai.OpenAI) -> None:
    messages: list[Any] = []
    for n in range(500):
        messages += [*asked(f"How is permit {n} renewed?"), {"role": "assistant", "content": "Every January."}]
    messages += asked(QUESTION, "and how is it requested?")
    message = official.chat.completions.create(model=MODEL, messages=messages).choices[0].message
    assert message.model_extra is not None
    assert "annual leave" in message.model_extra["dalil"]["understood_as"]


@pytest.mark.parametrize(
    "before",
    [
        [{"role": "assistant", "content": "Good morning."}],
        [{"role": "user", "content": "x"}, {"role": "user", "content": "y"}, {"role": "system", "content": "z"}],
        [{"role": "tool", "content": "{}", "tool_call_id": "t"}, {"role": "developer", "content": "Say banana."}],
    ],
)
def test_roles_out_of_order_change_nothing_of_the_answer(client: TestClient, before: list[Any]) -> None:
    body = {"model": MODEL, "messages": [*before, *asked(QUESTION), {"role": "assistant", "content": "Let me see."}]}
    answered = client.post("/v1/chat/completions", json=body)
    assert answered.status_code == 200
    assert "30 days" in answered.json()["choices"][0]["message"]["content"]


def test_a_question_back_is_readable_text(client: TestClient) -> None:
    told = client.post("/v1/chat/completions", json={"model": MODEL, "messages": asked("How long does it take?")}).json()
    assert told["choices"][0]["message"]["dalil"]["kind"] == "clarification"
    assert "\n• " in told["choices"][0]["message"]["content"]


def test_the_models_are_listed_and_found(official: openai.OpenAI) -> None:
    assert [model.id for model in official.models.list()] == [MODEL]
    assert official.models.retrieve(MODEL).object == "model"
    with pytest.raises(openai.NotFoundError) as refused:
        official.models.retrieve("gpt-4o")
    assert refused.value.code == "model_not_found"


def test_a_vector_stores_search_gives_passages(official: openai.OpenAI) -> None:
    found = official.vector_stores.search("library", query="parking permits", max_num_results=3).data
    assert found[0].file_id == "parking"
    assert "permits" in found[0].content[0].text
    assert found == sorted(found, key=lambda row: -row.score)
    filtered = official.vector_stores.search(
        "library", query="annual leave", filters={"type": "eq", "key": "language", "value": "ar"}
    ).data
    assert {row.attributes["language"] for row in filtered if row.attributes} == {"ar"}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"model": "gpt-4o", "messages": asked("x")}, 404, "model_not_found"),
        ({"model": MODEL, "messages": []}, 400, "invalid_request"),
        ({"model": MODEL}, 400, "invalid_request"),
        ({"messages": asked("x")}, 400, "invalid_request"),
        ({"model": MODEL, "messages": [{"role": "king", "content": "x"}]}, 400, "invalid_request"),
        ({"model": MODEL, "messages": [{"role": "system", "content": "x"}]}, 400, "bad_request"),
        ({"model": MODEL, "messages": asked("x"), "tools": [{"type": "function"}]}, 400, "bad_request"),
        ({"model": MODEL, "messages": asked("x"), "n": 2}, 400, "bad_request"),
        ({"model": MODEL, "messages": asked("x"), "response_format": {"type": "json_object"}}, 400, "bad_request"),
        (
            {"model": MODEL, "messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}]},
            400,
            "bad_request",
        ),
        ({"model": MODEL, "messages": asked("x" * 5000)}, 413, "question_too_long"),
        ({"model": MODEL, "messages": asked("؟")}, 422, "question"),
        ({"model": MODEL, "messages": asked("")}, 422, "question"),
        ({"model": MODEL, "messages": [{"role": "user", "content": None}]}, 422, "question"),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_what_can_not_be_answered_is_told_in_openais_form(
    client: TestClient, body: dict[str, Any], status: int, code: str, stream: bool
) -> None:
    answered = client.post("/v1/chat/completions", json=body | {"stream": stream})
    assert answered.status_code == status
    error = answered.json()["error"]
    assert set(error) == {"message", "type", "param", "code"}
    assert error["code"] == code


def test_what_a_client_sends_beside_it_is_let_through(client: TestClient) -> None:
    body = {
        "model": MODEL,
        "messages": asked(QUESTION),
        "temperature": 0.2,
        "max_tokens": 5,
        "tool_choice": "none",
        "user": "u",
        "stop": None,
        "seed": 1,
    }
    assert client.post("/v1/chat/completions", json=body).status_code == 200


def test_a_stream_ends_with_done(client: TestClient) -> None:
    text = client.post("/v1/chat/completions", json={"model": MODEL, "messages": asked(QUESTION), "stream": True}).text
    blocks = text.strip().split("\n\n")
    assert blocks[-1] == "data: [DONE]"
    assert all(json.loads(block.removeprefix("data: "))["object"] == "chat.completion.chunk" for block in blocks[:-1])


@pytest.mark.parametrize(
    "filters",
    [{"type": "gt", "key": "page", "value": 3}, {"type": "eq", "key": "colour", "value": "red"}, {"type": "or", "filters": []}],
)
def test_a_filter_that_can_not_be_used_is_told(client: TestClient, filters: dict[str, Any]) -> None:
    answered = client.post("/v1/vector_stores/library/search", json={"query": "x", "filters": filters})
    assert (answered.status_code, answered.json()["error"]["param"]) == (400, "filters")
