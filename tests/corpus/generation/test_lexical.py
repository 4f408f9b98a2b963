"""The lexical index of a part, also where it can't be written to."""

import os
from pathlib import Path

import pytest

from corpus.generation import lexical
from corpus.generation.lexical import IndexedPassage, Lexical


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
