"""The tables of everyday words hold no line, and no word, that does nothing."""

from importlib.resources import files

import pytest

from corpus.terms.everyday import LONGEST
from corpus.text.analyser import terms


def rows(language: str) -> list[list[tuple[str, ...]]]:
    """The lines of a table, each column as its stems."""
    text = (files("corpus.terms") / "tables" / f"everyday-{language}.tsv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return [[tuple(term.stem for term in terms(column)) for column in line.split("\t")] for line in lines]


@pytest.mark.parametrize("language", ["ar", "en"])
def test_no_word_stands_in_the_first_column_twice(language: str) -> None:
    asked = [row[0] for row in rows(language)]
    assert [stems for stems in asked if asked.count(stems) > 1] == []
    assert all(1 <= len(stems) <= LONGEST for stems in asked)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_other_way_differs_from_what_is_asked_and_from_the_rest(language: str) -> None:
    table = rows(language)
    assert [row for row in table if len(row) < 2 or not all(row)] == []
    assert [row for row in table if len(set(row)) < len(row)] == []
