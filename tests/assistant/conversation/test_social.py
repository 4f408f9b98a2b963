"""Greetings, thanks and questions about the assistant: a fixed reply with examples, and no search."""

import pytest

from assistant.assistant import Assistant
from assistant.conversation.social import social_reply
from assistant.model import Asker, Question


@pytest.mark.parametrize(
    ("said", "language", "told"),
    [
        ("السلام عليكم", "ar", "أنا دليل"),
        ("من أنت؟", "ar", "أنا دليل"),
        ("ماذا تعرف؟", "ar", "أنا دليل"),
        ("شكرًا!", "ar", "على الرحب"),
        ("Hello", "en", "I am Dalil"),
        ("What can you do?", "en", "I am Dalil"),
        ("Thank you very much.", "en", "You are welcome"),
    ],
)
def test_a_social_turn_gets_its_fixed_reply_and_examples_that_the_library_answers(
    assistant: Assistant, said: str, language: str, told: str
) -> None:
    reply = assistant.ask(Question(said, asker=Asker.parse("public")))
    assert (reply.kind, reply.language, reply.abstained) == ("social", language, False)
    assert reply.answer.startswith(told)
    assert not reply.citations
    assert reply.choices
    assert all("Salary" not in choice.question for choice in reply.choices)


@pytest.mark.parametrize(
    "question", ["السلام عليكم، كم مدة الإجازة السنوية؟", "Thanks, and how long is sick leave?", "Who are the members?"]
)
def test_a_question_with_a_courtesy_is_a_question(question: str) -> None:
    assert social_reply(question) is None
