"""Is what is served whole? The served generation held against its manifest, the catalogue and the originals.

In: a home, also one that a kill or a power cut left behind. Out: a report of differences (the served generation isn't what it
should be) and of left-overs (an unfinished build; the next sync sweeps it). Nothing is changed.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.catalogue import generations, schema, vectors, versions
from corpus.catalogue.versions import VersionRecord
from corpus.embed.cache import key_of
from corpus.errors import CatalogueError, DamagedGeneration, GenerationError, NothingIndexed
from corpus.generation import build, parts
from corpus.generation import manifest as manifests
from corpus.generation.dense import VECTORS, Dense, has_vector
from corpus.generation.lexical import Lexical
from corpus.generation.manifest import Manifest, PartEntry
from corpus.generation.pins import Pin
from corpus.home import Home, has_room

_NAMED = 5
"""How many of many like things a sentence names."""


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What a verification found, each a sentence. `generation` is empty when nothing is served yet."""

    generation: str
    differences: tuple[str, ...]
    leftovers: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether what is served is what it should be."""
        return not self.differences


def verify(home: Home, *, deep: bool, originals: bool = True) -> VerifyReport:
    """Check the served generation.

    Always: the manifest, the hashes of every part's files, the counts, the passages and their texts. `deep` also holds each
    vector against the catalogue's, asks Chroma for its ids (where the disk lets it be opened), checks the catalogue's pages and
    hashes the originals, which must be there when `originals` are kept.
    """
    leftovers = tuple(_leftovers(home))
    try:
        manifest = manifests.read(home, manifests.current(home))
    except NothingIndexed:
        known = manifests.all_manifests(home)
        lost = ("generations are here, and the file that names the served one is missing",) if len(known) > 1 else ()
        return VerifyReport("", lost, leftovers)
    except DamagedGeneration as exc:
        return VerifyReport("", (str(exc),), leftovers)
    pin = Pin.take(home, manifest.id)
    try:
        with closing(schema.connect(home.catalogue)) as catalogue:
            found = list(_differences(home, manifest, catalogue, deep=deep, originals=originals))
    except CatalogueError as exc:
        found = [str(exc)]
    except sqlite3.DatabaseError as exc:
        found = [f"the catalogue can't be read ({exc}); restore a backup with `dalil restore FILE`"]
    finally:
        pin.drop()
    return VerifyReport(manifest.id, tuple(found), leftovers)


def _differences(home: Home, manifest: Manifest, catalogue: sqlite3.Connection, *, deep: bool, originals: bool) -> Iterator[str]:
    if deep:
        answer = catalogue.execute("PRAGMA quick_check").fetchone()[0]
        if answer != "ok":
            yield f"the catalogue's file is damaged ({answer})"
    held = generations.held(catalogue, manifest.id)
    loaded = {key: record for key in held if (record := _load(catalogue, key)) is not None}
    lost = sorted(held.keys() - loaded.keys())
    if lost:
        yield f"versions that the generation holds aren't in the catalogue: {_some(lost)}"
    for record in loaded.values():
        yield from _text_differences(catalogue, record)
        if deep and originals:
            yield from _original_differences(home, record)
    placed: set[int] = set()
    for entry in manifest.parts:
        keys = {key for key, audience in held.items() if tuple(sorted(audience)) == tuple(sorted(entry.audience))} - set(lost)
        placed |= keys
        yield from _part_differences(home, entry, catalogue, keys, manifest, deep=deep)
    if missing := set(loaded) - placed:
        yield f"no part of the index holds {_some(sorted(loaded[key].document for key in missing))}"


def _load(catalogue: sqlite3.Connection, key: int) -> VersionRecord | None:
    return versions.load(catalogue, key) if versions.heads(catalogue, [key]) else None


def _text_differences(catalogue: sqlite3.Connection, record: VersionRecord) -> Iterator[str]:
    """Whether each passage lies inside its version's text and says what it said when it was embedded."""
    places = versions.places(catalogue, record.key)
    numbers = {page.number for page in record.pages}
    wrong = [
        passage.n
        for passage, text_key in zip(
            versions.passages(catalogue, record.key), versions.text_keys(catalogue, record.key), strict=True
        )
        if not 0 <= passage.start < passage.end <= len(record.text)
        or passage.page not in numbers
        or key_of(places[passage.n], record.text[passage.start : passage.end]) != text_key
    ]
    if wrong:
        yield f"{record.document}: its text in the catalogue isn't what passages {_some(wrong)} were made from"


def _original_differences(home: Home, record: VersionRecord) -> Iterator[str]:
    path = home.files / record.content[:2] / record.content
    if not path.is_file():
        yield f"{record.document}: its original isn't kept under files/"
    elif parts.file_hash(path) != record.content:
        yield f"{record.document}: its original under files/ has changed"


