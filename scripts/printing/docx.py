"""A source as a Word document: real heading styles, lists that count, tables with a header row, right-to-left in Arabic."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from docx import Document
from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Row as Row
from docx.text.paragraph import Paragraph as WordParagraph

from printing.archive import settle
from printing.source import Block, Heading, Listing, Paragraph, Run, Source, Table

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
FONT_LATIN = "Liberation Sans"
FONT_ARABIC = "Noto Naskh Arabic"
INK = RGBColor(0x1F, 0x3A, 0x4D)
LATIN_WORDS = re.compile(r"([A-Za-z][A-Za-z0-9 .&'-]*[A-Za-z0-9]|[A-Za-z])")


def print_docx(source: Source, target: Path) -> None:
    """Writes the document to `target`."""
    word = Document()
    _page(word, source)
    _styles(word, source)
    _properties(word, source)
    for position, block in enumerate(source.blocks):
        _write(word, block, source)
        if position == 0:
            _facts(word, source)
    word.save(str(target))
    settle(target, source.day)


def _write(word: Word, block: Block, source: Source) -> None:
    match block:
        case Heading(level=level, runs=runs):
            style = "Title" if level == 1 else f"Heading {level - 1}"
            _fill(word.add_paragraph(style=style), runs, source)
        case Paragraph(runs=runs):
            _fill(word.add_paragraph(), runs, source)
        case Listing():
            _list(word, block, source, depth=0)
        case Table():
            _table(word, [block.header, *block.rows], source, header=True)


def _fill(paragraph: WordParagraph, runs: tuple[Run, ...], source: Source) -> None:
    """Puts runs into a paragraph; in Arabic every run but Latin words is marked as right-to-left."""
    if source.arabic:
        _turn(paragraph)
    for run in runs:
        for text, rightward in _by_direction(run.text, source.arabic):
            written = paragraph.add_run(text)
            written.bold = run.bold or None
            written.italic = run.italic or None
            if rightward:
                written.font.rtl = True
                written.font.cs_bold = run.bold or None
                written.font.cs_italic = run.italic or None


def _by_direction(text: str, arabic: bool) -> Iterator[tuple[str, bool]]:
    if not arabic:
        yield text, False
        return
    for position, part in enumerate(LATIN_WORDS.split(text)):
        if part:
            yield part, position % 2 == 0


def _turn(paragraph: WordParagraph) -> None:
    properties = paragraph._p.get_or_add_pPr()
    if properties.find(qn("w:bidi")) is None:
        later = "adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents jc outlineLvl rPr sectPr"
        properties.insert_element_before(OxmlElement("w:bidi"), *(f"w:{name}" for name in later.split()))


def _list(word: Word, listing: Listing, source: Source, depth: int) -> None:
    style = ("List Number" if listing.ordered else "List Bullet") + ("" if depth == 0 else f" {min(depth + 1, 3)}")
    number = _new_numbering(word, style) if listing.ordered else None
    for item in listing.items:
        for position, block in enumerate(item):
            if isinstance(block, Listing):
                _list(word, block, source, depth + 1)
            elif isinstance(block, Paragraph):
                paragraph = word.add_paragraph(style=style if position == 0 else "List Continue")
                if number is not None and position == 0:
                    paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = number
                _fill(paragraph, block.runs, source)
            else:
                _write(word, block, source)


def _new_numbering(word: Word, style: str) -> int:
    """A numbering that starts from one again, of the kind that the style uses."""
    numbering = word.part.numbering_part.element
    used = word.styles[style].element.pPr.numPr.numId.val
    kind = numbering.num_having_numId(used).abstractNumId.val
    fresh = numbering.add_num(kind)
    fresh.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(fresh.numId)


def _table(word: Word, rows: list[tuple[tuple[Run, ...], ...]], source: Source, *, header: bool) -> None:
    table = word.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    if source.arabic:
        later = ("w:tblStyleRowBandSize", "w:tblStyleColBandSize", "w:tblW", "w:jc", "w:tblLayout", "w:tblLook")
        table._tbl.tblPr.insert_element_before(OxmlElement("w:bidiVisual"), *later)
    for row, cells in zip(table.rows, rows, strict=True):
        row._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {W}/>"))
        for cell, runs in zip(row.cells, cells, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(2)
            _fill(paragraph, runs, source)
    if header:
        _mark_header(table.rows[0])
    word.add_paragraph().paragraph_format.space_after = Pt(4)


def _mark_header(row: Row) -> None:
    """Shades the first row, sets it in bold and repeats it on every page."""
    row._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {W}/>"))
    for cell in row.cells:
        cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:shd {W} w:val="clear" w:color="auto" w:fill="DCE6EC"/>'))
        for run in cell.paragraphs[0].runs:
            run.bold = True
            run.font.cs_bold = True


def _facts(word: Word, source: Source) -> None:
    _table(word, [((Run(label, bold=True),), (Run(value),)) for label, value in source.facts()], source, header=False)


def _page(word: Word, source: Source) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(2.4)
    if source.arabic:
        section._sectPr.insert_element_before(OxmlElement("w:bidi"), "w:rtlGutter", "w:docGrid", "w:printerSettings")
    header, footer = section.header.paragraphs[0], section.footer.paragraphs[0]
    _fill(header, (Run(f"{source.data['issuer']} — {source.title}"),), source)
    _fill(footer, (Run("صفحة " if source.arabic else "Page "),), source)
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _field(footer, "PAGE", source)
    _fill(footer, (Run(" من " if source.arabic else " of "),), source)
    _field(footer, "NUMPAGES", source)


def _field(paragraph: WordParagraph, code: str, source: Source) -> None:
    turned = "<w:rPr><w:rtl/></w:rPr>" if source.arabic else ""
    paragraph._p.append(parse_xml(f'<w:fldSimple {W} w:instr="{code}"><w:r>{turned}<w:t>1</w:t></w:r></w:fldSimple>'))


def _styles(word: Word, source: Source) -> None:
    for name, size in (("Normal", 11), ("Title", 22), ("Heading 1", 15), ("Heading 2", 13), ("Header", 9), ("Footer", 9)):
        style = word.styles[name]
        style.font.name = FONT_LATIN
        style.font.size = Pt(size)
        properties = style.element.get_or_add_rPr()
        fonts = properties.get_or_add_rFonts()
        for slot in list(fonts.attrib):
            if slot.lower().endswith("theme"):
                del fonts.attrib[slot]
        fonts.set(qn("w:cs"), FONT_ARABIC)
        fonts.set(qn("w:hAnsi"), FONT_LATIN)
        for spread in properties.findall(qn("w:spacing")):
            properties.remove(spread)  # letters set apart would break the joins of Arabic
        for extra in (f'<w:szCs {W} w:val="{size * 2}"/>', f'<w:lang {W} w:val="en-GB" w:bidi="ar-OM"/>'):
            element = parse_xml(extra)
            for old in properties.findall(element.tag):
                properties.remove(old)
            properties.append(element)
        if name.startswith(("Title", "Heading")):
            style.font.color.rgb = INK
            style.font.bold = True
            style.font.cs_bold = True


def _properties(word: Word, source: Source) -> None:
    properties = word.core_properties
    at = datetime(source.day.year, source.day.month, source.day.day, 8, tzinfo=UTC)
    properties.title = source.title
    properties.author = properties.last_modified_by = str(source.data["issuer"])
    properties.subject = str(source.data["topic"])
    properties.identifier = str(source.data["id"])
    properties.language = "ar-OM" if source.arabic else "en-GB"
    properties.category = str(source.data["type"])
    properties.version = str(source.data["edition"])
    properties.comments = ""
    properties.keywords = ""
    properties.created = properties.modified = at
    properties.revision = 1
