"""Asking back: one short question to whoever asked of nothing in particular, with two or three matters of the library to choose
from.

Each choice is a whole question that the library answers, made of the asker's own words and a document's title.
"""

from collections.abc import Callable, Iterator, Sequence

from assistant.conversation.followup import asked_of
from assistant.model import Answer, Choice
from corpus.catalogue.versions import VersionHead
from corpus.model import Language

_MOST, _LEAST = 3, 2
_TRIED = 6


_WHICH: dict[Language, str] = {"ar": "عن أي موضوع تسأل؟", "en": "About which of these?"}


def asked_back(
    question: str, language: Language, heads: Sequence[VersionHead], *, answers: Callable[[str], bool], searched: int
) -> Answer | None:
    """The question back, over the first documents that answer it; None when there aren't two to choose from.

    `heads` are the documents that come near, best first; `answers` says whether the library answers a text.
    """
    choices: list[Choice] = []
    for title in _titles(heads):
        text = asked_of(question, title)
        if answers(text):
            choices.append(Choice(title, text))
        if len(choices) == _MOST:
            break
    if len(choices) < _LEAST:
        return None
    told = "\n".join([_WHICH[language], *(f"• {choice.label}" for choice in choices)])
    return Answer(
        answer=told,
        language=language,
        abstained=False,
        confidence=0.0,
        kind="clarification",
        searched=searched,
        choices=tuple(choices),
    )


def _titles(heads: Sequence[VersionHead]) -> Iterator[str]:
    """The distinct titles of the first documents."""
    yield from list(dict.fromkeys(head.metadata.title for head in heads if head.metadata.title))[:_TRIED]
