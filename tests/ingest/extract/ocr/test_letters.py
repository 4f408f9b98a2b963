"""Persian letters of a recogniser come out as Arabic spells them."""

import pytest

from ingest.extract.ocr.letters import arabic_spelling, parted_numbers
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


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("١وليس", "١ وليس"),
        ("كان٢و", "كان ٢ و"),
        ("١٤٤٥هـ", "١٤٤٥هـ"),
        ("ل٥", "ل٥"),
        ("٣٠٪", "٣٠٪"),
        ("سنة ٢٠١٠م", "سنة ٢٠١٠م"),
        ("٣أ", "٣أ"),
    ],
)
def test_a_number_and_a_word_are_parted(seen: str, meant: str) -> None:
    characters = tuple(Character(char, float(at), at + 1.0, 0.9) for at, char in enumerate(seen))
    assert "".join(char.text for char in parted_numbers(characters)) == meant
