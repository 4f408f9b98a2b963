"""Slips of spelling: the words of the library that a word which it doesn't have may stand for.

One letter missing, doubled, wrong or changed with its neighbour (Damerau, "A technique for computer detection and correction of
spelling errors", 1964). The library's own words decide, so that no list of words is needed; the asker's view gives their numbers,
so that a word of hidden documents is never proposed.
"""

from collections.abc import Callable

from corpus.text.analyser import Term, term

_ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_SHORTEST = 4
_MOST = 2


def near_words(word: Term, frequency: Callable[[str], int]) -> list[str]:
    """The stems that a misspelt word may have, those of more passages first; none for short words and where none is known.

    `frequency` says in how many passages a stem stands.
    """
    if len(word.word) < _SHORTEST or not word.word.isalpha():
        return []
    stems = {term(neighbour).stem for neighbour in _neighbours(word.word)} - {word.stem}
    known = [(-count, stem) for stem in stems if len(stem) >= _SHORTEST - 1 and (count := frequency(stem))]
    return [stem for _, stem in sorted(known)[:_MOST]]


def _neighbours(word: str) -> set[str]:
    letters = _LATIN if word.isascii() else _ARABIC
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    exchanged = {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    missing = {a + letter + b for a, b in cuts for letter in letters}
    shorter = {a + b[1:] for a, b in cuts if b}
    wrong = {a + letter + b[1:] for a, b in cuts if b for letter in letters}
    return exchanged | missing | shorter | wrong
