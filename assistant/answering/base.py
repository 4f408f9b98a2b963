"""The seam between what was found and what is said."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.model import Candidate, Query
from corpus.catalogue.versions import VersionRecord
from corpus.generation.snapshot import Address
from corpus.model import Passage, Span


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate with its passage and version at hand."""

    candidate: Candidate
    passage: Passage
    version: VersionRecord

    @property
    def address(self) -> Address:
        return self.candidate.address

    @property
    def text(self) -> str:
        """The passage's characters."""
        return self.version.text[self.passage.start : self.passage.end]


@dataclass(frozen=True, slots=True)
class Draft:
    """One sentence as an answerer writes it, with the spans (of the versions' canonical text) that it rests on."""

    text: str
    evidence: tuple[tuple[Found, Span], ...]
    score: float


class Answerer(Protocol):
    """Writes the sentences of an answer from what was found, in order, each with its evidence."""

    name: str

    def write(self, query: Query, found: Sequence[Found]) -> Iterator[Draft]:
        """The sentences, best evidence first where the order is free."""
        ...
