"""Texts made comparable: folded, punctuation gone, words as stems. Shared by the measures that look for words in answers."""

import re

from corpus.text.analyser import terms
from corpus.text.normalise import fold


def plain(text: str) -> str:
    """Folded text with punctuation gone and single spaces."""
    return " ".join(re.sub(r"[^\w\s%.]|(?<!\d)\.|\.(?!\d)", " ", fold(text)).split())


def stems(text: str) -> frozenset[str]:
    """The stems (and numbers) of a text, without the words that say little."""
    found = terms(text)
    return frozenset(term.stem for term in found if not term.stop) or frozenset(term.stem for term in found)


def numbers(text: str) -> frozenset[str]:
    """The numbers of a text, in one digit system."""
    return frozenset(stem for stem in stems(text) if stem[0].isdigit())
