"""Fits the confidence: `python -m evals.fit.confidence --data FOLDER` writes `assistant/answering/tables/confidence.json`.

FOLDER is that of `evals.fit.ranking`, whose weights are used. Each judged question is read twice: as it stands, and with the
documents that answer it taken away. The `tune` half of the gold set and of the conversations, asked of the library that is
served, count beside every fourth public question, which are worded like the text that answers them; questions without an answer
count most, for there are few. What is printed comes from weights that never saw a question's article (cross-validation over
articles). For embedding models without token states all is read a second time, as if there were none. Needs scikit-learn and
scipy, which `make test` brings.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from api.settings import Settings
from assistant.answering.confidence import FEATURES, model_name
from assistant.ask import Reading, weighed
from corpus.model import Span
from evals.fit.ranking import FOLDS, fold_of
from evals.fit.reading import FOLLOW_UPS, Asking, askings, follow_ups, tells

MODELS = ("same", "across", "same by words", "across by words")
TABLE = Path("assistant/answering/tables/confidence.json")
_EVERY = 4
"""One public question in so many is read: the weights are few, and each question is read twice."""
_WEIGHTS = {"gold there": 4.0, "gold gone": 0.7, "gold silent": 25.0, "public there": 4.0, "public gone": 4.0}
_RIDGE = 1 / 0.3
_AGAINST = ("word_unmet", "unmatched_rarest", "unknown", "absent", "names_absent", "numbers_absent", "rank", "kind_absent")
_BOUNDS: dict[str, tuple[float | None, float | None]] = {
    **dict.fromkeys(_AGAINST, (None, 0.0)), **dict.fromkeys(("terms", "short", "leaning"), (None, None)),
}  # fmt: skip
"""What a weight may be; one that isn't named here is at least 0."""
_ANSWERED = 0.9
_SEEN = (0.02, 0.98)
"""Between which quantiles a feature counts as seen, so that a library of one document is not told by margins without a rival."""
_LOOKED_AT = 3


@dataclass(frozen=True, slots=True)
class Case:
    """One reading of a question: its features, whether the answer was there, and how much the case counts."""

    dataset: str
    group: str
    values: tuple[float, ...]
    across: bool
    there: bool
    weight: float
    by_words: bool = False

    @property
    def model(self) -> str:
        """The name of the model that it counts for."""
        return model_name(across=self.across, by_words=self.by_words)


def cases_of(settings: Settings, data: Path) -> list[Case]:
    """Every reading of every judged question."""
    every = chain(askings(settings, data, every=_EVERY), follow_ups(settings))
    return [case for asking in every for seen in (asking, _by_words(asking)) for case in _cases(seen)]


def _by_words(asking: Asking) -> Asking:
    """The same question for a model without token states."""
    return replace(asking, encoded=replace(asking.encoded, states=None, stops=None, stems=()))


def _cases(asking: Asking) -> Iterator[Case]:
    name = "gold" if asking.dataset in ("gold", FOLLOW_UPS) else "public"
    if not asking.question.answerable:
        yield from _case(asking, asking.read(), there=False, weight=_WEIGHTS[f"{name} silent"])
        return
    yield from _case(asking, asking.read(), there=True, weight=_WEIGHTS[f"{name} there"])
    gone = asking.read(without=asking.answering())
    if not _told_elsewhere(asking, gone):
        yield from _case(asking, gone, there=False, weight=_WEIGHTS[f"{name} gone"])


def _told_elsewhere(asking: Asking, gone: Reading) -> bool:
    """Whether one of the first passages that are left holds the answer, too: public sets have paragraphs that say the same."""
    within = (Span(one.passage.start, one.passage.end) for one in gone.found[:_LOOKED_AT])
    return any(tells(asking.question, one, span) for one, span in zip(gone.found, within, strict=False))


def _case(asking: Asking, reading: Reading, *, there: bool, weight: float) -> Iterator[Case]:
    if reading.found:
        evidence = weighed(reading)
        yield Case(asking.dataset, asking.group, evidence.values, evidence.across, there, weight, evidence.by_words)


