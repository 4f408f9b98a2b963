"""Conversations by the API: a follow-up is understood in its own conversation, and in nobody else's."""

import pytest
from starlette.testclient import TestClient

from api.conversations import Conversations

FIRST = "How many days of annual leave does an employee have?"


def asked(client: TestClient, question: str, conversation: str | None, *, stream: bool = False) -> dict[str, object]:
    sent = {"question": question, "conversation": conversation, "stream": stream}
    answered = client.post("/api/chat", json=sent)
    assert answered.status_code == 200
    return {} if stream else answered.json()


@pytest.mark.parametrize("stream", [False, True])
def test_a_follow_up_is_understood_after_what_was_asked_before(client: TestClient, stream: bool) -> None:
    asked(client, FIRST, "one", stream=stream)
    asked(client, "thank you", "one", stream=stream)
    followed = asked(client, "and how is it requested?", "one")
    assert followed["understood_as"] == f"{FIRST} and how is it requested?"
    assert followed["conversation"] == "one"


@pytest.mark.parametrize("conversation", ["another", None])
def test_a_question_of_another_conversation_stands_alone(client: TestClient, conversation: str | None) -> None:
    asked(client, FIRST, "one")
    assert "understood_as" not in asked(client, "and how is it requested?", conversation)


def test_a_conversation_is_its_own_askers() -> None:
    talks = Conversations()
    talks.asked(("ali", "one"), "first")
    assert talks.so_far(("ali", "one")) == ("first",)
    assert talks.so_far(("mona", "one")) == ()


def test_the_latest_questions_are_kept_and_for_a_while() -> None:
    talks = Conversations(most=2)
    for n in range(9):
        talks.asked(("", "long"), str(n))
    assert talks.so_far(("", "long")) == ("3", "4", "5", "6", "7", "8")
    talks.asked(("", "two"), "a")
    talks.asked(("", "three"), "b")
    assert talks.so_far(("", "long")) == ()
    resting = Conversations(kept_s=0)
    resting.asked(("", "one"), "a")
    assert resting.so_far(("", "one")) == ()
