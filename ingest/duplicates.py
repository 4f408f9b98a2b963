"""What a library seems to hold twice: equal files, near copies and probable editions of one work, as proposals for a person.

In: the catalogue. Out: proposals with document ids; for editions also the series, edition and what each supersedes, as a sheet
that `dalil index catalogue import` takes. Nothing is changed: equal files keep their separate audiences.

Near copies are found by the Jaccard similarity of their five-word shingles: bottom-k sketches (Broder, "On the resemblance and
containment of documents", 1997) in an inverted index give candidates, which are then compared whole.
"""

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from corpus.catalogue import documents, schema, versions
from corpus.catalogue.documents import DocumentRecord
from corpus.catalogue.versions import VersionHead
from corpus.home import Home
from corpus.text.analyser import stop_words
from corpus.text.dates import to_iso
from corpus.text.normalise import fold
from ingest.sheets import write_rows

Hashes = NDArray[np.uint64]

NEAR = 0.7
"""From which similarity on two texts are near copies."""
_SHINGLE, _SKETCH, _COMMON = 5, 256, 60
"""Words in a shingle; hashes kept of a document to find candidates; in how many documents a hash may be that still finds any."""
_MOST_EDITIONS = 12
"""Above how many documents of one title it is a kind of document (minutes, circulars) rather than one work."""
_WORD = re.compile(r"\w+")
_YEAR = re.compile(r"(?<!\d)(?:1[34]\d\d|19\d\d|20\d\d)(?!\d)")
_ORDINALS = {
    fold(word): str(number)
    for number, words in enumerate(
        ("first 1st الأول الأولى", "second 2nd الثاني الثانية", "third 3rd الثالث الثالثة", "fourth 4th الرابع الرابعة",
         "fifth 5th الخامس الخامسة"), start=1,
    )
    for word in words.split()
}  # fmt: skip
_MARKERS = "edition|version|revision|rev|release|issue|ver|v|الإصدار|إصدار|الطبعة|طبعة|النسخة|نسخة|المراجعة|التحديث"
_MARKER = "|".join(fold(word) for word in _MARKERS.split("|"))
_NUMBERED = re.compile(rf"(?<!\w)(?:{_MARKER})[\s._:-]*(?:no\.?|رقم)?\s*(\d+(?:\.\d+)?|{'|'.join(_ORDINALS)})(?!\w)")
_ORDERED = re.compile(rf"(?<!\w)({'|'.join(_ORDINALS)})\s+(?:{_MARKER})(?!\w)")
_BARE = re.compile(rf"(?<!\w)(?:{_MARKER}|final|draft|updated|new|النهائي|محدث|محدثه|جديد)(?!\w)")


