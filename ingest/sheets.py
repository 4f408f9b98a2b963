"""The catalogue as a sheet: what is known of every document, out to XLSX or CSV and back in.

A row names a document by its path below its root, and where two roots have the same path by its root too. Column names are
English keys or their Arabic names. An empty cell says nothing: what an earlier sheet said there is taken back, and what the file
says of itself stands. Nothing is imported unless every row is right; the next sync applies it.
"""

import csv
import io
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from zipfile import BadZipFile

from corpus.catalogue import documents, schema, versions
from corpus.catalogue.documents import DocumentRecord
from corpus.errors import SettingError
from corpus.home import Home, told_by_disk, write_whole
from corpus.model import Metadata
from corpus.text.dates import is_year, to_iso
from corpus.text.normalise import fold
from ingest.audience import parse_groups
from ingest.describe import COLUMNS, DATES, Entry, column_name, entries_of, place_of, separator_of

KEYS = (*COLUMNS, "root")
_FIELDS = tuple(column for column in COLUMNS if column not in ("path", "id"))
_STATUSES = {
    fold(name): status
    for status, names in {
        "in force": "in force|in_force|ساري|سارية|نافذ|نافذة|معمول به",
        "amended": "amended|معدل|معدلة",
        "repealed": "repealed|ملغى|ملغاة|ملغي",
    }.items()
    for name in names.split("|")
}
_LANGUAGES = {fold(name): "ar" for name in ("ar", "arabic", "العربية", "عربي")} | {
    fold(name): "en" for name in ("en", "english", "الإنجليزية", "إنجليزي")
}
_MOST_ERRORS = 20


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell that an import changes."""

    path: str
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class _Known:
    """One document as an import sees it: what is shown of it now, and what an earlier sheet said."""

    record: DocumentRecord
    shown: Mapping[str, str]
    imported: Mapping[str, str]

    @property
    def place(self) -> str:
        return place_of(str(Path(self.record.root) / self.record.path))


def export_sheet(home: Home, path: Path) -> int:
    """Write every document's row to an XLSX or CSV file, by its ending; gives their number. Raises SettingError, StorageError."""
    _require_kind(path)
    with closing(schema.connect(home.catalogue)) as catalogue:
        rows = [
            {"root": known.record.root, "path": known.record.path, "id": known.record.id, **known.shown}
            for known in _known(catalogue)
        ]
    write_rows(path, sorted(rows, key=lambda row: (row["root"], row["path"])))
    return len(rows)


def write_rows(path: Path, rows: Sequence[Mapping[str, str]], *, more: Sequence[str] = ()) -> None:
    """Write rows by column key to an XLSX or CSV file; `more` are columns that an import leaves alone."""
    _require_kind(path)
    columns = (*KEYS, *more)
    with told_by_disk(path):
        if not path.absolute().parent.is_dir():
            raise SettingError("its folder isn't there", subject=str(path), remedy="make the folder, or name another")
        if path.suffix.lower() == ".csv":
            out = io.StringIO()
            writer = csv.writer(out)
            writer.writerows([columns, *([_plain(row.get(column, "")) for column in columns] for row in rows)])
            write_whole(path, out.getvalue().encode("utf-8-sig"))
        else:
            write_whole(path, _workbook(columns, rows))


