"""Fits the judge's weights: logistic regression with a ridge, cross-validated over steps, so that a step never judges itself."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.onboarding.judge import Weights
from evals.judging.measures import balanced_accuracy

_RIDGES = (0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
_FOLDS = 5
_AS_GOOD = 0.005
"""How far below the best a fit may come and still be taken for its stronger ridge."""
_THRESHOLDS = tuple(np.round(np.arange(0.3, 0.75, 0.05), 2))


@dataclass(frozen=True, slots=True)
class Points:
    """Every key point of every labelled answer: its signals, its label, the step that it belongs to."""

    signals: NDArray[np.float64]
    labels: NDArray[np.bool_]
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fit:
    """Fitted weights, with what cross-validation says of them."""

    weights: Weights
    ridge: float
    cross_validated: float


def fit(points: Points, shipped: Weights) -> Fit:
    """The weights with the strongest ridge, and the threshold nearest a half, that do as well as any on steps left out.

    Where doubt and nearness begin is chosen by hand and stays as it was `shipped`.
    """
    tried: list[tuple[float, float, float]] = []
    for ridge in _RIDGES:
        sure = _out_of_fold(points, ridge)
        for threshold in _THRESHOLDS:
            accuracy = balanced_accuracy(points.labels.tolist(), (sure >= threshold).tolist())
            tried.append((accuracy, ridge, float(threshold)))
    best = max(accuracy for accuracy, _, _ in tried)
    good = [one for one in tried if one[0] >= best - _AS_GOOD]
    accuracy, ridge, threshold = max(good, key=lambda one: (one[1], -abs(one[2] - 0.5)))
    weights, bias = _regress(points.signals, points.labels, ridge)
    joined = tuple(round(float(w), 4) for w in weights)
    found = Weights(joined, round(float(bias), 4), threshold, shipped.doubt_from, shipped.near_from)
    return Fit(found, ridge, accuracy)


def _out_of_fold(points: Points, ridge: float) -> NDArray[np.float64]:
    order = {step: n for n, step in enumerate(dict.fromkeys(points.steps))}
    folds = np.array([order[step] % _FOLDS for step in points.steps])
    sure = np.zeros(len(points.labels))
    for fold in range(_FOLDS):
        weights, bias = _regress(points.signals[folds != fold], points.labels[folds != fold], ridge)
        sure[folds == fold] = _sigmoid(points.signals[folds == fold] @ weights + bias)
    return sure


def _regress(signals: NDArray[np.float64], labels: NDArray[np.bool_], ridge: float) -> tuple[NDArray[np.float64], float]:
    """Newton's steps on standardised signals, made and unmade points weighing the same; the weights are of the plain signals."""
    mean, spread = signals.mean(axis=0), signals.std(axis=0) + 1e-6
    rows = np.column_stack([(signals - mean) / spread, np.ones(len(signals))])
    truth = labels.astype(float)
    balance = np.where(labels, 0.5 / max(truth.mean(), 1e-6), 0.5 / max(1 - truth.mean(), 1e-6))
    penalty = np.diag([ridge] * signals.shape[1] + [1e-6])
    found = np.zeros(rows.shape[1])
    for _ in range(30):
        sure = _sigmoid(rows @ found)
        slope = rows.T @ (balance * (sure - truth)) + penalty @ found
        curve = (rows * (balance * sure * (1 - sure))[:, None]).T @ rows + penalty
        step = np.linalg.solve(curve, slope)
        found -= step
        if float(np.abs(step).max()) < 1e-8:
            break
    weights = found[:-1] / spread
    return weights, float(found[-1] - weights @ mean)


def _sigmoid(values: NDArray[np.float64]) -> NDArray[np.float64]:
    clipped: NDArray[np.float64] = 1 / (1 + np.exp(-np.clip(values, -30, 30)))
    return clipped


def names(signals: Sequence[str], weights: Weights) -> dict[str, float]:
    """The weights by the names of their signals."""
    return dict(zip(signals, weights.weights, strict=True))
