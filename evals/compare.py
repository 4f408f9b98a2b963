"""Two runs side by side: what moved, by how much, and whether chance alone could have moved it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evals.chance import Difference, compare_paired
from evals.errors import BadRun
from evals.measures.table import BETTER, SET_MEASURES, of_each
from evals.model import Told
from evals.store import StoredRun


@dataclass(frozen=True, slots=True)
class Comparison:
    """The differences of two runs over the questions that both asked."""

    before: str
    after: str
    questions: int
    measures: dict[str, Difference]
    kinds: dict[str, dict[str, Difference]]
    """For each kind of question, the same."""
    whole: dict[str, tuple[float, float]]
    """The measures of a set as a whole (before, after), which have no test."""
    moved: list[tuple[str, str, float]]
    """Single questions whose nDCG or evidence moved most: (question, measure, change)."""


def compare(before: StoredRun, after: StoredRun) -> Comparison:
    """Compare two finished runs. Raises BadRun when they share no question or one isn't finished."""
    for run in (before, after):
        run.measures()
    one, other = _by_key(before), _by_key(after)
    shared = sorted(one.keys() & other.keys())
    if not shared:
        raise BadRun(
            "they asked no question in common", subject=f"{before.id}, {after.id}", remedy="compare runs of one data set"
        )
    firsts, seconds = [one[key] for key in shared], [other[key] for key in shared]
    kinds = sorted({told.kind for told in firsts})
    return Comparison(
        before.id,
        after.id,
        len(shared),
        differences(firsts, seconds),
        {k: differences([t for t in firsts if t.kind == k], [t for t in seconds if t.kind == k]) for k in kinds},
        _whole(firsts, seconds),
        _moved(of_each(firsts), of_each(seconds)),
    )


def differences(before: Sequence[Told], after: Sequence[Told]) -> dict[str, Difference]:
    """Every measure that both have values of."""
    one, other = of_each(before), of_each(after)
    found = {name: compare_paired(one[name], other[name]) for name in one if name in other}
    return {name: difference for name, difference in found.items() if difference is not None}


def worse(name: str, difference: Difference) -> bool:
    """Whether a measure fell, by more than chance."""
    fell = difference.change < 0 if BETTER[name] == "higher" else difference.change > 0
    return fell and difference.significant


def _by_key(run: StoredRun) -> dict[str, Told]:
    return {told.key: told for told in run.tolds()}


def _whole(before: Sequence[Told], after: Sequence[Told]) -> dict[str, tuple[float, float]]:
    found = {}
    for measure in SET_MEASURES:
        one, other = measure.of_all(before), measure.of_all(after)
        if one is not None and other is not None:
            found[measure.name] = (one, other)
    return found


def _moved(one: Mapping[str, Mapping[str, float]], other: Mapping[str, Mapping[str, float]]) -> list[tuple[str, str, float]]:
    changes = [
        (key, name, other[name][key] - value)
        for name in ("ndcg@10", "evidence@2")
        if name in one and name in other
        for key, value in one[name].items()
        if key in other[name]
    ]
    return sorted((c for c in changes if c[2]), key=lambda c: (-abs(c[2]), c[0], c[1]))[:20]
