"""From the catalogue to a published generation: partitions by audience, only the parts that differ built, one pointer flipped."""

import secrets
import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path

from corpus.catalogue import documents, generations, schema, versions
from corpus.embed.base import Embedder, StatefulEmbedder
from corpus.errors import GenerationError
from corpus.generation import manifest as manifests
from corpus.generation import parts, pins
from corpus.generation.manifest import Manifest, PartEntry
from corpus.home import Home, now, require_space, told_by_disk
from corpus.late.projection import projection
from corpus.terms.store import load_termbase
from corpus.text import analyser

_BYTES_PER_PASSAGE = 12_000
_FEW = 0.1
"""The share of passages without a vector up to which they are waited for."""
_KEPT = 2
"""How many generations are kept: the one that is served and the one before it."""


def held_now(catalogue: sqlite3.Connection) -> dict[int, tuple[str, ...]]:
    """The versions that the next generation would hold, each with its audience."""
    return {d.served: d.audience for d in documents.all_documents(catalogue) if d.served is not None}


def words_first(home: Home, catalogue: sqlite3.Connection, embedder: Embedder, *, from_passages: int) -> bool:
    """Whether what the catalogue holds now is worth publishing before its vectors are made: so many passages lack theirs, more
    than one in ten of all, and another generation (or none) is served.

    A generation of another model isn't replaced so: it searches by meaning until the new model's vectors are whole.
    """
    held, before = held_now(catalogue), manifests.readable_or_none(home)
    if before is not None and (before.embedder_fingerprint != embedder.fingerprint or _holds(before, catalogue, held)):
        return False
    counts = versions.passage_counts(catalogue)
    lacking = len(parts.lacking(catalogue, held, embedder))
    return lacking >= from_passages and lacking > _FEW * sum(counts.get(key, 0) for key in held)


def publish(
    home: Home,
    catalogue: sqlite3.Connection,
    embedder: Embedder,
    *,
    held: Mapping[int, tuple[str, ...]] | None = None,
    anew: bool = False,
    told: Callable[[str], None] = lambda _: None,
) -> Manifest:
    """Publish what the catalogue holds now (or `held`), unless the served generation holds exactly that already.

    Needs the write lock. Passages whose vectors are still to be made are found by their words alone. What was served before stays
    served until the last step. `anew` builds every part again, whatever is there.
    """
    chosen = held_now(catalogue) if held is None else held
    before = manifests.readable_or_none(home) if anew else manifests.current_or_none(home)
    _drop_unserved(home, catalogue, before)
    if before is not None and not anew and _same(before, catalogue, chosen, embedder):
        sweep(home, catalogue, keep=_KEPT)
        return before
    return _publish(home, catalogue, chosen, embedder, before, anew=anew, told=told)


def _same(before: Manifest, catalogue: sqlite3.Connection, held: Mapping[int, tuple[str, ...]], embedder: Embedder) -> bool:
    return (
        _holds(before, catalogue, held)
        and not before.without_vectors
        and before.analyser == analyser.FINGERPRINT
        and before.embedder_fingerprint == embedder.fingerprint
        and before.projection == _projection(embedder)
    )


def _holds(before: Manifest, catalogue: sqlite3.Connection, held: Mapping[int, tuple[str, ...]]) -> bool:
    return generations.held(catalogue, before.id) == {key: tuple(sorted(audience)) for key, audience in held.items()}


def _projection(embedder: Embedder) -> str:
    """The fingerprint of the projection that the token states are kept by; empty where none are."""
    keeps = isinstance(embedder, StatefulEmbedder) and embedder.late_interaction == "kept"
    return projection().fingerprint if keeps else ""


def _publish(
    home: Home,
    catalogue: sqlite3.Connection,
    held: Mapping[int, tuple[str, ...]],
    embedder: Embedder,
    before: Manifest | None,
    *,
    anew: bool,
    told: Callable[[str], None],
) -> Manifest:
    counts = versions.passage_counts(catalogue)
    require_space(home.root, _BYTES_PER_PASSAGE * sum(counts.get(key, 0) for key in held))
    partitions: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for key, audience in held.items():
        partitions[tuple(sorted(audience))].append(key)
    made_as_now = (embedder.fingerprint, analyser.FINGERPRINT)
    usable = before is not None and not anew and (before.embedder_fingerprint, before.analyser) == made_as_now
    known = {entry.audience: home.parts / entry.part for entry in before.parts} if usable and before else {}
    entries = []
    with told_by_disk(home.parts):
        for audience, keys in sorted(partitions.items()):
            passages = sum(counts.get(key, 0) for key in keys)
            told(f"indexing {passages} passages for {', '.join(audience)}")
            previous = known.get(audience)
            salt = secrets.token_hex(4) if anew else ""
            name = parts.build(
                home, catalogue, keys, embedder, previous if previous and (previous / "part.json").exists() else None, salt=salt
            )
            lacking = len(parts.lacking(catalogue, keys, embedder))
            entries.append(PartEntry(name, audience, len(keys), passages, passages - lacking))
    number = manifests.next_number(home)
    manifest = Manifest(
        id=f"g{number:06d}-{secrets.token_hex(3)}",
        number=number,
        created=now(),
        analyser=analyser.FINGERPRINT,
        embedder=embedder.name,
        embedder_fingerprint=embedder.fingerprint,
        dimensions=embedder.dimensions,
        parts=tuple(entries),
        projection=_projection(embedder),
    )
    _serve(home, catalogue, manifest, held)
    load_termbase(home)  # so that its compiled copy is there before the first question
    sweep(home, catalogue, keep=_KEPT)
    return manifest


