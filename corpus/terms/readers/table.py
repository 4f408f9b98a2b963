"""Tables of terms: CSV and TSV in UTF-8 (or UTF-16 with its mark), and the first visible sheet of an Excel file."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from corpus.terms.errors import TermbaseError
from corpus.terms.model import Reading
from corpus.terms.readers.rows import read_rows

_LARGEST_UNPACKED = 256 << 20
_MOST_ROWS = 200_000


def read_text(path: Path) -> Reading:
    """The terms of a CSV or TSV file. Raises TermbaseError for another encoding or a wrong column."""
    text = text_of(path)
    return read_rows(_rows(text, path), str(path))


def read_xlsx(path: Path) -> Reading:
    """The terms of an Excel file's first visible sheet. Raises TermbaseError for a damaged file or a wrong column."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    damaged = TermbaseError(
        "the file is damaged or no Excel file", subject=str(path), remedy="save it again as .xlsx, or as CSV in UTF-8"
    )
    try:
        with ZipFile(path) as packed:
            if sum(member.file_size for member in packed.infolist()) > _LARGEST_UNPACKED:
                raise TermbaseError(
                    "the file unpacks to too much", subject=str(path), remedy="save the terms alone in a new file"
                )
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        try:
            sheet = next((sheet for sheet in book.worksheets if sheet.sheet_state == "visible"), None)
            rows = [] if sheet is None else [
                (line, ["" if value is None else str(value) for value in row])
                for line, row in enumerate(sheet.iter_rows(max_row=_MOST_ROWS, values_only=True), start=1)
            ]  # fmt: skip
        finally:
            book.close()
    except (BadZipFile, InvalidFileException, KeyError, ValueError, SyntaxError, EOFError) as exc:
        raise damaged from exc
    return read_rows(rows, str(path))


def text_of(path: Path) -> str:
    """The characters of a text file of terms. Raises TermbaseError, with the line, when it is in another encoding than UTF-8."""
    data = path.read_bytes()
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as exc:
        raise TermbaseError(
            "it is in another encoding than UTF-8" + (" (it looks like Windows-1256)" if _looks_like_1256(data) else ""),
            subject=str(path),
            line=data.count(b"\n", 0, exc.start) + 1,
            remedy="save it as CSV UTF-8 (in Excel: Save As, CSV UTF-8)",
        ) from exc


def _rows(text: str, path: Path) -> Iterator[tuple[int, list[str]]]:
    header = text.lstrip().partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",\t;", key=header.count), strict=False)
    line = 1
    try:
        for row in reader:
            yield line, row
            line = reader.line_num + 1
    except csv.Error as exc:
        raise TermbaseError(
            f"it is no table from here on ({exc})",
            subject=str(path),
            line=line,
            remedy="look for a quotation mark that isn't closed",
        ) from exc


def _looks_like_1256(data: bytes) -> bool:
    sample = data[:65_536].decode("cp1256", errors="replace")
    foreign = [char for char in sample if char > "\x7f"]
    return bool(foreign) and sum("\u0621" <= char <= "\u0652" for char in foreign) > 0.8 * len(foreign)