def _part_differences(
    home: Home, entry: PartEntry, catalogue: sqlite3.Connection, keys: set[int], manifest: Manifest, *, deep: bool
) -> Iterator[str]:
    folder = home.parts / entry.part
    name = f"the part {entry.part} (for {', '.join(entry.audience)})"
    try:
        hashes: Mapping[str, str] = json.loads((folder / "part.json").read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        yield f"{name} is missing, or what it should hold can't be read; run `dalil index rebuild`"
        return
    if damaged := sorted(_damaged(folder, hashes)):
        yield f"{name} is damaged: {_some(damaged)} missing or changed; run `dalil index rebuild`"
        return
    addresses = [(int(version), int(n)) for version, n in np.load(folder / "passages.npy")]
    recorded = [(key, passage.n) for key in keys for passage in versions.passages(catalogue, key)]
    if sorted(addresses) != sorted(recorded):
        yield f"{name} holds other passages than the catalogue says"
    if (entry.documents, entry.passages) != (len(keys), len(addresses)):
        yield f"{name} holds {len(keys)} documents and {len(addresses)} passages, not {entry.documents} and {entry.passages}"
    try:
        count = len(Lexical(folder / "lexical"))
        if count != len(addresses):
            yield f"{name}: its word index holds {count} passages, not {len(addresses)}"
        if deep:
            yield from _vector_differences(
                folder, name, catalogue, addresses, manifest, entry.vectors, chroma=home.is_writable() and has_room(home.root)
            )
    except (OSError, ValueError, GenerationError) as exc:
        yield f"{name} can't be opened ({exc})"


def _damaged(folder: Path, hashes: Mapping[str, str]) -> Iterator[str]:
    for name, expected in hashes.items():
        path = folder / name
        if not path.is_file() or parts.file_hash(path) != expected:
            yield name
    yield from ({str(path.relative_to(folder)) for path in parts.immutable_files(folder)} - hashes.keys())


def _vector_differences(
    folder: Path,
    name: str,
    catalogue: sqlite3.Connection,
    addresses: list[tuple[int, int]],
    manifest: Manifest,
    vectors_told: int,
    *,
    chroma: bool,
) -> Iterator[str]:
    matrix = np.load(folder / VECTORS, mmap_mode="r")
    if matrix.shape != (len(addresses), manifest.dimensions):
        yield f"{name} holds vectors of the shape {matrix.shape}, not {(len(addresses), manifest.dimensions)}"
        return
    made = has_vector(matrix)
    if made.sum() != vectors_told:
        yield f"{name} holds {made.sum()} vectors, not {vectors_told}"
    model = manifest.embedder_fingerprint
    text_keys = {key: versions.text_keys(catalogue, key) for key in {key for key, _ in addresses}}
    numbers = {key: [passage.n for passage in versions.passages(catalogue, key)] for key in text_keys}
    by_address = {(key, n): text_key for key in text_keys for n, text_key in zip(numbers[key], text_keys[key], strict=True)}
    embedded = [address for address, has in zip(addresses, made, strict=True) if has]
    unknown = {by_address[address] for address in embedded if address in by_address} - vectors.known(catalogue, model)
    if unknown:
        yield f"{name}: {len(unknown)} of its texts have no vector in the catalogue"
    wrong = 0
    for ordinal, address in enumerate(addresses):
        text_key = by_address.get(address)
        if made[ordinal] and text_key is not None and text_key not in unknown:
            cached = vectors.get(catalogue, [text_key], model, manifest.dimensions)[0]
            wrong += not np.array_equal(cached, matrix[ordinal])
    if wrong:
        yield f"{name}: {wrong} of its vectors aren't those of the catalogue"
    if chroma and len(addresses):
        ids = Dense(folder, use_chroma=False).chroma_keys()
        if ids != {parts.passage_key(*address) for address in embedded}:
            yield f"{name}: its Chroma collection holds other passages than its list"


def _leftovers(home: Home) -> Iterator[str]:
    if not home.root.is_dir():
        return
    when = "being built now" if home.is_being_written() else "left over from an unfinished build; the next sync sweeps it"
    served = manifests.readable_or_none(home)
    if home.parts.is_dir():
        yield from (f"parts/{part}: {when}" for part in build.unnamed_parts(home))
    if home.generations.is_dir():
        yield from (f"generations/{folder}: {when}" for folder in build.unfinished_generations(home))
    for manifest in manifests.all_manifests(home):
        if served is not None and manifest.number > served.number:
            yield f"generations/{manifest.id}: {when}"
    yield from (f"{draft.relative_to(home.root)}: {when}" for draft in build.drafts(home))
    for folder in (home.unpacked, home.set_aside, home.replaced):
        if folder.exists():
            yield f"{folder.name}: of a restore that was cut off; whatever writes next undoes it"


def _some(things: Iterable[object]) -> str:
    named = [str(thing) for thing in things]
    return ", ".join(named[:_NAMED]) + (f" and {len(named) - _NAMED} more" if len(named) > _NAMED else "")
