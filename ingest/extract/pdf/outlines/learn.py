"""Learning a font from OCR of a few pages: which to look at, what the votes make of its map, and whether that reads better."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pypdf import PdfReader

from ingest.extract.ocr.model import RecognisedPage
from ingest.extract.pdf.content import Drawn, Fonts, page_box
from ingest.extract.pdf.outlines.correct import Correction, apply
from ingest.extract.pdf.outlines.glyphs import FontKey
from ingest.extract.pdf.outlines.guess import arabic
from ingest.extract.pdf.outlines.known import KnownGlyph, write_table
from ingest.extract.pdf.outlines.look import Written
from ingest.extract.pdf.outlines.vote import WIDTH, Code, Row, decided, is_firm, rows, votes
from ingest.extract.pdf.passes import drawn_pages

Corrections = Mapping[FontKey, Correction]

_MOST_PAGES = 4
_MOST_HELD_OUT = 50
"""Pages on which what was learned is tried, taken evenly from the whole document."""
_FEW = 20
_SHARE = 0.01
"""Glyphs that nobody knows are worth a look from so many on, and from this share of all."""
_WORD = re.compile(r"[\u0621-\u063a\u0641-\u064a]{3,}|[a-zA-Z]{3,}|\S+")


@dataclass(frozen=True, slots=True)
class Learned:
    """The corrected fonts, how many of their glyphs were told by OCR, and the table of those that are worth remembering."""

    found: dict[FontKey, Correction]
    glyphs: int
    table: str


def together(before: Corrections, after: Corrections) -> dict[FontKey, Correction]:
    """The corrections of two looks: what was unknown to the first is so still, though fonts say since what was guessed of it."""
    return {
        **before,
        **{
            key: replace(correction, unknown={**before[key].unknown, **correction.unknown}) if key in before else correction
            for key, correction in after.items()
        },
    }


def pages_to_see(
    reader: PdfReader, fonts: Fonts, found: Corrections, drawing: Callable[[int, int], None] | None = None
) -> list[int]:
    """The pages, by index, that together show the most of the glyphs that no known outline tells; none where those are few.

    `drawing` is called with number and number of pages after each page that was drawn for it.
    """
    if not any(correction.unknown for correction in found.values()):
        return []
    every, shown = 0, {}
    for index, drawn in drawn_pages(reader, fonts):
        every += len(drawn)
        shown[index] = Counter(code for code, _, text in _coded(drawn, fonts, found) if text is None)
        if drawing is not None:
            drawing(index + 1, len(reader.pages))
    if sum(codes.total() for codes in shown.values()) < max(_FEW, _SHARE * every):
        return []
    chosen: list[int] = []
    covered: set[Code] = set()
    for _ in range(min(_MOST_PAGES, len(shown))):
        best = max((index for index in shown if index not in chosen), key=lambda index: len(shown[index].keys() - covered))
        if not shown[best].keys() - covered:
            break
        chosen.append(best)
        covered |= shown[best].keys()
    return chosen


def learn(
    reader: PdfReader, fonts: Fonts, found: Corrections, seen: Mapping[int, RecognisedPage], written: Written
) -> Learned | None:
    """Let the fonts say what OCR saw of their unknown glyphs on some pages, by index; None where the others then read no better.

    Of a long document a sample of the others is asked; without other pages, those that were seen are held to it themselves.
    """
    drawn = dict(drawn_pages(reader, fonts, list(seen)))
    told = votes(
        [row for index, page in seen.items() for row in _rows(reader.pages[index], drawn.get(index, ()), page, fonts, found)]
    )
    loaded = fonts.loaded()
    texts = {key: dict(correction.texts) for key, correction in found.items()}
    firm = []
    count = 0
    for (key, code), counted in told.items():
        if key not in found or code not in found[key].unknown:
            continue
        text = decided(counted, is_mark=loaded[key].widths.get(code, 1.0) < WIDTH)
        if text is None:
            continue
        texts[key][code] = text
        count += 1
        if is_firm(counted):
            firm.append(KnownGlyph(text, 1, found[key].unknown[code]))
    learned = {key: replace(correction, texts=texts[key]) for key, correction in found.items()}
    held_out = [index for index in range(len(reader.pages)) if index not in seen] or list(seen)
    held_out = held_out[:: -(-len(held_out) // _MOST_HELD_OUT)]
    before = _known_words(reader, fonts, held_out, written)
    apply(fonts, learned)
    if not count or _known_words(reader, fonts, held_out, written) <= before:
        apply(fonts, found)
        return None
    return Learned(learned, count, write_table(firm) if firm else "")


def _rows(page: Any, drawn: Sequence[Drawn], seen: RecognisedPage, fonts: Fonts, found: Corrections) -> list[Row]:
    if seen.turn or seen.skew or page.rotation % 360:
        return []
    return rows(_coded(drawn, fonts, found), seen, page_box(page))


def _coded(drawn: Sequence[Drawn], fonts: Fonts, found: Corrections) -> Iterator[tuple[Code, Drawn, str | None]]:
    """The glyphs of a page with their code, and their text where more than the words around them tells it."""
    keys = {id(font): key for key, font in fonts.loaded().items()}
    for glyph in drawn:
        key = keys.get(id(glyph.font), (0, 0))
        unknown = key in found and glyph.code in found[key].unknown
        yield (key, glyph.code), glyph, None if unknown else glyph.text


def _known_words(reader: PdfReader, fonts: Fonts, indexes: Sequence[int], written: Written) -> float:
    """The share of a few pages' words that the list of Arabic words has."""
    words = [word for _, drawn in drawn_pages(reader, fonts, indexes) for word in _WORD.findall(written(drawn))]
    return sum(map(arabic().knows, words)) / max(1, len(words))
