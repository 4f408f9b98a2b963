"""A term in two languages, and what a file of terms gave when it was read. Values only, no I/O."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from corpus.model import Language
from corpus.text.normalise import fold

COLUMNS = ("id", "ar", "ar_synonyms", "en", "en_synonyms", "acronym", "domain", "definition_ar", "definition_en")
"""The columns of a table of terms. Cells that hold several values have `;` between them."""
LONGEST = 200
"""A term is a few words: what has more characters is a sentence in the wrong place."""

_ARABIC = re.compile("[\u0621-\u06d3]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")


@dataclass(frozen=True, slots=True)
class Term:
    """One concept: its term in each language, other words for it, its acronyms in either script, and what it means."""

    id: str
    ar: str
    en: str
    ar_synonyms: tuple[str, ...] = ()
    en_synonyms: tuple[str, ...] = ()
    acronyms: tuple[str, ...] = ()
    domain: str = ""
    definition_ar: str = ""
    definition_en: str = ""

    def written(self, language: Language) -> tuple[str, ...]:
        """Every way to write it in one language, the term itself first; an acronym belongs to the language of its script."""
        own = (self.ar, *self.ar_synonyms) if language == "ar" else (self.en, *self.en_synonyms)
        return tuple(dict.fromkeys((*own, *(name for name in self.acronyms if is_arabic(name) == (language == "ar")))))

    @property
    def pair(self) -> tuple[str, str]:
        """What makes two entries the same: the two terms, folded."""
        return fold(self.ar), fold(self.en)

    def with_words_of(self, other: "Term") -> "Term":
        """This term with the synonyms and acronyms of another entry for it, and what it says where this one is silent."""
        return replace(
            self,
            ar_synonyms=_added(self.ar_synonyms, other.ar_synonyms, besides=self.ar),
            en_synonyms=_added(self.en_synonyms, other.en_synonyms, besides=self.en),
            acronyms=_added(self.acronyms, other.acronyms),
            domain=self.domain or other.domain,
            definition_ar=self.definition_ar or other.definition_ar,
            definition_en=self.definition_en or other.definition_en,
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """A term and the line (of a table the row) where its file has it, counted from 1."""

    line: int
    term: Term


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a file of terms: where, what, and what to do. `line` is 0 when it is the whole file."""

    kind: Literal["file", "empty", "language", "long", "cells", "duplicate", "shared"]
    file: str
    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}; {self.remedy}" if self.line else f"{self.file}: {self.what}; {self.remedy}"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file gave: its entries, the rows that can't be used, and how many units were sentences rather than terms."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...] = ()
    sentences: int = 0


def is_arabic(text: str) -> bool:
    """Whether a text holds an Arabic letter."""
    return bool(_ARABIC.search(fold(text)))


def is_latin(text: str) -> bool:
    """Whether a text holds a Latin letter."""
    return bool(_LATIN.search(text))


def _added(own: tuple[str, ...], more: tuple[str, ...], *, besides: str = "") -> tuple[str, ...]:
    seen = {fold(besides), *map(fold, own)}
    return own + tuple(name for name in dict.fromkeys(more) if fold(name) not in seen)
