"""Greetings, thanks and "who are you": a short fixed reply, no search."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from assistant.conversation.tables import lines_of
from assistant.model import Answer, Choice
from corpus.model import Language
from corpus.text.normalise import fold

_EXAMPLES = 3
_REPLIES: dict[str, dict[Language, str]] = {
    "social": {
        "ar": "أنا دليل: أجيب عن أسئلتك من وثائق المكتبة، وأذكر مع كل جملة موضعها في وثيقتها.",
        "en": "I am Dalil: I answer questions from the documents of this library, and show for every sentence where it stands.",
    },
    "thanks": {"ar": "على الرحب والسعة. اسأل متى شئت.", "en": "You are welcome. Ask whenever you like."},
}


def social_reply(question: str) -> tuple[str, Language] | None:
    """The fixed reply to a greeting, thanks or a question about the assistant itself, with its language; None for anything
    else.
    """
    said = _bare(question)
    for kind, replies in _REPLIES.items():
        for language, reply in replies.items():
            if said in _turns(f"{kind}-{language}.txt"):
                return reply, language
    return None


def with_examples(reply: Answer, questions: Sequence[str]) -> Answer:
    """A fixed reply with the first of some questions to begin with."""
    return replace(reply, choices=tuple(Choice(text, text) for text in questions[:_EXAMPLES]))


@cache
def _turns(table: str) -> frozenset[str]:
    return frozenset(_bare(line) for line in lines_of(table))


def _bare(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[^\w\s]", " ", fold(text))).strip()
