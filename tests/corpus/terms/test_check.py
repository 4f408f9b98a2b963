"""What is wrong with a termbase is told row by row; the shipped one has nothing wrong."""

from collections import Counter
from pathlib import Path

import pytest

from corpus.terms.check import check_file
from corpus.terms.model import COLUMNS
from corpus.terms.store import SHIPPED, usable

ROWS = {
    "an empty term": ("خطر,\n", "empty", 2),
    "swapped columns": ("risk,خطر\n", "language", 2),
    "a sentence": ("خطر," + "risk " * 60 + "\n", "long", 2),
    "a cell too many": ("خطر,risk,hazard\n", "cells", 2),
    "the same pair twice": ("خطر,risk\nالأمر,matter\nخَطَر,Risk\n", "duplicate", 4),
    "a term in two entries": ("خطر,risk\nخطر,danger\n", "shared", 3),
}


@pytest.mark.parametrize("case", ROWS)
def test_a_wrong_row_is_told_with_its_line(tmp_path: Path, case: str) -> None:
    rows, kind, line = ROWS[case]
    path = tmp_path / "terms.csv"
    path.write_text(f"ar,en\n{rows}", encoding="utf-8")
    (problem,) = check_file(path)
    assert (problem.kind, problem.line) == (kind, line)
    assert str(problem).startswith(f"{path}:{line}: ")
    assert problem.remedy


def test_an_id_given_twice_is_told(tmp_path: Path) -> None:
    path = tmp_path / "terms.csv"
    path.write_text("id,ar,en\nx,خطر,risk\nx,أمر,matter\n", encoding="utf-8")
    assert [problem.kind for problem in check_file(path)] == ["duplicate"]


def test_a_file_that_cannot_be_read_is_one_problem(tmp_path: Path) -> None:
    path = tmp_path / "terms.csv"
    path.write_bytes("ar,en\nخطر,risk\n".encode("cp1256"))
    (problem,) = check_file(path)
    assert (problem.kind, problem.line) == ("file", 2)
    assert "Windows-1256" in problem.what


def test_the_shipped_termbase_is_right_and_large() -> None:
    assert check_file(SHIPPED) == []
    terms = usable(SHIPPED)
    assert len(terms) >= 850
    assert sum(bool(term.definition_ar and term.definition_en) for term in terms) >= 120
    assert all(bool(term.definition_ar) == bool(term.definition_en) for term in terms)
    assert min(Counter(term.domain for term in terms).values()) >= 10
    assert SHIPPED.read_text(encoding="utf-8").partition("\n")[0] == ",".join(COLUMNS)
