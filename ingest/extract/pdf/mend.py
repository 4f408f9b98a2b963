"""What a reader gets wrong in single words, mended on evidence: unnamed glyphs, scripts that run together.

Some writers draw a letter with a second glyph that carries no text: a tail, or a filler laid over the letter. A reader gives
U+FFFD for it. It may be dropped only on evidence, because U+FFFD is otherwise a letter that was lost.
"""

import re
from collections.abc import Sequence

from ingest.extract.pdf.words import Glyph

_STACKED_TEH = "\u067a"
_SINDHI = re.compile(r"[\u067b\u067d\u067f\u0680\u0683\u0684\u0687\u068a\u068c-\u068f\u0699\u06a6\u06aa\u06b1\u06b3\u06bb]")
_LATIN_THEN_ARABIC = re.compile(r"(?<=[A-Za-z]{2})(?=[\u0621-\u064a])")


def without_fillers(text: str, drawn: Sequence[Glyph]) -> str:
    """The line without U+FFFD when every unnamed glyph drawn in it lies over a named one; else as it is."""
    if "\ufffd" not in text:
        return text
    unnamed = [glyph for glyph in drawn if _is_unnamed(glyph.char)]
    named = [glyph for glyph in drawn if not _is_unnamed(glyph.char)]
    if unnamed and all(any(_covers(other, glyph) for other in named) for glyph in unnamed):
        return text.replace("\ufffd", "")
    return text


def with_script_spaces(text: str) -> str:
    """The line with a space where a Latin word runs into an Arabic one, which no one writes («Pythonمن»)."""
    return _LATIN_THEN_ARABIC.sub(" ", text)


def with_plain_teh(text: str) -> str:
    """The line with teh for the Sindhi letter that some fonts name where a teh has its dots one over the other."""
    return text.replace(_STACKED_TEH, "ت") if _STACKED_TEH in text and not _SINDHI.search(text) else text


def _is_unnamed(char: str) -> bool:
    return char == "\ufffd" or (char < " " and char not in "\t\r\n\x02")


def _covers(other: Glyph, glyph: Glyph) -> bool:
    common = min(other.x1, glyph.x1) - max(other.x0, glyph.x0)
    return common >= 0.5 * (glyph.x1 - glyph.x0)
