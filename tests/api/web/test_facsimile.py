"""Quoted words found among the words that a PDF draws, whatever their order."""

import pytest

from api.page_words import Box, PlacedWord
from api.web.facsimile import boxes_of


def page(*lines: str) -> list[PlacedWord]:
    """Words of equal width on lines from the top, ten to a page's width."""
    return [
        PlacedWord(word, Box(0.1 * column, 0.1 * row, 0.1 * column + 0.08, 0.1 * row + 0.02))
        for row, line in enumerate(lines)
        for column, word in enumerate(line.split())
    ]


def test_a_line_of_words_is_one_rectangle() -> None:
    words = page("before it", "high risks are owned by", "after it")
    (found,) = boxes_of("High risks are owned", words)
    assert (found.left, found.top, found.right, found.bottom) == pytest.approx((0.0, 0.1, 0.38, 0.12))


def test_letters_may_be_drawn_backwards() -> None:
    words = page("المدير ماعلا كلمي المخاطر", "شيء آخر")
    (found,) = boxes_of("المدير العام يملك المخاطر", words)
    assert (found.left, found.top) == (0.0, 0.0)


def test_a_quotation_over_two_lines_is_two_rectangles() -> None:
    assert len(boxes_of("one two three four", page("one two", "three four"))) == 2


def test_of_words_that_stand_twice_those_in_the_expected_place_are_meant() -> None:
    words = page("same words", "other text", "same words")
    assert boxes_of("same words", words, at=0.0)[0].top == 0.0
    assert boxes_of("same words", words, at=1.0)[0].top == 0.2


def test_words_that_are_not_there_mark_nothing() -> None:
    assert boxes_of("entirely different sentence here", page("one two three", "four here")) == ()
    assert boxes_of("", page("one")) == ()
