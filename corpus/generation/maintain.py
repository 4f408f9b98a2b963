"""What a knowledge manager does to a library between two syncs: remove, rebuild, roll back, prune.

Each holds the write lock, publishes whole and gives what is served afterwards.
"""

import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from corpus.catalogue import documents, generations, schema, vectors, versions
from corpus.embed.base import Embedder
from corpus.embed.cache import embed_missing
from corpus.errors import GenerationError, UnknownDocument
from corpus.generation import build, pins
from corpus.generation.manifest import Manifest
from corpus.home import Home, now
from corpus.late import store
from corpus.progress import Progress


@contextmanager
def writing(home: Home, what: str) -> Iterator[sqlite3.Connection]:
    """The catalogue, open for writing under the one write lock."""
    with home.writing(what), closing(schema.connect(home.catalogue, write=True)) as catalogue:
        yield catalogue


def remove(home: Home, document: str, embedder: Embedder) -> Manifest:
    """Take a document out of what is served, at once and for good. Raises UnknownDocument.

    Its file stays where it is; later syncs leave it out while it is unchanged, until one names the file itself.
    """
    with writing(home, "remove") as catalogue:
        record = documents.find(catalogue, document)
        if record is None or record.removed:
            raise UnknownDocument("no document has this id", subject=document, remedy="`dalil index list` shows the ids")
        with schema.transaction(catalogue, home.catalogue):
            documents.put(catalogue, replace(record, removed=now(), removed_by="hand"))
        embed_missing(home, catalogue, build.held_now(catalogue), embedder, progress=Progress())
        return build.publish(home, catalogue, embedder)


def rebuild(home: Home, embedder: Embedder, *, progress: Progress) -> Manifest:
    """Build every part anew from the catalogue, reading no source file."""
    with writing(home, "rebuild") as catalogue:
        embed_missing(home, catalogue, build.held_now(catalogue), embedder, progress=progress)
        return build.publish(home, catalogue, embedder, anew=True, told=progress.say)


def rollback(home: Home, embedder: Embedder) -> Manifest:
    """Serve what the generation before held, with today's audiences and without what `remove` took out since."""
    with writing(home, "rollback") as catalogue:
        held = build.held_before(home, catalogue)
        embed_missing(home, catalogue, held, embedder, progress=Progress())
        return build.publish(home, catalogue, embedder, held=held)


def prune(home: Home, *, patience_s: float, progress: Progress) -> list[str]:
    """Leave only the generation that is served, and nothing of the text of documents that were removed; gives what was dropped.

    Waits `patience_s` for readers of an older generation. Raises GenerationError, naming them, when they stay longer.
    """
    deadline = time.monotonic() + patience_s

    def wait(generation: str, processes: list[int]) -> bool:
        progress.say(f"waiting for {_processes(processes)} to let go of {generation}")
        while processes and time.monotonic() < deadline:
            time.sleep(0.2)
            processes = pins.holders(home, generation)
        if processes:
            raise GenerationError(
                f"it is still being read by {_processes(processes)}",
                subject=generation,
                remedy="end that process, then prune again",
            )
        return True

    with writing(home, "prune") as catalogue:
        dropped = build.sweep(home, catalogue, keep=1, wait=wait)
        with schema.transaction(catalogue, home.catalogue):
            generations.sweep(catalogue)
        _drop_originals(home, catalogue)
        _drop_states(home, catalogue)
        schema.compact(catalogue, home.catalogue)
        for backup in home.root.glob(f"{home.catalogue.name}.before-*"):
            backup.unlink()
    return dropped


def removed_documents(home: Home) -> list[str]:
    """The ids of the documents that were taken out."""
    with writing(home, "prune --quotations") as catalogue:
        return [record.id for record in documents.all_documents(catalogue, removed=True) if record.removed]


def drop_quotations(home: Home) -> list[str]:
    """Delete the stored evaluation runs and reports that name a document that was taken out; gives their names.

    They are dropped whole: a run without some of its answers would measure something else.
    """
    gone = removed_documents(home)
    stored = [path for folder in ("runs", "reports") for path in sorted((home.root / "evals" / folder).glob("*"))]
    dropped = [path for path in stored if any(_names(file, gone) for file in _files(path))]
    for path in dropped:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return [path.name for path in dropped]


def _files(path: Path) -> list[Path]:
    return [file for file in path.rglob("*") if file.is_file()] if path.is_dir() else [path]


def _names(file: Path, documents_gone: list[str]) -> bool:
    text = file.read_text(encoding="utf-8", errors="ignore")
    return any(document in text for document in documents_gone)


def _drop_originals(home: Home, catalogue: sqlite3.Connection) -> None:
    kept = generations.contents(catalogue)
    for path in home.files.glob("*/*"):
        if path.name not in kept:
            path.unlink()
    for folder in home.files.iterdir():
        if folder.is_dir() and not any(folder.iterdir()):
            shutil.rmtree(folder)


def _drop_states(home: Home, catalogue: sqlite3.Connection) -> None:
    """Drop the token states of versions that are gone, and of models that no vector is left of."""
    models = vectors.models(catalogue)
    kept = {store.name_of(keys, model) for keys in versions.all_text_keys(catalogue) for model in models}
    for path in home.states.glob("*") if home.states.is_dir() else ():
        if path.name not in kept:
            path.unlink()


def _processes(processes: list[int]) -> str:
    return ("process " if len(processes) == 1 else "processes ") + ", ".join(map(str, processes))
