"""Letters that the network was unsure of, settled by the words that there are.

A word that is none of the known ones is held against the network's second thoughts: other letters that it gave some probability
at the same place, a letter that it nearly left out, one that it nearly saw. Where exactly these make a known word, that is the
word. Digits, Latin words and words that are known stay as they are.
"""

import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from corpus.text.normalise import fold

Array = NDArray[np.float32]

_SECOND_THOUGHT = 0.004
"""An alternative of less than this probability is no thought but noise."""
_THOUGHT_OF_A_BLANK = 0.02
_LEAST = 0.01
"""How probable a repaired word must be beside the one that was read, by the letters that differ."""
_SHORTEST = 4
_SHORTEST_HALF = 2
_NOT_JOINING = frozenset("ادذرزو")
_AND = "و"
"""Written with the word after it, whatever the gap."""
_SHORT_WORDS = frozenset(("ما", "لا", "او", "اذا"))
_MOST_CHANGES = 2
_BLANK = 0


@dataclass(frozen=True, slots=True)
class Seen:
    """One class that the network saw: its label, and the columns of the scores that it fills, half-open."""

    label: int
    start: int
    end: int


Part = tuple[bool, list[Seen]]
"""A stretch of a drawn line, and whether it is letters."""


@cache
def known_words() -> frozenset[str]:
    """Arabic words as they are searched, from the laws of an open collection; see `words.txt.gz`'s entry in NOTICE."""
    packed = (files("ingest.extract.ocr") / "words.txt.gz").read_bytes()
    return frozenset(gzip.decompress(packed).decode("utf-8").split())


def repaired(seen: Sequence[Seen], scores: Array, alphabet: Sequence[str]) -> list[Seen]:
    """The classes of a drawn line, with those of unknown Arabic words changed where that makes known ones."""
    parts = [
        (letters, _known(_of_one_script(part, scores, alphabet), scores, alphabet) if letters else part)
        for letters, part in _parts(seen, alphabet)
    ]
    return [item for _, part in _joined(parts, scores, alphabet) for item in part]


def _joined(parts: list[Part], scores: Array, alphabet: Sequence[str]) -> list[Part]:
    """The parts, with two words joined where only together they are known, and one parted where only its halves are."""
    blank = next(label for label, char in enumerate(alphabet) if char == " ")
    out: list[Part] = []
    for letters, part in parts:
        whole = part
        if letters and len(out) > 1 and [item.label for item in out[-1][1]] == [blank] and out[-2][0]:
            left, text = out[-2][1], _text(part, alphabet)
            if text == _AND or (
                text[-1:] in _NOT_JOINING
                and not (_is_known(text) and _is_known(_text(left, alphabet)))
                and _text([*left, *part], alphabet) in known_words()
            ):
                out[-2:] = []
                whole = [*left, *part]
        out.append((letters, _parted(whole, blank, scores, alphabet) if letters else whole))
    return out


def _parted(word: list[Seen], blank: int, scores: Array, alphabet: Sequence[str]) -> list[Seen]:
    if len(word) < 2 * _SHORTEST_HALF or _text(word, alphabet) in known_words():
        return word
    for cut in range(_SHORTEST_HALF, len(word) - _SHORTEST_HALF + 1):
        after, before = word[:cut], word[cut:]
        if scores[after[-1].start : before[0].end, blank].max() < _THOUGHT_OF_A_BLANK:
            continue
        first, second = _text(before, alphabet), _text(after, alphabet)
        if first[-1] in _NOT_JOINING and second in known_words() and (first in known_words() or first in _SHORT_WORDS):
            place = after[-1].end
            return [*after, Seen(blank, place, max(place + 1, before[0].start)), *before]
    return word


def _of_one_script(word: list[Seen], scores: Array, alphabet: Sequence[str]) -> list[Seen]:
    """An Arabic word with Latin letters in it, as it looks in Arabic letters alone."""
    arabic = [label for label, char in enumerate(alphabet) if char and _is_arabic(char)]
    if sum(_is_arabic(alphabet[item.label]) for item in word) * 2 <= len(word):
        return word
    return [
        item
        if _is_arabic(alphabet[item.label])
        else Seen(arabic[int(scores[item.start : item.end, arabic].max(axis=0).argmax())], item.start, item.end)
        for item in word
    ]


def _parts(seen: Sequence[Seen], alphabet: Sequence[str]) -> Iterator[Part]:
    """Words of letters and what stands between them, in turn."""
    part: list[Seen] = []
    letters = False
    for item in seen:
        is_letter = alphabet[item.label].isalpha() or alphabet[item.label] == "\u200c"
        if part and is_letter != letters:
            yield letters, part
            part = []
        letters = is_letter
        part.append(item)
    if part:
        yield letters, part


def _known(word: list[Seen], scores: Array, alphabet: Sequence[str]) -> list[Seen]:
    if len(word) < _SHORTEST or sum(_is_arabic(alphabet[item.label]) for item in word) * 2 <= len(word):
        return word
    if _text(word, alphabet) in known_words():
        return word
    best, best_odds = word, _LEAST
    frontier = [(1.0, word)]
    for _ in range(_MOST_CHANGES):
        following = []
        for odds, candidate in frontier:
            for change, changed in _changes(candidate, scores, alphabet):
                if odds * change <= best_odds:
                    continue
                if _text(changed, alphabet) in known_words():
                    best, best_odds = changed, odds * change
                else:
                    following.append((odds * change, changed))
        frontier = sorted(following, key=lambda pair: -pair[0])[:20]
    return best


def _changes(word: list[Seen], scores: Array, alphabet: Sequence[str]) -> Iterator[tuple[float, list[Seen]]]:
    """Words that differ in one letter, each with how probable that letter is beside the one that was read."""
    for index, item in enumerate(word):
        here = scores[item.start : item.end]
        column = int(here[:, item.label].argmax())
        sure = float(here[column, item.label])
        for label in np.nonzero(here[column] > _SECOND_THOUGHT)[0].tolist():
            if label == _BLANK:
                yield float(here[:, _BLANK].min()) / sure, [*word[:index], *word[index + 1 :]]
            elif label != item.label and _is_arabic(alphabet[label]):
                yield float(here[column, label]) / sure, [*word[:index], Seen(label, item.start, item.end), *word[index + 1 :]]
    for index, (item, other) in enumerate(pairwise(word)):
        for column in range(item.end, other.start):
            for label in np.nonzero(scores[column] > 10 * _SECOND_THOUGHT)[0].tolist():
                if label != _BLANK and _is_arabic(alphabet[label]):
                    odds = float(scores[column, label] / max(scores[column, _BLANK], 1e-6))
                    yield min(odds, 1.0), [*word[: index + 1], Seen(label, column, column + 1), *word[index + 1 :]]


def _is_known(word: str) -> bool:
    """Whether a word is known, or too short to be told."""
    return len(word) <= _SHORTEST_HALF or word in known_words()


def _text(drawn: Sequence[Seen], alphabet: Sequence[str]) -> str:
    return fold("".join(alphabet[item.label] for item in reversed(drawn)))


def _is_arabic(char: str) -> bool:
    return "\u0621" <= char <= "\u06cc"
