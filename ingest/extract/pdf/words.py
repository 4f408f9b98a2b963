"""Characters as a page draws them, and words: characters of one baseline that stand together."""

from collections.abc import Sequence
from typing import NamedTuple

_GAP = 0.15
"""In type sizes; the boxes of letters touch, and the narrowest spaces are a fifth."""


class Glyph(NamedTuple):
    """A character that is drawn, or the plain word that several are: where its advance begins and ends, its baseline, its size,
    and whether it is bold.
    """

    char: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool


def drawn_words(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Glyphs of one baseline as words, from the left: a gap wider than `_GAP` ends a word."""
    words: list[list[Glyph]] = []
    right = float("-inf")
    for glyph in sorted(glyphs, key=lambda glyph: glyph.x0):
        if words and glyph.x0 - right < _GAP * glyph.size:
            words[-1].append(glyph)
        else:
            words.append([glyph])
        right = max(right, glyph.x1)
    return words
