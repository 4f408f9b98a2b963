"""Our own reading of a page: from its glyphs to lines in reading and written order."""

from collections.abc import Sequence
from dataclasses import replace
from math import cos, radians, sin

from ingest.extract.pdf.columns import reading_order
from ingest.extract.pdf.content import Drawn, turned
from ingest.extract.pdf.grid import Grid
from ingest.extract.pdf.order import lines_of, page_runs_rtl
from ingest.extract.pdf.readers import PageReading
from ingest.extract.pdf.rows import rows_of
from ingest.extract.pdf.words import Glyph


def own_page(drawn: Sequence[Drawn], grids: Sequence[Grid], *, box: tuple[float, float, float, float]) -> PageReading:
    """The page's lines; text that runs otherwise than most of it comes last, and none stands off the page.

    `box` is the page's left, low, right and top edge.
    """
    lines = []
    height = box[3] - box[1]
    for at, (turn, glyphs) in enumerate(turned(drawn)):
        rows = rows_of(glyphs)
        rtl = page_runs_rtl(rows)
        parts = reading_order(rows, grids if not turn else (), rtl=rtl)
        low, top = _extent(turn, box)
        left, right = _extent(turn - 90, box)
        lines_here = lines_of(parts, rows, page_rtl=rtl)
        found = [line for line in lines_here if left < line.x1 and line.x0 < right and low < line.y < top]
        if at == 0:
            height = top - low
            lines += [replace(line, y=line.y - low) for line in found] if turn else found
        else:
            lines += [replace(line, y=0.0, size=0.0) for line in found]
    return PageReading("glyphs", tuple(lines), height)


def _extent(turn: int, box: tuple[float, float, float, float]) -> tuple[float, float]:
    """The lowest and highest place of a page, seen in the direction of a text that is turned."""
    along = radians(turn)
    heights = [y * cos(along) - x * sin(along) for x in (box[0], box[2]) for y in (box[1], box[3])]
    return min(heights), max(heights)


def as_glyphs(drawn: Sequence[Drawn]) -> list[Glyph]:
    """The upright glyphs as characters with their place, for what looks at a page's layout."""
    return [
        Glyph(glyph.text, glyph.x0, glyph.x1, glyph.y, glyph.size, glyph.font.bold)
        for glyph in drawn
        if glyph.text and not glyph.turn
    ]
