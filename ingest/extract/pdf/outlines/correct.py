"""The true characters of fonts whose own map is wrong or silent, from the outlines of their glyphs.

A font is honest when most of the outlines that are known draw what it says they draw: then only codes of which it says nothing
are filled in. A font that lies, or says nothing, gets the characters of the known outlines for all of its codes, and U+FFFD for
the rest, so that a page of which too little is known fails the page gate.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pypdf import PdfReader

from ingest.extract.pdf.content import Fonts
from ingest.extract.pdf.fold import fold
from ingest.extract.pdf.fonts import Font
from ingest.extract.pdf.outlines.glyphs import EmbeddedFont, FontKey, embedded_fonts, outlines_of
from ingest.extract.pdf.outlines.known import KnownGlyphs, Match
from ingest.extract.pdf.outlines.lessons import ARABIC_SIGNS
from ingest.extract.pdf.outlines.outline import fingerprints

_UNKNOWN = "\ufffd"
_FEW = 3
_BLANK = 0.1
"""The advance in em from which a glyph that draws nothing is a space."""

_MIRRORED = str.maketrans("()[]{}«»<>", ")(][}{»«><")
_WRITTEN = {arabic: latin for latin, arabic in ARABIC_SIGNS.items()}


@dataclass(frozen=True, slots=True)
class Correction:
    """What was found of one font: the characters of its codes, how many outlines are known, and how it was wrong.

    `kind` is `lies` (what it says isn't what it draws), `silent` (it says nothing), `splits` (it says of parts of letters what
    only the whole draws), or `gaps` (it says nothing of some codes).
    """

    texts: Mapping[int, str]
    known: int
    unknown: int
    kind: Literal["lies", "silent", "splits", "gaps"]


def corrections(
    reader: PdfReader, fonts: Mapping[FontKey, Font], used: Mapping[FontKey, Sequence[int]], known: KnownGlyphs
) -> dict[FontKey, Correction]:
    """What is to be changed, by font. `used` holds the codes that the pages draw."""
    embedded = [font for font in embedded_fonts(reader) if font.key in fonts and used.get(font.key)]
    outlines = outlines_of(embedded, used)
    found: dict[FontKey, Correction] = {}
    for font in embedded:
        by_code = outlines.get(font.key)
        if by_code:
            matches = dict(zip(by_code, known.match(fingerprints(list(by_code.values()))), strict=True))
            drawn = {code for code, curves in by_code.items() if len(curves)}
            correction = _correction(fonts[font.key], font, matches, drawn)
            if correction is not None:
                found[font.key] = correction
    return found


def apply(fonts: Fonts, found: Mapping[FontKey, Correction]) -> None:
    """Let the document's fonts say what was found."""
    loaded = fonts.loaded()
    for key, correction in found.items():
        splits = correction.kind == "splits"
        fonts.put(key, replace(loaded[key], texts=correction.texts, has_map=True, outlined=splits, _shapes={}))


def says_nothing(text: str) -> bool:
    """Whether a glyph's text is no character that anybody writes."""
    return not text or any(char == _UNKNOWN or unicodedata.category(char) in ("Co", "Cc", "Cn") for char in text)


def _correction(font: Font, embedded: EmbeddedFont, matches: Mapping[int, Match | None], drawn: set[int]) -> Correction | None:
    told = {code: match for code, match in matches.items() if match is not None}
    said = {code: font.texts.get(code, _UNKNOWN) for code in matches}
    silent = {code for code in drawn if says_nothing(said[code])}
    checked = [code for code in told if code not in silent and told[code].text]
    agree = sum(_agrees(said[code], told[code]) for code in checked)
    unknown = len(drawn) - len(told)
    if len(checked) - agree > max(agree, _FEW - 1):
        return Correction(_all(font, matches, drawn), len(told), unknown, "lies")
    if not font.has_map and embedded.wide:
        enough = len(told) >= min(_FEW, len(drawn))
        return Correction(_all(font, matches, drawn), len(told), unknown, "silent") if enough else None
    blank = {code: _blank(font, code) for code in matches if code not in drawn and says_nothing(said[code])}
    if any(told[code].text for code in silent & told.keys()) and any(not match.text for match in told.values()):
        return Correction({**font.texts, **blank, **{code: told[code].text for code in told}}, len(told), unknown, "splits")
    named = silent if font.has_map and embedded.has_map else drawn
    filled = {code: told[code].text for code in named & told.keys()} | blank
    return Correction({**font.texts, **filled}, len(told), unknown, "gaps") if filled else None


def _agrees(said: str, match: Match) -> bool:
    return any(_alike(said, text) for text in (match.text, *match.others))


def _all(font: Font, matches: Mapping[int, Match | None], drawn: set[int]) -> dict[int, str]:
    texts = {}
    for code, match in matches.items():
        if code in drawn:
            texts[code] = match.text if match is not None else _UNKNOWN
        else:
            texts[code] = _blank(font, code)
    return texts


def _blank(font: Font, code: int) -> str:
    """What a glyph without an outline stands for: a space, or nothing where it takes no room."""
    said = font.texts.get(code, "")
    return said if said.isspace() else " " if font.widths.get(code, font.default_width) > _BLANK else ""


def _alike(one: str, other: str) -> bool:
    return _plain(one) == _plain(other) or _plain(one).translate(_MIRRORED) == _plain(other)


def _plain(text: str) -> str:
    return "".join(_WRITTEN.get(char, char) for char in fold(unicodedata.normalize("NFKC", text)))
