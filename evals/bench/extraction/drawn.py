"""Sheets laid out by hand, for libraries that draw or build documents instead of reading markup."""

from pathlib import Path
from typing import Any

from evals.bench.extraction.sheet import Columns, Heading, Items, Paragraph, Sheet, Table

_WIDTH, _HEIGHT, _MARGIN = 595.0, 842.0, 57.0
_SIZE, _LEADING = 12.0, 22.0


class _Pen:
    """Writes shaped lines onto reportlab pages from the top down, right-aligned."""

    def __init__(self, canvas: Any, font: str) -> None:
        self.canvas, self.font, self.y = canvas, font, _HEIGHT - _MARGIN

    def write(self, text: str, *, left: float = _MARGIN, right: float = _WIDTH - _MARGIN, size: float = _SIZE) -> None:
        """Break the text into lines of the column and draw each as it looks."""
        import arabic_reshaper
        from bidi import get_display

        line: list[str] = []
        words = text.split()
        for index, word in enumerate(words):
            line.append(word)
            following = words[index + 1 : index + 2]
            wide = self.canvas.stringWidth(arabic_reshaper.reshape(" ".join([*line, *following])), self.font, size)
            if following and wide <= right - left:
                continue
            if self.y < _MARGIN:
                self.turn()
            self.canvas.setFont(self.font, size)
            shaped = get_display(arabic_reshaper.reshape(" ".join(line)), base_dir="R")
            self.canvas.drawRightString(right, self.y, shaped)
            self.y -= _LEADING
            line = []

    def turn(self) -> None:
        """Begin a new page."""
        self.canvas.showPage()
        self.y = _HEIGHT - _MARGIN


def reportlab(sheet: Sheet, font: Path, pdf: Path) -> None:
    """By reportlab, with arabic-reshaper and python-bidi, as its users do."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    name = font.stem
    pdfmetrics.registerFont(TTFont(name, str(font)))
    canvas = Canvas(str(pdf), pagesize=(_WIDTH, _HEIGHT))
    pen = _Pen(canvas, name)
    for part in sheet.parts:
        match part:
            case Heading(text):
                pen.write(text, size=16)
            case Paragraph(text):
                pen.write(text)
            case Items(texts, numbered):
                for number, text in enumerate(texts, 1):
                    pen.write(f"{number}. {text}" if numbered else f"• {text}")
            case Table(rows):
                _ruled(pen, rows)
            case Columns(first, second):
                top, middle = pen.y, _WIDTH / 2
                pen.write(first, left=middle + 14)
                low, pen.y = pen.y, top
                pen.write(second, right=middle - 14)
                pen.y = min(low, pen.y)
        pen.y -= _LEADING / 2
    canvas.save()


def _ruled(pen: _Pen, rows: tuple[tuple[str, ...], ...]) -> None:
    width = (_WIDTH - 2 * _MARGIN) / len(rows[0])
    for row in rows:
        top = pen.y
        for column, cell in enumerate(row):
            right = _WIDTH - _MARGIN - column * width
            pen.canvas.rect(right - width, top - 7, width, _LEADING)
            pen.y = top
            pen.write(cell, left=right - width + 4, right=right - 4)
        pen.y = top - _LEADING


def fpdf2(sheet: Sheet, font: Path, pdf: Path) -> None:
    """By fpdf2 with HarfBuzz shaping."""
    from fpdf import FPDF

    page = FPDF(format="A4")
    page.add_font("own", fname=str(font))
    page.set_font("own", size=12)
    page.set_text_shaping(use_shaping_engine=True, direction="rtl", script="arab", language="ara")
    page.add_page()
    for part in sheet.parts:
        match part:
            case Heading(text) | Paragraph(text):
                page.multi_cell(0, 8, text, align="R", new_x="LMARGIN", new_y="NEXT")
            case Items(texts, numbered):
                for number, text in enumerate(texts, 1):
                    shown = f"{number}. {text}" if numbered else f"• {text}"
                    page.multi_cell(0, 8, shown, align="R", new_x="LMARGIN", new_y="NEXT")
            case Table(rows):
                with page.table(text_align="RIGHT", first_row_as_headings=False) as table:
                    for row in rows:
                        line = table.row()
                        for cell in reversed(row):
                            line.cell(cell)
            case Columns(first, second):
                top = page.get_y()
                page.set_xy(110, top)
                page.multi_cell(88, 8, first, align="R", new_x="LMARGIN", new_y="NEXT")
                page.set_xy(12, top)
                page.multi_cell(88, 8, second, align="R", new_x="LMARGIN", new_y="NEXT")
        page.ln(3)
    page.output(str(pdf))


def docx(sheet: Sheet, family: str, path: Path) -> None:
    """A Word file for LibreOffice to print."""
    from docx import Document
    from docx.enum.section import WD_SECTION

    document = Document()
    for part in sheet.parts:
        match part:
            case Heading(text):
                _set(document.add_paragraph(text), family, rtl=sheet.rtl, size=16)
            case Paragraph(text):
                _set(document.add_paragraph(text), family, rtl=sheet.rtl)
            case Items(texts, numbered):
                for text in texts:
                    _set(document.add_paragraph(text, style="List Number" if numbered else "List Bullet"), family, rtl=sheet.rtl)
            case Table(rows):
                table = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
                if sheet.rtl:
                    _mark(table._tbl.tblPr, "bidiVisual")
                for line, row in zip(table.rows, rows, strict=True):
                    for cell, text in zip(line.cells, row, strict=True):
                        cell.text = text
                        _set(cell.paragraphs[0], family, rtl=sheet.rtl)
            case Columns(first, second):
                section = document.add_section(WD_SECTION.CONTINUOUS)
                if sheet.rtl:
                    _mark(section._sectPr, "bidi")
                columns = section._sectPr.xpath("./w:cols")[0]
                columns.set(f"{{{columns.nsmap['w']}}}num", "2")
                _set(document.add_paragraph(first), family, rtl=sheet.rtl)
                run = document.paragraphs[-1].add_run()
                run.add_break(_column_break())
                _set(document.add_paragraph(second), family, rtl=sheet.rtl)
    document.save(str(path))


def _column_break() -> Any:
    from docx.enum.text import WD_BREAK

    return WD_BREAK.COLUMN


def _set(paragraph: Any, family: str, *, rtl: bool, size: int = 12) -> None:
    from docx.shared import Pt

    if rtl:
        _mark(paragraph._p.get_or_add_pPr(), "bidi")
    for run in paragraph.runs:
        run.font.size = Pt(size)
        properties = run._r.get_or_add_rPr()
        if rtl:
            _mark(properties, "rtl")
        fonts = properties.get_or_add_rFonts()
        for kind in ("ascii", "hAnsi", "cs"):
            fonts.set(f"{{{fonts.nsmap['w']}}}{kind}", family)


def _mark(element: Any, name: str) -> None:
    from docx.oxml import OxmlElement

    element.append(OxmlElement(f"w:{name}"))
