"""Folding: what readers take as one spelling, and nothing else, becomes one string."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.normalise import fold, language_of

ARABIC = st.text(alphabet=st.characters(min_codepoint=0x0600, max_codepoint=0x06FF), max_size=40)


@pytest.mark.parametrize(
    ("written", "searched"),
    [
        ("المُشكِلات", "المشكلات"),
        ("٣٦٥", "365"),
        ("۳۶۵", "365"),
        ("إدارة", "اداره"),
        ("إلى", "الي"),
        ("مســؤول", "مسوول"),
        ("شيء", "شي"),
        ("ﻻ", "لا"),
        ("Café", "cafe"),
        ("النـظام\u200f", "النظام"),
        ("٥٫٥٪", "5.5%"),
    ],
)
def test_fold_joins_what_readers_take_as_one(written: str, searched: str) -> None:
    assert fold(written) == searched


@pytest.mark.parametrize(("one", "other"), [("كتب", "كتاب"), ("علم", "عمل"), ("1.5", "15"), ("policy", "police")])
def test_fold_keeps_apart_what_differs(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.one_of(ARABIC, st.text(max_size=40)))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "language"), [("من يعتمد الخطة؟", "ar"), ("Who approves the plan?", "en"), ("ما هو KPI؟", "ar"), ("", "en")]
)
def test_language_is_that_of_the_letters(text: str, language: str) -> None:
    assert language_of(text) == language