@dataclass(frozen=True, slots=True)
class Described:
    """What a proposal would have the catalogue say of one document."""

    id: str
    path: str
    root: str
    series: str = ""
    edition: str = ""
    supersedes: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Documents that seem to be one: `equal` files, a `near` copy, or `edition`s of one work, the oldest first.

    `similarity` is the Jaccard similarity of their texts (of the least alike pair), 0 where it was not what told.
    """

    kind: Literal["equal", "near", "edition"]
    documents: tuple[Described, ...]
    similarity: float
    why: str


@dataclass(frozen=True, slots=True)
class _Work:
    """One document as it is compared. `stated` is what tells its edition from others, oldest first when sorted."""

    record: DocumentRecord
    head: VersionHead
    key: tuple[str, ...]
    edition: str
    year: str
    date: str

    @property
    def stated(self) -> tuple[str, str, tuple[int, ...]]:
        return (self.year, self.date, tuple(int(part) for part in self.edition.split(".") if part.isdigit()))

    def described(self, *, series: str = "", supersedes: str = "") -> Described:
        return Described(
            self.record.id, self.record.path, self.record.root, series, self.edition or self.year if series else "", supersedes
        )


def find_duplicates(home: Home) -> list[Proposal]:
    """Everything in the library that seems to be there twice, or to be an edition of something else in it."""
    with closing(schema.connect(home.catalogue)) as catalogue:
        records = [record for record in documents.all_documents(catalogue) if record.version is not None]
        heads = versions.heads(catalogue, [record.version for record in records if record.version is not None])
        works = [_work(record, heads[record.version]) for record in records if record.version is not None]
        equal = list(_equal(works))
        once = _one_of_each(works, equal)
        near = list(_near(catalogue, once))
    alike = {frozenset((a.record.id, b.record.id)): similarity for a, b, similarity in near}
    editions, told = _editions(once, alike)
    copies = [
        Proposal("near", (a.described(), b.described()), similarity, f"{similarity:.0%} of their text is the same")
        for a, b, similarity in near
        if frozenset((a.record.id, b.record.id)) not in told
    ]
    return [*equal, *copies, *editions]


def _work(record: DocumentRecord, head: VersionHead) -> _Work:
    title, metadata = fold(head.metadata.title), head.metadata
    stem = fold(re.sub(r"[_\-]+", " ", Path(record.path).stem))
    edition = metadata.edition or _edition_in(title) or _edition_in(stem)
    years = _YEAR.findall(title) or _YEAR.findall(stem)
    return _Work(record, head, _key(title, metadata.language), fold(edition), max(years, default=""), to_iso(metadata.date))


def _edition_in(text: str) -> str:
    found = _NUMBERED.search(text) or _ORDERED.search(text)
    return _ORDINALS.get(found[1], found[1]) if found else ""


def _key(title: str, language: str) -> tuple[str, ...]:
    """A title without what tells editions apart; empty when nothing is left that would tell works apart."""
    for pattern in (_NUMBERED, _ORDERED, _YEAR, _BARE):
        title = pattern.sub(" ", title)
    words = [word for word in _WORD.findall(title) if not word.isdigit()]
    return (language, *words) if set(words) - stop_words() else ()


def _equal(works: Sequence[_Work]) -> Iterator[Proposal]:
    by_content: dict[str, list[_Work]] = defaultdict(list)
    for work in works:
        by_content[work.record.content].append(work)
    for content, group in sorted(by_content.items(), key=lambda item: item[1][0].record.id):
        if content and len(group) > 1:
            audiences = {work.record.audience for work in group}
            why = "the files are the same byte for byte" + ("; their audiences differ and stay so" if len(audiences) > 1 else "")
            yield Proposal("equal", tuple(work.described() for work in group), 1.0, why)


def _one_of_each(works: Sequence[_Work], equal: Iterable[Proposal]) -> list[_Work]:
    others = {document.id for proposal in equal for document in proposal.documents[1:]}
    return [work for work in works if work.record.id not in others]


def _near(catalogue: sqlite3.Connection, works: Sequence[_Work]) -> Iterator[tuple[_Work, _Work, float]]:
    @lru_cache(maxsize=512)
    def shingles_of(version: int) -> Hashes:
        return _shingles(versions.load(catalogue, version).text, words)

    words: dict[str, int] = {}
    sketches = [shingles_of(work.head.key)[:_SKETCH] for work in works]
    for a, b in sorted(_candidates(sketches)):
        one, other = shingles_of(works[a].head.key), shingles_of(works[b].head.key)
        shared = np.intersect1d(one, other, assume_unique=True).size
        similarity = shared / (one.size + other.size - shared)
        if similarity >= NEAR:
            yield works[a], works[b], round(float(similarity), 3)


def _shingles(text: str, words: dict[str, int]) -> Hashes:
    """The distinct hashes of a text's shingles, ascending. `words` remembers the hash of each word as it is written."""
    found = text.split()
    for word in set(found) - words.keys():
        folded = "".join(_WORD.findall(fold(word)))
        words[word] = int.from_bytes(blake2b(folded.encode("utf-8", "surrogatepass"), digest_size=8).digest()) if folded else 0
    numbers = np.fromiter(map(words.__getitem__, found), dtype=np.uint64, count=len(found))
    numbers = numbers[numbers != 0]
    width = min(_SHINGLE, len(numbers))
    rolled = np.zeros(len(numbers) - width + 1 if width else 0, dtype=np.uint64)
    for at in range(width):
        rolled = (rolled * np.uint64(0x9E3779B97F4A7C15)) ^ numbers[at : at + len(rolled)]
    rolled ^= rolled >> np.uint64(31)
    return np.unique(rolled * np.uint64(0xBF58476D1CE4E5B9))


