"""What chance could have done: confidence intervals and paired tests over questions.

Bootstrap: Sakai, "Evaluating Evaluation Metrics Based on the Bootstrap" (2006). Paired randomisation: Smucker, Allan and
Carterette, "A Comparison of Statistical Significance Tests for Information Retrieval Evaluation" (2007). Seeds are fixed, so that
the same results give the same numbers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

ROUNDS = 10_000
_SEED = 20_261_124


def interval(values: Sequence[float], *, rounds: int = 2_000, level: float = 0.95) -> tuple[float, float]:
    """The bootstrap interval of the mean."""
    data = np.asarray(values, dtype=np.float64)
    if len(data) < 2:
        only = float(data[0]) if len(data) else 0.0
        return only, only
    random = np.random.default_rng(_SEED)
    means = data[random.integers(0, len(data), size=(rounds, len(data)))].mean(axis=1)
    low, high = np.percentile(means, [50 * (1 - level), 50 * (1 + level)])
    return float(low), float(high)


@dataclass(frozen=True, slots=True)
class Difference:
    """Two runs over the questions that both have: means, the interval of the difference, how often chance gives as much."""

    before: float
    after: float
    questions: int
    low: float
    high: float
    p: float

    @property
    def change(self) -> float:
        return self.after - self.before

    @property
    def significant(self) -> bool:
        return self.p < 0.05


def compare_paired(before: Mapping[str, float], after: Mapping[str, float]) -> Difference | None:
    """The difference over the questions that both have; None where there is none."""
    shared = sorted(before.keys() & after.keys())
    if not shared:
        return None
    one = np.array([before[key] for key in shared])
    other = np.array([after[key] for key in shared])
    change = other - one
    low, high = interval(list(change))
    return Difference(float(one.mean()), float(other.mean()), len(shared), low, high, randomisation(change))


def randomisation(change: np.typing.NDArray[np.float64], *, rounds: int = ROUNDS) -> float:
    """The share of random sign flips whose mean is at least as far from nothing (two-sided, with one added to both sides)."""
    moved = change[change != 0]
    if not len(moved):
        return 1.0
    random = np.random.default_rng(_SEED)
    signs = random.integers(0, 2, size=(rounds, len(moved)), dtype=np.int8) * 2 - 1
    reached = np.abs(signs @ moved) >= abs(moved.sum()) - 1e-12
    return float((reached.sum() + 1) / (rounds + 1))
