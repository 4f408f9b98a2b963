"""What is measured of a judge: balanced accuracy per key point, and quadratic weighted kappa of the score in quarters.

Cohen (1968), "Weighted kappa: Nominal scale agreement with provision for scaled disagreement or partial credit".
"""

from collections.abc import Sequence

import numpy as np

LEVELS = 5
"""A score is compared in quarters: 0, 1/4, 1/2, 3/4, 1."""


def balanced_accuracy(labels: Sequence[bool], said: Sequence[bool]) -> float:
    """The mean of the share of made points that were found and of unmade points that were not; 1 where one kind is absent."""
    pairs = list(zip(labels, said, strict=True))
    made = [got for label, got in pairs if label]
    unmade = [not got for label, got in pairs if not label]
    return float(np.mean([np.mean(side) if side else 1.0 for side in (made, unmade)]))


def weighted_kappa(labels: Sequence[float], scores: Sequence[float]) -> float:
    """Agreement of two scorings beyond chance, disagreement weighted by its square."""
    one, two = (np.rint(np.array(values) * (LEVELS - 1)).astype(int) for values in (labels, scores))
    weights = np.array([[(i - j) ** 2 for j in range(LEVELS)] for i in range(LEVELS)], dtype=float)
    seen = np.zeros((LEVELS, LEVELS))
    np.add.at(seen, (one, two), 1)
    by_chance = np.outer(seen.sum(axis=1), seen.sum(axis=0)) / max(len(one), 1)
    expected = float((weights * by_chance).sum())
    return 1.0 if expected == 0 else 1.0 - float((weights * seen).sum()) / expected
