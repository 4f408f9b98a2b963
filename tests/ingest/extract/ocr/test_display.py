"""A drawn line comes out in reading order: letters of the other direction, numbers and brackets among them."""

import pytest

from ingest.extract.ocr.display import reading_order, runs_right_to_left
from ingest.extract.ocr.model import Character


def drawn(text: str) -> list[Character]:
    return [Character(char, float(index), index + 1.0, 1.0) for index, char in enumerate(text)]


@pytest.mark.parametrize(
    ("seen", "read"),
    [
        ("ملاس", "سالم"),
        ("موي ٣٠ يف", "في ٣٠ يوم"),
        ("٪٨٧٫٥ ةبسن", "نسبة ٪٨٧٫٥"),
        ("15/03/2024 خيراتب", "بتاريخ 15/03/2024"),
        ("HR Portal ةباوبلا ربع بلطلا", "الطلب عبر البوابة HR Portal"),
        ("(ةيرادإلا) تادحو", "وحدات (الإدارية)"),
        ("pages 3-5, annex", "pages 3-5, annex"),
    ],
)
def test_a_drawn_line_is_put_into_reading_order(seen: str, read: str) -> None:
    found = reading_order(drawn(seen), rtl=runs_right_to_left(seen))
    assert "".join(character.text for character in found) == read


def test_characters_keep_their_places() -> None:
    found = reading_order(drawn("ملاس"), rtl=True)
    assert [character.x0 for character in found] == [3.0, 2.0, 1.0, 0.0]


@pytest.mark.parametrize(("text", "rtl"), [("عقد Contract", False), ("قرار HR رقم", True), ("٣٦٥", True), ("365", False)])
def test_the_direction_is_that_of_most_letters(text: str, rtl: bool) -> None:
    assert runs_right_to_left(text) is rtl
