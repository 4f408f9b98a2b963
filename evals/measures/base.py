"""The two forms of a measure: a value for each question, averaged; or one value for a whole set."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from evals.model import Told

Better = Literal["higher", "lower"]


@dataclass(frozen=True, slots=True)
class Measure:
    """A value for each question; None where the measure says nothing about it. The measure of a set is the mean."""

    name: str
    what: str
    of_one: Callable[[Told], float | None]
    better: Better = "higher"


@dataclass(frozen=True, slots=True)
class SetMeasure:
    """One value for a set of questions; None where the set has nothing to say."""

    name: str
    what: str
    of_all: Callable[[Sequence[Told]], float | None]
    better: Better = "higher"


def mean(values: Sequence[float]) -> float | None:
    """The mean, None of nothing."""
    return sum(values) / len(values) if values else None
