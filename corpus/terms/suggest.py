"""Terms that a library uses and the termbase lacks: its frequent words and short phrases, by count times spread.

In: the texts of the documents that are served. Out: proposals, best first, each as it is written most often. A phrase neither
begins nor ends with a stop word or a word that is frequent anywhere (`tables/general.txt`); a single word must stand with its
article, or a determiner, often enough to be a noun. What lies inside a longer proposal most of the time is left out, and so is
what nearly every document says exactly once: a standing line.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from corpus.model import Language
from corpus.terms.model import is_arabic
from corpus.terms.termbase import Stems, Termbase
from corpus.text import analyser
from corpus.text.analyser import Term as Word
from corpus.text.normalise import fold

_STRETCH = re.compile(r"[\n.,;:!?()\[\]{}|/\"«»“”،؛؟–—…•*#_=<>]+")
_WRITTEN = re.compile(r"[^\W_]+(?:[\u064b-\u0652\u0670\u0640'’]+[^\W_]*)*")
_MARKS = re.compile("[\u064b-\u0652\u0670\u0640]")
_DETERMINERS = frozenset({"the", "a", "an", "each", "every", "this", "its", "of", "their", "no"})
_LONGEST = 3
_NOUN_SHARE = 0.35
_INSIDE_SHARE = 0.6
_STANDING_SHARE = 0.4
"""A phrase that stands exactly once in so many of the documents is a standing line."""
_SHORTEST_WORD = 4


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A term that is proposed: as it is written most often, how often it stands in how many documents, and their product."""

    term: str
    language: Language
    count: int
    documents: int
    score: int


@dataclass(slots=True)
class _Tally:
    count: int = 0
    nouns: int = 0
    documents: set[str] = field(default_factory=set)
    written: Counter[str] = field(default_factory=Counter)


def suggest(
    documents: Iterable[tuple[str, str]], termbase: Termbase, *, least_count: int = 4, least_documents: int = 2
) -> list[Suggestion]:
    """Proposals from documents (id, text), by count times documents, best first."""
    tallies: defaultdict[Stems, _Tally] = defaultdict(_Tally)
    size = 0
    for document, text in documents:
        size += 1
        for stretch in _STRETCH.split(text):
            _count(stretch, document, termbase, tallies)
    kept = {
        stems: tally
        for stems, tally in tallies.items()
        if tally.count >= least_count
        and len(tally.documents) >= least_documents
        and _is_noun(stems, tally)
        and not _is_standing(tally, size)
    }
    inside = _inside(kept)
    found = [_suggestion(tally) for stems, tally in kept.items() if inside[stems] < _INSIDE_SHARE * tally.count]
    return sorted(found, key=lambda suggestion: (-suggestion.score, suggestion.term))


def _count(stretch: str, document: str, termbase: Termbase, tallies: defaultdict[Stems, _Tally]) -> None:
    words = analyser.terms(stretch)
    written = _as_written(stretch, words)
    known = [range(match.start, match.end) for match in termbase.groups_among(words)]
    for start, word in enumerate(words):
        if not _may_begin(word):
            continue
        before = words[start - 1].word if start else ""
        for end in range(start + 1, min(start + _LONGEST, len(words)) + 1):
            phrase = words[start:end]
            covered = any(start >= match.start and end <= match.stop for match in known)
            if covered or not _may_end(phrase[-1]) or any(word.word[0].isdigit() for word in phrase):
                continue
            tally = tallies[tuple(word.stem for word in phrase)]
            tally.count += 1
            tally.documents.add(document)
            tally.written[" ".join(written[start:end])] += 1
            tally.nouns += word.word.startswith(("ال", "لل", "بال")) or before in _DETERMINERS


def _as_written(stretch: str, words: Sequence[Word]) -> list[str]:
    """The words with their hamzas and dots, without vowel marks; as they are searched where the two can't be matched."""
    found = [_MARKS.sub("", word) for word in _WRITTEN.findall(stretch)]
    return found if len(found) == len(words) else [word.word for word in words]


def _may_begin(word: Word) -> bool:
    return _may_end(word) and not word.word.startswith("وال")


def _may_end(word: Word) -> bool:
    return not word.stop and len(word.word) > 2 and not word.word[0].isdigit() and word.word not in _general_words()


@cache
def _general_words() -> frozenset[str]:
    lines = (files("corpus.terms") / "tables" / "general.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(fold(word) for line in lines if not line.startswith("#") for word in line.split())


def _is_noun(stems: Stems, tally: _Tally) -> bool:
    if len(stems) > 1:
        return True
    return tally.nouns >= _NOUN_SHARE * tally.count and max(map(len, tally.written)) >= _SHORTEST_WORD


def _is_standing(tally: _Tally, size: int) -> bool:
    return tally.count == len(tally.documents) >= _STANDING_SHARE * size


def _inside(tallies: dict[Stems, _Tally]) -> Counter[Stems]:
    """How often each proposal stands inside the longer proposal that holds it most often."""
    inside: Counter[Stems] = Counter()
    for stems, tally in tallies.items():
        for length in range(1, len(stems)):
            for start in range(len(stems) - length + 1):
                part = stems[start : start + length]
                inside[part] = max(inside[part], tally.count)
    return inside


def _suggestion(tally: _Tally) -> Suggestion:
    written = tally.written.most_common(1)[0][0]
    spread = len(tally.documents)
    return Suggestion(written, "ar" if is_arabic(written) else "en", tally.count, spread, tally.count * spread)
