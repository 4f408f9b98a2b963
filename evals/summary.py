"""The measures of a run as they are stored: of all its questions and of each group of them, with confidence intervals."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from evals.chance import interval
from evals.measures.base import mean
from evals.measures.calibration import bins
from evals.measures.model_judge import summary_of
from evals.measures.table import of_each, of_set
from evals.model import Told

GROUPINGS = ("half", "kind", "wording", "language", "dataset")


def summarise(
    tolds: Sequence[Told], baselines: Sequence[Mapping[str, Any]], judged: Sequence[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """`{questions, all, intervals, groups: {"kind=fact": {questions, measures}}, calibration, baselines, judge}`.

    What a model judge said stands apart, so that no limit is ever held against it.
    """
    each = of_each(tolds)
    return {
        "questions": len(tolds),
        "all": rounded(of_set(tolds, each)),
        "intervals": {name: [round(end, 4) for end in interval(list(values.values()))] for name, values in each.items()},
        "groups": groups_of(tolds, each),
        "calibration": [[one.count, round(one.confidence, 4), round(one.there, 4)] for one in bins(tolds)],
        "baselines": {line["system"]: _of_baseline(line) for line in baselines},
        "judge": summary_of(judged),
    }


def groups_of(tolds: Sequence[Told], each: Mapping[str, Mapping[str, float]]) -> dict[str, Any]:
    """The measures of the questions that share a half, kind, wording, language or data set, and halves by kind."""
    groups: dict[str, list[Told]] = defaultdict(list)
    for told in tolds:
        for name in GROUPINGS:
            if getattr(told, name):
                groups[f"{name}={getattr(told, name)}"].append(told)
        if told.half:
            groups[f"half={told.half} language={told.language}"].append(told)
            groups[f"half={told.half} kind={told.kind}"].append(told)
    return {
        name: {"questions": len(held), "measures": rounded(of_set(held, each))}
        for name, held in sorted(groups.items())
        if len(held) < len(tolds) or len(groups) == 1
    }


def rounded(values: Mapping[str, float]) -> dict[str, float]:
    """Values as they are stored and shown."""
    return {name: round(value, 4) for name, value in values.items()}


def _of_baseline(line: Mapping[str, Any]) -> dict[str, Any]:
    if "left_out" in line:
        return {"left_out": line["left_out"]}
    means = {name: mean(list(values.values())) for name, values in line["values"].items()}
    return {"measures": rounded({name: value for name, value in means.items() if value is not None})}
