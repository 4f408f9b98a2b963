"""Text to search terms: one analyser for both sides, so that indexing and asking can't drift apart.

In: text as written. Out: words with their stems and 4-grams. Numbers are one term in either digit system, with thousands
separators gone. `FINGERPRINT` changes whenever the terms would: it is part of a generation's fingerprint, so that an index that
was built by another analyser is rebuilt and never asked.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from corpus.text import arabic, english, ngrams, sounds
from corpus.text.normalise import fold

FINGERPRINT = "fold2-light10-snowball-4grams-sounds-2"

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)?\d*")
_THOUSANDS = re.compile(r"^\d{1,3}(?:,\d{3})+(?:\.\d+)?$")
_SHORT = 400
_ARABIC = re.compile("[\u0621-\u06d3]")


@dataclass(frozen=True, slots=True)
class Term:
    """One word as it is searched. `sound` is its consonant skeleton, empty where it has none."""

    word: str
    stem: str
    grams: tuple[str, ...]
    stop: bool
    sound: str


@lru_cache(maxsize=200_000)
def term(word: str) -> Term:
    """The term of one folded word or number."""
    if word[0].isdigit():
        number = word.replace(",", "") if _THOUSANDS.match(word) else word
        return Term(number, number, (number,), False, "")
    if _ARABIC.search(word):
        stem = arabic.stem(word)
        sound = sounds.arabic_skeleton(stem)
    else:
        word = word.split("'")[0] if word.endswith("'s") else word.replace("'", "")
        stem = english.stem(word)
        sound = sounds.latin_skeleton(word)
    stop = word in stop_words()
    return Term(word, stem, tuple(ngrams.grams(word)), stop, "" if stop else sound)


def terms(text: str) -> Sequence[Term]:
    """The terms of `text`, in order, stop words included and marked."""
    return _short(text) if len(text) <= _SHORT else _cut(text)


@lru_cache(maxsize=20_000)
def _short(text: str) -> tuple[Term, ...]:
    """The terms of a sentence or a heading, which questions come back to."""
    return _cut(text)


def _cut(text: str) -> tuple[Term, ...]:
    return tuple(term(match.group()) for match in _WORD.finditer(fold(text)))


@cache
def stop_words() -> frozenset[str]:
    """Folded words that carry little weight in a question: particles, question words, courtesies, in both languages."""
    return frozenset(fold(word) for name in ("stop-ar.txt", "stop-en.txt") for word in _lines(name))


def _lines(name: str) -> Iterator[str]:
    for line in (files("corpus.text") / "tables" / name).read_text(encoding="utf-8").splitlines():
        yield from () if line.startswith("#") else line.split()


def indexed(text: str) -> tuple[str, str, str]:
    """The three texts that the lexical index holds: stems, 4-grams and consonant skeletons, each separated by spaces."""
    found = terms(text)
    return (
        " ".join(t.stem for t in found),
        " ".join(gram for t in found for gram in t.grams),
        " ".join(t.sound for t in found if t.sound),
    )


def text_key(text: str) -> str:
    """The content hash under which anything made from exactly this text is cached."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
