"""Excel: a page a sheet. Each stretch of filled rows is a table with its header row first; values as shown, never formulas.

Hidden sheets, rows and columns, comments, and formulas that no program has worked out are left out and said. Sheets are streamed,
so that a large workbook takes little memory.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from lxml import etree
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from corpus.model import ExtractionReport
from ingest.errors import EmptyDocument, UnreadableDocument
from ingest.extract.archive import DAMAGE
from ingest.extract.base import ExtractedDocument, TextBuilder
from ingest.extract.inline import office_declared, table_text
from ingest.extract.numberformat import shown_number, shown_time

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_MOST_ROWS = 100_000
_MOST_COLUMNS = 512
_EMPTY_ROWS = 2_000
"""After so many empty rows a sheet is taken to be at its end: formatting often reaches to row 1,048,576."""


_MARGINS = tuple(f"{_S}{page}{place}" for page in ("odd", "even", "first") for place in ("Header", "Footer"))
_MARGIN_CODE = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|\d+|[A-Z])')


@dataclass(slots=True)
class _Untold:
    """What openpyxl does not tell of a sheet that it streams: hidden rows and columns, headers and footers, formulas."""

    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    margins: list[str] = field(default_factory=list)
    unworked: int = 0
    """Formulas whose value isn't in the file."""


class XlsxExtractor:
    """Reads `.xlsx` files."""

    name = "xlsx"
    media_types: tuple[str, ...] = ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",)

    def extract(self, path: Path) -> ExtractedDocument:
        """Read the file. Raises `UnreadableDocument` when it is damaged, `EmptyDocument` when its sheets hold nothing."""
        builder = TextBuilder()
        notes: list[str] = []
        margins: list[str] = []
        try:
            book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
            try:
                for sheet in book.worksheets:
                    if sheet.sheet_state != "visible":
                        notes.append(f"left out: the hidden sheet '{sheet.title}'")
                    else:
                        _sheet(builder, path, sheet, notes, margins)
                if comments := _comments(path):
                    notes.append(f"left out: {comments} comments")
                declared = office_declared(book.properties)
            finally:
                book.close()
        except (*DAMAGE, InvalidFileException) as exc:
            remedy = "open and save it again in Excel, or copy it again"
            raise UnreadableDocument("the file is damaged or cut short", subject=path.name, remedy=remedy) from exc
        document = builder.build(ExtractionReport(reader=self.name, notes=tuple(notes)), declared, margins=margins)
        if all(block.kind == "heading" for block in document.blocks):
            raise EmptyDocument("its sheets hold nothing", subject=path.name)
        return document


def _sheet(builder: TextBuilder, path: Path, sheet: Any, notes: list[str], margins: list[str]) -> None:
    untold = _untold(path, str(sheet._worksheet_path))
    margins += untold.margins
    builder.page(str(sheet.title))
    builder.add("heading", str(sheet.title), level=1)
    rows: list[list[str]] = []
    for row in _rows(sheet, untold, notes):
        if any(row):
            rows.append(row)
        else:
            _table(builder, rows)
            rows = []
    _table(builder, rows)
    for name, places in (("rows", untold.rows), ("columns", untold.columns)):
        if places:
            notes.append(f"left out: hidden {name} of '{sheet.title}' ({len(places)})")
    if untold.unworked:
        notes.append(
            f"left out: {untold.unworked} formulas of '{sheet.title}' whose values aren't in the file; open and save it in Excel"
        )


def _table(builder: TextBuilder, rows: list[list[str]]) -> None:
    """Add the rows as a table without the columns that are empty in all of them; titles above its header row are paragraphs."""
    wide = any(sum(map(bool, row)) > 1 for row in rows)
    while rows and wide and sum(map(bool, rows[0])) == 1:
        builder.add("paragraph", "".join(rows[0]))
        rows = rows[1:]
    if not rows:
        return
    used = [column for column in range(max(map(len, rows))) if any(column < len(row) and row[column] for row in rows)]
    packed = [[row[column] if column < len(row) else "" for column in used] for row in rows]
    builder.add("table" if len(used) > 1 or len(rows) > 1 else "paragraph", table_text(packed))


def _rows(sheet: Any, untold: _Untold, notes: list[str]) -> Iterator[list[str]]:
    """The values of the visible rows and columns, as text."""
    sheet.reset_dimensions()
    empty = 0
    for number, cells in enumerate(islice(sheet.iter_rows(max_col=_MOST_COLUMNS, values_only=False), _MOST_ROWS + 1), 1):
        if number > _MOST_ROWS:
            notes.append(f"'{sheet.title}' was read to row {_MOST_ROWS}")
            return
        if number in untold.rows:
            continue
        row = [_shown(cell) for column, cell in enumerate(cells, 1) if column not in untold.columns]
        empty = 0 if any(row) else empty + 1
        if empty > _EMPTY_ROWS:
            return
        yield row


def _shown(cell: Any) -> str:
    """A cell's value as a reader sees it."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return shown_time(value, str(cell.number_format))
    if isinstance(value, int | float):
        return shown_number(value, str(cell.number_format))
    return "" if str(cell.number_format).replace(" ", "") == ";;;" else str(value)


def _comments(path: Path) -> int:
    """How many comments the workbook's cells have."""
    with ZipFile(path) as archive:
        parts = [name for name in archive.namelist() if re.fullmatch(r"xl/(?:.*/)?comments?\d*\.xml", name)]
        return sum(len(re.findall(rb"<(?:\w+:)?comment\s", archive.read(part))) for part in parts)


def _is_unworked(cell: Any) -> bool:
    value = cell.find(f"{_S}v")
    return cell.get("t") != "str" and cell.find(f"{_S}f") is not None and (value is None or not value.text)


def _untold(path: Path, part: str) -> _Untold:
    found = _Untold()
    with ZipFile(path) as archive, archive.open(part.lstrip("/")) as stream:
        for _, element in etree.iterparse(
            stream, tag=(f"{_S}row", f"{_S}col", *_MARGINS), resolve_entities=False, no_network=True
        ):
            hidden = element.get("hidden") in ("1", "true") or "0" in (element.get("ht"), element.get("width"))
            if not hidden and element.tag == f"{_S}row":
                found.unworked += sum(_is_unworked(cell) for cell in element)
            if hidden and element.tag == f"{_S}row" and element.get("r", "").isdigit():
                found.rows.add(int(element.get("r", "0")))
            elif hidden and element.tag == f"{_S}col":
                low, high = int(element.get("min", "1")), int(element.get("max", "1"))
                found.columns |= set(range(low, min(high, _MOST_COLUMNS) + 1))
            elif element.tag in _MARGINS:
                found.margins += _MARGIN_CODE.sub("", re.sub("&[LCR]", "\n", element.text or "")).splitlines()
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    return found
