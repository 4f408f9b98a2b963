"""What each part is worth: the loss when it is switched off, with confidence intervals.

The parts are discovered. Of the assistant's options: every switch (turned off), every weight and every depth of a stage (set to
nothing), so that a new one joins the table by being an option. Of the verifier: every check that it runs. Questions are those of
the half that may be looked at; checks are measured on the labelled pairs that aren't held out, since quotations pass them all.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from assistant.assistant import Assistant
from assistant.options import AskOptions
from assistant.verification.base import Check
from assistant.verification.verifier import CHECKS, verify
from corpus.progress import Progress
from evals.asking import tell
from evals.chance import Difference, compare_paired
from evals.measures.table import of_each
from evals.model import Dataset, Told
from evals.verifying.pairs import Pair

MEASURED = ("success@5", "ndcg@10", "evidence@2", "nugget_recall", "refused", "wrongly_refused")
PAIRS_RIGHT, PAIRS_STOPPED, PAIRS_PASSED = "pairs judged rightly", "unsupported stopped", "supported passed"
_SWITCHED = ("_weight", "_depth", "_share")


@dataclass(frozen=True, slots=True)
class Part:
    """One part that can be switched off: its name, and the options without it."""

    name: str
    without: AskOptions


@dataclass(frozen=True, slots=True)
class Loss:
    """What a part's absence changes, by measure."""

    part: str
    measures: dict[str, Difference]


def parts_of(options: AskOptions) -> list[Part]:
    """Every part of these options that is on."""
    return [Part(name, without) for name, without in _parts(options)]


def _parts(options: Any) -> Iterator[tuple[str, Any]]:
    """The names of the parts of (nested) options, each with the same options without it."""
    for field in fields(options):
        value = getattr(options, field.name)
        if is_dataclass(value):
            for name, inner in _parts(value):
                yield f"{field.name}.{name}", replace(options, **{field.name: inner})
        elif value is True:
            yield field.name, replace(options, **{field.name: False})
        elif isinstance(value, int | float) and value and field.name.endswith(_SWITCHED):
            yield field.name, replace(options, **{field.name: type(value)(0)})


def ablate(assistant: Assistant, dataset: Dataset, *, progress: Progress) -> list[Loss]:
    """The losses over the questions of a data set, the largest first by nDCG."""
    whole = _values(assistant, dataset, progress, "everything on")
    losses = []
    for part in parts_of(assistant.options):
        other = Assistant(assistant.home, assistant.embedder, options=part.without, long_lived=True)
        losses.append(Loss(part.name, _differences(whole, _values(other, dataset, progress, part.name))))
        other.close()
    return sorted(losses, key=lambda loss: loss.measures["ndcg@10"].change if "ndcg@10" in loss.measures else 0.0)


def _values(assistant: Assistant, dataset: Dataset, progress: Progress, name: str) -> dict[str, dict[str, float]]:
    progress.stage(name, len(dataset.questions))
    tolds: list[Told] = []
    for question in dataset.questions:
        tolds.append(tell(assistant, question, dataset))
        progress.advance(1, question.id)
    return {measure: values for measure, values in of_each(tolds).items() if measure in MEASURED}


def ablate_checks(pairs: Sequence[Pair], checks: Sequence[Check] = CHECKS) -> list[Loss]:
    """What each check of the verifier is worth over labelled pairs, the largest loss first."""
    whole = _judged(pairs, checks)
    losses = [
        Loss(f"verifier.{_name(check)}", _differences(whole, _judged(pairs, [other for other in checks if other is not check])))
        for check in checks
    ]
    return sorted(losses, key=lambda loss: loss.measures[PAIRS_RIGHT].change)


def _judged(pairs: Sequence[Pair], checks: Sequence[Check]) -> dict[str, dict[str, float]]:
    """For each pair whether it is judged as it is labelled; of all, of the unsupported and of the supported."""
    passed = [verify(pair.sentence, pair.evidence, checks=checks).passed for pair in pairs]
    right = {str(at): float(said == pair.supported) for at, (pair, said) in enumerate(zip(pairs, passed, strict=True))}
    supported = {str(at) for at, pair in enumerate(pairs) if pair.supported}
    return {
        PAIRS_RIGHT: right,
        PAIRS_STOPPED: {key: value for key, value in right.items() if key not in supported},
        PAIRS_PASSED: {key: value for key, value in right.items() if key in supported},
    }


def _name(check: Callable[..., object]) -> str:
    return str(getattr(check, "__name__", type(check).__name__)).removeprefix("check_")


def _differences(whole: dict[str, dict[str, float]], without: dict[str, dict[str, float]]) -> dict[str, Difference]:
    found = {name: compare_paired(values, without[name]) for name, values in whole.items() if name in without}
    return {name: difference for name, difference in found.items() if difference is not None}
