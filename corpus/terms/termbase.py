"""The termbase: terms in two languages, found in the words of a question.

In: the shipped terms and, over them, a library's own. Out: for the words of a question, the terms that stand in them, each with
its equivalents in both languages as the lexical index holds them (tuples of stems). Terms of several words come first, and no
word belongs to two matches. Keys are kept in a trie over stems; a term of one word is matched more strictly (`forms`).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product

from corpus.model import Language
from corpus.terms import forms
from corpus.terms.model import Term, is_arabic
from corpus.text import analyser
from corpus.text.analyser import Term as Word
from corpus.text.normalise import fold

Stems = tuple[str, ...]
"""The stems of one way to write a term, in order."""

_PASSED_OVER = frozenset({"the", "a", "an", "و"})
"""Words that may stand inside a term in a question: articles, and a conjunction written apart."""
_CAPITALS = re.compile(r"\b[A-Z]{2,}\b")
_LOWER = re.compile("[a-z]")
_MOST_SPELLINGS = 3


@dataclass(frozen=True, slots=True)
class TermMatch:
    """A term in a question.

    `start` and `end` count the question's words (`analyser.terms`), half-open. `terms` are the entries that are written so,
    mostly one. `ar` and `en` are all ways to say it, as stems, the one in the question among them.
    """

    start: int
    end: int
    written: str
    terms: tuple[Term, ...]
    ar: tuple[Stems, ...]
    en: tuple[Stems, ...]

    def equivalents(self, language: Language) -> tuple[Stems, ...]:
        """All ways to say it in one language, as stems."""
        return self.ar if language == "ar" else self.en


@dataclass(slots=True)
class Node:
    """A place in the trie: where each next stem leads, and the entries whose last stem leads here."""

    onward: dict[str, "Node"] = field(default_factory=dict)
    entries: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Found:
    """A stretch of words that some entries are written as; `looseness` is 0 for words as the entry has them."""

    start: int
    end: int
    looseness: int
    entries: tuple[int, ...]


class Termbase:
    """Terms, ready to be found. Immutable once made."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms = tuple(terms)
        self.trie = Node()
        self.words: dict[str, dict[int, int]] = {}
        self.capitals: dict[str, dict[int, int]] = {}
        self.equivalents: dict[int, tuple[tuple[Stems, ...], tuple[Stems, ...]]] = {}
        ordinary = _ordinary_words(self.terms)
        for number, term in enumerate(self.terms):
            for name in dict.fromkeys((term.ar, *term.ar_synonyms, term.en, *term.en_synonyms)):
                self._keep(analyser.terms(name), number)
            for name in term.acronyms:
                self._keep_acronym(name, number, ordinary)

    def __len__(self) -> int:
        return len(self.terms)

    def groups_in(self, text: str) -> list[TermMatch]:
        """The terms that stand in a question, in its order, the longest where they overlap."""
        return self.groups_among(analyser.terms(text), capitals=capitals_of(text))

    def groups_among(self, words: Sequence[Word], *, capitals: frozenset[str] = frozenset()) -> list[TermMatch]:
        """As `groups_in`, for words that are analysed already; `capitals` are those that the text has in capitals."""
        found = [hit for start in range(len(words)) for hit in self._from(words, start, capitals)]
        found.sort(key=lambda hit: (hit.start - hit.end, hit.looseness, hit.start))
        taken: set[int] = set()
        kept = []
        for hit in found:
            if taken.isdisjoint(range(hit.start, hit.end)):
                taken.update(range(hit.start, hit.end))
                kept.append(hit)
        return [self._match(words, hit) for hit in sorted(kept, key=lambda hit: hit.start)]

    def find(self, text: str) -> list[Term]:
        """The terms that a text names or is a part of, in the termbase's order."""
        named = {term.id for match in self.groups_in(text) for term in match.terms}
        sought = fold(text).strip()
        return [term for term in self.terms if term.id in named or any(sought in fold(name) for name in _names(term))]

    def _keep(self, words: Sequence[Word], number: int) -> None:
        if len(words) == 1 and not words[0].stop:
            for looseness, form in enumerate(forms.entry_forms(words[0])):
                self.words.setdefault(form, {}).setdefault(number, looseness)
        elif len(words) > 1:
            self._keep_stems([forms.entry_stem(word) for word in words], number)

    def _keep_stems(self, stems: Sequence[str], number: int) -> None:
        node = self.trie
        for stem in stems:
            node = node.onward.setdefault(stem, Node())
        if number not in node.entries:
            node.entries.append(number)

    def _keep_acronym(self, name: str, number: int, ordinary: frozenset[str]) -> None:
        words = analyser.terms(name)
        if is_arabic(name) or len(words) != 1:
            self._keep(words, number)
            return
        word = words[0].word
        kept = self.capitals if word in ordinary else self.words
        kept.setdefault(word, {})[number] = 0
        if f"{word}s" not in ordinary:
            kept.setdefault(f"{word}s", {}).setdefault(number, 1)
        if word.isalpha() and len(word) > 1:
            self._keep_stems(list(word), number)

    def _from(self, words: Sequence[Word], start: int, capitals: frozenset[str]) -> list[_Found]:
        """What begins with the word at `start`."""
        found = []
        word = words[start].word
        if word in capitals and word in self.capitals:
            found.append(_Found(start, start + 1, 0, _strictest(self.capitals[word])))
        elif not words[start].stop:
            for looseness, form in enumerate(forms.close_forms(words[start])):
                if form in self.words:
                    found.append(_Found(start, start + 1, looseness, _strictest(self.words[form])))
                    break
        places = [(self.trie, start, 0)]
        while places:
            node, at, loose = places.pop()
            if node.entries:
                found.append(_Found(start, at, loose, tuple(node.entries)))
            if at < len(words) and node.onward:
                steps = forms.stems(words[at])
                places += [(node.onward[stem], at + 1, loose + n) for n, stem in enumerate(steps) if stem in node.onward]
                if at > start and words[at].word in _PASSED_OVER:
                    places.append((Node(node.onward), at + 1, loose))
        return found

    def _match(self, words: Sequence[Word], hit: _Found) -> TermMatch:
        stretch = words[hit.start : hit.end]
        entries = hit.entries if len(hit.entries) == 1 else self._written_so(stretch, hit.entries)
        both = [self.said(number) for number in entries]
        return TermMatch(
            hit.start,
            hit.end,
            " ".join(word.word for word in stretch),
            tuple(self.terms[number] for number in entries),
            tuple(dict.fromkeys(stems for arabic, _ in both for stems in arabic)),
            tuple(dict.fromkeys(stems for _, english in both for stems in english)),
        )

    def _written_so(self, words: Sequence[Word], entries: tuple[int, ...]) -> tuple[int, ...]:
        """Those of several entries with equal stems that are written as the question has it; all of them where none is."""
        written = [_bare(word) for word in words]
        exact = tuple(
            number
            for number in entries
            if any([_bare(word) for word in analyser.terms(name)] == written for name in _names(self.terms[number]))
        )
        return exact or entries

    def said(self, number: int) -> tuple[tuple[Stems, ...], tuple[Stems, ...]]:
        """The Arabic and the English ways to say the term of this number, as stems."""
        if number not in self.equivalents:
            term = self.terms[number]
            self.equivalents[number] = (_ways(term.written("ar")), _ways(term.written("en")))
        return self.equivalents[number]


