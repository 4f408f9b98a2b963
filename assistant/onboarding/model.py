"""The values of guided onboarding: a path with its steps, an answer's judgement, and where a quotation stands. No I/O here.

Offsets count code points of a version's canonical text, half-open. Scores are shares, 0 to 1. Times are UTC.
"""

from dataclasses import dataclass
from typing import Literal

from corpus.model import Language

Kind = Literal["open", "choice", "ordering", "matching", "true_false"]
KINDS: tuple[Kind, ...] = ("open", "choice", "ordering", "matching", "true_false")
LANGUAGES: tuple[Language, ...] = ("ar", "en")

PASSED = 0.5
"""The score from which a step counts as passed."""


@dataclass(frozen=True, slots=True)
class Both:
    """The same words in Arabic and in English."""

    ar: str
    en: str

    def in_(self, language: str) -> str:
        """The words in a language."""
        return self.en if language == "en" else self.ar


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A quotation that a path points to: the document, its edition when the path was written, and where the path says so."""

    document: str
    language: Language
    edition: str
    quote: str
    line: int


@dataclass(frozen=True, slots=True)
class Passage:
    """What a step teaches from or rests a point on: one excerpt, or one in each language."""

    excerpts: tuple[Excerpt, ...]

    def in_(self, language: str) -> Excerpt:
        """The excerpt in a language; where there is none, the other."""
        return next((excerpt for excerpt in self.excerpts if excerpt.language == language), self.excerpts[0])


@dataclass(frozen=True, slots=True)
class KeyPoint:
    """One thing that a right answer says, and the passages that it rests on."""

    id: str
    say: Both
    evidence: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers to choose from."""

    say: Both
    right: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Two things that belong together."""

    left: Both
    right: Both


@dataclass(frozen=True, slots=True)
class Question:
    """What a step asks. Only what its kind needs is filled in: `items` stand in their right order."""

    kind: Kind
    ask: Both
    hint: Both
    key_points: tuple[KeyPoint, ...]
    options: tuple[Option, ...] = ()
    items: tuple[Both, ...] = ()
    pairs: tuple[Pair, ...] = ()
    truth: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """A few minutes: something to read, then a question about it. `fingerprint` changes whenever the step's content does."""

    id: str
    title: Both
    minutes: int
    after: tuple[str, ...]
    teach: tuple[Passage, ...]
    question: Question
    module: str
    fingerprint: str
    line: int


@dataclass(frozen=True, slots=True)
class Module:
    """Steps on one topic."""

    id: str
    title: Both
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Path:
    """What a role should know, in the order in which it is learned."""

    id: str
    title: Both
    role: Both
    summary: Both
    modules: tuple[Module, ...]
    file: str

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every step, in order."""
        return tuple(step for module in self.modules for step in module.steps)

    @property
    def minutes(self) -> int:
        """How long the whole path takes, by estimate."""
        return sum(step.minutes for step in self.steps)

    def step(self, step_id: str) -> Step | None:
        """The step of this id."""
        return next((step for step in self.steps if step.id == step_id), None)

    def documents(self) -> frozenset[str]:
        """The documents that the path rests on."""
        return frozenset(excerpt.document for step in self.steps for excerpt in excerpts_of(step))


def excerpts_of(step: Step) -> list[Excerpt]:
    """Every excerpt of a step, those of its key points after those that it teaches from."""
    passages = [*step.teach, *(passage for point in step.question.key_points for passage in point.evidence)]
    return [excerpt for passage in passages for excerpt in passage.excerpts]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a path's file: where, what, and what to do about it."""

    file: str
    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}; {self.remedy}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quotation stands in the served version of its document; `quote` is that span of the text, byte for byte."""

    document: str
    title: str
    type: str
    language: str
    edition: str
    version: int
    page: int
    page_label: str
    heading: str
    quote: str
    start: int
    end: int
    illustrative: bool
    moved_edition: bool
    """The document is served in another edition than the path was written for; the quotation still stands in it."""


Outcome = Literal["made", "missed", "contradicted"]


@dataclass(frozen=True, slots=True)
class PointJudgement:
    """What an answer did with one key point. `sure` is the calibrated probability that it was made; `because` says why not."""

    id: str
    outcome: Outcome
    sure: float
    said: str = ""
    """The learner's own words that it rests on."""
    because: str = ""
    """For a contradicted point: what the answer has and what its passage has."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """An answer held against a step's key points. `score` is the share of what was asked that was answered rightly."""

    score: float
    points: tuple[PointJudgement, ...]
    language: Language
    note: str = ""
    """Why nothing was credited, a key of the wording: `copied`, `keywords`, `to_judge`, `other_script`, `empty`; else empty."""
    right: bool | None = None
    """Of a question with a right choice, order or match: whether it was hit; None for an open one."""
