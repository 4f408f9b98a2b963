"""README's results table comes from a stored run, and must not lag behind it."""

import json
from pathlib import Path

import pytest

from evals.errors import EvalError
from evals.report.readme import BEGIN, END, README, RESULTS, results_table, summary, with_table
from evals.store import StoredRun

TOLD = {
    "run": "r1",
    "questions": 2,
    "measures": {"success@5": 0.5, "leaks": 0.0, "across": None},
    "all": {"success@5": 0.5, "ndcg@10": 0.4},
    "baselines": {"bm25": {"success@5": 0.2, "ndcg@10": 0.1}},
}


def test_the_table_stands_between_its_marks_and_nothing_else_changes() -> None:
    readme = f"# Dalil\n\n{BEGIN}\nold\n{END}\n\nMore.\n"
    made = with_table(readme, TOLD)
    assert made.startswith("# Dalil\n\n" + BEGIN) and made.endswith(END + "\n\nMore.\n")
    assert "old" not in made and "| bm25 | 0.200 | 0.100 |" in made
    assert with_table(made, TOLD) == made


def test_a_readme_without_marks_is_told() -> None:
    with pytest.raises(EvalError, match="no marks"):
        with_table("# Dalil\n", TOLD)


def test_what_was_not_measured_is_left_out() -> None:
    assert "two languages" not in results_table(TOLD)


def test_the_readme_is_not_stale() -> None:
    if not README.exists() or BEGIN not in README.read_text(encoding="utf-8"):
        pytest.skip("README has no results table yet")
    told = json.loads(RESULTS.read_text(encoding="utf-8"))
    readme = README.read_text(encoding="utf-8")
    assert with_table(readme, told) == readme, "run `python -m evals.report.readme`"


def test_the_committed_results_have_what_the_table_shows() -> None:
    told = json.loads(Path(RESULTS).read_text(encoding="utf-8"))
    assert {"run", "questions", "measures", "all", "baselines"} <= set(told)
    assert "| Dalil |" in results_table(told)


@pytest.mark.parametrize(
    ("about", "groups", "said"),
    [({"left_out": ["gold/a"]}, {"half=test": {}}, "left out"), ({}, {"half=tune": {}}, "didn't ask the test half")],
)
def test_a_run_that_did_not_ask_everything_is_not_taken(
    tmp_path: Path, about: dict[str, list[str]], groups: dict[str, dict[str, float]], said: str
) -> None:
    (tmp_path / "measures.json").write_text(json.dumps({"groups": groups}), encoding="utf-8")
    with pytest.raises(EvalError, match=said):
        summary(StoredRun(tmp_path, {"state": "finished", **about}))
