"""Arabic for terminals that neither join letters nor run from right to left."""

import pytest

from api.cli.present import shaped


@pytest.mark.parametrize(
    ("written", "seen"), [("سنة", "\ufe94\ufee8\ufeb3"), ("لا", "\ufefb"), ("٣٠ سنة", "\ufe94\ufee8\ufeb3 ٣٠")]
)
def test_letters_are_joined_and_stand_from_right_to_left(written: str, seen: str) -> None:
    assert shaped(written, width=10) == seen.rjust(10)


def test_lines_are_set_to_the_right_and_none_is_wider_than_the_terminal() -> None:
    lines = shaped("تُراجَع السجلات كل شهر وتُرفع إلى المدير العام قبل نهاية الأسبوع الأول.", width=30).splitlines()
    assert len(lines) > 1
    assert {len(line) for line in lines} == {30}


def test_numbers_keep_their_order_and_english_is_left_alone() -> None:
    assert "2025" in shaped("في سنة 2025", width=20)
    assert shaped("Annual leave [1]", width=40) == "Annual leave [1]"


def test_brackets_and_quotation_marks_open_towards_what_they_hold() -> None:
    shown = shaped("مرحبا [1] «نص»", width=20).split()
    assert shown[1] == "[1]"
    assert shown[0].startswith("«") and shown[0].endswith("»")
