"""The meaning of a part: its passages' vectors, in a Chroma collection and, exactly, in a file.

Chroma finds candidates fast; their scores are always computed anew from the file, so that a collection's history never shows in a
ranking. A process that asks a single question, a filtered search, and a home that can't be written to or whose disk is full
(opening a Chroma folder writes to it) use the file alone: the scores are the same.

A passage whose vector is still to be made has a row of NaN in the file, is not in Chroma, and is never found here.
"""

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import DamagedGeneration
from corpus.home import has_room

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

VECTORS = "vectors.npy"
CHROMA = "chroma"
_COLLECTION = "passages"
_GENEROUS = 2
"""How many times the wanted number of candidates is taken from Chroma before they are scored exactly."""
_EF_CONSTRUCTION = 64
"""How many neighbours are looked at for a vector that is added. Half of Chroma's 100 and more costs half the time, and of the 50
nearest passages .998 are still among the candidates."""


def write_vectors(folder: Path, vectors: NDArray[np.float32]) -> None:
    """Write the vectors, float32 [passages, dimensions], in the order of their ordinals."""
    np.save(folder / VECTORS, np.ascontiguousarray(vectors, dtype=np.float32))


def has_vector(vectors: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which rows of [passages, dimensions] are vectors, and not still to be made: bool [passages]."""
    return ~np.isnan(np.asarray(vectors[:, 0]))


def build_chroma(folder: Path, keys: Sequence[str], vectors: NDArray[np.float32], metadatas: Sequence[dict[str, str]]) -> None:
    """Fill a new Chroma folder: ids, vectors and filter metadata. The text stays in the catalogue."""
    with _client(folder) as client:
        collection = client.create_collection(
            _COLLECTION,
            embedding_function=None,
            configuration={"hnsw": {"space": "ip", "ef_search": 200, "ef_construction": _EF_CONSTRUCTION}},
        )
        _add(client, collection, list(keys), vectors, list(metadatas))


def extend_chroma(
    previous: Path,
    folder: Path,
    keys: Sequence[str],
    vectors: NDArray[np.float32],
    metadatas: Sequence[dict[str, str]],
    gone: Sequence[str],
) -> None:
    """Make a new Chroma folder from a copy of `previous`: what is `gone` is deleted, what it lacks is added."""
    shutil.copytree(previous, folder, ignore=shutil.ignore_patterns("chroma.sqlite3*"))
    with (
        closing(sqlite3.connect(previous / "chroma.sqlite3")) as source,
        closing(sqlite3.connect(folder / "chroma.sqlite3")) as target,
    ):
        source.backup(target)
    with _client(folder) as client:
        collection = client.get_collection(_COLLECTION, embedding_function=None)
        step = client.get_max_batch_size()
        for at in range(0, len(gone), step):
            collection.delete(ids=list(gone[at : at + step]))
        _add(client, collection, list(keys), vectors, list(metadatas))


def _add(
    client: "ClientAPI", collection: "Collection", keys: list[str], vectors: NDArray[np.float32], metadatas: list[dict[str, str]]
) -> None:
    step = client.get_max_batch_size()
    for at in range(0, len(keys), step):
        given: Any = metadatas[at : at + step]
        collection.add(ids=keys[at : at + step], embeddings=vectors[at : at + step], metadatas=given)


@contextmanager
def _client(folder: Path) -> Iterator["ClientAPI"]:
    client = open_client(folder)
    try:
        yield client
    finally:
        client.close()  # type: ignore[attr-defined]


def open_client(folder: Path) -> "ClientAPI":
    """Open a Chroma folder, without telemetry."""
    import chromadb
    from chromadb.api.shared_system_client import SharedSystemClient
    from chromadb.config import Settings

    try:
        return chromadb.PersistentClient(path=str(folder), settings=Settings(anonymized_telemetry=False))
    except Exception as exc:  # Chroma raises whatever its engine raised, a bare Exception among them
        SharedSystemClient._identifier_to_system.pop(str(folder), None)  # else it would give the broken one again
        raise DamagedGeneration(
            f"its Chroma folder can't be opened ({exc})", subject=str(folder), remedy="run `dalil index rebuild`"
        ) from exc


class Dense:
    """One part's vectors, open for searching. Safe to use from several threads."""

    def __init__(self, folder: Path, *, use_chroma: bool) -> None:
        self._vectors: NDArray[np.float32] = np.load(folder / VECTORS, mmap_mode="r")
        self._collection: Collection | None = None
        self._ordinals: dict[str, int] = {}
        self._count = 0
        self._folder = folder
        self._client: ClientAPI | None = None
        if use_chroma and len(self._vectors):
            try:
                self._client = open_client(folder / CHROMA)
                self._collection = self._client.get_collection(_COLLECTION, embedding_function=None)
                self._count = self._collection.count()
            except DamagedGeneration:
                if has_room(folder):
                    raise

    def bind(self, keys: Sequence[str]) -> None:
        """Say which ordinal each Chroma id has."""
        if self._collection is not None:
            self._ordinals = {key: ordinal for ordinal, key in enumerate(keys)}

    def close(self) -> None:
        """Let the Chroma folder go."""
        if self._client is not None:
            self._client.close()  # type: ignore[attr-defined]
            self._client = self._collection = None

    def __len__(self) -> int:
        return len(self._vectors)

    def search(
        self, vector: NDArray[np.float32], limit: int, allowed: NDArray[np.bool_] | None = None
    ) -> list[tuple[int, float]]:
        """The nearest passages as (ordinal, cosine), among the `allowed` ones (bool [passages]) where given."""
        if not len(self._vectors):
            return []
        collection = self._collection
        if collection is None or allowed is not None:
            scores = np.asarray(self._vectors @ vector)
            if allowed is not None:
                scores = np.where(allowed, scores, -np.inf)
            best = np.argpartition(-scores, limit)[:limit] if limit < len(scores) else np.arange(len(scores))  # NaN come last
            return [(int(i), float(scores[i])) for i in best if scores[i] > -np.inf]
        if not self._count:
            return []
        wanted = min(self._count, limit * _GENEROUS)
        found = collection.query(query_embeddings=vector.reshape(1, -1), n_results=wanted, include=[])
        ordinals = [self._ordinals[key] for key in found["ids"][0] if key in self._ordinals]
        return list(zip(ordinals, self.scores(vector, ordinals), strict=True))

    def has(self, ordinal: int) -> bool:
        """Whether a passage has its vector."""
        return not np.isnan(self._vectors[ordinal, 0])

    def scores(self, vector: NDArray[np.float32], ordinals: Sequence[int]) -> list[float]:
        """The exact cosine of `vector` with each of these passages; NaN for one that has no vector yet."""
        rows = np.asarray(self._vectors[list(ordinals)], dtype=np.float32)
        return [float(score) for score in rows @ vector] if len(rows) else []

    def chroma_keys(self) -> set[str]:
        """The ids that the Chroma collection holds."""
        if not len(self._vectors):
            return set()
        with _client(self._folder / CHROMA) as client:
            try:
                return set(client.get_collection(_COLLECTION, embedding_function=None).get(include=[])["ids"])
            except Exception as exc:  # as in open_client
                raise DamagedGeneration(
                    f"its Chroma collection can't be read ({exc})", subject=str(self._folder), remedy="run `dalil index rebuild`"
                ) from exc
