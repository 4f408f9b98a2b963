"""The catalogue's cached vectors: by the hash of the text that was embedded and the model's fingerprint, so that no text is
embedded twice.
"""

import sqlite3
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def known(connection: sqlite3.Connection, model: str) -> set[str]:
    """The keys of the texts that have a vector of this model."""
    return {row[0] for row in connection.execute("SELECT text_key FROM vectors WHERE model = ?", (model,))}


def models(connection: sqlite3.Connection) -> set[str]:
    """The fingerprints of the models that there are vectors of."""
    return {row[0] for row in connection.execute("SELECT DISTINCT model FROM vectors")}


def put(connection: sqlite3.Connection, keys: Sequence[str], model: str, vectors: NDArray[np.float32]) -> None:
    """Keep vectors, float32 [len(keys), dimensions]."""
    rows = [
        (key, model, np.ascontiguousarray(vector, dtype=np.float32).tobytes()) for key, vector in zip(keys, vectors, strict=True)
    ]
    connection.executemany("INSERT OR REPLACE INTO vectors (text_key, model, vector) VALUES (?, ?, ?)", rows)


def get(connection: sqlite3.Connection, keys: Sequence[str], model: str, dimensions: int) -> NDArray[np.float32]:
    """The vectors of `keys`, float32 [len(keys), dimensions], in that order; a row of NaN for a key that has none yet."""
    out = np.full((len(keys), dimensions), np.nan, dtype=np.float32)
    for at, key in enumerate(keys):
        row = connection.execute("SELECT vector FROM vectors WHERE text_key = ? AND model = ?", (key, model)).fetchone()
        if row is not None:
            out[at] = np.frombuffer(row[0], dtype=np.float32)
    return out
