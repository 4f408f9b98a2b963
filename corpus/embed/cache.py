"""Vectors for every passage that a generation will hold, each text embedded once in its life."""

import sqlite3
from collections.abc import Iterable

from corpus.catalogue import schema, vectors, versions
from corpus.embed.base import Embedder
from corpus.progress import Progress
from corpus.text.analyser import text_key

_BATCH = 256
"""How many vectors are written at a time: what a crash can lose."""


def embed_missing(catalogue: sqlite3.Connection, keys: Iterable[int], embedder: Embedder, *, progress: Progress) -> int:
    """Embed the passages of these versions that have no vector of this model yet; gives how many there were."""
    texts: dict[str, tuple[int, int]] = {}
    for key in keys:
        for n, text_key_ in enumerate(versions.text_keys(catalogue, key), start=1):
            texts.setdefault(text_key_, (key, n))
    wanted = sorted(vectors.missing(catalogue, texts, embedder.fingerprint), key=lambda k: texts[k])
    progress.stage("embedding", len(wanted))
    for at in range(0, len(wanted), _BATCH):
        batch = wanted[at : at + _BATCH]
        _embed(catalogue, batch, [_text(catalogue, *texts[key]) for key in batch], embedder, progress)
    return len(wanted)


def _embed(catalogue: sqlite3.Connection, keys: list[str], texts: list[str], embedder: Embedder, progress: Progress) -> None:
    done = 0

    def tell(so_far: int) -> None:
        nonlocal done
        progress.advance(so_far - done)
        done = so_far

    made = embedder.encode_passages(texts, on_done=tell)
    with schema.transaction(catalogue):
        vectors.put(catalogue, keys, embedder.fingerprint, made)


def embedded_text(place: str, text: str) -> str:
    """What the model is given for a passage: where it stands (when that says anything), then its text."""
    return f"{place}\n{text}" if place else text


def key_of(place: str, text: str) -> str:
    """The key under which a passage's vector is kept."""
    return text_key(embedded_text(place, text))


def _text(catalogue: sqlite3.Connection, version: int, n: int) -> str:
    record = versions.load(catalogue, version)
    passage = next(p for p in versions.passages(catalogue, version) if p.n == n)
    return embedded_text(versions.places(catalogue, version)[n], passage.of(record.text))
