"""A draft title of the document that is missing: what the question is about, without the words that make it a question."""

from functools import cache

from assistant.conversation.tables import lines_of
from corpus.model import Language
from corpus.text.normalise import fold

_MOST_WORDS = 10
_AROUND_WORDS = "?؟!.,،;؛:…\"'«»“”()[]"


def draft_title(question: str, language: Language) -> str:
    """A title of at most ten words, in the words of the question; the whole question when nothing else is left."""
    words = _words(question)
    folded = [_folded(word) for word in words]
    begins = 0
    while (skipped := _opener(folded[begins:], language)) and begins + skipped < len(words):
        begins += skipped
    title = " ".join(words[begins : begins + _MOST_WORDS]) or question.strip()
    return title[:1].upper() + title[1:]


def _opener(folded: list[str], language: Language) -> int:
    """How many words the longest opener that these begin with has; 0 for none."""
    return next((len(opener) for opener in _openers(language) if folded[: len(opener)] == list(opener)), 0)


def _words(text: str) -> list[str]:
    return [word for word in (written.strip(_AROUND_WORDS) for written in text.split()) if word]


@cache
def _openers(language: Language) -> tuple[tuple[str, ...], ...]:
    openers = {tuple(map(_folded, _words(line))) for line in lines_of(f"openers-{language}.txt")}
    return tuple(sorted(openers, key=lambda opener: (-len(opener), opener)))


def _folded(word: str) -> str:
    return fold(word).strip()