def _candidates(sketches: Sequence[Hashes]) -> set[tuple[int, int]]:
    """Pairs whose sketches share about as much as near copies would."""
    holders: dict[int, list[int]] = defaultdict(list)
    for at, sketch in enumerate(sketches):
        for value in sketch.tolist():
            holders[value].append(at)
    shared: Counter[tuple[int, int]] = Counter()
    for group in holders.values():
        if 1 < len(group) <= _COMMON:
            shared.update((a, b) for i, a in enumerate(group) for b in group[i + 1 :])
    return {(a, b) for (a, b), n in shared.items() if n >= 0.4 * min(len(sketches[a]), len(sketches[b]))}


def _editions(works: Sequence[_Work], alike: dict[frozenset[str], float]) -> tuple[list[Proposal], set[frozenset[str]]]:
    """Works of one title that state different editions, and the near copies among them."""
    groups: dict[tuple[str, ...], list[_Work]] = defaultdict(list)
    for work in works:
        if work.key:
            groups[work.key].append(work)
    proposals, told = [], set()
    for group in groups.values():
        stated = {work.stated for work in group}
        if not 1 < len(group) <= _MOST_EDITIONS or len(stated) < len(group) or _is_described(group):
            continue
        ordered = sorted(group, key=lambda work: (work.stated, work.record.id))
        pairs = {frozenset((a.record.id, b.record.id)) for a in group for b in group if a is not b}
        told |= pairs
        proposals.append(_edition_proposal(ordered, min((alike[p] for p in pairs if p in alike), default=0.0)))
    return sorted(proposals, key=lambda proposal: proposal.documents[0].id), told


def _is_described(group: Sequence[_Work]) -> bool:
    """Whether the catalogue says already that these are one series."""
    return len({work.head.metadata.series for work in group} | {""}) == 2 and all(work.head.metadata.series for work in group)


def _edition_proposal(ordered: Sequence[_Work], similarity: float) -> Proposal:
    series = next((w.head.metadata.series for w in ordered if w.head.metadata.series), "") or _series_name(ordered)
    described = [
        work.described(series=series, supersedes=before.record.id if before else "")
        for before, work in zip([None, *ordered], ordered, strict=False)
    ]
    told = ", ".join(work.edition or work.year or work.date or "?" for work in ordered)
    return Proposal("edition", tuple(described), similarity, f"one title, and the editions, years or dates {told}")


def _series_name(ordered: Sequence[_Work]) -> str:
    """The oldest document's id without its year and edition, else the words of the title."""
    name = fold(ordered[0].record.id.replace("_", " ").replace("-", " "))
    for pattern in (_NUMBERED, _ORDERED, _YEAR, _BARE):
        name = pattern.sub(" ", name)
    return "-".join(_WORD.findall(name)) or "-".join(ordered[0].key[1:])


@dataclass(slots=True)
class _Row:
    cells: dict[str, str]
    kinds: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    why: list[str] = field(default_factory=list)


def write_proposals(path: Path, proposals: Sequence[Proposal]) -> None:
    """Write proposals as a sheet for `dalil index catalogue import`: a row a document; the last three columns say why."""
    rows: dict[str, _Row] = {}
    for proposal in proposals:
        for document in proposal.documents:
            row = rows.setdefault(document.id, _Row({"root": document.root, "path": document.path, "id": document.id}))
            said = {"series": document.series, "edition": document.edition, "supersedes": document.supersedes}
            row.cells |= {name: value for name, value in said.items() if value}
            row.kinds.append(proposal.kind)
            row.others += [other.id for other in proposal.documents if other.id != document.id]
            row.why.append(proposal.why)
    write_rows(
        path,
        [
            row.cells | {"proposal": ", ".join(row.kinds), "beside": ", ".join(row.others), "because": "; ".join(row.why)}
            for row in rows.values()
        ],
        more=("proposal", "beside", "because"),
    )
