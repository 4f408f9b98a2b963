"""The same passage in several editions of a document: told once, by the newest, with the older ones beside it.

Documents belong together when one supersedes another, or when they are dated or numbered editions of the same title in the same
language. Passages of such documents that share most of their words in sequence are the same passage.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.model import Candidate
from corpus.catalogue.versions import VersionHead
from corpus.generation.snapshot import View
from corpus.text.analyser import terms
from corpus.text.normalise import fold

_ALIKE = 0.8
"""The share of their sequences of three words that two texts must have in common."""
_LOOKED_AT = 30
_NUMBERS = re.compile(r"[\d\W_]+")
Sequences = frozenset[tuple[str, ...]]
"""The sequences of three stems of a text."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """A passage, and the same passage in older editions."""

    newest: Candidate
    older: tuple[Candidate, ...] = ()


def gather_editions(view: View, candidates: Sequence[Candidate]) -> list[Gathered]:
    """The candidates, best first, each edition's passage with the newest one's, at the place of the best of them."""
    looked_at = candidates[:_LOOKED_AT]
    documents = {candidate.address.version: view.snapshot.heads[candidate.address.version] for candidate in looked_at}
    families = {version: _family(view, head) for version, head in documents.items()}
    sizes = Counter(families.values())
    groups: list[list[Candidate]] = []
    known: dict[tuple[str, ...], list[tuple[Sequences, list[Candidate]]]] = {}
    for candidate in looked_at:
        family = families[candidate.address.version]
        if sizes[family] < 2:
            groups.append([candidate])
            continue
        words = _sequences(view.text(candidate.address))
        same = next((group for other, group in known.get(family, []) if _alike(words, other)), None)
        if same is None:
            same = []
            groups.append(same)
            known.setdefault(family, []).append((words, same))
        same.append(candidate)
    return [*(_gathered(documents, group) for group in groups), *map(Gathered, candidates[_LOOKED_AT:])]


def _gathered(documents: Mapping[int, VersionHead], group: list[Candidate]) -> Gathered:
    """The newest edition first: one that no other here replaces, then by date."""
    if len(group) == 1:
        return Gathered(group[0])
    replaced = {documents[candidate.address.version].metadata.supersedes for candidate in group}

    def newness(candidate: Candidate) -> tuple[bool, str]:
        head = documents[candidate.address.version]
        return head.document not in replaced, head.metadata.date

    newest, *older = sorted(group, key=newness, reverse=True)
    return Gathered(newest, tuple(older))


def _family(view: View, head: VersionHead) -> tuple[str, ...]:
    """What editions of one document have in common: the oldest that they replace one after another; where there is none, language
    and title, for documents that say of which edition or day they are.
    """
    oldest, seen = head, {head.document}
    while oldest.metadata.supersedes and oldest.metadata.supersedes not in seen:
        earlier = view.document(oldest.metadata.supersedes)
        if earlier is None:
            break
        oldest = earlier
        seen.add(oldest.document)
    title = _plain(oldest.metadata.title)
    if title and (oldest.metadata.edition or oldest.metadata.date):
        return oldest.metadata.language, title
    return (oldest.document,)


@lru_cache(maxsize=4096)
def _plain(title: str) -> str:
    """A title without numbers and signs, as all editions have it."""
    return _NUMBERS.sub(" ", fold(title)).strip()


def _sequences(text: str) -> Sequences:
    stems = [term.stem for term in terms(text)]
    return frozenset(tuple(stems[at : at + 3]) for at in range(max(1, len(stems) - 2)))


def _alike(one: Sequences, other: Sequences) -> bool:
    return len(one & other) >= _ALIKE * len(one | other)
