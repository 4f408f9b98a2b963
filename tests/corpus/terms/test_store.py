"""A library's own terms lie over the shipped ones, and importing brings together what belongs together."""

import json
import logging
from pathlib import Path

import pytest

from corpus.errors import HomeBusy
from corpus.home import Home
from corpus.terms.compiled import NAME
from corpus.terms.errors import TermbaseError
from corpus.terms.model import Term
from corpus.terms.store import _loaded, add_terms, import_file, load_termbase, own_file, own_terms, usable

NEW = Term("", "بطاقة الممارسة", "practice card", ("بطاقة التعريف بالممارسة",))


def test_an_added_term_is_found_at_once(home: Home) -> None:
    assert load_termbase(home).groups_in("practice cards") != []
    change = add_terms(home, [NEW])
    assert [term.id for term in change.added] == ["practice-card"]
    assert [term.id for match in load_termbase(home).groups_in("بطاقات الممارسة") for term in match.terms] == ["practice-card"]


def test_adding_twice_changes_nothing(home: Home) -> None:
    add_terms(home, [NEW])
    before = own_file(home).read_bytes()
    change = add_terms(home, [NEW])
    assert (change.added, change.changed, change.unchanged) == ((), (), 1)
    assert own_file(home).read_bytes() == before


def test_a_synonym_of_a_shipped_term_joins_it(home: Home) -> None:
    change = add_terms(home, [Term("", "الإجازة السنوية", "Annual leave", acronyms=("AL",))])
    (changed,) = change.changed
    assert changed.en == "annual leave"
    assert "AL" in changed.acronyms
    assert len(load_termbase(home)) == len(usable_shipped())


def test_an_entry_with_the_id_of_another_takes_its_place(home: Home) -> None:
    add_terms(home, [Term("risk", "خطورة", "peril")])
    found = {term.id: term for term in load_termbase(home).terms}
    assert (found["risk"].ar, found["risk"].en) == ("خطورة", "peril")


def test_an_import_leaves_wrong_rows_out_and_tells_them(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "more.csv"
    path.write_text("ar,en\nبطاقة الممارسة,practice card\n,lone\n", encoding="utf-8")
    change = import_file(home, path)
    assert [term.en for term in change.added] == ["practice card"]
    assert [(problem.kind, problem.line) for problem in change.problems] == [("empty", 3)]
    assert [term.en for term in own_terms(home)] == ["practice card"]


def test_a_dry_run_writes_nothing(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "more.csv"
    path.write_text("ar,en\nبطاقة الممارسة,practice card\n", encoding="utf-8")
    assert len(import_file(home, path, dry_run=True).added) == 1
    assert not own_file(home).exists()


def test_the_own_table_is_utf_8_that_a_spreadsheet_opens(home: Home) -> None:
    add_terms(home, [NEW])
    assert own_file(home).read_bytes().startswith(b"\xef\xbb\xbfid,ar,")


def test_adding_waits_for_nobody(home: Home) -> None:
    with home.writing("a sync"), pytest.raises(HomeBusy):
        add_terms(home, [NEW])


def usable_shipped() -> list[Term]:
    """The shipped terms."""
    from corpus.terms.store import SHIPPED

    return usable(SHIPPED)


def test_what_is_compiled_finds_the_same_terms_and_follows_the_tables(home: Home) -> None:
    text = "risk register, KPIs, إدارة التغيير"
    made = load_termbase(home).groups_in(text)
    _loaded.cache_clear()
    assert load_termbase(home).groups_in(text) == made
    add_terms(home, [NEW])
    assert load_termbase(home).groups_in("practice card")


def test_a_damaged_compiled_copy_is_made_anew(home: Home) -> None:
    home.root.mkdir(parents=True, exist_ok=True)
    load_termbase(home)
    (home.root / NAME).write_text('{"key": 1', encoding="utf-8")
    _loaded.cache_clear()
    assert load_termbase(home).groups_in("risk register")
    assert json.loads((home.root / NAME).read_text(encoding="utf-8"))["terms"]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"ar,word\n", id="a column that a termbase doesn't have"),
        pytest.param(b"", id="an empty file"),
        pytest.param("ar,en\nخطر,risk\n".encode("cp1256"), id="another encoding"),
        pytest.param(b"\xff\xfea", id="cut off in UTF-16"),
    ],
)
def test_own_terms_that_cannot_be_read_stop_nobody_who_asks(home: Home, caplog: pytest.LogCaptureFixture, content: bytes) -> None:
    home.root.mkdir(parents=True)
    own_file(home).write_bytes(content)
    with caplog.at_level(logging.WARNING, "dalil.terms"):
        assert load_termbase(home).groups_in("risk register")
        load_termbase(home)
    (record,) = caplog.records
    assert str(own_file(home)) in record.getMessage()
    with pytest.raises(TermbaseError):  # adding to what can't be read would lose it
        add_terms(home, [NEW])
    assert own_file(home).read_bytes() == content


def test_own_terms_are_asked_with_again_once_they_are_mended(home: Home) -> None:
    home.root.mkdir(parents=True)
    own_file(home).write_text("ar,word\n", encoding="utf-8")
    load_termbase(home)
    own_file(home).write_text("ar,en\nبطاقة الممارسة,practice card\n", encoding="utf-8")
    matches = load_termbase(home).groups_in("practice card")
    assert [term.ar for match in matches for term in match.terms] == ["بطاقة الممارسة"]


def test_a_table_that_is_no_readable_file_is_told(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "locked.csv"
    path.write_text("ar,en\nخطر,risk\n", encoding="utf-8")

    def refused(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_bytes", refused)
    with pytest.raises(TermbaseError, match="Permission denied"):
        import_file(home, path)
