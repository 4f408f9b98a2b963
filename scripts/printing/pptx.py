"""A source as a slide deck: a title slide, then one for each second-level heading with bullets and speaker's notes."""

from datetime import UTC, datetime
from pathlib import Path

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_CONNECTOR
from pptx.presentation import Presentation as Deck
from pptx.shapes.base import BaseShape
from pptx.slide import Slide
from pptx.text.text import TextFrame
from pptx.util import Inches, Pt

from printing.archive import settle
from printing.source import Block, Heading, Listing, Paragraph, Source, Table, plain

INK = RGBColor(0x1F, 0x3A, 0x4D)
NOTES = ("Notes:", "ملاحظات:")


def print_pptx(source: Source, target: Path) -> None:
    """Writes the deck to `target`."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    opening, slides = _slides(source)
    _title_slide(deck, source, opening)
    for heading, blocks in slides:
        _content_slide(deck, source, heading, blocks)
    _properties(deck, source)
    deck.save(str(target))
    settle(target, source.day)


def _slides(source: Source) -> tuple[list[Block], list[tuple[str, list[Block]]]]:
    """What stands before the first slide, and the slides: heading and content."""
    opening: list[Block] = []
    slides: list[tuple[str, list[Block]]] = []
    for block in source.blocks:
        if isinstance(block, Heading) and block.level == 2:
            slides.append((plain(block.runs), []))
        elif slides:
            slides[-1][1].append(block)
        elif not isinstance(block, Heading):
            opening.append(block)
    return opening, slides


def _title_slide(deck: Deck, source: Source, opening: list[Block]) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[0])
    _place(slide.shapes.title, 1.0, 1.9, 11.3, 1.6)
    _place(slide.placeholders[1], 1.0, 3.7, 11.3, 2.6)
    _write(slide.shapes.title.text_frame, [(source.title, 0)], source)
    shown = [line for line in _lines(opening) if not line[0].startswith(NOTES)]
    facts = " · ".join((str(source.data["issuer"]), str(source.data["number"]), source.day_in_words))
    _write(slide.placeholders[1].text_frame, [(facts, 0), *shown], source, size=20)
    _ink(slide)
    _speak(slide, opening, source)


def _content_slide(deck: Deck, source: Source, heading: str, blocks: list[Block]) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    _place(slide.shapes.title, 0.7, 0.4, 11.9, 1.1)
    _place(slide.placeholders[1], 0.7, 1.7, 11.9, 5.2)
    _write(slide.shapes.title.text_frame, [(heading, 0)], source, size=34)
    lines = [line for line in _lines(blocks) if not line[0].startswith(NOTES)]
    _write(slide.placeholders[1].text_frame, lines, source, size=22 if len(lines) <= 6 else 18)
    for table in (block for block in blocks if isinstance(block, Table)):
        _table(slide, table, source, below=len(lines))
    _ink(slide)
    _speak(slide, blocks, source)


def _ink(slide: Slide) -> None:
    """Sets the title in the library's colour, above a thin line of it."""
    for paragraph in slide.shapes.title.text_frame.paragraphs:
        for run in paragraph.runs:
            run.font.color.rgb = INK
            run.font.bold = True
    title = slide.shapes.title
    below = title.top + title.height
    line = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, title.left, below, title.left + title.width, below)
    line.line.color.rgb = INK


def _place(shape: BaseShape, left: float, top: float, width: float, height: float) -> None:
    shape.left, shape.top, shape.width, shape.height = Inches(left), Inches(top), Inches(width), Inches(height)


def _lines(blocks: list[Block], depth: int = 0) -> list[tuple[str, int]]:
    """The text of blocks, a line each, with its depth in lists."""
    lines: list[tuple[str, int]] = []
    for block in blocks:
        if isinstance(block, Paragraph | Heading):
            lines.append((plain(block.runs), depth))
        elif isinstance(block, Listing):
            for item in block.items:
                lines += [(text, depth if first == 0 else depth + 1) for first, (text, _) in enumerate(_lines(list(item)))]
    return lines


def _write(frame: TextFrame, lines: list[tuple[str, int]], source: Source, size: int | None = None) -> None:
    frame.clear()
    for position, (text, depth) in enumerate(lines):
        paragraph = frame.paragraphs[0] if position == 0 else frame.add_paragraph()
        paragraph.level = depth
        run = paragraph.add_run()
        run.text = text
        if size is not None:
            run.font.size = Pt(size)
        properties = paragraph._p.get_or_add_pPr()
        if source.arabic:
            properties.set("rtl", "1")
            properties.set("algn", "r")
        run._r.get_or_add_rPr().set("lang", "ar-OM" if source.arabic else "en-GB")


def _table(slide: Slide, table: Table, source: Source, below: int) -> None:
    rows = [table.header, *table.rows]
    top = Inches(1.7 + 0.45 * below)
    shape = slide.shapes.add_table(len(rows), len(table.header), Inches(0.7), top, Inches(11.9), Inches(0.4 * len(rows)))
    if source.arabic:
        shape.table._tbl.tblPr.set("rtl", "1")
    for r, cells in enumerate(rows):
        for c, runs in enumerate(cells):
            _write(shape.table.cell(r, c).text_frame, [(plain(runs), 0)], source, size=14)


def _speak(slide: Slide, blocks: list[Block], source: Source) -> None:
    spoken = [text for text, _ in _lines(blocks) if text.startswith(NOTES)]
    if spoken:
        _write(slide.notes_slide.notes_text_frame, [(text.split(":", 1)[1].strip(), 0) for text in spoken], source)


def _properties(deck: Deck, source: Source) -> None:
    properties = deck.core_properties
    at = datetime(source.day.year, source.day.month, source.day.day, 8, tzinfo=UTC)
    properties.title = source.title
    properties.author = properties.last_modified_by = str(source.data["issuer"])
    properties.subject = str(source.data["topic"])
    properties.identifier = str(source.data["id"])
    properties.language = "ar-OM" if source.arabic else "en-GB"
    properties.created = properties.modified = at
    properties.revision = 1