def _serve(home: Home, catalogue: sqlite3.Connection, manifest: Manifest, held: Mapping[int, tuple[str, ...]]) -> None:
    manifests.write(home, manifest)
    with schema.transaction(catalogue, home.catalogue):
        generations.record(catalogue, manifest.id, manifest.created, held)
    manifests.point_to(home, manifest.id)


def _drop_unserved(home: Home, catalogue: sqlite3.Connection, before: Manifest | None) -> None:
    """Drop generations that were written but never served, so that no rollback ends in one; their parts may be used again."""
    if before is None and home.current.exists():
        return
    for manifest in manifests.all_manifests(home):
        if before is None or manifest.number > before.number:
            with schema.transaction(catalogue, home.catalogue):
                generations.forget(catalogue, manifest.id)
            shutil.rmtree(home.generations / manifest.id)


def held_before(home: Home, catalogue: sqlite3.Connection) -> dict[int, tuple[str, ...]]:
    """What the generation before the served one held, with today's audiences and without what was taken out by hand or withdrawn.

    Publishing it makes a new generation, so that a rollback can be undone by another; the next sync brings the library back
    to what the files say. Raises GenerationError when there is none before.
    """
    served = manifests.read(home, manifests.current(home))
    earlier = [m for m in manifests.all_manifests(home) if m.number < served.number and not m.without_vectors]
    if not earlier:
        raise GenerationError("there is no earlier generation to go back to", subject=served.id, remedy="nothing was changed")
    then = generations.held(catalogue, earlier[-1].id)
    allowed = {d.id: d for d in documents.all_documents(catalogue, removed=True) if d.removed_by != "hand" and not d.withdrawn}
    heads = versions.heads(catalogue, then)
    return {key: allowed[head.document].audience for key, head in heads.items() if head.document in allowed}


def sweep(
    home: Home, catalogue: sqlite3.Connection, *, keep: int, wait: Callable[[str, list[int]], bool] = lambda *_: False
) -> list[str]:
    """Drop all but the last `keep` generations, parts that no manifest names and left-overs of unfinished builds.

    One that lacked vectors was only on the way to the next, and isn't kept behind it.
    A generation that a process still reads stays, unless `wait(generation, processes)` says that it was let go meanwhile.
    Gives the ids of the generations that went. Needs the write lock.
    """
    served = manifests.read(home, manifests.current(home))
    known = manifests.all_manifests(home)
    behind = [m.id for m in known if m.number < served.number and not m.without_vectors]
    newest = [*behind[max(0, len(behind) - keep + 1) :], served.id]
    dropped = []
    for manifest in known:
        if manifest.id in newest:
            continue
        holders = pins.holders(home, manifest.id)
        if holders and not wait(manifest.id, holders):
            continue
        with schema.transaction(catalogue, home.catalogue):
            generations.forget(catalogue, manifest.id)
        shutil.rmtree(home.generations / manifest.id, ignore_errors=True)
        dropped.append(manifest.id)
    for name in unnamed_parts(home):
        shutil.rmtree(home.parts / name, ignore_errors=True)
    for folder in unfinished_generations(home):
        shutil.rmtree(home.generations / folder, ignore_errors=True)
    for draft in drafts(home):
        draft.unlink(missing_ok=True)
    return dropped


def unnamed_parts(home: Home) -> list[str]:
    """Folders under `parts/` that no manifest names: left-overs of an unfinished build, or parts whose generations went."""
    named = {entry.part for manifest in manifests.all_manifests(home) for entry in manifest.parts}
    return sorted(path.name for path in home.parts.iterdir() if path.name not in named)


def unfinished_generations(home: Home) -> list[str]:
    """Folders under `generations/` without a manifest."""
    return sorted(p.name for p in home.generations.iterdir() if p.is_dir() and not (p / "manifest.json").exists())


def drafts(home: Home) -> list[Path]:
    """Files that a process was writing when it was cut off."""
    return sorted([*home.generations.glob("**/.*.draft"), *home.files.glob("*/*.draft")])
