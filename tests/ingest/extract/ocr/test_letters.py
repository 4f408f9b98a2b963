"""Persian letters of a recogniser come out as Arabic spells them."""

import pytest

from ingest.extract.ocr.letters import arabic_spelling
from ingest.extract.ocr.model import Character


@pytest.mark.parametrize(
    ("recognised", "spelled"),
    [
        ("یکتب", "يكتب"),
        ("علی القانونی", "على القانوني"),
        ("۳۶۵ یوما", "٣٦٥ يوما"),
        ("إالیه", "إليه"),
        ("اأخری", "أخرى"),
        ("Level 2", "Level 2"),
    ],
)
def test_letters_are_spelled_as_in_arabic(recognised: str, spelled: str) -> None:
    found = arabic_spelling(tuple(Character(char, 0.0, 1.0, 1.0) for char in recognised))
    assert "".join(character.text for character in found) == spelled
