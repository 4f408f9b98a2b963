"""What is said about documents outside them: the catalogue sheets that lie in synced folders.

In: `catalogue.csv` with a header of column names. Out: one entry a path, {field: text}. A document's own front matter comes
after these.
"""

import csv
import io
import json
import re
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

from corpus.model import Metadata, Page
from corpus.text.analyser import text_key
from corpus.text.normalise import language_of
from ingest.errors import UnreadableDocument
from ingest.extract.base import ExtractedDocument

COLUMNS = ("path", "id", *(f.name for f in fields(Metadata)), "audience")
_ALIASES = {"owner": "owner_unit", "owner unit": "owner_unit", "valid from": "valid_from", "valid until": "valid_until"}
Entry = dict[str, str]


def read_csv(path: Path) -> dict[str, Entry]:
    """The entries of a catalogue sheet, by path. Raises UnreadableDocument when it has no column `path` or isn't CSV in UTF-8."""
    try:
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    except (OSError, UnicodeDecodeError, csv.Error) as exc:
        raise UnreadableDocument(
            "the catalogue sheet can't be read", subject=str(path), remedy="save it as CSV in UTF-8"
        ) from exc
    header = [column_name(cell) for cell in rows[0]] if rows else []
    if "path" not in header:
        raise UnreadableDocument(
            "the catalogue sheet has no column `path`", subject=str(path), remedy=f"its columns are {', '.join(COLUMNS)}"
        )
    entries = (
        dict(zip(header, (cell.strip() for cell in row), strict=False)) for row in rows[1:] if any(cell.strip() for cell in row)
    )
    return {entry["path"].replace("\\", "/"): {k: v for k, v in entry.items() if k in COLUMNS and v} for entry in entries}


def column_name(cell: str) -> str:
    """A column's name as the catalogue has it."""
    name = re.sub(r"\s+", " ", cell.strip().lower())
    return _ALIASES.get(name, name.replace(" ", "_"))


def described_hash(entry: Mapping[str, str]) -> str:
    """A hash of what is said about a document, without its audience and its path: a change makes a new version."""
    return text_key(json.dumps({k: v for k, v in sorted(entry.items()) if k not in ("audience", "path")}, ensure_ascii=False))


def metadata_of(document: ExtractedDocument, entry: Mapping[str, str], stem: str) -> Metadata:
    """A document's metadata: what the catalogue says, then what the document says of itself, then what its text shows."""
    names = {f.name for f in fields(Metadata)}
    said = Metadata(**{k: v for k, v in entry.items() if k in names})
    declared = Metadata(**{k: str(v) for k, v in document.declared.items() if k in names and v and not isinstance(v, list)})
    shown = Metadata(title=_first_heading(document) or _readable(stem), language=language_of(document.text))
    merged = said.filled_from(declared).filled_from(shown)
    return (
        merged
        if merged.language in ("ar", "en")
        else Metadata(**({f: getattr(merged, f) for f in names} | {"language": shown.language}))
    )


def _first_heading(document: ExtractedDocument) -> str:
    for block in document.blocks[:5]:
        if block.kind == "heading":
            return " ".join(document.text[block.start : block.end].split())[:200]
    return ""


def _readable(stem: str) -> str:
    return re.sub(r"[_\-]+", " ", stem).strip() or stem


def page_label(pages: tuple[Page, ...], number: int) -> str:
    """The label that a page prints."""
    return next((page.label for page in pages if page.number == number), str(number))
