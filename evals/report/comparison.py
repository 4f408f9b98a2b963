"""A comparison of two runs for the terminal and for Markdown."""

from collections.abc import Mapping

from evals.chance import Difference
from evals.compare import Comparison, worse
from evals.report.terminal import aligned, shown


def as_text(found: Comparison) -> str:
    """The differences as tables: all questions, the kinds where something moved, and the questions that moved most."""
    parts = [f"{found.before} -> {found.after}, {found.questions} questions in both", aligned(_rows(found.measures))]
    if found.whole:
        whole = [["of the set", "before", "after"], *([name, shown(a), shown(b)] for name, (a, b) in found.whole.items())]
        parts.append(aligned(whole))
    for kind, measures in found.kinds.items():
        moved = {name: difference for name, difference in measures.items() if difference.p < 0.05}
        if moved:
            parts.append(f"{kind}\n{aligned(_rows(moved))}")
    if found.moved:
        parts.append(aligned([["question", "measure", "change"], *([k, m, f"{c:+.3f}"] for k, m, c in found.moved)]))
    return "\n\n".join(parts)


def _rows(measures: Mapping[str, Difference]) -> list[list[str]]:
    rows = [["measure", "before", "after", "change", "95 % interval", "p", ""]]
    for name, d in measures.items():
        verdict = "worse" if worse(name, d) else "better" if d.significant and d.change else ""
        rows.append(
            [name, shown(d.before), shown(d.after), f"{d.change:+.3f}", f"{d.low:+.3f} to {d.high:+.3f}", f"{d.p:.3f}", verdict]
        )
    return rows
