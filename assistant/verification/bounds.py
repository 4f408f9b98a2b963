"""Which way a quantity is bounded: at least, more than, at most, less than; or not at all.

"No more than" and its kin bound a number and deny nothing, so that the tokens of bounds are also what negation leaves out.
"""

from collections.abc import Sequence
from functools import cache
from typing import Literal

from assistant.verification.numerals import numeral_at
from assistant.verification.words import WordList, phrases
from corpus.text.normalise import fold

Direction = Literal["", "up", "down"]

_NO = ("no", "not", "لا", "ولا", "ليس", "لم", "لن", "يمنع", "يحظر", "forbidden", "prohibited")
_REACH = 4


@cache
def _phrases(after: bool) -> list[tuple[list[str], Direction]]:
    """The phrases that stand before or after a number, with the direction that they give, the longest first."""
    directions: tuple[Direction, ...] = ("up", "down")
    kind = "bound after" if after else "bound before"
    rows = [(phrase, direction) for direction in directions for phrase in phrases(kind, direction)]
    return sorted(rows, key=lambda row: -len(row[0]))


@cache
def _denials() -> frozenset[str]:
    return frozenset(map(fold, _NO))


def bound_of(tokens: Sequence[str], start: int, end: int) -> Direction:
    """Which way the number in these tokens is bounded by what stands around it."""
    for phrase, direction in _phrases(True):
        for gap in (0, 1, 2):
            if list(tokens[end + gap : end + gap + len(phrase)]) == phrase:
                return direction
    for phrase, direction in _phrases(False):
        for gap in range(_REACH):
            first = start - gap - len(phrase)
            if first >= 0 and list(tokens[first : first + len(phrase)]) == phrase:
                return _turned(direction) if _denied(tokens, first) else direction
    for first in range(max(0, start - _REACH - 1), start):
        if tokens[first] in _LESS or tokens[first] in _MORE:
            bounded: Direction = "down" if tokens[first] in _LESS else "up"
            return _turned(bounded) if _denied(tokens, first) else bounded
    return ""


def bounding(tokens: Sequence[str]) -> frozenset[int]:
    """The indexes of denials that only bound a number: the no of "no more than", لا of لا يقل عن."""
    found = set()
    for at, token in enumerate(tokens):
        if token in _denials():
            following = list(tokens[at + 1 : at + 6])
            if (following and following[0] in _NO_DENIAL_WITH) or _compares(tokens, at):
                found.add(at)
            for phrase, _ in _phrases(False):
                if any(following[skip : skip + len(phrase)] == phrase for skip in (0, 1)) and _counts(following[len(phrase) :]):
                    found.add(at)
            if following[:1] and following[0] in _VERBS_OF_BOUNDS:
                found.add(at)
    return frozenset(found)


_PLAIN = WordList("bounds plain")
_NO_DENIAL_WITH = WordList("bounds no denial with")
_LESS, _MORE = WordList("bounds less"), WordList("bounds more")
_VERBS_OF_BOUNDS = WordList("bounds verbs of bounds")


def _counts(tokens: Sequence[str]) -> bool:
    """Whether a number, or one of a unit, follows."""
    return any(token[0].isdigit() or numeral_at(tokens, at) is not None for at, token in enumerate(tokens)) or bool(
        set(tokens) & _PLAIN
    )


def _denied(tokens: Sequence[str], first: int) -> bool:
    """Whether a denial turns a bound round: right before it, or farther off before a comparison."""
    return any(
        tokens[at] in _denials() and (first - at <= 2 or _compares(tokens, at)) for at in range(max(0, first - _FAR), first)
    )


def _compares(tokens: Sequence[str], at: int) -> bool:
    """Whether a denial goes on to a comparison with a number: does not work more than 12 hours."""
    for place in range(at + 1, min(len(tokens), at + 1 + _FAR)):
        if tokens[place] in ".;,:\n":
            return False
        if tuple(tokens[place : place + 2]) in _COMPARISONS:
            return _counts(tokens[place + 2 : place + 5]) or any(t.endswith(("ين", "ان")) for t in tokens[place + 2 : place + 3])
    return False


_FAR = 8
_COMPARISONS = frozenset(
    (fold(one), fold(two)) for one, two in (("more", "than"), ("less", "than"), ("fewer", "than"), ("أكثر", "من"), ("أقل", "من"))
)


def _turned(direction: Direction) -> Direction:
    return {"up": "down", "down": "up", "": ""}[direction]  # type: ignore[return-value]
