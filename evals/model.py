"""The values of an evaluation: data sets of judged questions, and what was told for each of them.

A question's judgement is made of quotations (never of offsets), nuggets and the documents that answer it. Ranks count from 1;
durations end in `_ms` and are wall time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from corpus.model import Language

Kind = Literal["fact", "how-to", "compare", "several", "across", "follow-up", "newest", "unanswerable", "near", "forbidden"]
"""What a question asks for. `near` is unanswerable though the library holds something close; `forbidden` is answered only in
documents that this asker may not read."""

KINDS: tuple[str, ...] = (
    "fact",
    "how-to",
    "compare",
    "several",
    "across",
    "follow-up",
    "newest",
    "unanswerable",
    "near",
    "forbidden",
)
SILENT = frozenset({"unanswerable", "near", "forbidden"})
"""The kinds that must be refused."""

Wording = Literal["plain", "short", "misspelt", "dialectal", "indirect"]
WORDINGS: tuple[str, ...] = ("plain", "short", "misspelt", "dialectal", "indirect")

Half = Literal["tune", "test", ""]
"""Nothing is ever fitted on `test`."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words that support an answer, where they stand: a document and (when it matters) its edition."""

    document: str
    quote: str
    edition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvalQuestion:
    """One judged question."""

    id: str
    text: str
    language: Language
    kind: Kind = "fact"
    wording: Wording = "plain"
    half: Half = ""
    answerable: bool = True
    evidence: tuple[tuple[Quotation, ...], ...] = ()
    """Everything that a whole answer rests on; each item holds alternatives of which one suffices."""
    nuggets: tuple[tuple[str, ...], ...] = ()
    """The key points of a whole answer, each with its alternative wordings."""
    answers: tuple[str, ...] = ()
    """Short gold answers, each right by itself (SQuAD)."""
    relevant: Mapping[str, int] = field(default_factory=dict)
    """Documents of the pool that answer it, with their grades; empty where `evidence` says more."""
    groups: frozenset[str] | None = None
    """Who asks; None is the owner."""
    history: tuple[str, ...] = ()
    only: Language | Literal[""] = ""
    """The language of the documents that it is asked of; empty is both."""


@dataclass(frozen=True, slots=True)
class PoolDocument:
    """A document that a data set brings with it. `answers` are the ids of the questions that it answers."""

    id: str
    text: str
    language: Language
    answers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Dataset:
    """Judged questions and the documents to ask; without a pool they are asked of the library that is served."""

    name: str
    questions: tuple[EvalQuestion, ...]
    pool: tuple[PoolDocument, ...]
    digest: str
    """Of everything that was read, so that two runs over different data are never compared as one."""


@dataclass(frozen=True, slots=True)
class Told:
    """What was told for one question: enough for every measure and for reading it again, in plain JSON values."""

    id: str
    dataset: str
    text: str
    language: str
    kind: str
    wording: str
    half: str
    answerable: bool
    relevant: dict[str, int]
    """What should be found, by the ids of `ranked`, with grades."""
    items: list[list[str]]
    """The evidence items, each the ids of `ranked` that hold it; a whole answer needs one of each."""
    evidence: list[list[list[str]]]
    """The evidence as quoted: items of alternatives of [document, quote]."""
    nuggets: list[list[str]]
    answers: list[str]
    ranked: list[list[Any]]
    """What was found, best first: [id, score]."""
    abstained: bool
    """Whether nothing was told: it was refused, or asked back what is meant."""
    confidence: float
    answer: str
    answer_language: str
    sentences: list[dict[str, Any]]
    """Each with `text`, `citations` (numbers) and `support`."""
    citations: list[dict[str, Any]]
    """Each with `n`, `document`, `language`, `quote`, and `stands`: whether the quotation stands in the document at its place."""
    leaked: list[str]
    """Documents that were shown or found though the asker may not read them."""
    ask_ms: float
    search_ms: float
    tokens: int = 0
    """What a chat model was given and wrote; 0 without one."""

    @property
    def key(self) -> str:
        """Names the question among those of all data sets: translations of one set often share their ids."""
        return f"{self.dataset}/{self.id}"
