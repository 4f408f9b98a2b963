"""The catalogue's tables, how it is opened, and how an older one is brought up to date.

Versions and passages are never changed once written. What a generation holds is the table `generation_versions`, so that text,
citations and lists are always those of the generation that is being read.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import CatalogueError, NewerCatalogue, StorageError
from corpus.home import has_room

SCHEMA = 1

_TABLES = """
CREATE TABLE documents (
    id TEXT PRIMARY KEY,
    root TEXT NOT NULL,
    path TEXT NOT NULL,
    size INTEGER NOT NULL DEFAULT -1,
    mtime_ns INTEGER NOT NULL DEFAULT -1,
    inode INTEGER NOT NULL DEFAULT -1,
    content TEXT NOT NULL DEFAULT '',
    described TEXT NOT NULL DEFAULT '',
    read_with TEXT NOT NULL DEFAULT '',
    version INTEGER REFERENCES versions(key),
    audience TEXT NOT NULL DEFAULT '[]',
    audience_from TEXT NOT NULL DEFAULT 'default',
    reason TEXT NOT NULL DEFAULT '',
    withdrawn INTEGER NOT NULL DEFAULT 0,
    removed TEXT NOT NULL DEFAULT '',
    removed_by TEXT NOT NULL DEFAULT '',
    UNIQUE (root, path)
);
CREATE TABLE versions (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    document TEXT NOT NULL,
    n INTEGER NOT NULL,
    content TEXT NOT NULL,
    described TEXT NOT NULL,
    read_with TEXT NOT NULL,
    illustrative INTEGER NOT NULL DEFAULT 0,
    metadata TEXT NOT NULL,
    text TEXT NOT NULL,
    pages TEXT NOT NULL,
    report TEXT NOT NULL,
    made TEXT NOT NULL
);
CREATE INDEX versions_by_document ON versions (document, content);
CREATE TABLE passages (
    version INTEGER NOT NULL REFERENCES versions(key) ON DELETE CASCADE,
    n INTEGER NOT NULL,
    page INTEGER NOT NULL,
    heading TEXT NOT NULL,
    place TEXT NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    text_key TEXT NOT NULL,
    PRIMARY KEY (version, n)
) WITHOUT ROWID;
CREATE INDEX passages_by_text ON passages (text_key);
CREATE TABLE vectors (
    text_key TEXT NOT NULL,
    model TEXT NOT NULL,
    vector BLOB NOT NULL,
    PRIMARY KEY (text_key, model)
) WITHOUT ROWID;
CREATE TABLE generations (
    id TEXT PRIMARY KEY,
    published TEXT NOT NULL
);
CREATE TABLE generation_versions (
    generation TEXT NOT NULL REFERENCES generations(id) ON DELETE CASCADE,
    version INTEGER NOT NULL REFERENCES versions(key),
    audience TEXT NOT NULL,
    PRIMARY KEY (generation, version)
) WITHOUT ROWID;
CREATE TABLE descriptions (
    path TEXT PRIMARY KEY,
    entry TEXT NOT NULL
);
"""


def connect(path: Path, *, write: bool = False) -> sqlite3.Connection:
    """Open the catalogue, making or migrating it when `write` is set.

    Raises NewerCatalogue when a newer program wrote it, CatalogueError when it is damaged or (for a reader) not there.
    """
    if not write and not path.exists():
        raise CatalogueError("there is no catalogue here yet", subject=str(path), remedy="run `dalil index sync` first")
    try:
        connection = _open(path, write=write)
        _check(connection, path, write=write)
    except sqlite3.DatabaseError as exc:
        _tell_of_disk(exc, path)
        raise CatalogueError(
            f"the catalogue can't be opened ({exc})", subject=str(path), remedy="restore a backup with `dalil restore FILE`"
        ) from exc
    return connection


def _tell_of_disk(exc: sqlite3.Error, subject: Path | str) -> None:
    """Raise StorageError when SQLite failed because the disk is full or can't be written to."""
    told = str(exc)
    if any(sign in told for sign in ("full", "disk I/O")) or not _has_room(Path(subject)):
        remedy = "free some space and run it again"
        raise StorageError(
            "the disk is full; what was served before is still served", subject=str(subject), remedy=remedy
        ) from exc
    if "readonly" in told:
        raise StorageError("it can't be written", subject=str(subject), remedy="check who owns the folder") from exc


def _has_room(path: Path) -> bool:
    try:
        return has_room(path.parent)
    except OSError:
        return True


def open_readable(path: Path) -> sqlite3.Connection:
    """Open any SQLite file for reading, also on a disk that can't be written to."""
    return _open(path, write=False)


def _open(path: Path, *, write: bool) -> sqlite3.Connection:
    if write:
        connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
    else:
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=30, isolation_level=None, check_same_thread=False
        )
        try:
            connection.execute("SELECT 1 FROM sqlite_master").fetchone()
        except sqlite3.OperationalError:  # WAL needs a file beside it; on a read-only disk nobody writes, so none is needed
            connection.close()
            uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
            connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    return connection


def _check(connection: sqlite3.Connection, path: Path, *, write: bool) -> None:
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    if found > SCHEMA:
        raise NewerCatalogue(
            f"it was written by a newer version of Dalil (catalogue {found}, this program reads {SCHEMA})",
            subject=str(path),
            remedy="update Dalil, or set DALIL_HOME to another folder",
        )
    if found == SCHEMA:
        return
    if not write:
        raise CatalogueError(
            "the catalogue is of an older version", subject=str(path), remedy="run `dalil index sync` to bring it up to date"
        )
    if found:
        shutil.copy2(path, path.with_name(f"{path.name}.before-{SCHEMA}"))
    with transaction(connection, path):
        for statement in _TABLES.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {SCHEMA}")


@contextmanager
def told_by_sqlite(subject: Path) -> Iterator[None]:
    """Turn what SQLite says into a StorageError when it is the disk's fault, else into a CatalogueError."""
    try:
        yield
    except sqlite3.DatabaseError as exc:
        _tell_of_disk(exc, subject)
        raise CatalogueError(f"it can't be copied ({exc})", subject=str(subject), remedy="run `dalil index verify`") from exc


@contextmanager
def transaction(connection: sqlite3.Connection, subject: Path | str = "catalogue") -> Iterator[None]:
    """All of it or nothing. Raises StorageError when the disk is full, CatalogueError when SQLite refuses otherwise."""
    try:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
    except sqlite3.OperationalError as exc:
        _tell_of_disk(exc, subject)
        raise CatalogueError(
            f"the catalogue can't be written ({exc})", subject=str(subject), remedy="run `dalil index verify`"
        ) from exc


def compact(connection: sqlite3.Connection, path: Path) -> None:
    """Write the file anew without freed pages and empty its log, so that nothing deleted can be read from either.

    Raises StorageError when the disk is full, CatalogueError while another process is in the middle of reading.
    """
    try:
        connection.execute("VACUUM")
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.OperationalError as exc:
        _tell_of_disk(exc, path)
        raise CatalogueError(f"the catalogue can't be written anew ({exc})", subject=str(path), remedy="run it again") from exc
    if busy:
        raise CatalogueError(
            "another process is reading the catalogue, so that its log could not be emptied",
            subject=str(path),
            remedy="run it again when that process is done",
        )
