"""A pinned generation, open for reading, and what one asker may see of it.

A snapshot never changes: text, citations and lists are those of its generation. A `View` is the part of it that an asker may
read; retrieval is given a view and nothing else, so that what is hidden can't touch a ranking.
"""

import sqlite3
import threading
import weakref
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.catalogue import generations, schema, versions
from corpus.catalogue.versions import VersionHead, VersionRecord
from corpus.errors import DamagedGeneration
from corpus.generation import manifest as manifests
from corpus.generation.dense import Dense
from corpus.generation.lexical import Alternatives, Lexical, WeightedTerm, inverse_document_frequency
from corpus.generation.manifest import Manifest
from corpus.generation.parts import FILTERS, passage_key
from corpus.generation.pins import Pin
from corpus.home import Home
from corpus.late import store
from corpus.late.projection import CompactStates, projection
from corpus.late.store import StatesFile
from corpus.model import PUBLIC, Passage, group_name
from corpus.terms.store import load_termbase
from corpus.terms.termbase import Termbase
from corpus.text import analyser

_VERSIONS_KEPT = 256
_EXACT_UP_TO = 10_000
"""Up to so many passages a part's vectors are searched exactly, which then takes less time than asking Chroma."""
_MASKS_KEPT = 64
_LENT_KEPT = 1_000


class Address(NamedTuple):
    """Where a passage stands in a generation: the version's key and the passage's number in it.

    A tuple, since a question looks some thousand addresses up, and a tuple's hash takes a fifth of a dataclass's time.
    """

    version: int
    n: int


@dataclass(frozen=True, slots=True)
class Part:
    """One open partition."""

    audience: tuple[str, ...]
    addresses: tuple[Address, ...]
    ordinals: dict[Address, int]
    lexical: Lexical
    dense: Dense


@dataclass(frozen=True, slots=True)
class Readable:
    """What the members of some groups may read: partitions, and the documents in them by id."""

    parts: tuple[Part, ...]
    documents: tuple[VersionHead, ...]


class Snapshot:
    """One generation, open. `close` lets it go; a snapshot that is dropped lets itself go."""

    def __init__(self, home: Home, manifest: Manifest, *, use_chroma: bool) -> None:
        self.manifest = manifest
        self._home = home
        self._catalogue = schema.connect(home.catalogue)
        self._lock = threading.Lock()
        self._loaded: OrderedDict[int, VersionRecord] = OrderedDict()
        self._passages: dict[int, dict[int, Passage]] = {}
        self._byte_spans: dict[int, NDArray[np.int32]] = {}
        self._states: dict[int, StatesFile | None] = {}
        self._lent: OrderedDict[Address, tuple[NDArray[np.float32], CompactStates | None]] = OrderedDict()
        self._masks: dict[tuple[tuple[str, ...], Where], NDArray[np.bool_]] = {}
        self._readable: dict[tuple[tuple[str, ...], ...], Readable] = {}  # no views: they'd hold the snapshot that holds them
        pin = Pin.take(home, manifest.id)
        self._held = generations.held(self._catalogue, manifest.id)
        self.heads = versions.heads(self._catalogue, self._held)
        self.parts = tuple(_open_part(home.parts / entry.part, entry.audience, use_chroma=use_chroma) for entry in manifest.parts)
        self.by_document = {head.document: head.key for head in self.heads.values()}
        self.close = weakref.finalize(self, _close, self._catalogue, self.parts, pin)

    def audience(self, version: int) -> tuple[str, ...]:
        """Who may read this version."""
        return self._held[version]

    def version(self, key: int) -> VersionRecord:
        """A version of this generation, whole; those read last are kept at hand."""
        with self._lock:
            if key in self._loaded:
                self._loaded.move_to_end(key)
                return self._loaded[key]
            loaded = versions.load(self._catalogue, key)
            self._loaded[key] = loaded
            if len(self._loaded) > _VERSIONS_KEPT:
                self._passages.pop(self._loaded.popitem(last=False)[0], None)
            return loaded

    def passages(self, key: int) -> dict[int, Passage]:
        """The passages of a version, by number."""
        with self._lock:
            if key not in self._passages:
                self._passages[key] = {p.n: p for p in versions.passages(self._catalogue, key)}
            return self._passages[key]

    def passage(self, address: Address) -> Passage:
        """One passage, without its version."""
        with self._lock:
            return versions.passage(self._catalogue, address.version, address.n)

    def text(self, address: Address) -> str:
        """A passage's text: its span of the canonical text."""
        with self._lock:
            spans = self._byte_spans.get(address.version)
            if spans is None:
                spans = self._byte_spans[address.version] = versions.byte_spans(self._catalogue, address.version)
            start, end = spans[address.n - 1].tolist()
            return versions.text_between(self._catalogue, address.version, start, end)

    def states(self, address: Address) -> CompactStates | None:
        """The kept token states of a passage; None where none are kept."""
        key = address.version
        with self._lock:
            if key not in self._states:
                name = store.name_of(versions.text_keys(self._catalogue, key), self.manifest.embedder_fingerprint)
                path = self._home.states / name
                self._states[key] = StatesFile(path) if path.exists() else None
            kept = self._states[key]
        return kept.passage(address.n) if kept is not None else self._lent.get(address, (None, None))[1]

    def lent_vector(self, address: Address) -> NDArray[np.float32] | None:
        """The vector that `lend` gave a passage; None where it gave none, or let it go."""
        return self._lent.get(address, (None, None))[0]

    def lend(self, address: Address, vector: NDArray[np.float32], states: CompactStates | None) -> None:
        """Keep at hand what was made for a passage whose vector this generation lacks; that made last is kept."""
        with self._lock:
            self._lent[address] = (vector, states)
            if len(self._lent) > _LENT_KEPT:
                self._lent.popitem(last=False)

    def termbase(self) -> Termbase:
        """The termbase of the library, as it stands now."""
        return load_termbase(self._home)

    def place(self, address: Address) -> str:
        """Where a passage stands, as it is embedded: its headings, else the title that was given to its document."""
        with self._lock:
            return versions.places(self._catalogue, address.version)[address.n]

    def allowed(self, part: Part, where: "Where") -> NDArray[np.bool_]:
        """Which passages of a part meet conditions, bool [passages]; those asked for last are kept at hand."""
        key = (part.audience, where)
        mask = self._masks.get(key)
        if mask is None:
            versions_allowed = {key for key, head in self.heads.items() if where.allows(head)}
            mask = np.array([address.version in versions_allowed for address in part.addresses], dtype=np.bool_)
            if len(self._masks) >= _MASKS_KEPT:
                self._masks.clear()
            self._masks[key] = mask
        return mask

    def view(self, groups: frozenset[str] | None) -> "View":
        """What an asker of these groups may read; None is the owner, who reads everything."""
        allowed = None if groups is None else {group_name(group) for group in groups} | {PUBLIC}
        audiences = tuple(p.audience for p in self.parts if allowed is None or allowed.intersection(p.audience))
        if audiences not in self._readable:
            heads = [head for key, head in self.heads.items() if tuple(sorted(self.audience(key))) in audiences]
            self._readable[audiences] = Readable(
                tuple(part for part in self.parts if part.audience in audiences),
                tuple(sorted(heads, key=lambda head: head.document)),
            )
        return View(self, self._readable[audiences])


