"""Judged questions as weights are learned from them: what was found for each, and which of its sentences answer.

Public questions are asked of one pool with all their paragraphs, in their own language and of the same paragraphs in the other;
the `tune` half of the gold set is asked of the library that is served.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from api.library import open_assistant
from api.settings import Settings
from assistant.answering.base import Found
from assistant.ask import READ, Reading, gather
from assistant.assistant import Assistant
from assistant.conversation.followup import resolve
from assistant.model import Query, Question
from assistant.options import RetrievalOptions
from assistant.query.analyse import analyse
from assistant.query.encode import EncodedQuery, encode
from assistant.query.select import in_language
from assistant.retrieval.retrieve import retrieve
from corpus.embed.base import Embedder
from corpus.generation.lexical import Alternatives, WeightedTerm
from corpus.generation.snapshot import Address, View, Where
from corpus.model import Language, Span
from corpus.progress import Progress
from evals.asking import question_of
from evals.datasets.load import open_datasets
from evals.measures.evidence import same_words
from evals.measures.words import plain
from evals.model import Dataset, EvalQuestion
from evals.scratch import scratch_settings

GOLD = "gold"
FOLLOW_UPS = "follow-ups"
CONVERSATIONS = Path(__file__).resolve().parent.parent / "gold" / "conversations" / "tune.jsonl"
_SPARE = 60
"""How many more are asked for where some are taken away."""
PUBLIC = ("xquad-dev.ar.json", "xquad-dev.en.json", "arcd-dev.json")


@dataclass(frozen=True, slots=True)
class Case:
    """One question, its sentences best passage first. `signals` is float32 [sentences, len(SIGNALS)]; `right` and `told` are bool
    [sentences]: the sentence answers and stands in the document that does; the sentence holds the answer, wherever it stands.
    `group` names what must not be split between folds.
    """

    dataset: str
    group: str
    across: bool
    signals: NDArray[np.float32]
    right: NDArray[np.bool_]
    told: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Asking:
    """A question, put to what its asker may read."""

    dataset: str
    group: str
    question: EvalQuestion
    view: View
    query: Query
    encoded: EncodedQuery
    embedder: Embedder

    def read(self, *, without: frozenset[int] = frozenset()) -> Reading:
        """What there is for the question, in the language that its data set asks of, as if there were no such versions."""
        view = Without(self.view, without) if without else self.view
        candidates = retrieve(view, self.query, self.encoded, self.embedder, options=RetrievalOptions())
        return gather(view, self.query, self.encoded, in_language(view, candidates, self.query.wanted), self.embedder)

    def answering(self) -> frozenset[int]:
        """The versions that answer the question."""
        named = set(self.question.relevant) | {q.document for item in self.question.evidence for q in item}
        return frozenset(key for key, head in self.view.snapshot.heads.items() if head.document in named)


class Without(View):
    """A view from which some versions are gone. Term weights stay those of the whole."""

    def __init__(self, view: View, gone: frozenset[int]) -> None:
        super().__init__(view.snapshot, view.readable)
        self._gone = gone

    def lexical(
        self, terms: Sequence[WeightedTerm], limit: int, where: Where, *, alternatives: Sequence[Alternatives] = ()
    ) -> list[tuple[Address, float]]:
        """The best passages by words that are left."""
        return self._left(super().lexical(terms, limit + _SPARE, where, alternatives=alternatives), limit)

    def dense(self, vector: NDArray[np.float32], limit: int, where: Where) -> list[tuple[Address, float]]:
        """The nearest passages that are left."""
        return self._left(super().dense(vector, limit + _SPARE, where), limit)

    def _left(self, found: Sequence[tuple[Address, float]], limit: int) -> list[tuple[Address, float]]:
        return [(address, score) for address, score in found if address.version not in self._gone][:limit]


def askings(settings: Settings, data: Path, *, every: int = 1) -> Iterator[Asking]:
    """Judged questions, read: one in `every` of the public data under `data`, and the `tune` half of the gold set."""
    groups = _articles(data)
    public = open_datasets([f"squad:{data / name}" for name in PUBLIC])
    own = scratch_settings(settings, public[0], progress=Progress())
    pool = open_assistant(own)
    for dataset in public:
        yield from _read(pool, _thinned(dataset, every), dataset.name, groups)
    for number, texts in enumerate(PUBLIC[1::-1]):
        (across,) = open_datasets([f"squad:{data / PUBLIC[number]}"], [f"squad:{data / texts}"])
        answers = {question.id: question.answers for question in public[1 - number].questions}
        theirs = tuple(replace(question, answers=answers[question.id]) for question in across.questions)
        yield from _read(pool, _thinned(replace(across, questions=theirs), every), f"{across.name} across", groups)
    library = open_assistant(settings)
    (gold,) = open_datasets([])
    yield from _read(library, gold, gold.name, {})


def follow_ups(settings: Settings) -> Iterator[Asking]:
    """The follow-ups of the `tune` half of the conversations, asked of the library that is served, read."""
    (dataset,) = open_datasets([f"conversations:{CONVERSATIONS}"])
    leaning = tuple(question for question in dataset.questions if question.history)
    groups = {question.id: question.id.rpartition("-")[0] for question in leaning}
    yield from _read(open_assistant(settings), replace(dataset, questions=leaning), FOLLOW_UPS, groups)


def _thinned(dataset: Dataset, every: int) -> Dataset:
    return replace(dataset, questions=dataset.questions[::every])


def _read(assistant: Assistant, dataset: Dataset, name: str, groups: dict[str, str]) -> Iterator[Asking]:
    snapshot = assistant.snapshot()
    for question in dataset.questions:
        if name == GOLD and question.half != "tune":
            continue
        asked = question_of(question)
        understood = resolve(asked.text, asked.history)
        language = _asked_of(dataset, question, across=name.endswith("across"))
        where = Where((("language", (language,)),)) if language else asked.where
        leaning = understood != asked.text
        put = Question(understood, language or asked.language, asked.asker, where, leaning=leaning)
        query = analyse(put, longest=len(understood))
        topic = question.id.rpartition("-")[0][:-3] if question.answerable else question.id
        group = groups.get(question.id, topic)
        encoded, view = encode(query, assistant.embedder), snapshot.view(asked.asker.groups)
        yield Asking(name, group, question, view, query, encoded, assistant.embedder)


def _asked_of(dataset: Dataset, question: EvalQuestion, *, across: bool) -> Language | Literal[""]:
    """The language of the documents that a question is asked of where that isn't its own."""
    if across:
        return dataset.pool[0].language
    if question.kind == "across":
        return "en" if question.language == "ar" else "ar"
    return ""


