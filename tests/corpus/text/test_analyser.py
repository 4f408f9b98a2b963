"""The analyser: the same terms for what a person means alike, on both sides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.analyser import indexed, terms


def stems(text: str) -> set[str]:
    return {term.stem for term in terms(text)}


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("المخاطر", "بالمخاطر"),
        ("موظف", "الموظفين"),
        ("الإدارة", "إدارات"),
        ("خطة", "وللخطة"),
        ("employee", "employees'"),
        ("managing", "managed"),
        ("1240", "١٬٢٤٠"),
        ("1,240", "1240"),
        ("1.500", "١٫٥٠٠"),
    ],
)
def test_a_form_finds_the_word_by_stem_or_by_four_grams(asked: str, written: str) -> None:
    grams = {gram for term in terms(asked) for gram in term.grams}
    assert stems(asked) & stems(written) or grams & {gram for term in terms(written) for gram in term.grams}


def test_a_decimal_is_not_a_thousand() -> None:
    assert stems("1.500") != stems("1,500")


def test_function_words_are_marked_and_kept() -> None:
    found = {term.word: term.stop for term in terms("من هو المسؤول عن الخطة")}
    assert found["من"] and found["عن"] and not found["الخطه"]


@given(st.text(max_size=80))
def test_any_text_has_an_index_form_without_stray_spaces(text: str) -> None:
    found, grams, sounds = indexed(text)
    assert found.split(" ") == [t.stem for t in terms(text)] or not found
    assert all(gram for gram in grams.split(" ")) or not grams
    assert all(sound for sound in sounds.split(" ")) or not sounds
