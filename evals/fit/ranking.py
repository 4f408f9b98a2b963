"""Fits the choice of sentences: `python -m evals.fit.ranking --data FOLDER` writes `assistant/answering/tables/ranking.json`.

FOLDER holds xquad-dev.ar.json, xquad-dev.en.json and arcd-dev.json; the `tune` half of the gold set is asked of the library that
is served. A logistic regression tells sentences that answer from the others that were read; there is one for passages in the
question's language and one for those in the other. Each question counts alike, those of the gold set more. What is printed: how
often the sentence ranked first, or one of the first two, holds the answer, with weights that never saw its article
(cross-validation over articles, whose translations stay together) and with the weights that are shipped. Needs scikit-learn,
which `make test` brings.
"""

import argparse
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from api.settings import Settings
from assistant.answering.signals import SIGNALS
from evals.fit.reading import GOLD, Case, askings, case_of

FOLDS = 6
TABLE = Path("assistant/answering/tables/ranking.json")
MODELS = ("same", "across")
_INVERSE_REGULARISATION = 0.1
_COUNTS = 30.0
"""How much a question counts, spread over its sentences."""
_OWN_COUNTS = 6.0
"""How much a question of institutional documents counts against one of encyclopaedic paragraphs, of which there are far more."""

Weights = NDArray[np.float64]


def cases_of(settings: Settings, data: Path) -> list[Case]:
    """The cases of all judged questions that may be learned from."""
    found = (case_of(asking) for asking in askings(settings, data))
    return [case for case in found if case is not None]


def fold_of(group: str) -> int:
    """The fold that a group is in, 0 to FOLDS - 1, the same in every run."""
    return zlib.crc32(group.encode()) % FOLDS


def fit(cases: Sequence[Case]) -> Weights:
    """The weight of each signal, from the cases in which some sentence answers."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    learnable = [case for case in cases if case.right.any()]
    rows = np.concatenate([case.signals for case in learnable])
    counts = np.concatenate([np.full(len(case.right), _weight(case) / len(case.right)) for case in learnable])
    scaler = StandardScaler().fit(rows)
    model = LogisticRegression(C=_INVERSE_REGULARISATION, max_iter=1000)
    model.fit(scaler.transform(rows), np.concatenate([case.right for case in learnable]), sample_weight=counts)
    return np.asarray(model.coef_[0] / scaler.scale_)


def _weight(case: Case) -> float:
    return _COUNTS * (_OWN_COUNTS if case.dataset == GOLD else 1.0)


def cross_validated(cases: Sequence[Case]) -> Iterator[tuple[Case, Weights]]:
    """Each case with weights that were learned without its group."""
    for fold in range(FOLDS):
        weights = fit([case for case in cases if fold_of(case.group) != fold])
        yield from ((case, weights) for case in cases if fold_of(case.group) == fold)


def hits(weighed: Sequence[tuple[Case, Weights]]) -> Mapping[str, tuple[float, ...]]:
    """For each data set how often the first and the first two sentences hold the answer: anywhere, and in the right document."""
    found: dict[str, list[tuple[float, ...]]] = {}
    for case, weights in weighed:
        best = np.argsort(-(case.signals @ weights), kind="stable")[:2]
        told, right = case.told[best], case.right[best]
        found.setdefault(case.dataset, []).append((float(told[0]), float(told.any()), float(right[0]), float(right.any())))
    return {name: tuple(np.mean(rows, axis=0).tolist()) for name, rows in found.items()}


def main() -> None:
    """Read, cross-validate, fit both models on everything, and write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the public data")
    parser.add_argument("--target", type=Path, default=TABLE)
    given = parser.parse_args()
    every = cases_of(Settings.load(), given.data)
    models = {}
    print(f"{'':24} told in the first, the first two; the same in the right document")
    for name in MODELS:
        cases = [case for case in every if case.across is (name == "across")]
        weights = fit(cases)
        unseen, seen = hits(list(cross_validated(cases))), hits([(case, weights) for case in cases])
        for dataset in unseen:
            print(f"{dataset:24} unseen {_shown(unseen[dataset])}   seen {_shown(seen[dataset])}")
        models[name] = {signal: round(float(weight), 5) for signal, weight in zip(SIGNALS, weights, strict=True)}
    given.target.write_text(json.dumps(models, indent=1) + "\n", encoding="utf-8")


def _shown(values: Sequence[float]) -> str:
    return " ".join(f"{value:.3f}" for value in values)


if __name__ == "__main__":
    main()
