"""What a report says of a run, in plain values: the one source of its page, its Markdown and its JSON."""

from collections.abc import Sequence
from typing import Any

from evals.compare import Comparison, compare
from evals.errors import BadRun
from evals.gate import earlier_than
from evals.measures.evidence import evidence_within
from evals.measures.nuggets import nugget_recall
from evals.measures.ranking import ndcg
from evals.measures.table import BETTER, RANKING, WHAT
from evals.model import KINDS, Told
from evals.report.terminal import judge_rows
from evals.store import StoredRun

COLUMNS = ("half=tune", "half=test", "language=ar", "language=en")
_KIND_MEASURES = ("success@5", "ndcg@10", "evidence@2", "nugget_recall", "refused", "wrongly_refused")
_WORST = 20


def content(run: StoredRun, home: Any) -> dict[str, Any]:
    """Everything that a report shows. Raises BadRun while the run isn't finished."""
    measures, tolds = run.measures(), run.tolds()
    groups = measures["groups"]
    columns = [name for name in COLUMNS if name in groups]
    return {
        "run": run.id,
        "about": run.about,
        "questions": measures["questions"],
        "columns": [{"name": name.partition("=")[2], "questions": groups[name]["questions"]} for name in columns],
        "measures": [
            {
                "name": name,
                "better": BETTER[name],
                "all": measures["all"].get(name),
                "interval": measures["intervals"].get(name),
                "columns": [groups[column]["measures"].get(name) for column in columns],
            }
            for name in WHAT
            if name in measures["all"]
        ],
        "baselines": _baselines(measures),
        "judge": judge_rows(judge, measures["all"]) if (judge := measures.get("judge")) else [],
        "kinds": [
            {
                "name": kind,
                "questions": groups[f"kind={kind}"]["questions"],
                "values": [groups[f"kind={kind}"]["measures"].get(name) for name in _KIND_MEASURES],
            }
            for kind in KINDS
            if f"kind={kind}" in groups
        ],
        "kind_measures": list(_KIND_MEASURES),
        "worst": [_worst(told) for told in worst(tolds)],
        "previous": _previous(run, home),
    }


def _baselines(measures: dict[str, Any]) -> dict[str, Any]:
    rows = [{"system": "dalil", "values": [measures["all"].get(name) for name in RANKING], "left_out": ""}]
    for system, found in measures["baselines"].items():
        values = [found.get("measures", {}).get(name) for name in RANKING]
        rows.append({"system": system, "values": values, "left_out": found.get("left_out", "")})
    return {"measures": list(RANKING), "rows": rows}


def worst(tolds: Sequence[Told]) -> list[Told]:
    """The questions that went worst: answered without an answer, then those whose evidence is farthest from being told."""
    return sorted((told for told in tolds if _badness(told) > 0), key=lambda told: (-_badness(told), told.key))[:_WORST]


def _badness(told: Told) -> float:
    if told.leaked:
        return 10.0
    if not told.answerable:
        return 0.0 if told.abstained else 3.0 + told.confidence
    told_right = evidence_within(told, 2)
    if told_right is None:
        return 1.0 - (ndcg(told, 10) or 0.0)
    return (1.0 - told_right) + (1.0 - (ndcg(told, 10) or 0.0)) + (1.0 - (nugget_recall(told) or 0.0)) * 0.5


def _worst(told: Told) -> dict[str, Any]:
    return {
        "id": told.id,
        "text": told.text,
        "language": told.language,
        "kind": told.kind,
        "half": told.half,
        "confidence": told.confidence,
        "abstained": told.abstained,
        "rank": next((rank for rank, (name, _) in enumerate(told.ranked, start=1) if told.relevant.get(name)), 0),
        "gold": [{"document": document, "quote": quote} for item in told.evidence for document, quote in item[:1]],
        "told": [{"text": sentence["text"]} for sentence in told.sentences[:2]],
        "leaked": told.leaked,
    }


def _previous(run: StoredRun, home: Any) -> dict[str, Any] | None:
    earlier = earlier_than(home, run)
    if earlier is None:
        return None
    try:
        found: Comparison = compare(earlier, run)
    except BadRun:
        return None
    rows = [
        {"name": name, "before": d.before, "after": d.after, "change": d.change, "p": d.p}
        for name, d in found.measures.items()
        if d.change
    ]
    return {"run": earlier.id, "rows": rows}
