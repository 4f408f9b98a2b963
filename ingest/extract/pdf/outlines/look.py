"""A second look at a document's fonts: where a page gives a reason, their outlines are asked what they draw."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pypdf import PdfReader

from ingest.extract.pdf.content import Drawn, Fonts
from ingest.extract.pdf.outlines.correct import Correction, apply, corrections, says_nothing
from ingest.extract.pdf.outlines.glyphs import FontKey
from ingest.extract.pdf.outlines.guess import PLACEHOLDERS, arabic, guess
from ingest.extract.pdf.outlines.known import KnownGlyphs
from ingest.extract.pdf.passes import drawn_pages

Written = Callable[[Sequence[Drawn]], str]
"""Puts a page's glyphs into written order."""

_SYMBOLS = range(0xF020, 0xF100)
"""Where symbol fonts have their signs: bullets, not letters."""
_MANY_SIGNS = 0.1
_CHOICES = 40
_MARK = 0.02
_SIGNS = ("،", ".", ":", "؛", "؟")
_UNKNOWN = "\ufffd"


@dataclass(frozen=True, slots=True)
class Look:
    """What was found, by font, and how many of the outlines that aren't known were decided by the words around them."""

    found: dict[FontKey, Correction]
    guessed: int = 0


def gives_reason(drawn: Sequence[Drawn]) -> bool:
    """Whether a page's glyphs give a reason to look at outlines: letters without characters."""
    silent = [glyph.text for glyph in drawn if says_nothing(glyph.text) and (glyph.x1 > glyph.x0 or glyph.text == _UNKNOWN)]
    signs = sum(bool(text) and ord(text[0]) in _SYMBOLS for text in silent)
    return signs < len(silent) or signs > _MANY_SIGNS * len(drawn)


def look(reader: PdfReader, fonts: Fonts, known: KnownGlyphs, written: Written, *, doubted: bool) -> Look:
    """Compare the outlines that the document draws with the known ones, and let its fonts say what they draw.

    `doubted` says that a page can't be read as the fonts say, and not only that they say nothing of some letters.
    """
    used: dict[FontKey, Counter[int]] = {}
    for _, drawn in drawn_pages(reader, fonts):
        keys = {id(font): key for key, font in fonts.loaded().items()}
        for glyph in drawn:
            if id(glyph.font) in keys:
                used.setdefault(keys[id(glyph.font)], Counter())[glyph.code] += 1
    codes = {key: sorted(found) for key, found in used.items()}
    found = corrections(reader, fonts.loaded(), codes, known, doubted=doubted)
    unknown = sorted(
        ((key, code) for key, correction in found.items() for code in correction.unknown),
        key=lambda glyph: (-used[glyph[0]][glyph[1]], glyph),
    )
    guessed = _guessed(reader, fonts, found, known, written, unknown[: len(PLACEHOLDERS)])
    apply(fonts, guessed)
    decided = sum(_undecided(found[key]) - _undecided(guessed[key]) for key in found)
    return Look(guessed, decided)


def _choices(alike: list[tuple[str, float]], *, is_mark: bool) -> list[tuple[str, float]]:
    """What a glyph may draw: marks where it takes no room, else letters and the signs that stand beside words."""
    if is_mark:
        return [(text, distance) for text, distance in alike if all(map(unicodedata.combining, text))]
    return [(text, distance) for text, distance in alike if (text.isalpha() and not text.isascii()) or text in _SIGNS]


def _undecided(correction: Correction) -> int:
    return sum(text == _UNKNOWN for text in correction.texts.values())


def _guessed(
    reader: PdfReader,
    fonts: Fonts,
    found: dict[FontKey, Correction],
    known: KnownGlyphs,
    written: Written,
    unknown: Sequence[tuple[FontKey, int]],
) -> dict[FontKey, Correction]:
    """The corrections with what the words of the document decide of outlines that aren't known."""
    if not unknown:
        return found
    held = dict(zip(PLACEHOLDERS, unknown, strict=False))
    standing = {key: dict(correction.texts) for key, correction in found.items()}
    for char, (key, code) in held.items():
        standing[key][code] = char
    apply(fonts, {key: replace(found[key], texts=texts) for key, texts in standing.items()})
    pages = [written(drawn) for _, drawn in drawn_pages(reader, fonts)]
    loaded = fonts.loaded()
    candidates = {
        char: _choices(known.alike(found[key].unknown[code], _CHOICES), is_mark=loaded[key].widths.get(code, 1.0) < _MARK)
        for char, (key, code) in held.items()
    }
    decided = guess(pages, candidates, arabic())
    texts = {key: dict(correction.texts) for key, correction in found.items()}
    for char, (key, code) in held.items():
        texts[key][code] = decided.get(char, _UNKNOWN)
    return {key: replace(found[key], texts=given) for key, given in texts.items()}
