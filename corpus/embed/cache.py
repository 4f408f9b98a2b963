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
    """One text to be embedded: what the model is given, and where the passage's own text begins in it.

    `done` says that it need not be: its vector is kept, and its `states` are those that another version has of the same text.
    """

    key: str
    text: str
    text_start: int
    done: bool
    states: CompactStates | None


@dataclass(frozen=True, slots=True)
class _Version:
    passages: tuple[_Passage, ...]
    states: str
    """The name of its file of token states; empty when none is to be made."""


def embed_missing(
    home: Home, catalogue: sqlite3.Connection, keys: Iterable[int], embedder: Embedder, *, progress: Progress
) -> int:
    """Embed what these versions lack: vectors of this model and, where it keeps them, token states; gives the number of
    passages that the model was run over. A passage that stood so in an earlier version is not embedded again.
    """
    keep_states = isinstance(embedder, StatefulEmbedder) and embedder.late_interaction == "kept"
    have = vectors.known(catalogue, embedder.fingerprint)
    lacking = [key for key in sorted(keys) if _lacks(home, catalogue, key, embedder, have, keep_states)]
    counts = {key: len(versions.text_keys(catalogue, key)) for key in lacking}
    progress.stage("embedding", sum(counts.values()))
    embedded = 0
    for batch in _batches(lacking, counts):
        made = [_read(home, catalogue, key, embedder, have, keep_states) for key in batch]
        embedded += _embed(home, catalogue, made, embedder, progress)
    return embedded


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


def _read(
    home: Home, catalogue: sqlite3.Connection, key: int, embedder: Embedder, have: set[str], states: bool
) -> _Version:
    record, places = versions.load(catalogue, key), versions.places(catalogue, key)
    found = []
    for passage in versions.passages(catalogue, key):
        text, place = passage.of(record.text), places[passage.n]
        embedded = embedded_text(place, text)
        named = text_key(embedded)
        kept = _kept_states(home, catalogue, named, place, embedder) if states and named in have else None
        done = named in have and (kept is not None or not states)
        found.append(_Passage(named, embedded, len(embedded) - len(text), done, kept))
    name = store.name_of([p.key for p in found], embedder.fingerprint) if states else ""
    return _Version(tuple(found), name)


def _kept_states(
    home: Home, catalogue: sqlite3.Connection, key: str, place: str, embedder: Embedder
) -> CompactStates | None:
    """The token states that another version keeps of the same text; None where none does."""
    for version, n in versions.holding(catalogue, key, place):
        path = home.states / store.name_of(versions.text_keys(catalogue, version), embedder.fingerprint)
        if path.exists():
            return store.StatesFile(path).passage([p.n for p in versions.passages(catalogue, version)].index(n) + 1)
    return None


def _embed(home: Home, catalogue: sqlite3.Connection, made: Sequence[_Version], embedder: Embedder, progress: Progress) -> int:
    """Embed a batch of versions and write what came of it: the files of states first, since a vector says that both are there.

    Gives the number of passages that the model was run over.
    """
    whole = [passage for version in made for passage in version.passages]
    passages = [passage for passage in whole if not passage.done]
    texts = [passage.text for passage in passages]
    progress.advance(len(whole) - len(passages))
    done = 0

    def tell(so_far: int) -> None:
        nonlocal done
        progress.advance(so_far - done)
        done = so_far

    if isinstance(embedder, StatefulEmbedder) and any(version.states for version in made):
        matrix, kept = embedder.encode_passages_with_states(
            texts, lambda at, tokens: compact_passage(texts[at], passages[at].text_start, tokens), on_done=tell
        )
        _write_states(home.states, made, iter(kept))
    else:
        matrix = embedder.encode_passages(texts, on_done=tell)
    with schema.transaction(catalogue):
        vectors.put(catalogue, [passage.key for passage in passages], embedder.fingerprint, matrix)
    return len(passages)


def _write_states(folder: Path, made: Sequence[_Version], new: Iterator[CompactStates]) -> None:
    """Write each version's states: those that are `new`, in order, and those of passages that had them."""
    with told_by_disk(folder):
        for version in made:
            states = [passage.states if passage.states is not None else next(new) for passage in version.passages]
            store.write(folder, version.states, states)


def embedded_text(place: str, text: str) -> str:
    """What the model is given for a passage: where it stands (when that says anything), then its text."""
    return f"{place}\n{text}" if place else text


def key_of(place: str, text: str) -> str:
    """The key under which a passage's vector is kept."""
    return text_key(embedded_text(place, text))
