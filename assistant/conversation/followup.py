"""Follow-ups, without a language model: a question that leans on the one before is asked together with it."""

import re
from functools import cache

from assistant.conversation.tables import lines_of
from corpus.text.analyser import terms
from corpus.text.normalise import fold

_FEW = 3


def resolve(question: str, history: tuple[str, ...]) -> str:
    """The question as it is to be understood; itself when it stands alone or nothing was asked before."""
    if not history or not leans(question):
        return question
    return f"{history[-1].strip()} {question.strip()}"


def leans(question: str) -> bool:
    """Whether a question makes little sense without the one before."""
    everything = terms(question)
    content = [term for term in everything if not term.stop]
    whole = len(content) >= _FEW or (len(content) == _FEW - 1 and len(everything) >= 5)
    return not whole or bool(_leaning().search(fold(question.strip())))


@cache
def _leaning() -> re.Pattern[str]:
    words = [word for name in ("leaning-ar.txt", "leaning-en.txt") for line in lines_of(name) for word in line.split()]
    first = "|".join(re.escape(fold(word[1:].replace("_", " "))) for word in words if word.startswith("^"))
    anywhere = "|".join(re.escape(fold(word)) for word in words if not word.startswith("^"))
    return re.compile(rf"^(?:{first})\b|\b(?:{anywhere})\b")
