"""Blanks that aren't there: after a letter that doesn't join the next one (`استحوا ذ`), the network often sees the end of a word.

A blank between words is about as wide as the others of its line; the gap inside a word is narrower, or none at all where the
letters overlap.
"""

from collections.abc import Sequence
from statistics import median

import numpy as np
from numpy.typing import NDArray

_NOT_JOINING = frozenset("اأإآدذرزژوؤ")
_INK = 0.45
"""What a column's darkest pixel must reach to hold ink; grain stays below it."""
_NARROW = 0.45
"""A gap of less than this share of the line's median blank is inside a word."""
_FEW = 3


def false_blanks(ink: NDArray[np.float32], texts: Sequence[str], columns: Sequence[tuple[int, int]]) -> frozenset[int]:
    """Which characters of a drawn line are blanks inside an Arabic word, by their index.

    `columns` is where each character begins and ends in `ink`, (height, columns), ink 1 on ground 0.
    """
    empty = ink.max(axis=0) < _INK
    widths = {}
    for index in range(1, len(texts) - 1):
        if texts[index] == " ":
            start, end = (sum(columns[other]) // 2 for other in (index - 1, index + 1))
            widths[index] = _widest(empty[start : max(start, end)])
    if len(widths) < _FEW:
        return frozenset()
    limit = _NARROW * median(widths.values())
    return frozenset(
        index
        for index, width in widths.items()
        if width < limit and texts[index + 1] in _NOT_JOINING and texts[index - 1].isalpha()
    )


def _widest(empty: NDArray[np.bool_]) -> int:
    widest = run = 0
    for blank in empty.tolist():
        run = run + 1 if blank else 0
        widest = max(widest, run)
    return widest
