"""Blanks that aren't there: after a letter that doesn't join the next one (`استحوا ذ`), the network often sees the end of a word.

A blank between words is about as wide as the others of its line; the gap inside a word is narrower, or none at all where the
letters overlap.
"""

from collections.abc import Sequence
from statistics import median

import numpy as np
from numpy.typing import NDArray

from ingest.extract.ocr.model import Character

_NOT_JOINING = frozenset("اأإآدذرزژوؤ")
_INK = 0.45
"""What a column's darkest pixel must reach to hold ink; grain stays below it."""
_NARROW = 0.45
"""A gap of less than this share of the line's median blank is inside a word."""
_FEW = 3


def gaps(ink: NDArray[np.float32], drawn: Sequence[Character], columns: Sequence[tuple[float, float]]) -> list[int]:
    """For each character of a drawn line the widest run of empty columns around it where it is a blank, else 0.

    `columns` is where each character begins and ends in `ink`, (height, columns), ink 1 on ground 0.
    """
    empty = ink.max(axis=0) < _INK
    found = [0] * len(drawn)
    for index in range(1, len(drawn) - 1):
        if drawn[index].text == " ":
            start, end = (int(sum(columns[other]) / 2) for other in (index - 1, index + 1))
            found[index] = _widest(empty[start : max(start, end)])
    return found


def _widest(empty: NDArray[np.bool_]) -> int:
    widest = run = 0
    for blank in empty.tolist():
        run = run + 1 if blank else 0
        widest = max(widest, run)
    return widest


def without_false_blanks(drawn: Sequence[Character], widths: Sequence[int]) -> tuple[Character, ...]:
    """The drawn line without the blanks that stand inside an Arabic word."""
    measured = [width for character, width in zip(drawn, widths, strict=True) if character.text == " "]
    if len(measured) < _FEW:
        return tuple(drawn)
    limit = _NARROW * median(measured)
    kept = []
    for index, (character, width) in enumerate(zip(drawn, widths, strict=True)):
        inside = (
            character.text == " "
            and width < limit
            and 0 < index < len(drawn) - 1
            and drawn[index + 1].text in _NOT_JOINING
            and drawn[index - 1].text.isalpha()
        )
        if not inside:
            kept.append(character)
    return tuple(kept)
