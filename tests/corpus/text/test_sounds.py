"""Names sound alike across scripts; short words and words of one script don't meet."""

import pytest

from corpus.text.analyser import terms
from corpus.text.sounds import in_other_script


@pytest.mark.parametrize(
    ("english", "arabic"), [("Muscat", "مسقط"), ("Helsinki", "هلسنكي"), ("Ibrahim", "إبراهيم"), ("Beckham", "بيكهام")]
)
def test_a_name_sounds_alike_in_both_scripts(english: str, arabic: str) -> None:
    (heard,), (written,) = terms(english), terms(arabic)
    assert heard.sound and in_other_script(heard.sound) == written.sound


@pytest.mark.parametrize("word", ["go", "idea", "عام", "2040"])
def test_a_word_with_few_consonants_has_no_sound(word: str) -> None:
    assert [term.sound for term in terms(word)] == [""]
