"""A term is found in whatever form a question has it, the longest first, and says its words in both languages."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.terms.model import Term
from corpus.terms.store import SHIPPED, usable
from corpus.terms.termbase import Termbase, capitals_of
from corpus.text import analyser


def ids(termbase: Termbase, text: str) -> list[str]:
    """The ids of the terms that a text names, in order."""
    return [term.id for match in termbase.groups_in(text) for term in match.terms]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("ما مؤشرات الأداء الرئيسية؟", ["kpi"]),
        ("شو مؤشر الاداء", ["kpi"]),
        ("كي بي اي القسم", ["kpi"]),
        ("what are our KPIs?", ["kpi"]),
        ("the K.P.I. of a section", ["kpi"]),
        ("وش الـKPI", ["kpi"]),
        ("بإدارة المخاطر", ["risk-management"]),
        ("وإدارتنا للمخاطر", ["risk-management"]),
        ("لإدارة التغيير", ["change"]),
        ("managing the management of the change", ["change"]),
        ("للجان", ["committee"]),
        ("لجنتان", ["committee"]),
        ("وخططهم", ["plan"]),
        ("اجازتي السنويه", ["annual-leave"]),
        ("an organizational structure", ["structure"]),
        ("processes", ["process"]),
    ],
)
def test_a_term_is_found_in_its_forms(termbase: Termbase, question: str, found: list[str]) -> None:
    assert ids(termbase, question) == found


@pytest.mark.parametrize(
    "question", ["العمل اليومي", "ما الخط السري؟", "who owns it?", "a smart answer", "WHO OWNS IT", "؟!", ""]
)
def test_what_only_looks_like_a_term_is_not_found(termbase: Termbase, question: str) -> None:
    assert ids(termbase, question) == []


def test_an_acronym_that_is_a_word_counts_in_capitals(termbase: Termbase) -> None:
    assert ids(termbase, "who runs IT here?") == ["it"]
    assert ids(termbase, "وين قسم IT") == ["it"]
    assert capitals_of("WHO OWNS IT") == frozenset()


def test_the_longest_term_wins_and_no_word_belongs_to_two(termbase: Termbase) -> None:
    matches = termbase.groups_in("إدارة المخاطر ومؤشر الأداء الرئيسي")
    assert [(match.start, match.end, match.terms[0].id) for match in matches] == [(0, 2, "risk-management"), (2, 5, "kpi")]


def test_a_match_says_it_in_both_languages_as_the_index_has_it(termbase: Termbase) -> None:
    (match,) = termbase.groups_in("KPI")
    assert tuple(t.stem for t in analyser.terms("مؤشر الأداء الرئيسي")) in match.ar
    assert tuple(t.stem for t in analyser.terms("كي بي آي")) in match.ar
    assert match.equivalents("en") == (("key", "perform", "indic"), ("perform", "indic"), ("kpi",))


def test_equivalents_hold_broken_plurals_and_both_english_spellings(termbase: Termbase) -> None:
    (plan,) = termbase.groups_in("plans")
    assert {("خط",), ("خطط",)} <= set(plan.ar)
    (structure,) = termbase.groups_in("الهيكل التنظيمي")
    assert {("organis", "structur"), ("organiz", "structur")} <= {
        tuple(stem[:7] if stem.startswith("organi") else stem for stem in way) for way in structure.en
    }


def test_entries_that_are_written_alike_are_both_given() -> None:
    homonyms = Termbase([Term("a", "إدارة", "management"), Term("b", "الإدارة", "administration")])
    (match,) = homonyms.groups_in("ما هي الإدارة؟")
    assert {term.id for term in match.terms} == {"a", "b"}
    assert {("manag",), ("administr",)} == set(match.en)


def test_find_takes_a_part_of_a_word_too(termbase: Termbase) -> None:
    assert [term.id for term in termbase.find("vacat")] == ["annual-leave"]
    assert [term.id for term in termbase.find("كي بي آي")] == ["kpi"]


@given(st.text(max_size=200))
def test_matches_lie_inside_the_words_and_do_not_overlap(text: str) -> None:
    words = analyser.terms(text)
    end = 0
    for match in SMALL.groups_in(text):
        assert end <= match.start < match.end <= len(words)
        end = match.end


SMALL = Termbase([Term("a", "خطة العمل", "work plan", acronyms=("WP",)), Term("b", "عمل", "work")])


def test_five_thousand_words_are_searched_in_well_under_a_second() -> None:
    termbase = Termbase(usable(SHIPPED))
    question = "ما مؤشرات الأداء في إدارة المخاطر واستمرارية الأعمال " * 600
    started = time.perf_counter()
    assert len(termbase.groups_in(question)) == 3 * 600
    assert time.perf_counter() - started < 1
