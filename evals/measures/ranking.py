"""Was the right passage (or document) found, and how far up? As trec_eval defines the measures.

nDCG: Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques" (2002), with trec_eval's linear gain. Where the
judgement names pieces of evidence, each with the passages that hold it, recall is the share of the pieces that were found, and a
passage gains by the pieces that no passage above it held (Clarke et al., "Novelty and diversity in information retrieval
evaluation" (2008), with alpha = 1): a second passage that says the same is neither wanted nor held against a ranking.
"""

import math
from collections.abc import Sequence

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
    names = [name for name, _ in told.ranked[:k]]
    if told.items:
        return _discounted(_new(names, told.items)) / _discounted(_new(_covering(told.items), told.items)[:k])
    ideal = _discounted(sorted((g for g in told.relevant.values() if g > 0), reverse=True)[:k])
    return _discounted([_grade(told, name) for name in names]) / ideal if ideal else None


def _new(names: Sequence[str], items: Sequence[Sequence[str]]) -> list[int]:
    """How many pieces of evidence each passage holds that none before it held."""
    left = [set(holding) for holding in items]
    gains = []
    for name in names:
        found = [holding for holding in left if name in holding]
        left = [holding for holding in left if name not in holding]
        gains.append(len(found))
    return gains


def _covering(items: Sequence[Sequence[str]]) -> list[str]:
    """The passages of the best ranking: each time the one that holds most of what is left (ties by name)."""
    left = [set(holding) for holding in items if holding]
    best = []
    while left:
        name = min(set().union(*left), key=lambda one: (-sum(one in holding for holding in left), one))
        best.append(name)
        left = [holding for holding in left if name not in holding]
    return best


def _discounted(gains: list[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))


def _grade(told: Told, name: str) -> int:
    return told.relevant.get(name, 0)
