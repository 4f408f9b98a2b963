"""Does a confidence of 0.8 mean that the library holds the answer in eight of ten cases?

Expected calibration error: Naeini et al. (2015); equal bins.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from evals.model import Told

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """The questions of one range of confidence: how many, how sure on average, and for how many the answer was there."""

    count: int
    confidence: float
    there: float


def bins(tolds: Sequence[Told], count: int = BINS) -> list[Bin]:
    """The filled bins, from unsure to sure."""
    filled: list[list[Told]] = [[] for _ in range(count)]
    for told in tolds:
        filled[min(count - 1, int(told.confidence * count))].append(told)
    return [
        Bin(len(held), sum(t.confidence for t in held) / len(held), sum(t.answerable for t in held) / len(held))
        for held in filled
        if held
    ]


def calibration_error(tolds: Sequence[Told]) -> float | None:
    """The mean distance between confidence and truth over the bins, weighted by their questions."""
    found = bins(tolds)
    total = sum(one.count for one in found)
    return sum(one.count * abs(one.confidence - one.there) for one in found) / total if total else None
