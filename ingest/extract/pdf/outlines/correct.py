"""The true characters of fonts whose own map is wrong or silent, from the outlines of their glyphs.

A font is honest when most of the outlines that are known draw what it says they draw: then only codes of which it says nothing
are filled in. A font that lies, or says nothing, gets the characters of the known outlines for all of its codes, and U+FFFD for
the rest, so that a page of which too little is known fails the page gate.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from pypdf import PdfReader

from ingest.extract.pdf.content import Fonts
from ingest.extract.pdf.fold import fold
from ingest.extract.pdf.fonts import Font
from ingest.extract.pdf.outlines.glyphs import EmbeddedFont, FontKey, embedded_fonts, outlines_of
from ingest.extract.pdf.outlines.known import KnownGlyphs, Match
from ingest.extract.pdf.outlines.lessons import ARABIC_SIGNS
from ingest.extract.pdf.outlines.outline import Vectors, fingerprints

_UNKNOWN = "\ufffd"
_FEW = 3
_ENOUGH_TO_TELL = 8
_LIKELY = 20
_TATWEEL = "\u0640"
_JOINER = "\u200d"
_STROKE = 0.2
"""How far a stroke's vector lies from a tatweel's when it is but longer or shorter."""
_BLANK = 0.1
"""The advance in em from which a glyph that draws nothing is a space."""

_MIRRORED = str.maketrans("()[]{}«»<>", ")(][}{»«><")
_WRITTEN = {arabic: latin for latin, arabic in ARABIC_SIGNS.items()}


@dataclass(frozen=True, slots=True)
class _Glyph:
    """The outline of a code and the known one that is the same."""

    vector: Vectors
    match: Match | None


@dataclass(frozen=True, slots=True)
class Correction:
    """What was found of one font: the characters of its codes, the number of known outlines, those that aren't, and its fault.

    `kind` is `lies` (what it says isn't what it draws), `silent` (it says nothing), `splits` (it says of parts of letters what
    only the whole draws), or `gaps` (it says nothing of some codes).
    """

    texts: Mapping[int, str]
    known: int
    unknown: Mapping[int, Vectors]
    kind: Literal["lies", "silent", "splits", "gaps"]
    filled: bool = False
    """Whether a font that is honest else was told letters of which it says nothing."""


def corrections(
    reader: PdfReader, fonts: Mapping[FontKey, Font], used: Mapping[FontKey, Sequence[int]], known: KnownGlyphs, *, doubted: bool
) -> dict[FontKey, Correction]:
    """What is to be changed, by font. `used` holds the codes that the pages draw.

    `doubted` says that pages can't be read as the fonts say: then a known outline is believed against any font, and a font of
    which none is known is taken to lie when what it says isn't among what resembles its outlines.
    """
    embedded = [font for font in embedded_fonts(reader) if font.key in fonts and used.get(font.key)]
    outlines = outlines_of(embedded, used)
    found: dict[FontKey, Correction] = {}
    for font in embedded:
        by_code = outlines.get(font.key)
        if by_code:
            vectors = fingerprints(list(by_code.values()))
            matches = known.match(vectors)
            glyphs = {code: _Glyph(vector, match) for code, vector, match in zip(by_code, vectors, matches, strict=True)}
            correction = _correction(fonts[font.key], font, glyphs, known if doubted else None)
            if correction is not None and correction.filled:
                joiners = _joiners(fonts[font.key].texts, glyphs, known)
                correction = replace(correction, texts={**correction.texts, **joiners})
            if correction is not None:
                found[font.key] = correction
    return found


def apply(fonts: Fonts, found: Mapping[FontKey, Correction]) -> None:
    """Let the document's fonts say what was found."""
    loaded = fonts.loaded()
    for key, correction in found.items():
        splits = correction.kind == "splits"
        fonts.put(key, replace(loaded[key], texts=correction.texts, has_map=True, outlined=splits, _shapes={}))


@lru_cache(maxsize=1 << 13)
def says_nothing(text: str) -> bool:
    """Whether a glyph's text is no character that anybody writes."""
    return not text or any(char == _UNKNOWN or unicodedata.category(char) in ("Co", "Cc", "Cn") for char in text)