def open_snapshot(home: Home, *, use_chroma: bool, embedder_fingerprint: str = "") -> Snapshot:
    """Open the generation that is served.

    Raises NothingIndexed before the first one, DamagedGeneration when it isn't whole or when it was made by another analyser or
    (when `embedder_fingerprint` is given) by another model.
    """
    manifest = manifests.read(home, manifests.current(home))
    if manifest.analyser != analyser.FINGERPRINT:
        raise DamagedGeneration(
            "it was made by another version of the text analysis", subject=manifest.id, remedy="run `dalil index rebuild`"
        )
    if manifest.projection and manifest.projection != projection().fingerprint:
        raise DamagedGeneration(
            "its token states were made with another projection", subject=manifest.id, remedy="run `dalil index sync`"
        )
    if embedder_fingerprint and manifest.embedder_fingerprint != embedder_fingerprint:
        raise DamagedGeneration(
            f"it was made with another embedding model ({manifest.embedder})",
            subject=manifest.id,
            remedy="run `dalil index rebuild`, or set the model back",
        )
    return Snapshot(home, manifest, use_chroma=use_chroma and home.is_writable())


def _open_part(folder: Path, audience: tuple[str, ...], *, use_chroma: bool) -> Part:
    try:
        addresses = tuple(Address(int(version), int(n)) for version, n in np.load(folder / "passages.npy"))
        part = Part(
            audience,
            addresses,
            {address: ordinal for ordinal, address in enumerate(addresses)},
            Lexical(folder / "lexical"),
            Dense(folder, use_chroma=use_chroma and len(addresses) > _EXACT_UP_TO),
        )
    except (OSError, ValueError) as exc:
        raise DamagedGeneration(
            "a part of the index is missing or damaged", subject=str(folder), remedy="run `dalil index rebuild`"
        ) from exc
    part.dense.bind([passage_key(a.version, a.n) for a in addresses])
    return part


def _close(catalogue: sqlite3.Connection, parts: Sequence[Part], pin: Pin) -> None:
    for part in parts:
        part.dense.close()
    catalogue.close()
    pin.drop()


