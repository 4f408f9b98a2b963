"""A run's measures as a table for the terminal: the halves and languages side by side, then the baselines."""

from collections.abc import Mapping, Sequence
from typing import Any

from evals.measures.table import BETTER, RANKING, WHAT

_COLUMNS = ("half=tune", "half=test", "language=ar", "language=en")


def table(measures: Mapping[str, Any]) -> str:
    """The whole table."""
    groups = {name: measures["groups"][name] for name in _COLUMNS if name in measures["groups"]}
    heads = ["measure", "all", *(name.partition("=")[2] for name in groups), ""]
    counts = ["questions", str(measures["questions"]), *(str(group["questions"]) for group in groups.values()), ""]
    rows = [counts]
    for name in WHAT:
        values = [measures["all"].get(name), *(group["measures"].get(name) for group in groups.values())]
        if any(value is not None for value in values):
            arrow = "" if BETTER[name] == "higher" else "(lower is better) "
            rows.append([name, *map(shown, values), arrow + WHAT[name]])
    parts = [aligned([heads, *rows])]
    if measures["baselines"]:
        parts.append(aligned(_baselines(measures)))
    if measures.get("judge"):
        parts.append(aligned(judge_rows(measures["judge"], measures["all"])))
    return "\n\n".join(parts)


def judge_rows(judge: Mapping[str, Any], words: Mapping[str, float]) -> list[list[str]]:
    """What a model judge says beside what the words say, and how often the two agree."""
    rows = [["judged by", judge["model"], "words"]]
    rows += [[name, shown(value), shown(words.get(name))] for name, value in judge["measures"].items()]
    return [*rows, ["agreement", shown(judge["agreement"]), ""], ["unclear replies", str(judge["unclear"]), ""]]


def _baselines(measures: Mapping[str, Any]) -> list[list[str]]:
    rows = [["found by", *RANKING, ""], ["dalil", *(shown(measures["all"].get(name)) for name in RANKING), ""]]
    for system, found in measures["baselines"].items():
        values = found.get("measures", {})
        rows.append([system, *(shown(values.get(name)) for name in RANKING), found.get("left_out", "")])
    return rows


def shown(value: float | None) -> str:
    """A value as it is shown: three decimals, or none where it is large."""
    if value is None:
        return "-"
    return f"{value:.3f}" if abs(value) < 10 else f"{value:.0f}"


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Rows with their columns under each other."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
