"""Every baseline, and what a run stores of them."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from assistant.assistant import Assistant
from corpus.progress import Progress
from evals.baselines.base import Baseline, collection_of, missing
from evals.baselines.langchain import UsualPipeline
from evals.baselines.single import SingleSource
from evals.baselines.whitespace import WhitespaceBM25
from evals.measures.table import MEASURES, RANKING
from evals.model import Dataset, Told

_QUICK: tuple[Callable[[], Baseline], ...] = (
    WhitespaceBM25,
    lambda: SingleSource("words alone", words=True),
    lambda: SingleSource("meaning alone", words=False),
)
_FULL: tuple[Callable[[], Baseline], ...] = (*_QUICK, UsualPipeline)
_DEPTH = 10


def baselines(suite: str) -> list[Baseline]:
    """The baselines of a suite."""
    return [make() for make in (_FULL if suite == "full" else _QUICK)]


def baseline_results(
    asked: Sequence[tuple[Dataset, Assistant]],
    judged: Mapping[str, Told],
    suite: str,
    done: set[str],
    *,
    progress: Progress,
) -> Iterator[dict[str, Any]]:
    """What each baseline that isn't done yet finds: `{system, values}`, or `{system, left_out}` where it can't run here."""
    for baseline in baselines(suite):
        if baseline.name in done:
            continue
        lacking = missing(baseline)
        if lacking:
            yield {"system": baseline.name, "left_out": f"needs {', '.join(lacking)}: pip install -e '.[bench]'"}
            continue
        values: dict[str, dict[str, float]] = defaultdict(dict)
        for dataset, assistant in asked:
            _measure(baseline, dataset, assistant, judged, values, progress)
        yield {"system": baseline.name, "values": values}


def _measure(
    baseline: Baseline,
    dataset: Dataset,
    assistant: Assistant,
    judged: Mapping[str, Told],
    values: dict[str, dict[str, float]],
    progress: Progress,
) -> None:
    questions = [(q, judged[f"{dataset.name}/{q.id}"]) for q in dataset.questions if q.answerable and not q.history]
    progress.stage(baseline.name, len(questions))
    baseline.build(collection_of(dataset, assistant))
    for question, told in questions:
        names = baseline.rank(question, told, _DEPTH)
        if not dataset.pool and not told.items:  # judged by whole documents
            names = list(dict.fromkeys(name.partition("#")[0] for name in names))
        other = replace(told, ranked=[[name, 0.0] for name in names])
        for measure in MEASURES:
            value = measure.of_one(other) if measure.name in RANKING else None
            if value is not None:
                values[measure.name][told.key] = value
        progress.advance(1, question.id)
