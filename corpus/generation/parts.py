"""Parts: one partition's index, named by the hash of what is in it and never changed once a manifest names it.

parts/<hash>/part.json       what it holds and the hashes of its files
parts/<hash>/passages.npy    the passages, int64 [n, 2]: version key and number, by ordinal
parts/<hash>/lexical/        tantivy
parts/<hash>/vectors.npy     float32 [n, dimensions]; a row of NaN for a passage that has no vector yet
parts/<hash>/chroma/         Chroma, those with a vector (the only files that opening changes; they are checked by their contents)
"""

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.catalogue import vectors as vector_table
from corpus.catalogue import versions
from corpus.catalogue.versions import VersionHead
from corpus.embed.base import Embedder
from corpus.errors import DalilError, GenerationError, StorageError
from corpus.generation import dense, lexical
from corpus.home import Home, fsync_folder, has_room
from corpus.model import Passage
from corpus.text import analyser

_COPY_FROM = 2_000
"""From how many passages on Chroma is extended from a copy rather than built afresh."""
_REBUILD_SHARE = 0.3
"""Above which changed share it is built afresh all the same."""
FILTERS = ("language", "type", "topic", "sector", "origin", "owner_unit", "edition", "status")
"""The metadata that `--where` may ask for."""


def name_of(keys: Sequence[int], embedder: Embedder, *, lacking: Sequence[str] = (), salt: str = "") -> str:
    """The name of the part that holds these versions: a hash of them, of the analyser, of the model and of the keys of texts that
    are `lacking` a vector; a salt makes another of it.
    """
    made_of = [sorted(keys), analyser.FINGERPRINT, embedder.fingerprint, 1, salt]
    content = json.dumps([*made_of, sorted(lacking)] if lacking else made_of)
    return hashlib.sha256(content.encode()).hexdigest()[:24]


def build(
    home: Home, catalogue: sqlite3.Connection, keys: Sequence[int], embedder: Embedder, previous: Path | None, *, salt: str = ""
) -> str:
    """Build the part of these versions beside the others, unless it is there already; gives its name.

    A passage without a vector in the catalogue is found by its words alone. `previous` is the part that served the same audience
    before.
    """
    name = name_of(keys, embedder, lacking=lacking(catalogue, keys, embedder), salt=salt)
    target = home.parts / name
    if (target / "part.json").exists():
        return name
    draft = home.parts / f"{name}.draft"
    for leftover in (draft, target):
        shutil.rmtree(leftover, ignore_errors=True)
    with _told_by_engines(draft):
        draft.mkdir()
        _fill(draft, catalogue, keys, embedder, previous)
    draft.rename(target)
    fsync_folder(home.parts)
    return name


def lacking(catalogue: sqlite3.Connection, keys: Iterable[int], embedder: Embedder) -> list[str]:
    """The keys of the texts in these versions that have no vector yet, one for each passage."""
    have = vector_table.known(catalogue, embedder.fingerprint)
    return [text_key for key in keys for text_key in versions.text_keys(catalogue, key) if text_key not in have]


@contextmanager
def _told_by_engines(draft: Path) -> Iterator[None]:
    """Turn what tantivy and Chroma raise, each in its own way, into a StorageError on a full disk, else a GenerationError."""
    try:
        yield
    except Exception as exc:
        full = not has_room(draft.parent)
        shutil.rmtree(draft, ignore_errors=True)
        if full:
            raise StorageError(
                "the disk is full; what was served before is still served",
                subject=str(draft.parent),
                remedy="free some space and run it again",
            ) from exc
        if isinstance(exc, OSError | DalilError):
            raise
        raise GenerationError(
            f"the index can't be built ({exc})", subject=str(draft), remedy="run `dalil index rebuild`"
        ) from exc


