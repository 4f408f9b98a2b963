"""Greetings, thanks and "who are you": a short fixed reply, no search."""

import re
from functools import cache

from assistant.conversation.tables import lines_of
from corpus.model import Language
from corpus.text.normalise import fold

_REPLY = {
    "ar": "أنا دليل: أجيب عن أسئلتك من وثائق المكتبة، وأذكر مع كل جملة موضعها في وثيقتها.",
    "en": "I am Dalil: I answer questions from the documents of this library, and show for every sentence where it stands.",
}


def social_reply(question: str) -> tuple[str, Language] | None:
    """The fixed reply to a greeting, thanks or a question about the assistant itself, with its language; None for anything
    else.
    """
    said = _bare(question)
    for language in ("ar", "en"):
        if said in _turns(language):
            chosen: Language = "ar" if language == "ar" else "en"
            return _REPLY[chosen], chosen
    return None


@cache
def _turns(language: str) -> frozenset[str]:
    return frozenset(_bare(line) for line in lines_of(f"social-{language}.txt"))


def _bare(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[^\w\s]", " ", fold(text))).strip()
