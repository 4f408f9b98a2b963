"""The lexical index of a part, also where it can't be written to."""

import os
from pathlib import Path

import pytest

from corpus.generation import lexical
from corpus.generation.lexical import Alternatives, IndexedPassage, Lexical, WeightedTerm


def test_an_index_that_was_read_before_is_read_on_a_disk_that_can_not_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "lexical"
    lexical.build(folder, [IndexedPassage("Visitors wear a yellow badge.", "Visitors", ())])
    assert len(Lexical(folder)) == 1
    left = [path for path in folder.iterdir() if path.suffix == ".lock"]
    assert left, "a reader leaves its lock behind"
    for lock in left:  # root writes whatever a file's mode says; what isn't a file is no lock for root either
        lock.unlink()
        lock.mkdir()
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert Lexical(folder).frequency("stems", "badg") == 1


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Lexical:
    folder = tmp_path_factory.mktemp("index") / "lexical"
    texts = ["The risk register is kept.", "A log of every risk.", "The register of visitors.", "A log of visitors."]
    lexical.build(folder, [IndexedPassage(text, "", ()) for text in texts])
    return Lexical(folder)


def term(word: str, weight: float = 1.0) -> WeightedTerm:
    return WeightedTerm("stems", word, weight)


def test_of_several_ways_to_say_a_term_the_best_one_counts_alone(index: Lexical) -> None:
    group = Alternatives((term("risk"), term("regist")), ((term("risk", 0.5), term("log", 0.5)),))
    found = dict(index.search([], 9, boosts={}, alternatives=[group]))
    own = dict(index.search([term("risk"), term("regist")], 9, boosts={}))
    assert found[0] == pytest.approx(own[0])
    assert found[1] == pytest.approx(own[1])


def test_words_that_must_stand_together_count_only_together(index: Lexical) -> None:
    group = Alternatives((), ((term("risk"), term("log")),))
    assert {ordinal for ordinal, _ in index.search([], 9, boosts={}, alternatives=[group])} == {1}