def capitals_of(text: str) -> frozenset[str]:
    """The words, folded, that a text has in capitals among others that it has not: there IT is not the pronoun."""
    return frozenset(map(fold, _CAPITALS.findall(text))) if _LOWER.search(text) or is_arabic(text) else frozenset()


def _ways(names: Iterable[str]) -> tuple[Stems, ...]:
    """Names as the index may hold them: as written, in the other English spelling, with the head noun's irregular forms."""
    ways: list[Stems] = []
    for name in names:
        words = [word.word for word in analyser.terms(name)]
        if not words:
            continue
        spelled = list(product(*(forms.spellings(word) for word in words)))[:_MOST_SPELLINGS]
        head = words[0].removeprefix("ال") if is_arabic(words[0]) else words[-1]
        others = [(form, *words[1:]) if is_arabic(words[0]) else (*words[:-1], form) for form in forms.irregular(head)]
        ways += [tuple(analyser.term(word).stem for word in way) for way in (*spelled, *others)]
    return tuple(dict.fromkeys(ways))


def _ordinary_words(terms: Iterable[Term]) -> frozenset[str]:
    """Words that an acronym may be mistaken for: stop words, and words of the terms themselves (`smart`)."""
    words = (word for term in terms for name in (term.en, *term.en_synonyms) for word in name.split())
    return analyser.stop_words() | {word for word in words if word.islower()}


def _names(term: Term) -> tuple[str, ...]:
    return (*term.written("ar"), *term.written("en"))


def _bare(word: Word) -> str:
    return word.word.removeprefix("ال")


def _strictest(kept: dict[int, int]) -> tuple[int, ...]:
    least = min(kept.values())
    return tuple(number for number, looseness in kept.items() if looseness == least)
