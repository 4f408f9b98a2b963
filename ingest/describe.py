"""What is said about documents outside them: the catalogue sheets that lie in synced folders.

In: `catalogue.csv` with a header of column names. Out: one entry a path, {field: text}. A document's own front matter comes
after these.
"""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from pathlib import Path

from corpus.model import Metadata, Page
from corpus.text.analyser import text_key
from corpus.text.dates import to_iso
from corpus.text.normalise import fold, language_of
from ingest.discover import CATALOGUE_NAME
from ingest.errors import UnreadableDocument
from ingest.extract.base import ExtractedDocument

COLUMNS = ("path", "id", *(f.name for f in fields(Metadata)), "audience")
ARABIC = {
    "path": "المسار", "root": "المجلد", "id": "المعرف", "title": "العنوان", "language": "اللغة", "type": "النوع",
    "topic": "الموضوع", "number": "الرقم", "issuer": "جهة الإصدار", "owner_unit": "الوحدة المالكة", "sector": "القطاع",
    "origin": "المنشأ", "date": "التاريخ",
    "edition": "الإصدار", "series": "السلسلة", "supersedes": "يحل محل", "valid_from": "سار من", "valid_until": "سار حتى",
    "status": "الحالة", "twin": "النظير", "classification": "التصنيف", "audience": "الجمهور",
}  # fmt: skip
"""The columns' names in Arabic, as a sheet may have them too."""
DATES = ("date", "valid_from", "valid_until")
_OTHER_NAMES = {"owner": "owner_unit", "الجهة المالكة": "owner_unit", "الملف": "path", "اللغه": "language", "الطبعة": "edition"}
_ALIASES = {fold(name): key for key, name in ARABIC.items()} | {fold(name): key for name, key in _OTHER_NAMES.items()}
Entry = dict[str, str]


def read_csv(path: Path) -> dict[str, Entry]:
    """The entries of a catalogue sheet, by path. Raises UnreadableDocument when it has no column `path` or isn't CSV in UTF-8."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        rows = list(csv.reader(io.StringIO(text), delimiter=separator_of(text)))
    except (OSError, UnicodeDecodeError, csv.Error) as exc:
        raise UnreadableDocument(
            "the catalogue sheet can't be read", subject=str(path), remedy="save it as CSV in UTF-8"
        ) from exc
    header = [column_name(cell) for cell in rows[0]] if rows else []
    if "path" not in header:
        raise UnreadableDocument(
            "the catalogue sheet has no column `path`", subject=str(path), remedy=f"its columns are {', '.join(COLUMNS)}"
        )
    entries = [dict(zip(header, (cell.strip() for cell in row), strict=False)) for row in rows[1:]]
    return {
        place_of(entry["path"]): {k: v for k, v in entry.items() if k in COLUMNS and v} for entry in entries if entry.get("path")
    }


def separator_of(text: str) -> str:
    """What separates the cells of a CSV text: a comma, or what some spreadsheets write instead."""
    header = text.partition("\n")[0]
    return max(",;\t", key=header.count)


def place_of(path: str) -> str:
    """A path as sheets and file systems agree on it: forward slashes, composed letters."""
    return unicodedata.normalize("NFC", path.strip().replace("\\", "/")).removeprefix("./")


def entries_of(imported: Mapping[str, Entry], files: Iterable[Path], roots: Iterable[str]) -> dict[str, Entry]:
    """What is said of these files, by whole place: by the sheets in their folders and above, as far as one of the roots reaches
    (the nearest counts most), and before those by an imported sheet, whose entries are by whole place already.
    """
    bases = [root.rstrip("/") + "/" for root in roots]
    folders = {folder for near in {file.parent for file in files} for folder in (near, *near.parents)}
    entries: dict[str, Entry] = {}
    for folder in sorted(folders, key=lambda folder: len(folder.parts)):
        sheet = folder / CATALOGUE_NAME
        if any(f"{folder}/".startswith(base) for base in bases) and sheet.is_file():
            for path, entry in read_csv(sheet).items():
                place = place_of(str(folder / path.lstrip("/")))
                entries[place] = entries.get(place, {}) | entry
    for place, entry in imported.items():
        entries[place] = entries.get(place, {}) | entry
    return entries


def column_name(cell: str) -> str:
    """A column's name as the catalogue has it."""
    name = re.sub(r"[\s_]+", " ", cell.replace("\ufeff", "").strip().lower())
    return _ALIASES.get(fold(name), name.replace(" ", "_"))


def described_hash(entry: Mapping[str, str]) -> str:
    """A hash of what is said about a document, without its audience and its path: a change makes a new version."""
    return text_key(json.dumps({k: v for k, v in sorted(entry.items()) if k not in ("audience", "path")}, ensure_ascii=False))


def metadata_of(document: ExtractedDocument, entry: Mapping[str, str], stem: str) -> Metadata:
    """A document's metadata: what the catalogue says, then what the document says of itself, then what its text shows."""
    names = {f.name for f in fields(Metadata)}
    said = Metadata(**{k: v for k, v in entry.items() if k in names})
    declares = document.declared | {"date": _first_date(document)}
    declared = Metadata(**{k: str(v) for k, v in declares.items() if k in names and v and not isinstance(v, list)})
    shown = Metadata(title=given_title(document, entry) or _readable(stem), language=language_of(document.text))
    merged = said.filled_from(declared).filled_from(shown)
    merged = replace(merged, **{name: to_iso(getattr(merged, name)) or getattr(merged, name) for name in DATES})
    return (
        merged
        if merged.language in ("ar", "en")
        else Metadata(**({f: getattr(merged, f) for f in names} | {"language": shown.language}))
    )


def _first_date(document: ExtractedDocument) -> str | list[str]:
    """The date that a document names for itself; else the one that its text was issued on; else the day it was saved."""
    return next((document.declared[name] for name in ("date", "issued", "saved") if document.declared.get(name)), "")


def given_title(document: ExtractedDocument, entry: Mapping[str, str]) -> str:
    """The title that somebody gave a document, in the catalogue or in itself; empty where only its file's name is left."""
    return entry.get("title", "") or str(document.declared.get("title") or "") or _first_heading(document)


def _first_heading(document: ExtractedDocument) -> str:
    for block in document.blocks[:5]:
        if block.kind == "heading":
            return " ".join(document.text[block.start : block.end].split())[:200]
    return ""


def _readable(stem: str) -> str:
    return re.sub(r"[_\-\s]+", " ", stem).strip() or stem


def page_label(pages: tuple[Page, ...], number: int) -> str:
    """The label that a page prints."""
    return next((page.label for page in pages if page.number == number), str(number))
