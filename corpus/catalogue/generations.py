"""Which versions each generation holds, for whom, and what `prune` takes out of the catalogue."""

import json
import sqlite3
from collections.abc import Mapping


def record(connection: sqlite3.Connection, generation: str, published: str, held: Mapping[int, tuple[str, ...]]) -> None:
    """Write down that `generation` holds these versions, each for an audience."""
    connection.execute("INSERT OR REPLACE INTO generations (id, published) VALUES (?, ?)", (generation, published))
    connection.execute("DELETE FROM generation_versions WHERE generation = ?", (generation,))
    connection.executemany(
        "INSERT INTO generation_versions (generation, version, audience) VALUES (?, ?, ?)",
        [(generation, version, json.dumps(sorted(audience), ensure_ascii=False)) for version, audience in held.items()],
    )


def held(connection: sqlite3.Connection, generation: str) -> dict[int, tuple[str, ...]]:
    """The versions that a generation holds, with the audience of each."""
    rows = connection.execute("SELECT version, audience FROM generation_versions WHERE generation = ?", (generation,))
    return {row["version"]: tuple(json.loads(row["audience"])) for row in rows}


def published(connection: sqlite3.Connection) -> dict[str, str]:
    """When each recorded generation was published, by id."""
    return {row["id"]: row["published"] for row in connection.execute("SELECT id, published FROM generations ORDER BY id")}


def forget(connection: sqlite3.Connection, generation: str) -> None:
    """Forget a generation (its versions stay until `sweep`)."""
    connection.execute("DELETE FROM generation_versions WHERE generation = ?", (generation,))
    connection.execute("DELETE FROM generations WHERE id = ?", (generation,))


def sweep(connection: sqlite3.Connection) -> int:
    """Delete versions that neither a document nor a generation names, passages with them, and vectors that no passage needs.

    Gives the number of versions that went.
    """
    orphans = (
        "SELECT key FROM versions WHERE key NOT IN (SELECT version FROM generation_versions)"
        " AND key NOT IN (SELECT version FROM documents WHERE version IS NOT NULL AND removed = '' AND withdrawn = 0)"
    )
    connection.execute(f"UPDATE documents SET version = NULL WHERE version IN ({orphans})")
    gone = connection.execute(f"DELETE FROM versions WHERE key IN ({orphans})").rowcount
    connection.execute("DELETE FROM vectors WHERE text_key NOT IN (SELECT text_key FROM passages)")
    return int(gone)


def contents(connection: sqlite3.Connection) -> set[str]:
    """The content hashes of every version that is still recorded."""
    return {row[0] for row in connection.execute("SELECT content FROM versions")}
