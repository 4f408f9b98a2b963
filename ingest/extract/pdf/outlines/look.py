"""A second look at a document's fonts: where a page gives a reason, their outlines are asked what they draw."""

from collections.abc import Sequence
from dataclasses import dataclass

from pypdf import PdfReader

from ingest.extract.pdf.content import Drawn, Fonts, drawn_glyphs
from ingest.extract.pdf.faults import FAULTS
from ingest.extract.pdf.outlines.correct import Correction, apply, corrections, says_nothing
from ingest.extract.pdf.outlines.glyphs import FontKey
from ingest.extract.pdf.outlines.known import KnownGlyphs

_SYMBOLS = range(0xF020, 0xF100)
"""Where symbol fonts have their signs: bullets, not letters."""
_MANY_SIGNS = 0.1


@dataclass(frozen=True, slots=True)
class Look:
    """What was found: the corrections by font."""

    found: dict[FontKey, Correction]


def gives_reason(drawn: Sequence[Drawn]) -> bool:
    """Whether a page's glyphs give a reason to look at outlines: letters without characters."""
    silent = [glyph.text for glyph in drawn if says_nothing(glyph.text) and glyph.x1 > glyph.x0]
    signs = sum(bool(text) and ord(text[0]) in _SYMBOLS for text in silent)
    return signs < len(silent) or signs > _MANY_SIGNS * len(drawn)


def look(reader: PdfReader, fonts: Fonts, known: KnownGlyphs) -> Look:
    """Compare the outlines that the document draws with the known ones, and let its fonts say what they draw."""
    used: dict[FontKey, set[int]] = {}
    for page in reader.pages:
        try:
            drawn = drawn_glyphs(page, fonts)
        except FAULTS:
            continue
        keys = {id(font): key for key, font in fonts.loaded().items()}
        for glyph in drawn:
            if id(glyph.font) in keys:
                used.setdefault(keys[id(glyph.font)], set()).add(glyph.code)
    found = corrections(reader, fonts.loaded(), {key: sorted(codes) for key, codes in used.items()}, known)
    apply(fonts, found)
    return Look(found)
