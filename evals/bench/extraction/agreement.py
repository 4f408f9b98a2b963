"""How far two texts agree: F1 of their words as bags, and the similarity of the words' order (difflib's ratio).

Words are compared as they are searched: letters folded, digits of every script equal, punctuation aside.
"""

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher

from corpus.text.normalise import fold

_WORD = re.compile(r"\w+")
_BULLETS = frozenset("o")


@dataclass(frozen=True, slots=True)
class Agreement:
    """Both from 0 to 1."""

    f1: float
    order: float


def words(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return [word for word in _WORD.findall(fold(text)) if word not in _BULLETS]


def agreement(truth: str, read: str) -> Agreement:
    """Hold a reading to the truth."""
    wanted, found = words(truth), words(read)
    if not wanted or not found:
        return Agreement(float(wanted == found), float(wanted == found))
    common = (Counter(wanted) & Counter(found)).total()
    order = SequenceMatcher(None, wanted, found, autojunk=False).ratio()
    return Agreement(2 * common / (len(wanted) + len(found)), order)
