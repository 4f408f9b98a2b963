"""From drawn to written order: a line's glyphs from left to right become text as it was typed.

The inverse of the Unicode Bidirectional Algorithm (UAX 9) for what lines hold: in a line that runs from the right, words of Latin
letters and numbers keep their order and everything else is turned round; in one that runs from the left, stretches of Arabic are.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

_ARABIC = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_DIGIT = re.compile(r"[0-9\u0660-\u0669\u06f0-\u06f9]")
_JOINS_NUMBERS = frozenset("/.,:٫٬،")
_LIST_SIGNS = frozenset(".)-–")
_SIGNS_OF_NUMBERS = frozenset("%٪‰")
_PAIRS = {"(": ")", "[": "]", "{": "}", "<": ">", "«": "»", "‹": "›"}
_MIRRORED = str.maketrans({**_PAIRS, **{closing: opening for opening, closing in _PAIRS.items()}})
_CLOSING = frozenset(_PAIRS.values())
_BRACKETS = _CLOSING | _PAIRS.keys()


class Written(NamedTuple):
    """Text in written order, and whether it stands in a stretch that runs from the right."""

    text: str
    rtl: bool


@lru_cache(maxsize=4096)
def kind_of(text: str) -> str:
    """`R` for Arabic letters, `L` for letters of other scripts, `N` for digits, `S` for signs and spaces."""
    for char in text:
        if char.isalpha():
            return "R" if _ARABIC.match(char) else "L"
    return "N" if _DIGIT.search(text) else "S"


def written_order(pieces: Sequence[str], *, rtl: bool) -> list[Written]:
    """The pieces of a line, given from left to right as drawn, in written order."""
    kinds = [kind_of(piece) for piece in pieces]
    if not rtl:
        return _from_left(pieces, kinds)
    found: list[Written] = []
    end = len(pieces)
    list_number = _list_number(pieces, kinds)
    if list_number < end:
        found += [Written(piece, False) for piece in pieces[list_number:]]
        end = list_number
    while end:
        start = _run_from(pieces, kinds, end) if kinds[end - 1] != "R" else end
        if start < end:
            found += [Written(piece, False) for piece in pieces[start:end]]
            end = start
        else:
            end -= 1
            found.append(Written(pieces[end], True))
    return found


def _from_left(pieces: Sequence[str], kinds: Sequence[str]) -> list[Written]:
    found: list[Written] = []
    at = 0
    while at < len(pieces):
        if kinds[at] != "R":
            found.append(Written(pieces[at], False))
            at += 1
            continue
        end = last = at + 1
        while end < len(pieces) and kinds[end] != "L":
            end += 1
            last = end if kinds[end - 1] == "R" else last
        found += written_order(pieces[at:last], rtl=True)
        at = last
    return found


def _list_number(pieces: Sequence[str], kinds: Sequence[str]) -> int:
    """Where the number of a list item begins at the right end of a line, or the line's length."""
    at = len(pieces)
    while at and kinds[at - 1] == "N":
        at -= 1
    number = 0 < len(pieces) - at <= 3 and at > 0 and pieces[at - 1] in _LIST_SIGNS and kinds[max(0, at - 2)] != "N"
    return at if number else len(pieces)


def _run_from(pieces: Sequence[str], kinds: Sequence[str], end: int) -> int:
    """Where the stretch begins that ends at `end` and keeps its order; `end` itself where there is none.

    It is a number, or everything between Arabic letters that holds Latin ones, without the signs at either side.
    """
    last = end
    percent = pieces[end - 1] in _SIGNS_OF_NUMBERS and end > 1 and kinds[end - 2] == "N"
    if percent or (pieces[end - 1] in _CLOSING and _opens_within(pieces, kinds, end - 1)):
        last -= 1
    if kinds[last - 1] not in "LN":
        return end
    start, first, latin = last, last, False
    while start and kinds[start - 1] != "R":
        start -= 1
        if kinds[start] in "LN":
            first = start
            latin = latin or kinds[start] == "L"
    if latin:
        return first
    first = last
    while first and (kinds[first - 1] == "N" or _joins(pieces, kinds, first - 1)):
        first -= 1
    return first


def _joins(pieces: Sequence[str], kinds: Sequence[str], at: int) -> bool:
    """Whether the sign at `at` stands between two digits and makes one number of them."""
    return pieces[at] in _JOINS_NUMBERS and at > 0 and kinds[at - 1] == "N" and at + 1 < len(kinds) and kinds[at + 1] == "N"


def _opens_within(pieces: Sequence[str], kinds: Sequence[str], at: int) -> bool:
    """Whether the bracket that closes at `at` was opened within the same Latin words, behind the first of them."""
    opening = next((one for one, other in _PAIRS.items() if other == pieces[at]), "")
    place = at - 1
    while place >= 0 and kinds[place] != "R" and pieces[place] != opening:
        place -= 1
    if place <= 0 or pieces[place] != opening:
        return False
    before = place - 1
    while before >= 0 and kinds[before] == "S" and pieces[before].isspace():
        before -= 1
    return before >= 0 and kinds[before] == "L"


def bracket_votes(line: Sequence[Written]) -> int:
    """Evidence on whether brackets that run from the right are named as written: above 0 for it, below 0 against it.

    An opening bracket stands behind a space and before none, a closing one the other way round.
    """
    votes = 0
    for at, piece in enumerate(line):
        if not piece.rtl or piece.text not in _BRACKETS:
            continue
        before = line[at - 1].text if at else " "
        behind = line[at + 1].text if at + 1 < len(line) else " "
        opens = (before.isspace(), behind.isspace()) == (True, False)
        closes = (before.isspace(), behind.isspace()) == (False, True)
        if opens or closes:
            votes += 1 if opens == (piece.text in _PAIRS) else -1
    return votes


def joined(line: Sequence[Written], *, mirror: bool) -> str:
    """The text of a line; with `mirror`, brackets that run from the right are turned."""
    if not mirror:
        return "".join(piece.text for piece in line)
    return "".join(piece.text.translate(_MIRRORED) if piece.rtl and piece.text in _BRACKETS else piece.text for piece in line)
