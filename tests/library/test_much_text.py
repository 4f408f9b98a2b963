"""What keeps large libraries fast changes nothing that is found or told."""

from pathlib import Path
from typing import Any

import pytest

from assistant.retrieval.words import worth_asking
from corpus.generation import manifest
from corpus.generation.lexical import WeightedTerm
from corpus.text import analyser


def test_a_passage_of_a_long_text_is_cut_at_its_own_letters(library: Any) -> None:
    parts = [f"## باب {n}\n\nيحفظ المكتب السجل رقم {n} 📚 naïve café – {n}.\n" for n in range(60)]
    library.write("long.md", "# سجل\n\n" + "\n".join(parts))
    library.sync()
    snapshot = library.snapshot()
    version = snapshot.version(snapshot.by_document["long"])
    addresses = snapshot.parts[0].addresses
    assert len(addresses) >= 60
    for address in addresses:
        assert snapshot.text(address) == snapshot.passage(address).of(version.text)
    snapshot.close()


def test_terms_that_stand_everywhere_are_left_out_only_where_there_is_much(library: Any) -> None:
    for n in range(40):
        library.write(f"note{n}.md", f"# Note\n\nThe office keeps register number{n}.\n")
    library.sync()
    snapshot = library.snapshot()
    view = snapshot.view(None)
    offic, rare, grams = (
        WeightedTerm("stems", "offic", 0.15),
        WeightedTerm("stems", "number7", 1.0),
        WeightedTerm("grams", "offi", 0.35),
    )
    assert view.frequency("grams", "offi") == 40
    assert worth_asking(view, [offic, rare, grams]) == (offic, rare, grams)
    assert worth_asking(view, [offic, rare, grams], most_places=10) == (rare,)
    assert worth_asking(view, [offic], most_places=10) == (offic,)
    snapshot.close()


def words_of(library: Any) -> set[str]:
    """The files of the word index that is served."""
    (part,) = manifest.read(library.home, manifest.current(library.home)).parts
    folder: Path = library.home.parts / part.part / "lexical"
    return {path.name for path in folder.glob("*.idx")}


def test_words_are_indexed_anew_by_another_analysis(library: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    library.write("note.md", "# Note\n\nThe office keeps the register.\n")
    library.sync()
    before = words_of(library)
    monkeypatch.setattr(analyser, "FINGERPRINT", "another")
    library.sync()
    assert words_of(library).isdisjoint(before)
