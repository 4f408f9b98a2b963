"""The catalogue's versions and passages: immutable once written."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.model import ExtractionReport, Metadata, Page, Passage, UnreadPage


@dataclass(frozen=True, slots=True)
class VersionRecord:
    """One version of a document: its metadata, canonical text, pages and how it was read.

    `worked_out` holds what its readers make of the text alone and want to find again, each under a key of its own; it goes with
    the record.
    """

    key: int
    document: str
    n: int
    content: str
    described: str
    read_with: str
    illustrative: bool
    metadata: Metadata
    text: str
    pages: tuple[Page, ...]
    report: ExtractionReport
    made: str
    worked_out: dict[tuple[str, int], Any] = field(default_factory=dict, init=False, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class VersionHead:
    """What a list or a filter needs of a version, without its text."""

    key: int
    document: str
    n: int
    illustrative: bool
    metadata: Metadata


@dataclass(frozen=True, slots=True)
class PlacedPassage:
    """A passage with where it stands (headings, else a title that somebody gave; a file's name says nothing) and the key of
    both together.
    """

    passage: Passage
    place: str
    text_key: str


def add(connection: sqlite3.Connection, version: VersionRecord, passages: Sequence[PlacedPassage]) -> int:
    """Write a version with its passages, each with the key of its embedded text; gives the version's key (`version.key` is
    not used).
    """
    n = connection.execute("SELECT COALESCE(MAX(n), 0) + 1 FROM versions WHERE document = ?", (version.document,)).fetchone()[0]
    cursor = connection.execute(
        "INSERT INTO versions (document, n, content, described, read_with, illustrative, metadata, text, pages, report, made)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            version.document,
            n,
            version.content,
            version.described,
            version.read_with,
            version.illustrative,
            _json(asdict(version.metadata)),
            version.text,
            _json([[p.number, p.label, p.start, p.end] for p in version.pages]),
            _json(asdict(version.report)),
            version.made,
        ),
    )
    key = int(cursor.lastrowid or 0)
    connection.executemany(
        "INSERT INTO passages (version, n, page, heading, place, start, end, text_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (key, p.n, p.page, p.heading, placed.place, p.start, p.end, placed.text_key)
            for placed in passages
            for p in [placed.passage]
        ],
    )
    return key


def load(connection: sqlite3.Connection, key: int) -> VersionRecord:
    """The version with this key, whole."""
    row = connection.execute("SELECT * FROM versions WHERE key = ?", (key,)).fetchone()
    report = json.loads(row["report"])
    return VersionRecord(
        key=row["key"],
        document=row["document"],
        n=row["n"],
        content=row["content"],
        described=row["described"],
        read_with=row["read_with"],
        illustrative=bool(row["illustrative"]),
        metadata=Metadata(**json.loads(row["metadata"])),
        text=row["text"],
        pages=tuple(Page(*page) for page in json.loads(row["pages"])),
        report=ExtractionReport(
            report["reader"],
            tuple(UnreadPage(**page) for page in report["unread_pages"]),
            tuple(report["notes"]),
            report["evidence"],
        ),
        made=row["made"],
    )


def heads(connection: sqlite3.Connection, keys: Iterable[int]) -> dict[int, VersionHead]:
    """The heads of these versions, by key."""
    wanted = list(keys)
    found: dict[int, VersionHead] = {}
    for at in range(0, len(wanted), 500):
        batch = wanted[at : at + 500]
        marks = ", ".join("?" * len(batch))
        for row in connection.execute(
            f"SELECT key, document, n, illustrative, metadata FROM versions WHERE key IN ({marks})", batch
        ):
            metadata = Metadata(**json.loads(row["metadata"]))
            found[row["key"]] = VersionHead(row["key"], row["document"], row["n"], bool(row["illustrative"]), metadata)
    return found


def same_reading(connection: sqlite3.Connection, *, document: str, content: str, described: str, read_with: str) -> int | None:
    """The key of the version that this document already has for this content, description and reading, if any."""
    row = connection.execute(
        "SELECT key FROM versions WHERE document = ? AND content = ? AND described = ? AND read_with = ?"
        " ORDER BY key DESC LIMIT 1",
        (document, content, described, read_with),
    ).fetchone()
    return int(row["key"]) if row else None


def passages(connection: sqlite3.Connection, version: int) -> list[Passage]:
    """The passages of a version, in order."""
    rows = connection.execute("SELECT n, page, heading, start, end FROM passages WHERE version = ? ORDER BY n", (version,))
    return [Passage(*row) for row in rows]


def last_made(connection: sqlite3.Connection, keys: Iterable[int]) -> str:
    """When the newest of these versions was made, in UTC; empty when there are none."""
    wanted = list(keys)
    newest = ""
    for at in range(0, len(wanted), 500):
        batch = wanted[at : at + 500]
        marks = ", ".join("?" * len(batch))
        found = connection.execute(f"SELECT MAX(made) FROM versions WHERE key IN ({marks})", batch).fetchone()[0]
        newest = max(newest, found or "")
    return newest


def unread_pages(connection: sqlite3.Connection, keys: Iterable[int]) -> int:
    """How many pages of these versions could not be read."""
    wanted = list(keys)
    count = 0
    for at in range(0, len(wanted), 500):
        batch = wanted[at : at + 500]
        marks = ", ".join("?" * len(batch))
        query = f"SELECT TOTAL(json_array_length(report, '$.unread_pages')) FROM versions WHERE key IN ({marks})"
        count += int(connection.execute(query, batch).fetchone()[0])
    return count


def passage(connection: sqlite3.Connection, version: int, n: int) -> Passage:
    """One passage of a version."""
    query = "SELECT n, page, heading, start, end FROM passages WHERE version = ? AND n = ?"
    return Passage(*connection.execute(query, (version, n)).fetchone())


def byte_spans(connection: sqlite3.Connection, version: int) -> NDArray[np.int32]:
    """Where each passage of a version stands in the UTF-8 bytes of its text, int32 [passages, 2], half-open, in order."""
    text = connection.execute("SELECT text FROM versions WHERE key = ?", (version,)).fetchone()[0]
    spans, at, byte = [], 0, 0
    for passage in passages(connection, version):
        start = byte + len(text[at : passage.start].encode())
        at, byte = passage.end, start + len(passage.of(text).encode())
        spans.append((start, byte))
    return np.array(spans, dtype=np.int32).reshape(-1, 2)


def text_between(connection: sqlite3.Connection, version: int, start: int, end: int) -> str:
    """The text of a version between two of its bytes, half-open: in a long text a third of the time that counting code points
    takes.
    """
    query = "SELECT substr(CAST(text AS BLOB), ?, ?) FROM versions WHERE key = ?"
    found: bytes = connection.execute(query, (start + 1, end - start, version)).fetchone()[0]
    return found.decode()


def places(connection: sqlite3.Connection, version: int) -> dict[int, str]:
    """Where each passage of a version stands, as it is indexed: its headings, else the title that was given to the document."""
    return {row[0]: row[1] for row in connection.execute("SELECT n, place FROM passages WHERE version = ?", (version,))}


def text_keys(connection: sqlite3.Connection, version: int) -> list[str]:
    """The keys of the embedded texts of a version's passages, in order."""
    return [row[0] for row in connection.execute("SELECT text_key FROM passages WHERE version = ? ORDER BY n", (version,))]


def holding(connection: sqlite3.Connection, text_key: str, place: str) -> list[tuple[int, int]]:
    """The passages (version, number) whose embedded text has this key, at the same place; the newest version's first."""
    query = "SELECT version, n FROM passages WHERE text_key = ? AND place = ? ORDER BY version DESC, n"
    return [(row[0], row[1]) for row in connection.execute(query, (text_key, place))]


def all_text_keys(connection: sqlite3.Connection) -> list[list[str]]:
    """The keys of the embedded texts of every version, each version's in order."""
    found: dict[int, list[str]] = {}
    for version, key in connection.execute("SELECT version, text_key FROM passages ORDER BY version, n"):
        found.setdefault(version, []).append(key)
    return list(found.values())


def passage_counts(connection: sqlite3.Connection) -> dict[int, int]:
    """How many passages each version has, by key."""
    return {row[0]: row[1] for row in connection.execute("SELECT version, COUNT(*) FROM passages GROUP BY version")}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