def _plain(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _workbook(columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise RuntimeError("a new workbook has no sheet")
    sheet.title = "catalogue"
    sheet.sheet_view.rightToLeft = True
    sheet.freeze_panes = "B2"
    for at, row in enumerate([dict(zip(columns, columns, strict=True)), *rows], start=1):
        for column, key in enumerate(columns, start=1):
            cell = sheet.cell(at, column)
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", row.get(key, ""))
            cell.data_type, cell.number_format = "s", "@"
            if at == 1:
                cell.font = Font(bold=True)
    for column, key in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = 40 if key in ("path", "title") else 16
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def import_sheet(home: Home, path: Path, *, dry_run: bool, roots: Sequence[Path] = ()) -> list[Difference]:
    """Take in what a sheet says, all of it or nothing; gives the cells that differ. `roots` are folders that may be unsynced.

    Raises SettingError that names every wrong cell by row and column, HomeBusy while another process writes.
    """
    rows = _read(path)
    if dry_run:
        if not home.catalogue.exists():
            return _compare([], rows, path, roots)[0]
        with closing(schema.connect(home.catalogue)) as catalogue:
            return _compare(list(_known(catalogue)), rows, path, roots)[0]
    with home.writing("catalogue import"), closing(schema.connect(home.catalogue, write=True)) as catalogue:
        differences, entries = _compare(list(_known(catalogue)), rows, path, roots)
        with schema.transaction(catalogue, home.catalogue):
            documents.describe(catalogue, entries.items())
    return differences


def _known(catalogue: sqlite3.Connection) -> Iterator[_Known]:
    imported = documents.descriptions(catalogue)
    records = documents.all_documents(catalogue)
    files = [Path(record.root) / record.path for record in records]
    entries = entries_of(imported, files, {record.root for record in records})
    heads = versions.heads(catalogue, [record.version for record in records if record.version is not None])
    for record in records:
        head = heads.get(record.version) if record.version is not None else None
        place = place_of(str(Path(record.root) / record.path))
        entry = entries.get(place, {})
        shown = asdict(head.metadata if head else Metadata()) | {"audience": ", ".join(sorted(record.audience))} | entry
        yield _Known(record, {name: shown.get(name, "") for name in _FIELDS}, imported.get(place, {}))


def _compare(
    known: Sequence[_Known], rows: Sequence[tuple[int, Entry]], path: Path, roots: Sequence[Path]
) -> tuple[list[Difference], dict[str, Entry]]:
    """What the rows would change, and what is then said of each document, by its whole path."""
    ids = {item.record.id for item in known} | {row["id"] for _, row in rows if row.get("id")}
    wrong: list[str] = []
    differences: list[Difference] = []
    entries: dict[str, Entry] = {}
    seen: dict[str, int] = {}
    for number, row in rows:
        try:
            item = _document_of(row, known, roots)
            if item.place in seen:
                raise ValueError(f"path: row {seen[item.place]} names the same document")
            seen[item.place] = number
            said = _read_cells(row, item, ids)
        except ValueError as exc:
            wrong += [f"row {number}, {problem}" for problem in exc.args]
            continue
        changes, entry = _changes(item, said)
        differences += changes
        if changes:
            entries[item.place] = entry
    if wrong:
        shown = "; ".join(wrong[:_MOST_ERRORS]) + (f"; and {len(wrong) - _MOST_ERRORS} more" if len(wrong) > _MOST_ERRORS else "")
        raise SettingError(f"nothing was imported: {shown}", subject=str(path), remedy="correct these cells and import it again")
    return differences, entries


def _document_of(row: Entry, known: Sequence[_Known], roots: Sequence[Path]) -> _Known:
    """The document that a row names. Raises ValueError."""
    path, root = place_of(row.get("path", "")), place_of(row.get("root", "")).rstrip("/")
    if not path:
        raise ValueError("path: it is empty")
    found = [k for k in known if path in (place_of(k.record.path), k.place) and root in ("", place_of(k.record.root))]
    if not found:
        places = sorted(
            {folder for folder in (*(k.record.root for k in known), *map(str, roots)) if root in ("", place_of(folder))}
        )
        found = [
            _Known(DocumentRecord("", folder, path), dict.fromkeys(_FIELDS, ""), {})
            for folder in places
            if (Path(folder) / path).is_file() and (Path(folder) / path).resolve().is_relative_to(Path(folder).resolve())
        ]
    if not found:
        raise ValueError(f"path: no document lies at {path!r}")
    if len(found) > 1:
        named = ", ".join(k.record.root for k in found)
        raise ValueError(f"root: {path!r} lies in more than one folder ({named}); name one")
    return found[0]


def _read_cells(row: Entry, item: _Known, ids: set[str]) -> Entry:
    """A row's cells as the catalogue keeps them. Raises ValueError with one sentence a wrong cell."""
    said, wrong = {}, []
    if row.get("id") and item.record.id and row["id"] != item.record.id:
        wrong.append(f"id: the document's id is {item.record.id!r} and stays so, not {row['id']!r}")
    for name in _FIELDS:
        if name not in row:
            continue
        try:
            said[name] = _cell(name, row[name], ids) if row[name] and row[name] != item.shown[name] else row[name]
        except ValueError as exc:
            wrong.append(f"{name}: {exc}")
    if wrong:
        raise ValueError(*wrong)
    if row.get("id") and not item.record.id:
        said["id"] = row["id"]
    return said


def _cell(name: str, written: str, ids: set[str]) -> str:
    if name in DATES:
        if (iso := to_iso(written)) or (name == "date" and is_year(written)):
            return iso or written
        raise ValueError(f"{written!r} is no day in either calendar")
    if name in ("status", "language"):
        choices = _STATUSES if name == "status" else _LANGUAGES
        if fold(written) not in choices:
            raise ValueError(f"{written!r} is none of {', '.join(dict.fromkeys(choices.values()))}")
        return choices[fold(written)]
    if name in ("twin", "supersedes") and written not in ids:
        raise ValueError(f"no document has the id {written!r}")
    if name == "audience":
        try:
            return ", ".join(parse_groups(written))
        except ValueError as exc:
            raise ValueError(f"{str(exc)!r} can't be the name of a group") from exc
    return written


def _changes(item: _Known, said: Entry) -> tuple[list[Difference], Entry]:
    """The cells of one document that change, and what sheets say of it from then on."""
    differences, entry = [], dict(item.imported)
    for name, after in said.items():
        before = item.shown.get(name, "")
        if after == before or (not after and name not in entry):
            continue
        if after:
            entry[name] = after
        else:
            del entry[name]
        differences.append(Difference(item.record.path, name, before, after))
    return differences, entry


def _require_kind(path: Path) -> None:
    if path.suffix.lower() not in (".xlsx", ".csv"):
        raise SettingError("a sheet is an .xlsx or a .csv file", subject=str(path), remedy="name it so")


def _read(path: Path) -> list[tuple[int, Entry]]:
    """The rows of a sheet as text, by column key, each with its number as a spreadsheet shows it."""
    _require_kind(path)
    if not path.is_file():
        raise SettingError("there is no such file", subject=str(path), remedy="check the path")
    lines = _csv_lines(path) if path.suffix.lower() == ".csv" else _workbook_lines(path)
    header = [column_name(cell) for cell in lines[0]] if lines else []
    if "path" not in header:
        raise SettingError("its first row has no column `path`", subject=str(path), remedy=f"name columns of {', '.join(KEYS)}")
    doubled = sorted({name for name in header if name in KEYS and header.count(name) > 1})
    if doubled:
        raise SettingError(f"it has the column {', '.join(doubled)} twice", subject=str(path), remedy="take one of them out")
    for name in header:
        if name not in KEYS and (meant := get_close_matches(name, KEYS, n=1, cutoff=0.75)):
            raise SettingError(f"there is no column {name!r}", subject=str(path), remedy=f"perhaps it should be {meant[0]!r}")
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        cells = {name: cell for name, cell in zip(header, line, strict=False) if name in KEYS}
        is_second_header = column_name(cells.get("path", "")) == "path"
        if any(line) and not is_second_header:
            rows.append((number, cells))
    return rows


def _csv_lines(path: Path) -> list[list[str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        lines = list(csv.reader(io.StringIO(text), delimiter=separator_of(text)))
    except (OSError, UnicodeDecodeError, csv.Error) as exc:
        raise SettingError("it can't be read", subject=str(path), remedy="save it as CSV in UTF-8") from exc
    return [[_unquoted(cell.strip()) for cell in line] for line in lines]


def _unquoted(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and _plain(cell[1:]) == cell else cell


def _workbook_lines(path: Path) -> list[list[str]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
        with closing(book):
            sheet = book.worksheets[0]
            return [[_text(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    except (InvalidFileException, BadZipFile, OSError, KeyError, ValueError, IndexError, SyntaxError) as exc:
        raise SettingError(f"it can't be read as a workbook ({exc})", subject=str(path), remedy="save it as .xlsx again") from exc


def _text(value: object) -> str:
    """What a cell holds, as a person sees it."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
