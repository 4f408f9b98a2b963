"""Doubtful letters are settled by the words that there are; what is known, or in another script, stays."""

import numpy as np
import pytest

from ingest.extract.ocr.paris.repair import Seen, known_words, repaired
from ingest.extract.ocr.paris.spaces import false_blanks

ALPHABET = ("", " ", *"ابتةجحخدرسعفقكلمنهوي", *"acot")


def written(drawn: str, second: dict[int, str] | None = None) -> str:
    """What becomes of a line, drawn from the left, whose letter at an index has a second thought of .2."""
    scores = np.full((2 * len(drawn), len(ALPHABET)), 1e-4, np.float32)
    seen = []
    for index, char in enumerate(drawn):
        scores[2 * index, ALPHABET.index(char)] = 0.7
        scores[2 * index + 1, 0] = 0.9
        if index in (second or {}):
            scores[2 * index, ALPHABET.index((second or {})[index])] = 0.2
        seen.append(Seen(ALPHABET.index(char), 2 * index, 2 * index + 1))
    return "".join(ALPHABET[item.label] for item in reversed(repaired(seen, scores, ALPHABET)))


@pytest.mark.parametrize(
    ("read", "index", "second", "said"),
    [
        ("انحكومة", 1, "ل", "الحكومة"),
        ("الحكومق", 6, "ة", "الحكومة"),
        ("الحكومة", 6, "ق", "الحكومة"),
        ("الحcومة", 3, "ك", "الحكومة"),
    ],
)
def test_a_second_thought_counts_where_it_makes_a_known_word(read: str, index: int, second: str, said: str) -> None:
    assert written(read[::-1], {len(read) - 1 - index: second}) == said


def test_an_unknown_word_without_second_thoughts_stays() -> None:
    assert written("قلعفنسا") == "قلعفنسا"[::-1]


@pytest.mark.parametrize(
    ("read", "said"), [("و سلامة", "وسلامة"), ("القرا ر", "القرار"), ("ما لم", "ما لم"), ("مجلسادارة", "مجلسادارة")]
)
def test_words_are_joined_only_where_they_make_one(read: str, said: str) -> None:
    assert written(read[::-1]) == said


def test_the_words_are_as_they_are_searched() -> None:
    from corpus.text.normalise import fold

    assert len(known_words()) > 20_000
    assert all(fold(word) == word for word in list(known_words())[:500])


def test_a_narrow_gap_after_a_letter_that_does_not_join_is_no_blank() -> None:
    texts = list("تب ار سب حا لع")
    places = [(20 * index, 20 * index + 10) for index in range(len(texts))]
    ink = np.ones((4, 20 * len(texts)), np.float32)
    for index, width in ((2, 3), (5, 18), (8, 16), (11, 18)):
        ink[:, 20 * index + 1 : 20 * index + 1 + width] = 0
    assert false_blanks(ink, texts, places) == {2}
