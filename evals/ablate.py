"""What each part is worth: the loss when it is switched off, with confidence intervals.

The parts are discovered in the assistant's options: every switch (turned off), every weight and every depth of a ranking stage
(set to nothing), so that a new one joins the table by being an option. Retrieval is measured, on the half that may be looked at.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from assistant.assistant import Assistant
from assistant.options import AskOptions
from corpus.progress import Progress
from evals.asking import DEPTH, question_of, ranked
from evals.chance import Difference, compare_paired
from evals.measures.table import MEASURES, RANKING
from evals.model import EvalQuestion, Told

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


def ablate(assistant: Assistant, questions: Sequence[EvalQuestion], judged: dict[str, Told], *, progress: Progress) -> list[Loss]:
    """The losses, largest first by nDCG. `judged` holds the stored results of these questions, by id."""
    asked = [question for question in questions if question.id in judged and question.answerable]
    whole = _values(assistant, asked, judged, progress, "everything on")
    losses = []
    for part in parts_of(assistant.options):
        other = Assistant(assistant.home, assistant.embedder, options=part.without, long_lived=True)
        values = _values(other, asked, judged, progress, part.name)
        found = {name: compare_paired(whole[name], values[name]) for name in RANKING if name in whole and name in values}
        losses.append(Loss(part.name, {name: difference for name, difference in found.items() if difference is not None}))
        other.close()
    return sorted(losses, key=lambda loss: loss.measures["ndcg@10"].change if "ndcg@10" in loss.measures else 0.0)


def _values(
    assistant: Assistant, questions: Sequence[EvalQuestion], judged: dict[str, Told], progress: Progress, name: str
) -> dict[str, dict[str, float]]:
    progress.stage(name, len(questions))
    values: dict[str, dict[str, float]] = {}
    for question in questions:
        asked = question_of(question)
        told = judged[question.id]
        rows = assistant.search(question.text, k=DEPTH, where=asked.where, asker=asked.asker)
        found = replace(told, ranked=ranked(rows, by_passage=bool(told.items)))
        for measure in MEASURES:
            value = measure.of_one(found) if measure.name in RANKING else None
            if value is not None:
                values.setdefault(measure.name, {})[told.key] = value
        progress.advance(1, question.id)
    return values
