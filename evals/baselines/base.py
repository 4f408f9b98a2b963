"""The seam of the baselines: what each is given and must give back."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Protocol

from assistant.assistant import Assistant
from evals.model import Dataset, EvalQuestion, Told
from evals.places import passage_id


@dataclass(frozen=True, slots=True)
class Collection:
    """What is searched: the passages that Dalil has (or the documents of a pool), with their ids and languages."""

    ids: tuple[str, ...]
    texts: tuple[str, ...]
    languages: tuple[str, ...]
    assistant: Assistant

    def allowed(self, question: EvalQuestion) -> list[bool]:
        """Which of them a question is asked of."""
        return [question.only in ("", language) for language in self.languages]


class Baseline(Protocol):
    """Ranks the collection for a question."""

    @property
    def name(self) -> str:
        """The baseline, as tables show it."""
        ...

    @property
    def needs(self) -> Sequence[str]:
        """Modules that must be there."""
        ...

    def build(self, collection: Collection) -> None:
        """Index it."""
        ...

    def rank(self, question: EvalQuestion, told: Told, k: int) -> list[str]:
        """The ids of the best `k`, best first. `told` holds the judgement, for baselines that cut texts otherwise."""
        ...


def missing(baseline: Baseline) -> list[str]:
    """The modules that a baseline needs and this environment lacks."""
    return [name for name in baseline.needs if find_spec(name) is None]


def collection_of(dataset: Dataset, assistant: Assistant) -> Collection:
    """What a data set's questions are asked of."""
    if dataset.pool:
        pool = dataset.pool
        return Collection(tuple(d.id for d in pool), tuple(d.text for d in pool), tuple(d.language for d in pool), assistant)
    snapshot = assistant.snapshot()
    ids, texts, languages = [], [], []
    for key, head in snapshot.heads.items():
        text = snapshot.version(key).text
        for passage in snapshot.passages(key).values():
            ids.append(passage_id(head.document, passage.start))
            texts.append(text[passage.start : passage.end])
            languages.append(head.metadata.language)
    return Collection(tuple(ids), tuple(texts), tuple(languages), assistant)


def best(scores: Sequence[float], ids: Sequence[str], allowed: Sequence[bool], k: int) -> list[str]:
    """The ids of the best allowed ones that score at all; equal scores by id."""
    order = sorted((at for at in range(len(ids)) if allowed[at] and scores[at] > 0), key=lambda at: (-scores[at], ids[at]))
    return [ids[at] for at in order[:k]]