class View:
    """The partitions of a snapshot that one asker may read, searched as if there were no others."""

    def __init__(self, snapshot: Snapshot, readable: Readable) -> None:
        self.snapshot = snapshot
        self.readable = readable
        self._parts = readable.parts
        self.size = sum(len(part.addresses) for part in readable.parts)
        self._frequencies: dict[tuple[str, str], int] = {}

    def documents(self) -> list[VersionHead]:
        """The documents that the asker may read, by id."""
        return list(self.readable.documents)

    def document(self, document: str) -> VersionHead | None:
        """The document of this id, when the asker may read it."""
        key = self.snapshot.by_document.get(document)
        audiences = {part.audience for part in self._parts}
        if key is None or tuple(sorted(self.snapshot.audience(key))) not in audiences:
            return None
        return self.snapshot.heads[key]

    def frequency(self, field: str, term: str) -> int:
        """In how many of the passages that the asker may read a term stands."""
        known = self._frequencies.get((field, term))
        if known is None:
            known = self._frequencies[field, term] = sum(part.lexical.frequency(field, term) for part in self._parts)
        return known

    def weight_of(self, field: str, term: str) -> float:
        """A term's inverse document frequency over what the asker may read."""
        return inverse_document_frequency(self.frequency(field, term), self.size)

    def lexical(
        self, terms: Sequence[WeightedTerm], limit: int, where: "Where", *, alternatives: Sequence[Alternatives] = ()
    ) -> list[tuple[Address, float]]:
        """The best passages by BM25 with document frequencies of this view alone, best first, ties by document and number."""
        found: list[tuple[Address, float]] = []
        filters = where.filters()
        every = [*terms, *(term for one in alternatives for term in one.terms())]
        for part in self._parts:
            boosts = self._boosts(part, every) if len(self._parts) > 1 else {}
            hits = part.lexical.search(terms, limit, boosts=boosts, alternatives=alternatives, filters=filters)
            found += [(part.addresses[ordinal], score) for ordinal, score in hits]
        return self.ranked(found)[:limit]

    def idf_of_ways(self, ways: Iterable[tuple[str, tuple[str, ...], float]]) -> float:
        """The inverse document frequency of several ways (field, terms that must all stand there, share) to say one thing.

        After Darwish and Oard, "Probabilistic Structured Query Methods" (2003): frequencies are summed, each by its share. A
        sequence stands in at most as many passages as its rarest term.
        """
        expected = sum(share * min(self.frequency(field, term) for term in terms) for field, terms, share in ways)
        return inverse_document_frequency(min(self.size, round(expected)), self.size)

    def _boosts(self, part: Part, terms: Iterable[WeightedTerm]) -> dict[tuple[str, str], float]:
        boosts = {}
        for term in terms:
            own = inverse_document_frequency(part.lexical.frequency(term.field, term.term), len(part.addresses))
            boosts[(term.field, term.term)] = self.weight_of(term.field, term.term) / own
        return boosts

    def dense(self, vector: NDArray[np.float32], limit: int, where: "Where") -> list[tuple[Address, float]]:
        """The nearest passages by cosine, best first, ties by document and number."""
        found: list[tuple[Address, float]] = []
        for part in self._parts:
            allowed = self.snapshot.allowed(part, where) if where else None
            found += [(part.addresses[ordinal], score) for ordinal, score in part.dense.search(vector, limit, allowed)]
        return self.ranked(found)[:limit]

    def cosines(self, vector: NDArray[np.float32], addresses: Sequence[Address]) -> dict[Address, float]:
        """The exact cosine of a question's vector with each of these passages that has a vector, its own or a lent one."""
        scores: dict[Address, float] = {}
        for part in self._parts:
            here = [a for a in addresses if a in part.ordinals]
            scores |= dict(zip(here, part.dense.scores(vector, [part.ordinals[a] for a in here]), strict=True))
        for address in [a for a, score in scores.items() if np.isnan(score)]:
            lent = self.snapshot.lent_vector(address)
            if lent is None:
                del scores[address]
            else:
                scores[address] = float(lent @ vector)
        return scores

    def without_vector(self, addresses: Sequence[Address]) -> list[Address]:
        """Those of these passages that have no vector yet, nor a lent one."""
        return [
            address
            for part in self._parts
            for address in addresses
            if address in part.ordinals
            and not part.dense.has(part.ordinals[address])
            and self.snapshot.lent_vector(address) is None
        ]

    def ranked(self, scored: Iterable[tuple[Address, float]]) -> list[tuple[Address, float]]:
        """Best first; equal scores by document and passage number, so that the order is the same in every run and library."""
        heads = self.snapshot.heads
        return sorted(scored, key=lambda found: (-round(found[1], 6), heads[found[0].version].document, found[0].n))

    def text(self, address: Address) -> str:
        """A passage's text: its span of the canonical text."""
        return self.snapshot.text(address)


@dataclass(frozen=True, slots=True)
class Where:
    """Conditions on metadata, each a field and the values of which a document must have one."""

    conditions: tuple[tuple[str, tuple[str, ...]], ...] = ()

    FIELDS = FILTERS

    def __bool__(self) -> bool:
        return bool(self.conditions)

    def filters(self) -> list[list[str]]:
        """The conditions as the lexical index has them."""
        return [[f"{name}={value}" for value in values] for name, values in self.conditions]

    def allows(self, head: VersionHead) -> bool:
        """Whether a document meets every condition."""
        return all(getattr(head.metadata, name) in values for name, values in self.conditions)


EVERYWHERE = Where()
"""No condition."""
