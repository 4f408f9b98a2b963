"""The values that pass between the stages of a question: question, query, candidates, evidence, answer.

Ranks count from 1. A score has meaning only within its source. Offsets are code points of a version's canonical text, half-open.
"""

import re
from dataclasses import dataclass, field
from typing import Literal

from corpus.generation.lexical import WeightedTerm
from corpus.generation.snapshot import EVERYWHERE, Address, Where
from corpus.model import Language, group_name

AnswerKind = Literal["answer", "abstention", "social", "clarification"]


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: the groups whose documents they may read. `groups=None` is the owner, who reads everything."""

    groups: frozenset[str] | None = None

    @classmethod
    def parse(cls, groups: str | None) -> "Asker":
        """From a comma-separated list; None is the owner, `public` a stranger."""
        if groups is None:
            return cls(None)
        return cls(frozenset(map(group_name, re.split("[,;،؛]", groups))) - {""})


OWNER = Asker()
"""Who reads everything."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a person asked. `language` is the language wanted for the answer; empty is that of the question."""

    text: str
    language: Language | Literal[""] = ""
    asker: Asker = OWNER
    where: Where = EVERYWHERE
    history: tuple[str, ...] = ()
    """The questions asked before in this conversation, oldest first."""
    leaning: bool = False
    """Whether it leaned on those, so that its text now holds what it left unsaid."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the indexes run it."""

    text: str
    language: Language
    wanted: Language
    """The language that the answer should have."""
    terms: tuple[WeightedTerm, ...]
    content: tuple[str, ...]
    """The stems that carry the question's meaning, without stop words."""
    where: Where
    steps: bool = False
    """Whether it asks how something is done."""
    leaning: bool = False
    """Whether it leaned on the questions before it."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that was found, with its rank and score from each source; the fused score is in 0 to 1.

    `late` is its MaxSim, `window` that of its nearest stretch alone; `translated` the BM25 score of the question's words in the
    other language; `reranked` what a cross-encoder makes of it. Ranks of 0 are those of a source that didn't find it.
    """

    address: Address
    score: float
    lexical: float = 0.0
    cosine: float = 0.0
    late: float = 0.0
    lexical_rank: int = 0
    dense_rank: int = 0
    window: float = 0.0
    translated: float = 0.0
    translated_rank: int = 0
    reranked: float = 0.0
    reranked_rank: int = 0

    def at(self, score: float) -> "Candidate":
        """The same with another score."""
        return Candidate(
            self.address,
            score,
            self.lexical,
            self.cosine,
            self.late,
            self.lexical_rank,
            self.dense_rank,
            self.window,
            self.translated,
            self.translated_rank,
            self.reranked,
            self.reranked_rank,
        )


@dataclass(frozen=True, slots=True)
class OtherEdition:
    """The same passage in an older edition."""

    document: str
    title: str
    edition: str
    date: str
    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """Where the best passage of a stretch lies: `start` and `end` in code points of the canonical text."""

    page: int
    heading: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One row of `dalil search`, best first. `older` are other editions that have the same passage, newest first.

    `page` and `heading` are those at `start`. `hit`, the best passage in `text`, is there where passages around were asked for.
    """

    rank: int
    score: float
    document: str
    title: str
    language: str
    page: int
    heading: str
    text: str
    start: int
    end: int
    older: tuple[OtherEdition, ...] = ()
    hit: Hit | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A passage address with the exact quotation, and what a reader needs to find it again. `n` counts from 1."""

    n: int
    document: str
    title: str
    type: str
    language: str
    edition: str
    number: str
    issuer: str
    date: str
    owner: str
    version: int
    page: int
    page_label: str
    heading: str
    quote: str
    start: int
    end: int
    url: str
    illustrative: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer, the numbers of its citations, how well they support it, 0 to 1, and why, in the answer's
    language.
    """

    text: str
    citations: tuple[int, ...]
    support: float
    why: str = ""


@dataclass(frozen=True, slots=True)
class Closest:
    """A passage that came close without answering."""

    document: str
    title: str
    page: int
    text: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody who is asked back may choose: a matter, and the whole question about it."""

    label: str
    question: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What is told: cited sentences, or (when `abstained`) that the library does not say, with what came closest.

    `confidence` is the calibrated probability that the library holds the answer. `notes` are for the reader, in the answer's
    language: illustrative sources, quotations in the other language, a language model that was not available.
    """

    answer: str
    language: Language
    abstained: bool
    confidence: float
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    closest: tuple[Closest, ...] = ()
    kind: AnswerKind = "answer"
    searched: int = 0
    """How many documents the asker's question was asked of."""
    understood_as: str = ""
    notes: tuple[str, ...] = field(default=())
    withheld: tuple[str, ...] = ()
    """Why each sentence that a language model wrote was withheld, without the sentence."""
    illustrative: bool = False
    choices: tuple[Choice, ...] = ()
    """In a clarification what its asker may mean, in a social reply questions to begin with."""


@dataclass(frozen=True, slots=True)
class Status:
    """An event of a streamed answer: what is being done, over how many documents."""

    stage: Literal["searching", "reading", "writing"]
    documents: int


@dataclass(frozen=True, slots=True)
class Sources:
    """An event of a streamed answer: the documents that are being read for it."""

    sources: tuple[Closest, ...]


Event = Status | Sources | Sentence | Answer
"""What `Assistant.stream` yields, in this order: statuses, sources, sentences (none in an abstention), then the whole answer."""
