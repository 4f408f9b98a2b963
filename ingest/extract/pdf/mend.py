"""Letters that a font leaves unnamed, where the page shows that nothing is missing.

Some writers draw a letter with a second glyph that carries no text: a tail, or a filler laid over the letter. A reader gives
U+FFFD for it. It may be dropped only on evidence, because U+FFFD is otherwise a letter that was lost.
"""

from collections.abc import Sequence
from typing import Protocol


class Drawn(Protocol):
    """A character and its box on the page."""

    @property
    def char(self) -> str: ...
    @property
    def x0(self) -> float: ...
    @property
    def x1(self) -> float: ...


def without_fillers(text: str, drawn: Sequence[Drawn]) -> str:
    """The line without U+FFFD when every unnamed glyph drawn in it lies over a named one; else as it is."""
    if "\ufffd" not in text:
        return text
    unnamed = [glyph for glyph in drawn if _is_unnamed(glyph.char)]
    named = [glyph for glyph in drawn if not _is_unnamed(glyph.char)]
    if unnamed and all(any(_covers(other, glyph) for other in named) for glyph in unnamed):
        return text.replace("\ufffd", "")
    return text


def _is_unnamed(char: str) -> bool:
    return char == "\ufffd" or (char < " " and char not in "\t\r\n\x02")


def _covers(other: Drawn, glyph: Drawn) -> bool:
    common = min(other.x1, glyph.x1) - max(other.x0, glyph.x0)
    return common >= 0.5 * (glyph.x1 - glyph.x0)
