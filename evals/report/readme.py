"""README's results table, from a stored run: `python -m evals.report.readme [RUN] [--check]`.

The summary that the table is made of is committed (`evals/report/results.json`), so that anybody can make the table again and a
test fails where README lags behind it. A new run replaces the summary.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from api.settings import CHECKOUT, Settings
from evals import store
from evals.errors import EvalError
from evals.report.markdown import table
from evals.report.terminal import shown

RESULTS = Path(__file__).resolve().parent / "results.json"
README = CHECKOUT / "README.md"
BEGIN, END = "<!-- results -->", "<!-- /results -->"
_GROUP = "half=test"
_ROWS: tuple[tuple[str, str, str, str], ...] = (
    ("success@5", "the answer is among the first five passages", "at least", "0.97"),
    ("nugget_recall", "key points told", "at least", "0.80"),
    ("citation_precision", "citations that support their sentence", "at least", "0.95"),
    ("citation_recall", "sentences that their citations support", "at least", "0.90"),
    ("unsupported", "sentences that nothing supports", "", "0"),
    ("refused", "questions without an answer refused", "at least", "0.90"),
    ("wrongly_refused", "questions with an answer refused", "at most", "0.05"),
    ("across", "the same across the two languages: among the first five", "at least", "0.95"),
    ("leaks", "documents shown to somebody who may not read them", "", "0"),
)


def summary(run: store.StoredRun) -> dict[str, Any]:
    """What README says of a run: the test half, its questions and the baselines.

    Raises EvalError where the run asked another half, or left questions out.
    """
    measures = run.measures()
    if run.about.get("left_out"):
        raise EvalError(
            "questions were left out of it", subject=run.id, remedy="repair what `dalil eval check` names, and run again"
        )
    group = measures["groups"].get(_GROUP)
    if group is None:
        raise EvalError("it didn't ask the test half", subject=run.id, remedy="run `dalil eval run` without --half")
    across = measures["groups"].get(f"{_GROUP} kind=across", {}).get("measures", {})
    baselines = {name: found["measures"] for name, found in measures["baselines"].items() if "measures" in found}
    return {
        "run": run.id,
        "questions": group["questions"],
        "measures": group["measures"] | {"across": across.get("success@5")},
        "all": {name: measures["all"].get(name) for name in ("success@5", "ndcg@10")},
        "baselines": {name: {key: found.get(key) for key in ("success@5", "ndcg@10")} for name, found in baselines.items()},
    }


def results_table(told: dict[str, Any]) -> str:
    """The table as Markdown."""
    rows = [
        [what, shown(told["measures"].get(name)), f"{side} {aim}".strip()]
        for name, what, side, aim in _ROWS
        if told["measures"].get(name) is not None
    ]
    peers = [["Dalil", *map(shown, told["all"].values())]]
    peers += [[name, *(shown(found.get(key)) for key in told["all"])] for name, found in told["baselines"].items()]
    first = table([f"on the {told['questions']} questions kept for testing", "measured", "aim"], rows)
    return f"{first}\n\n{table(['found by', 'among the first five', 'nDCG@10'], peers)}"


def with_table(readme: str, told: dict[str, Any]) -> str:
    """README with the table between its marks. Raises EvalError where they are missing."""
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise EvalError("it has no marks for the table", subject="README.md", remedy=f"write {BEGIN} and {END} where it belongs")
    return f"{before}{BEGIN}\n{results_table(told)}\n{END}{after}"


def main(arguments: list[str]) -> int:
    """Write the table (or, with --check, say whether it is stale)."""
    parser = argparse.ArgumentParser(prog="python -m evals.report.readme", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("run", nargs="?", help="take the results of this stored run first")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where README lags behind")
    given = parser.parse_args(arguments)
    if given.run:
        told = summary(store.read(Settings.load().library().root, given.run))
        RESULTS.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    told = json.loads(RESULTS.read_text(encoding="utf-8"))
    readme = README.read_text(encoding="utf-8")
    wanted = with_table(readme, told)
    if given.check:
        return int(wanted != readme)
    README.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
