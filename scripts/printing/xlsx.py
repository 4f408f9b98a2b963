"""A source as a workbook: one sheet for each second-level heading, its table with typed cells, right-to-left where Arabic."""

import re
from datetime import date, datetime
from math import ceil
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from printing.archive import settle
from printing.source import Heading, Paragraph, Source, Table, plain

HEADER = PatternFill("solid", fgColor="DCE6EC")
LINE = Border(*(Side(style="thin", color="B8C4CC"),) * 4)
WIDEST = 48
LINE_HEIGHT = 16
FORBIDDEN_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")


def print_xlsx(source: Source, target: Path) -> None:
    """Writes the workbook to `target`: the title and the text before the first sheet go onto a last sheet."""
    book = Workbook()
    book.remove(book.active)
    about: list[str] = [source.title]
    sheet: Worksheet | None = None
    for block in source.blocks:
        if isinstance(block, Heading) and block.level == 2:
            sheet = book.create_sheet(FORBIDDEN_IN_SHEET_NAMES.sub("-", plain(block.runs))[:31])
            sheet.sheet_view.rightToLeft = source.arabic
        elif isinstance(block, Table) and sheet is not None:
            _table(sheet, block, source)
        elif isinstance(block, Paragraph):
            if sheet is None:
                about.append(plain(block.runs))
            else:
                _line(sheet, plain(block.runs), source)
    _about(book, about, source)
    _properties(book, source)
    book.save(target)
    settle(target, source.day)


def _table(sheet: Worksheet, table: Table, source: Source) -> None:
    first = sheet.max_row + 2 if sheet["A1"].value is not None else 1
    rows = [table.header, *table.rows]
    for r, cells in enumerate(rows, start=first):
        for c, runs in enumerate(cells, start=1):
            value, form = typed(plain(runs))
            cell = sheet.cell(row=r, column=c, value=value)
            cell.number_format = form
            cell.border = LINE
            cell.alignment = Alignment(wrap_text=True, vertical="top", readingOrder=2 if source.arabic else 1)
            if r == first:
                cell.font = Font(bold=True)
                cell.fill = HEADER
    _fit(sheet, [[len(plain(cell)) for cell in row] for row in rows], first)
    if sheet.auto_filter.ref is None:
        sheet.auto_filter.ref = f"A{first}:{get_column_letter(len(table.header))}{first + len(rows) - 1}"
        sheet.freeze_panes = f"A{first + 1}"
        sheet.print_title_rows = f"{first}:{first}"


def _fit(sheet: Worksheet, lengths: list[list[int]], first: int) -> None:
    """Makes columns as wide and rows as high as the text in them, whose lengths are given, needs."""
    widths = [min(max(10, *column) + 2, WIDEST) for column in zip(*lengths, strict=True)]
    for c, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(c)].width = width
    for r, row in enumerate(lengths, start=first):
        lines = max(ceil(length / width) for length, width in zip(row, widths, strict=True))
        sheet.row_dimensions[r].height = LINE_HEIGHT * max(lines, 1)


def typed(text: str) -> tuple[str | int | float | date, str]:
    """A cell's value and number format: dates, numbers and percentages are what they say, everything else is text."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        return datetime.fromisoformat(text), "yyyy-mm-dd"
    if re.fullmatch(r"0|[1-9]\d*", text, re.ASCII):
        return int(text), "0"
    if re.fullmatch(r"[1-9]\d{0,2}(,\d{3})+", text, re.ASCII):
        return int(text.replace(",", "")), "#,##0"
    if whole := re.fullmatch(r"(\d+)%", text, re.ASCII):
        return int(whole[1]) / 100, "0%"
    if decimal := re.fullmatch(r"\d+\.(\d+)", text, re.ASCII):
        return float(text), "0." + "0" * len(decimal[1])
    return text, "General"


def _line(sheet: Worksheet, text: str, source: Source) -> None:
    cell = sheet.cell(row=1 if sheet["A1"].value is None else sheet.max_row + 2, column=1, value=text)
    cell.alignment = Alignment(readingOrder=2 if source.arabic else 1)


def _about(book: Workbook, lines: list[str], source: Source) -> None:
    sheet = book.create_sheet("عن السجل" if source.arabic else "About")
    sheet.sheet_view.rightToLeft = source.arabic
    sheet.column_dimensions["A"].width = 28
    sheet.column_dimensions["B"].width = WIDEST
    for line in lines:
        sheet.append([line])
    for fact in source.facts():
        sheet.append(fact)
    sheet["A1"].font = Font(bold=True, size=14)


def _properties(book: Workbook, source: Source) -> None:
    properties = book.properties
    properties.title = source.title
    properties.creator = properties.lastModifiedBy = str(source.data["issuer"])
    properties.subject = str(source.data["topic"])
    properties.identifier = str(source.data["id"])
    properties.language = "ar-OM" if source.arabic else "en-GB"