def _fill(draft: Path, catalogue: sqlite3.Connection, keys: Sequence[int], embedder: Embedder, previous: Path | None) -> None:
    heads = versions.heads(catalogue, keys)
    ordered = sorted(keys, key=lambda key: heads[key].document)
    members = [(key, passage) for key in ordered for passage in versions.passages(catalogue, key)]
    np.save(draft / "passages.npy", np.array([(key, p.n) for key, p in members], dtype=np.int64).reshape(-1, 2))
    if previous is not None and _same_passages(draft, previous):
        shutil.copytree(previous / "lexical", draft / "lexical", ignore=shutil.ignore_patterns(lexical.LOCKS))
    else:
        lexical.build(draft / "lexical", _indexed(catalogue, heads, ordered))
    text_keys = [text_key for key in ordered for text_key in versions.text_keys(catalogue, key)]
    matrix = vector_table.get(catalogue, text_keys, embedder.fingerprint, embedder.dimensions)
    dense.write_vectors(draft, matrix)
    _build_chroma(draft, members, heads, matrix, previous)
    _seal(draft, len(ordered), len(members))


def _same_passages(one: Path, other: Path) -> bool:
    """Whether two parts hold the same passages in the same order, as a part of words does and the one with their vectors."""
    return np.array_equal(np.load(one / "passages.npy"), np.load(other / "passages.npy"))


def passage_key(version: int, n: int) -> str:
    """The id under which Chroma holds a passage."""
    return f"{version}:{n}"


def _indexed(
    catalogue: sqlite3.Connection, heads: dict[int, VersionHead], keys: Sequence[int]
) -> Iterator[lexical.IndexedPassage]:
    for key in keys:
        version = versions.load(catalogue, key)
        filters = tuple(f"{name}={value}" for name, value in _filters(heads[key]).items())
        places = versions.places(catalogue, key)
        for passage in versions.passages(catalogue, key):
            yield lexical.IndexedPassage(passage.of(version.text), places[passage.n], filters)


def _filters(head: VersionHead) -> dict[str, str]:
    metadata = asdict(head.metadata)
    return {name: metadata[name] for name in FILTERS if metadata[name]}


def _build_chroma(
    draft: Path,
    members: Sequence[tuple[int, Passage]],
    heads: dict[int, VersionHead],
    matrix: NDArray[np.float32],
    previous: Path | None,
) -> None:
    made = np.flatnonzero(dense.has_vector(matrix)).tolist()
    members, matrix = [members[at] for at in made], matrix[made]
    keys = [passage_key(key, p.n) for key, p in members]
    by_version = {key: {"document": heads[key].document} | _filters(heads[key]) for key in heads}
    metadatas = [by_version[key] for key, _ in members]
    folder = draft / dense.CHROMA
    before = _passage_keys(previous) if previous is not None else []
    have, want = set(before), set(keys)
    new = [at for at, key in enumerate(keys) if key not in have]
    gone = [key for key in before if key not in want]
    if previous is None or len(before) < _COPY_FROM or len(new) + len(gone) > _REBUILD_SHARE * len(before):
        dense.build_chroma(folder, keys, matrix, metadatas)
    else:
        chosen = [keys[at] for at in new]
        dense.extend_chroma(previous / dense.CHROMA, folder, chosen, matrix[new], [metadatas[at] for at in new], gone)


def _passage_keys(part: Path) -> list[str]:
    """The ids that a part's Chroma collection holds."""
    made = dense.has_vector(np.load(part / dense.VECTORS, mmap_mode="r"))
    return [passage_key(int(version), int(n)) for version, n in np.load(part / "passages.npy")[made]]


def _seal(draft: Path, documents: int, passages: int) -> None:
    hashes = {str(path.relative_to(draft)): file_hash(path) for path in sorted(immutable_files(draft))}
    content = json.dumps({"documents": documents, "passages": passages, "files": hashes}, indent=1)
    (draft / "part.json").write_text(content, encoding="utf-8")
    for path in draft.rglob("*"):
        fsync_folder(path)
    fsync_folder(draft)


def immutable_files(part: Path) -> Iterator[Path]:
    """The files of a part that nothing ever changes."""
    yield part / "passages.npy"
    yield part / dense.VECTORS
    yield from (path for path in (part / "lexical").iterdir() if not path.name.endswith(".lock"))


def file_hash(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with open(path, "rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
