"""Was the right passage (or document) found, and how far up? As trec_eval defines the measures.

nDCG: Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques" (2002), with trec_eval's linear gain. Where a
question needs several pieces of evidence, recall is the share of the pieces that were found.
"""

import math

from evals.model import Told


def success(told: Told, k: int) -> float | None:
    """1 when something relevant is among the first `k`."""
    return float(any(_grade(told, name) > 0 for name, _ in told.ranked[:k])) if told.relevant else None


def recall(told: Told, k: int) -> float | None:
    """The share of the relevant (or, where there are pieces of evidence, of those) among the first `k`."""
    if not told.relevant:
        return None
    found = {name for name, _ in told.ranked[:k]}
    wanted = told.items or [[name] for name, grade in told.relevant.items() if grade > 0]
    return sum(1 for names in wanted if found.intersection(names)) / len(wanted)


def reciprocal_rank(told: Told, k: int) -> float | None:
    """1 over the rank of the first relevant one among the first `k`, else 0."""
    if not told.relevant:
        return None
    ranks = (rank for rank, (name, _) in enumerate(told.ranked[:k], start=1) if _grade(told, name) > 0)
    return 1.0 / next(ranks, math.inf)


def ndcg(told: Told, k: int) -> float | None:
    """The discounted gain of the first `k` as a share of the best possible."""
    if not told.relevant:
        return None
    gains = [_grade(told, name) for name, _ in told.ranked[:k]]
    ideal = _discounted(sorted((g for g in told.relevant.values() if g > 0), reverse=True)[:k])
    return _discounted(gains) / ideal if ideal else None


def _discounted(gains: list[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))


def _grade(told: Told, name: str) -> int:
    return told.relevant.get(name, 0)
