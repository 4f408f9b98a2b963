"""Vectors and token states for every passage that a generation will hold, each text embedded once in its life."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.catalogue import schema, vectors, versions
from corpus.embed.base import Embedder, StatefulEmbedder
from corpus.home import Home, told_by_disk
from corpus.late import store
from corpus.late.projection import CompactStates, compact_passage
from corpus.progress import Progress
from corpus.text.analyser import text_key

_BATCH = 256
"""About how many passages are embedded between two writes: what a crash can lose."""


@dataclass(frozen=True, slots=True)
class _Passage:
    """One text to be embedded: what the model is given, and where the passage's own text begins in it."""

    key: str
    text: str
    text_start: int


@dataclass(frozen=True, slots=True)
class _Version:
    passages: tuple[_Passage, ...]
    states: str
    """The name of its file of token states; empty when none is to be made."""


def embed_missing(
    home: Home, catalogue: sqlite3.Connection, keys: Iterable[int], embedder: Embedder, *, progress: Progress
) -> int:
    """Embed what these versions lack: vectors of this model and, where it keeps them, token states; gives the number of
    passages.
    """
    keep_states = isinstance(embedder, StatefulEmbedder) and embedder.late_interaction == "kept"
    have = vectors.known(catalogue, embedder.fingerprint)
    lacking = [key for key in sorted(keys) if _lacks(home, catalogue, key, embedder, have, keep_states)]
    counts = {key: len(versions.text_keys(catalogue, key)) for key in lacking}
    progress.stage("embedding", sum(counts.values()))
    for batch in _batches(lacking, counts):
        made = [_read(catalogue, key, embedder, keep_states) for key in batch]
        _embed(home, catalogue, made, embedder, progress)
    return sum(counts.values())


def _lacks(home: Home, catalogue: sqlite3.Connection, key: int, embedder: Embedder, have: set[str], states: bool) -> bool:
    text_keys = versions.text_keys(catalogue, key)
    if not have.issuperset(text_keys):
        return True
    return states and not (home.states / store.name_of(text_keys, embedder.fingerprint)).exists()


def _batches(keys: Sequence[int], counts: dict[int, int]) -> Iterator[list[int]]:
    batch: list[int] = []
    for key in keys:
        batch.append(key)
        if sum(counts[k] for k in batch) >= _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _read(catalogue: sqlite3.Connection, key: int, embedder: Embedder, states: bool) -> _Version:
    record, places = versions.load(catalogue, key), versions.places(catalogue, key)
    found = []
    for passage in versions.passages(catalogue, key):
        text = passage.of(record.text)
        embedded = embedded_text(places[passage.n], text)
        found.append(_Passage(text_key(embedded), embedded, len(embedded) - len(text)))
    name = store.name_of([p.key for p in found], embedder.fingerprint) if states else ""
    return _Version(tuple(found), name)


def _embed(home: Home, catalogue: sqlite3.Connection, made: Sequence[_Version], embedder: Embedder, progress: Progress) -> None:
    """Embed a batch of versions and write what came of it: the files of states first, since a vector says that both are there."""
    passages = [passage for version in made for passage in version.passages]
    texts = [passage.text for passage in passages]
    done = 0

    def tell(so_far: int) -> None:
        nonlocal done
        progress.advance(so_far - done)
        done = so_far

    if isinstance(embedder, StatefulEmbedder) and any(version.states for version in made):
        matrix, kept = embedder.encode_passages_with_states(
            texts, lambda at, tokens: compact_passage(texts[at], passages[at].text_start, tokens), on_done=tell
        )
        _write_states(home.states, made, kept)
    else:
        matrix = embedder.encode_passages(texts, on_done=tell)
    with schema.transaction(catalogue):
        vectors.put(catalogue, [passage.key for passage in passages], embedder.fingerprint, matrix)


def _write_states(folder: Path, made: Sequence[_Version], kept: Sequence[CompactStates]) -> None:
    at = 0
    with told_by_disk(folder):
        for version in made:
            store.write(folder, version.states, kept[at : at + len(version.passages)])
            at += len(version.passages)


def embedded_text(place: str, text: str) -> str:
    """What the model is given for a passage: where it stands (when that says anything), then its text."""
    return f"{place}\n{text}" if place else text


def key_of(place: str, text: str) -> str:
    """The key under which a passage's vector is kept."""
    return text_key(embedded_text(place, text))
