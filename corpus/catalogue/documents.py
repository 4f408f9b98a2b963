"""The catalogue's documents: what each file was when it was last seen, and which version of it stands."""

import json
import sqlite3
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """One document as the last sync left it.

    `content` is the file's SHA-256, `described` and `read_with` the hashes of its catalogue data and of the readers and settings
    that read it. `version` is the key of the version that the next generation serves; `reason` says why the file as it is now
    could not be read; `withdrawn` means that not even the version before may be served; `removed` is when it was taken out, and
    `removed_by` says how: `hand` (the remove command) or `vanished` (its file went).
    """

    id: str
    root: str
    path: str
    size: int = -1
    mtime_ns: int = -1
    inode: int = -1
    content: str = ""
    described: str = ""
    read_with: str = ""
    version: int | None = None
    audience: tuple[str, ...] = ()
    audience_from: str = "default"
    reason: str = ""
    withdrawn: bool = False
    removed: str = ""
    removed_by: str = ""

    @property
    def served(self) -> int | None:
        """The key of the version that may be served, if any."""
        return None if self.withdrawn or self.removed else self.version


_COLUMNS = tuple(f.name for f in fields(DocumentRecord))


def _record(row: sqlite3.Row) -> DocumentRecord:
    values = {name: row[name] for name in _COLUMNS}
    values["audience"] = tuple(json.loads(row["audience"]))
    values["withdrawn"] = bool(row["withdrawn"])
    return DocumentRecord(**values)


def all_documents(connection: sqlite3.Connection, *, removed: bool = False) -> list[DocumentRecord]:
    """Every document, by id; those that were removed only when asked for."""
    where = "" if removed else "WHERE removed = ''"
    return [_record(row) for row in connection.execute(f"SELECT * FROM documents {where} ORDER BY id")]


def find(connection: sqlite3.Connection, document: str) -> DocumentRecord | None:
    """The document of this id, removed or not; its letters may be composed or not."""
    composed = unicodedata.normalize("NFC", document)
    row = connection.execute("SELECT * FROM documents WHERE id = ?", (composed,)).fetchone()
    return _record(row) if row else None


def put(connection: sqlite3.Connection, record: DocumentRecord) -> None:
    """Write a document's row, whole."""
    values = [json.dumps(sorted(record.audience)) if n == "audience" else getattr(record, n) for n in _COLUMNS]
    marks = ", ".join("?" * len(_COLUMNS))
    updates = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])
    connection.execute(
        f"INSERT INTO documents ({', '.join(_COLUMNS)}) VALUES ({marks}) ON CONFLICT (id) DO UPDATE SET {updates}", values
    )


def descriptions(connection: sqlite3.Connection) -> dict[str, dict[str, str]]:
    """What `dalil index catalogue import` said of documents, by the path that it named."""
    return {row["path"]: json.loads(row["entry"]) for row in connection.execute("SELECT path, entry FROM descriptions")}


def describe(connection: sqlite3.Connection, entries: Iterable[tuple[str, dict[str, str]]]) -> None:
    """Record what a catalogue sheet says of documents, replacing what it said of them before."""
    connection.executemany(
        "INSERT INTO descriptions (path, entry) VALUES (?, ?) ON CONFLICT (path) DO UPDATE SET entry = excluded.entry",
        [(path, json.dumps(entry, ensure_ascii=False, sort_keys=True)) for path, entry in entries],
    )
