"""A question in other words: synonyms, translations, names by their sound, numbers, slips of spelling."""

import pytest

from assistant.model import Query, Question
from assistant.options import ExpansionOptions
from assistant.query.analyse import analyse
from assistant.query.expand import Expansion, expand
from corpus.terms.everyday import others_of
from corpus.terms.model import Term
from corpus.terms.termbase import Termbase
from corpus.text.analyser import Term as Word
from corpus.text.analyser import terms

TERMBASE = Termbase(
    [
        Term("risk-register", "سجل المخاطر", "risk register", en_synonyms=("risk log",)),
        Term("kpi", "مؤشر الأداء الرئيسي", "key performance indicator", acronyms=("KPI", "كي بي آي")),
    ]
)


def term(written: str) -> Word:
    (found,) = terms(written)
    return found


LIBRARY = {term(word).stem: 3 for word in ("meeting", "length", "refused", "الاجتماع", "register")}


def query_of(text: str) -> Query:
    return analyse(Question(text), longest=4000)


def expanded(text: str) -> Expansion:
    return expand(query_of(text), TERMBASE, frequency=lambda stem: LIBRARY.get(stem, 0))


def ways(text: str, field: str = "stems") -> set[tuple[str, ...]]:
    return {way.stems for group in expanded(text).translations for way in group.ways if way.field == field}


def others(text: str) -> set[tuple[str, ...]]:
    return {way.stems for group in expanded(text).synonyms for way in group.ways}


def test_a_term_of_several_words_is_one_group_over_both_languages() -> None:
    assert ("risk", "log") in others("who keeps the risk register")
    assert (term("سجل").stem, term("المخاطر").stem) in ways("who keeps the risk register")


def test_the_words_of_a_group_are_searched_only_there() -> None:
    found = expanded("who keeps the risk register")
    grouped = {t.term for group in found.synonyms for t in group.own}
    assert grouped >= {"risk", "regist"}
    assert not {t.term for t in found.terms if t.field == "stems"} & grouped


def test_english_by_ear_is_its_term() -> None:
    assert ("key", "perform", "indic") in ways("وش يعني كي بي آي")


def test_a_word_that_no_term_covers_is_translated() -> None:
    assert (term("المدينة").stem,) in ways("city")


def test_a_name_is_looked_for_by_its_sound_in_the_other_script() -> None:
    sound = term("هلسنكي").sound
    assert sound and (sound,) in ways("Helsinki", "sounds")


@pytest.mark.parametrize(("asked", "written"), [("ثلاثة أيام", "3"), ("رؤية عشرين أربعين", "2040"), ("خمسة عشر يوما", "15")])
def test_number_words_are_numbers(asked: str, written: str) -> None:
    assert (written,) in others(asked)


def test_digits_are_number_words() -> None:
    assert (term("ثلاثة").stem,) in others("3 أيام")


@pytest.mark.parametrize("slip", ["meting", "meetnig", "lenght", "refsued"])
def test_a_slip_of_spelling_is_the_word_that_the_library_has(slip: str) -> None:
    assert others(slip) & {("meet",), ("length",), ("refus",)}


def test_a_word_that_the_library_has_is_no_slip() -> None:
    assert others("meeting") == set(others_of((term("meeting").stem,)))


@pytest.mark.parametrize(
    ("asked", "written"),
    [("How do I contest it?", "appeal"), ("Can my boss ring me?", "supervisor"), ("من مديري", "المسؤول"), ("كم فلوس", "مبلغ")],
)
def test_everyday_words_are_looked_for_as_institutions_write_them(asked: str, written: str) -> None:
    assert (term(written).stem,) in others(asked)


def test_words_that_say_little_have_no_everyday_group() -> None:
    assert others("who is it for") == set()


PARTS = ("termbase", "everyday", "numbers", "spelling", "sounds")
ASKED = ("risk register", "contest", "thirty", "meting", "Helsinki")


@pytest.mark.parametrize(("part", "asked"), list(zip(PARTS, ASKED, strict=True)))
def test_each_way_to_find_other_words_can_be_left_out_alone(part: str, asked: str) -> None:
    def of(*left_out: str) -> Expansion:
        options = ExpansionOptions(**dict.fromkeys(left_out, False))
        return expand(query_of(asked), TERMBASE, frequency=lambda stem: LIBRARY.get(stem, 0), options=options)

    assert of(part) != of()
    assert of(*PARTS) != of(*(other for other in PARTS if other != part))