def case_of(asking: Asking) -> Case | None:
    """What can be learned from a question; None where nothing was found or it has no answer."""
    if not asking.question.answerable:
        return None
    reading = asking.read()
    ranked = reading.ranker.rank(reading.found[:READ])
    if not ranked or not ranked[0].signals:
        return None
    told = np.array([tells(asking.question, scored.found, scored.span) for scored in ranked])
    right = told & np.array([_right_document(asking.question, scored.found) for scored in ranked])
    across = reading.found[0].version.metadata.language != asking.query.language
    signals = np.array([list(scored.signals.values()) for scored in ranked], dtype=np.float32)
    return Case(asking.dataset, asking.group, across, signals, right, told)


def tells(question: EvalQuestion, found: Found, span: Span) -> bool:
    """Whether a sentence holds the answer."""
    text = span.of(found.version.text)
    if question.answers:
        return any(f" {plain(answer)} " in f" {plain(text)} " for answer in question.answers)
    quotations = [quotation for item in question.evidence for quotation in item]
    return any(q.document == found.version.document and same_words(text, q.quote) for q in quotations)


def _right_document(question: EvalQuestion, found: Found) -> bool:
    return not question.relevant or found.version.document in question.relevant


def _articles(data: Path) -> dict[str, str]:
    """The article of each public question; translations of one article are one."""
    found: dict[str, str] = {}
    for name in PUBLIC:
        for number, article in enumerate(json.loads((data / name).read_text("utf-8"))["data"]):
            for paragraph in article["paragraphs"]:
                found |= {str(qa["id"]): f"{name.partition('.')[0]} {number}" for qa in paragraph["qas"]}
    return found
