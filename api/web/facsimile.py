"""Where quoted words stand on the image of their page.

The words that a PDF draws come in no certain order, nor do their letters; a quotation is found as the stretch of drawn words that
shares the most words with it, a word being the letters that it is made of, whatever their order.
"""

import unicodedata
from collections import Counter
from collections.abc import Sequence

from api.page_words import Box, PlacedWord
from corpus.text.normalise import fold

_ENOUGH = 0.6
"""The share of a quotation's words that must be found; below it nothing is marked."""

_SLACK = 1.25
"""How much longer than the quotation the stretch may be: a drawn word is sometimes cut in two."""

_NEAR = 3
"""How many drawn words on either side count as a word's company."""

_SAME_LINE = 0.4
"""The share of the lower one's height that two boxes on a line have in common."""

_GAP = 0.06
"""Words further apart than this share of the page's width are not joined into one rectangle."""


def boxes_of(quotation: str, words: Sequence[PlacedWord], *, at: float = 0.0) -> tuple[Box, ...]:
    """A rectangle for each line of the quotation, which is expected at `at`, 0 to 1: its words may stand on the page twice."""
    wanted = Counter(key for key in map(_key, quotation.split()) if key)
    keys = [_key(word.letters) for word in words]
    size = sum(wanted.values())
    best, start, end = 0.0, 0, 0
    length = max(1, round(size * _SLACK))
    for first in range(len(keys)):
        if keys[first] not in wanted:
            continue
        stretch = keys[first : first + length]
        shared = sum((Counter(stretch) & wanted).values())
        nearness = 1 - abs(first / len(keys) - at)
        if shared + nearness * 0.9 > best:
            best, start, end = shared + nearness * 0.9, first, first + len(stretch)
    start, end = _tightened(keys, start, end, wanted)
    found = _matched(words[start:end], keys[start:end], wanted)
    return _lines(found) if size and len(found) >= _ENOUGH * size else ()


def _tightened(keys: Sequence[str], start: int, end: int, wanted: Counter[str]) -> tuple[int, int]:
    """The stretch without what may go at either end with no wanted word lost."""
    shared = Counter(keys[start:end]) & wanted
    while start < end and Counter(keys[start + 1 : end]) & wanted == shared:
        start += 1
    while start < end and Counter(keys[start : end - 1]) & wanted == shared:
        end -= 1
    return start, end


def _matched(words: Sequence[PlacedWord], keys: Sequence[str], wanted: Counter[str]) -> list[Box]:
    """The boxes of wanted words, each as often as it is wanted: those first that stand among other wanted words."""
    company = {at: sum(key in wanted for key in keys[max(0, at - _NEAR) : at + _NEAR + 1]) for at in range(len(keys))}
    left = wanted.copy()
    boxes = []
    for at in sorted(company, key=lambda at: (-company[at], at)):
        if left[keys[at]] > 0:
            left[keys[at]] -= 1
            boxes.append(words[at].box)
    return boxes


def _lines(boxes: Sequence[Box]) -> tuple[Box, ...]:
    """The boxes joined where they stand side by side on a line, from the top."""
    lines: list[Box] = []
    for box in boxes:
        beside = [line for line in lines if _beside(line, box)]
        lines = [line for line in lines if line not in beside]
        whole = [*beside, box]
        lines.append(
            Box(min(b.left for b in whole), min(b.top for b in whole), max(b.right for b in whole), max(b.bottom for b in whole))
        )
    return tuple(sorted(lines, key=lambda line: (line.top, line.left)))


def _beside(one: Box, other: Box) -> bool:
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    height = min(one.bottom - one.top, other.bottom - other.top)
    apart = max(other.left - one.right, one.left - other.right)
    return overlap > _SAME_LINE * height and apart < _GAP


def _key(word: str) -> str:
    """The letters and digits of a word, folded and sorted."""
    return "".join(sorted(letter for letter in fold(unicodedata.normalize("NFKC", word)) if letter.isalnum()))