def _correction(font: Font, embedded: EmbeddedFont, glyphs: Mapping[int, _Glyph], alike: KnownGlyphs | None) -> Correction | None:
    said = {code: font.texts.get(code, _UNKNOWN) for code in glyphs}
    drawn = {code for code, glyph in glyphs.items() if glyph.vector.any()}
    told = {code: glyph.match for code, glyph in glyphs.items() if glyph.match is not None}
    silent = {code for code in drawn if says_nothing(said[code])}
    unknown = {code: glyphs[code].vector for code in sorted(drawn - told.keys())}
    checked = [code for code in told if code not in silent and told[code].text]
    agree = sum(_agrees(said[code], told[code]) for code in checked)
    blank = {code: _blank(font, code) for code in glyphs if code not in drawn}
    every = {code: told[code].text if code in told else _UNKNOWN for code in drawn} | blank
    if len(checked) - agree > max(agree, _FEW - 1):
        return Correction(every, len(told), unknown, "lies")
    if not font.has_map and embedded.wide:
        return Correction(every, len(told), unknown, "silent")
    if (
        alike is not None
        and len(told) < _FEW
        and _unlikely({code: said[code] for code in unknown if code not in silent}, glyphs, alike)
    ):
        return Correction(every, len(told), unknown, "lies")
    wrong = alike is not None and agree < len(checked)
    blank = {code: text for code, text in blank.items() if wrong or says_nothing(said[code])}
    unknown = {code: vector for code, vector in unknown.items() if code in silent}
    if any(told[code].text for code in silent & told.keys()) and any(not match.text for match in told.values()):
        return Correction({**font.texts, **blank, **{code: told[code].text for code in told}}, len(told), unknown, "splits")
    named = silent if font.has_map and embedded.has_map and not wrong else drawn
    filled = {code: told[code].text for code in named & told.keys()} | blank
    letters = any(told[code].text.isalpha() for code in silent & told.keys())
    return Correction({**font.texts, **filled}, len(told), unknown, "gaps", letters) if filled or unknown else None


def _joiners(said: Mapping[int, str], glyphs: Mapping[int, _Glyph], known: KnownGlyphs) -> dict[int, str]:
    """The codes of strokes between letters, drawn or not, to which a writer gave the letter that another glyph draws."""
    return {
        code: _JOINER
        for code, glyph in glyphs.items()
        if said.get(code, _TATWEEL) != _TATWEEL and said[code].isalpha() and (not glyph.vector.any() or _is_stroke(glyph, known))
    }


def _is_stroke(glyph: _Glyph, known: KnownGlyphs) -> bool:
    """Whether an outline is a tatweel's, or but as long as none that is known and nothing else is more like it."""
    if glyph.match is not None:
        return set(glyph.match.text) == {_TATWEEL}
    return any(text == _TATWEEL and distance < _STROKE for text, distance in known.alike(glyph.vector, 1))


def _unlikely(said: Mapping[int, str], glyphs: Mapping[int, _Glyph], known: KnownGlyphs) -> bool:
    """Whether most of what a font says of its codes is drawn by nothing that resembles their outlines."""
    if len(said) < _ENOUGH_TO_TELL:
        return False
    likely = sum(
        any(_alike(text, other) for other, _ in known.alike(glyphs[code].vector, _LIKELY)) for code, text in said.items()
    )
    return likely < len(said) / 2


def _agrees(said: str, match: Match) -> bool:
    return any(_alike(said, text) for text in (match.text, *match.others))


def _blank(font: Font, code: int) -> str:
    """What a glyph without an outline stands for: a space, or nothing where it takes no room."""
    said = font.texts.get(code, "")
    return said if said.isspace() else " " if font.widths.get(code, font.default_width) > _BLANK else ""


def _alike(one: str, other: str) -> bool:
    return _plain(one) == _plain(other) or _plain(one).translate(_MIRRORED) == _plain(other)


def _plain(text: str) -> str:
    return "".join(_WRITTEN.get(char, char) for char in fold(unicodedata.normalize("NFKC", text)))
