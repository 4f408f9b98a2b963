"""What a library says often and the termbase lacks is proposed, and nothing else."""

from corpus.terms.model import Term
from corpus.terms.suggest import suggest
from corpus.terms.termbase import Termbase

TEXT = """The escape corridor is checked. An escape corridor has a lamp.
This is a standing line.
ممر النجاة مضاء. يُفحص ممر النجاة."""
TEXTS = [(f"d{n}", TEXT) for n in range(4)]


def test_frequent_phrases_are_proposed_as_written() -> None:
    found = {suggestion.term: suggestion for suggestion in suggest(TEXTS, Termbase([]))}
    assert (found["escape corridor"].count, found["escape corridor"].documents, found["escape corridor"].score) == (8, 4, 32)
    assert found["ممر النجاة"].language == "ar"
    assert "corridor" not in found


def test_what_the_termbase_has_is_not_proposed() -> None:
    termbase = Termbase([Term("x", "ممر النجاة", "escape corridor")])
    assert not {"escape corridor", "ممر النجاة", "escape", "corridor"} & {s.term for s in suggest(TEXTS, termbase)}


def test_standing_lines_and_stop_words_are_not_proposed() -> None:
    assert all("standing" not in s.term and s.term.split()[0] not in ("the", "is") for s in suggest(TEXTS, Termbase([])))


def test_an_empty_library_proposes_nothing() -> None:
    assert suggest([], Termbase([])) == []