def fit(cases: Sequence[Case]) -> dict[str, Any]:
    """One model over these cases: its intercept, and for each feature a weight and the range that it was seen in.

    Logistic regression with a ridge. What is absent makes no answer likelier, and what is found makes none less likely: features
    that say nearly the same took opposite weights otherwise, which held on no other library.
    """
    from scipy.optimize import minimize

    matrix = np.array([case.values for case in cases])
    low, high = np.quantile(matrix, _SEEN, axis=0)
    matrix = np.clip(matrix, low, high)
    mean, scale = matrix.mean(axis=0), matrix.std(axis=0) + 1e-9
    rows = np.column_stack([(matrix - mean) / scale, np.ones(len(matrix))])
    there = np.array([case.there for case in cases], dtype=float)
    counts = np.array([case.weight for case in cases])
    ridge = np.append(np.full(len(FEATURES), _RIDGE), 0.0)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        z = rows @ weights
        errors = counts * (1.0 / (1.0 + np.exp(-np.clip(z, -30, 30))) - there)
        value = float((counts * (np.logaddexp(0.0, z) - there * z)).sum() + (ridge * weights**2).sum() / 2)
        return value, rows.T @ errors + ridge * weights

    bounds = [*(_BOUNDS.get(name, (0.0, None)) for name in FEATURES), (None, None)]
    found = minimize(loss, np.zeros(len(bounds)), jac=True, bounds=bounds, method="L-BFGS-B", options={"maxiter": 3000}).x
    weights = found[:-1] / scale
    intercept = float(found[-1] - (weights * mean).sum())
    return {
        "intercept": round(intercept, 5),
        "weights": {name: round(float(weight), 5) for name, weight in zip(FEATURES, weights, strict=True)},
        "ranges": {
            name: [round(float(least), 5), round(float(most), 5)] for name, least, most in zip(FEATURES, low, high, strict=True)
        },
    }


def cross_validated(cases: Sequence[Case]) -> NDArray[np.float64]:
    """The confidence of each case by a model that was fitted without its group."""
    values = np.array([case.values for case in cases])
    folds = np.array([fold_of(case.group) for case in cases])
    sure = np.zeros(len(cases))
    for fold in range(FOLDS):
        model = fit([case for case, held in zip(cases, folds, strict=True) if held != fold])
        weights, ranges = (np.array([model[part][name] for name in FEATURES]) for part in ("weights", "ranges"))
        here = np.clip(values[folds == fold], ranges[:, 0], ranges[:, 1])
        sure[folds == fold] = 1.0 / (1.0 + np.exp(-(here @ weights + model["intercept"])))
    return sure


def report(cases: Sequence[Case], sure: NDArray[np.float64]) -> Iterator[str]:
    """For each data set: AUROC, what is answered of the questions without an answer where 90 % of the others are, and the
    expected calibration error.
    """
    from sklearn.metrics import roc_auc_score

    for name in dict.fromkeys(case.dataset for case in cases):
        here = np.array([case.dataset == name for case in cases])
        there = np.array([case.there for case in cases])[here]
        least = np.quantile(sure[here][there], 1.0 - _ANSWERED)
        answered = float((sure[here][~there] >= least).mean())
        yield (
            f"{name:24} AUROC {roc_auc_score(there, sure[here]):.3f}   answered without an answer {answered:.3f} "
            f"(from {least:.2f})   calibration error {_calibration_error(sure[here], there):.3f}"
        )


def _calibration_error(sure: NDArray[np.float64], there: NDArray[np.bool_]) -> float:
    bins = np.minimum(9, (sure * 10).astype(int))
    filled = [bins == at for at in range(10) if (bins == at).any()]
    return float(sum(held.sum() * abs(sure[held].mean() - there[held].mean()) for held in filled) / len(sure))


def main() -> None:
    """Read, cross-validate, fit both models on everything, and write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the public data")
    parser.add_argument("--target", type=Path, default=TABLE)
    given = parser.parse_args()
    every = cases_of(Settings.load(), given.data)
    models = {}
    for name in MODELS:
        cases = [case for case in every if case.model == name]
        print(name)
        for line in report(cases, cross_validated(cases)):
            print(line)
        models[name] = fit(cases)
    given.target.write_text(json.dumps(models, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
