"""Fits the confidence: `python -m evals.fit.confidence --dataset squad:FILE … --across squad:FILE squad:FILE …`.

Each judged question is read twice: as it stands, and with the documents that answer it taken away. The `tune` half of the
gold set, asked of the library that is served, counts beside the public data sets, whose questions are worded like the text
that answers them; its questions without an answer count most, for there are few. There are two models: one for passages in
the language of the question, one for passages in the other language, where no word can match. Needs scikit-learn, which
`make test` brings.
"""

import argparse
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from api.library import open_assistant
from api.settings import Settings
from assistant.answering.base import Found
from assistant.answering.confidence import FEATURES, evidence_of
from assistant.ask import Reading, read
from assistant.assistant import Assistant
from assistant.conversation.followup import resolve
from assistant.model import Question
from assistant.options import AskOptions
from assistant.query.analyse import analyse
from corpus.generation.snapshot import EVERYWHERE, Snapshot
from corpus.progress import Progress
from evals.asking import question_of
from evals.datasets.load import open_datasets
from evals.model import Dataset, EvalQuestion
from evals.scratch import scratch_settings

_USED: Mapping[str, frozenset[str]] = {
    "same": frozenset({"coverage", "sentence_coverage", "best_coverage", "cosine", "word_margin", "late"}),
    "across": frozenset({"cosine", "late"}),
}
_WEIGHTS = {
    "answered": 4.0,
    "taken away": 0.7,
    "unanswerable": 25.0,
    "near": 8.0,
    "forbidden": 1.0,
    "public": 1.0,
    "public, taken away": 0.5,
}
_INVERSE_REGULARISATION = 0.3


@dataclass(frozen=True, slots=True)
class Case:
    """One reading of a question: its features, whether the answer was there, and how much the case counts."""

    values: tuple[float, ...]
    across: bool
    there: bool
    weight: float


def cases(assistant: Assistant, dataset: Dataset, *, gold: bool) -> Iterator[Case]:
    """The cases of a data set, asked of what the assistant serves."""
    snapshot = assistant.snapshot()
    options = AskOptions(abstain_below=0.0)
    for question in dataset.questions:
        if gold and question.half != "tune":
            continue
        asked = question_of(question)
        understood = resolve(asked.text, asked.history)
        language, where = (dataset.pool[0].language, EVERYWHERE) if dataset.pool else (asked.language, asked.where)
        query = analyse(Question(understood, language, asked.asker, where), longest=len(understood))
        reading = read(snapshot.view(asked.asker.groups), query, embedder=assistant.embedder, options=options)
        there = question.answerable
        kind = ("answered" if gold else "public") if there else question.kind
        yield from _case(reading, reading.found, there, kind)
        if there:
            kept = tuple(one for one in reading.found if one.version.document not in _answering(question, snapshot))
            yield from _case(reading, kept, False, "taken away" if gold else "public, taken away")


def _answering(question: EvalQuestion, snapshot: Snapshot) -> set[str]:
    """The documents that answer a question, with those that say the same in the other language."""
    named = set(question.relevant) | {quotation.document for item in question.evidence for quotation in item}
    return named | {head.document for head in snapshot.heads.values() if head.metadata.twin in named}


def _case(reading: Reading, found: tuple[Found, ...], there: bool, kind: str) -> Iterator[Case]:
    if found:
        weights = {stem: reading.ranker.weight_of(stem) for stem in reading.query.content}
        best = max((scored.overlap for scored in reading.ranker.rank(found[:1])), default=0.0)
        evidence = evidence_of(reading.query, found, weights, best)
        yield Case(evidence.values, evidence.across, there, _WEIGHTS[kind])


def fit(found: list[Case], used: frozenset[str]) -> dict[str, float | list[float]]:
    """The weights of one model over these cases; features that it doesn't use weigh nothing."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    mask: NDArray[np.bool_] = np.array([name in used for name in FEATURES])
    matrix = np.array([case.values for case in found])[:, mask]
    scaler = StandardScaler().fit(matrix)
    model = LogisticRegression(C=_INVERSE_REGULARISATION, max_iter=2000)
    model.fit(scaler.transform(matrix), [case.there for case in found], sample_weight=[case.weight for case in found])
    weights = np.zeros(len(FEATURES))
    weights[mask] = model.coef_[0] / scaler.scale_
    intercept = float(model.intercept_[0] - (weights[mask] * scaler.mean_).sum())
    return {"intercept": round(intercept, 4), "weights": [round(float(weight), 4) for weight in weights]}


def main() -> None:
    """Fit both models and write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dataset", action="append", default=[], help="a public data set, as `dalil eval run` names it")
    parser.add_argument(
        "--across", action="append", nargs=2, default=[], metavar=("QUESTIONS", "POOL"), help="asked of another's texts"
    )
    parser.add_argument("--target", type=Path, default=Path("assistant/answering/tables/confidence.json"))
    given = parser.parse_args()
    settings = Settings.load()
    found = list(cases(open_assistant(settings), open_datasets([])[0], gold=True))
    public = open_datasets(given.dataset) if given.dataset else []
    public += [dataset for questions, pool in given.across for dataset in open_datasets([questions], [pool])]
    for dataset in public:
        own = scratch_settings(settings, dataset, progress=Progress())
        found += cases(open_assistant(own), dataset, gold=False)
    models = {name: fit([c for c in found if c.across is (name == "across")], used) for name, used in _USED.items()}
    given.target.write_text(json.dumps(models, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
