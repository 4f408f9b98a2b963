"""A report as Markdown."""

from collections.abc import Iterable, Sequence
from typing import Any

from evals.measures.table import WHAT
from evals.report.terminal import shown


def as_markdown(content: dict[str, Any]) -> str:
    """The tables and the worst questions of a report."""
    heads = ["measure", "all", *(column["name"] for column in content["columns"]), "meaning"]
    rows = [
        [row["name"], shown(row["all"]), *map(shown, row["columns"]), WHAT[row["name"]]]
        for row in content["measures"]
    ]  # fmt: skip
    found = content["baselines"]
    parts = [
        f"# Evaluation {content['run']}",
        f"{content['questions']} questions.",
        table(heads, rows),
        "## Beside the baselines",
        table(["found by", *found["measures"]], ([row["system"], *map(shown, row["values"])] for row in found["rows"])),
        *(["## By a model judge", table(content["judge"][0], content["judge"][1:])] if content["judge"] else []),
        "## By kind of question",
        table(
            ["kind", "questions", *content["kind_measures"]],
            ([row["name"], str(row["questions"]), *map(shown, row["values"])] for row in content["kinds"]),
        ),
        *_previous(content["previous"]),
        "## Worst questions",
        *(_worst(one) for one in content["worst"]),
    ]
    return "\n\n".join(parts) + "\n"


def _previous(found: dict[str, Any] | None) -> list[str]:
    """What moved since the run before; nothing where there is none."""
    if found is None:
        return []
    heads = ["measure", "before", "after", "change", "p"]
    rows = [[r["name"], shown(r["before"]), shown(r["after"]), f"{r['change']:+.3f}", f"{r['p']:.3f}"] for r in found["rows"]]
    return ["## Against the run before", f"{found['run']}", table(heads, rows) if rows else "Nothing moved."]


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in line) + " |" for line in lines)


def _worst(one: dict[str, Any]) -> str:
    gold = " · ".join(f"«{g['quote']}» ({g['document']})" for g in one["gold"])
    told = "refused" if one["abstained"] else " / ".join(sentence["text"] for sentence in one["told"])
    return f"- **{one['text']}** ({one['id']}, {one['kind']})\n  - gold: {gold or 'none'}\n  - told: {told}"
