"""A query's words in other words: those that the termbase has for them in the same language, and in the other one.

In: a query, the termbase. Out: groups, each of which stands for one term of the question, whichever way a passage says it. A
term of several words comes before its words; everyday words that are no term have other words of their own. Words that no term
covers are translated by the table of translations; what it lacks (names above all) is looked for by its consonant skeleton in
the other script.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.model import Query
from assistant.options import ExpansionOptions
from assistant.query.numbers import numbers_in
from assistant.query.spelling import near_words
from corpus.generation.lexical import WeightedTerm
from corpus.terms.everyday import LONGEST, others_of
from corpus.terms.model import is_arabic
from corpus.terms.termbase import Termbase, TermMatch, capitals_of
from corpus.terms.translations import translations_of
from corpus.text import sounds
from corpus.text.analyser import Term, terms

USUAL = ExpansionOptions()
_SYNONYM_SHARE = 0.5
"""What another word for a term counts against the term as it was asked."""
_EVERYDAY_SHARE = 0.8
_MOST_OTHERS = 6
_EQUIVALENT_SHARE = 0.9
_WORD_OF_TERM = 0.3
"""What the words of a term of several words count each by itself, in translation."""
_HEADING_SHARE = 0.3
"""What a translation in the headings over a passage counts against one in its text."""
_SOUND_SHARE = 0.7
_DOUBTFUL = 0.5
"""Below this sum of its translations' probabilities a word is looked for by its sound too."""
_NUMBER_SHARE = 0.9
_SLIP_SHARE = 0.8
_MOST_SLIPS = 4
_MOST_WORDS = 64


@dataclass(frozen=True, slots=True)
class Way:
    """One way to say a term: words of the index that must all stand in a passage, and the share of its weight that it counts."""

    field: str
    stems: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True)
class TermGroup:
    """One term of a question. `own` are its words as they were asked (none in a group of translations); `ways` are other ways to
    say it; `weight` is that of the whole.
    """

    written: str
    own: tuple[WeightedTerm, ...]
    ways: tuple[Way, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Expansion:
    """`terms` are the query's terms that stand in no group of `synonyms`; `translations` are groups in the other language."""

    terms: tuple[WeightedTerm, ...]
    synonyms: tuple[TermGroup, ...]
    translations: tuple[TermGroup, ...]

    def ways(self) -> Mapping[str, Sequence[tuple[frozenset[str], float]]]:
        """The other ways to say each stem of the question, in either language: stems that must all be there, and their share."""
        found: dict[str, list[tuple[frozenset[str], float]]] = {}
        for group in (*self.synonyms, *self.translations):
            ways = [(frozenset(way.stems), way.share) for way in group.ways if way.field == "stems"]
            for stem in {term.stem for term in terms(group.written) if not term.stop} if ways else ():
                found.setdefault(stem, []).extend(ways)
        return found


def expand(query: Query, termbase: Termbase, *, frequency: Callable[[str], int], options: ExpansionOptions = USUAL) -> Expansion:
    """The query in other words. `frequency` says in how many passages that the asker may read a stem stands."""
    words = terms(query.text)[:_MOST_WORDS]
    matches = termbase.groups_among(words, capitals=capitals_of(query.text)) if options.termbase else ()
    numbers = _numbers(query, words) if options.numbers else ()
    slips = _slips(words, matches, frequency) if options.spelling else ()
    synonyms: list[TermGroup] = []
    grouped: set[str] = set()
    everyday = _everyday(query, words) if options.everyday else ()
    for group in (*_synonyms(query, words, matches), *everyday, *numbers):
        if grouped.isdisjoint(term.term for term in group.own):
            grouped.update(term.term for term in group.own)
            synonyms.append(group)
    return Expansion(
        tuple(term for term in query.terms if term.field != "stems" or term.term not in grouped),
        (*synonyms, *slips),
        tuple(_translations(words, matches, by_sound=options.sounds)),
    )


def _synonyms(query: Query, words: Sequence[Term], matches: Sequence[TermMatch]) -> Iterator[TermGroup]:
    """The terms of the termbase that have other words in their own language."""
    for match in matches:
        asked = words[match.start : match.end]
        stems = {word.stem for word in asked if not word.stop}
        ways = [way for way in _said(words, match, other=False) if not stems <= set(way)]
        yield from _group(query, asked, match.written, ways, _SYNONYM_SHARE)


def _everyday(query: Query, words: Sequence[Term]) -> Iterator[TermGroup]:
    """Everyday words as institutions write them; of two expressions that begin with the same word the longer."""
    for at in range(len(words)):
        for length in range(LONGEST, 0, -1):
            asked = words[at : at + length]
            others = others_of(tuple(word.stem for word in asked))
            if others and not all(word.stop for word in asked):
                yield from _group(query, asked, " ".join(word.word for word in asked), others[:_MOST_OTHERS], _EVERYDAY_SHARE)
                break


def _numbers(query: Query, words: Sequence[Term]) -> Iterator[TermGroup]:
    """Numbers in words as digits, and the other way round."""
    for number in numbers_in(words):
        asked = words[number.start : number.end]
        yield from _group(query, asked, " ".join(word.word for word in asked), number.ways, _NUMBER_SHARE)


def _group(
    query: Query, asked: Sequence[Term], written: str, ways: Sequence[tuple[str, ...]], share: float
) -> Iterator[TermGroup]:
    """The group of some words of the query; none where there is no other way to say them."""
    stems = {word.stem for word in asked if not word.stop}
    own = tuple(term for term in query.terms if term.field == "stems" and term.term in stems)
    if ways and own:
        yield TermGroup(written, own, tuple(Way("stems", way, share) for way in ways), sum(term.weight for term in own))


def _slips(words: Sequence[Term], matches: Sequence[TermMatch], frequency: Callable[[str], int]) -> Iterator[TermGroup]:
    """The words that nobody knows (the library, the termbase, the table of translations), as words that they may stand for."""
    covered = {at for match in matches for at in range(match.start, match.end)}
    unknown = [
        word
        for at, word in enumerate(words)
        if at not in covered and not word.stop and not frequency(word.stem) and not _is_translated(word)
    ]
    for word in unknown[:_MOST_SLIPS]:
        near = near_words(word, frequency)
        if near:
            yield TermGroup(word.word, (), tuple(Way("stems", (stem,), _SLIP_SHARE) for stem in near), 1.0)


def _is_translated(word: Term) -> bool:
    return bool(translations_of(word.stem, arabic=is_arabic(word.word)))


def _translations(words: Sequence[Term], matches: Sequence[TermMatch], *, by_sound: bool) -> Iterator[TermGroup]:
    covered: set[int] = set()
    for match in matches:
        ways = tuple(Way("stems", stems, _EQUIVALENT_SHARE) for stems in _said(words, match, other=True))
        weight = float(sum(1 for word in words[match.start : match.end] if not word.stop))
        if ways and weight:
            covered.update(range(match.start, match.end))
            yield from _with_heading(match.written, ways, weight)
    seen: set[str] = set()
    for at, word in enumerate(words):
        if word.stop or word.word[0].isdigit() or word.stem in seen:
            continue
        seen.add(word.stem)
        ways = tuple(_of_word(word, by_sound=by_sound))
        if ways:
            yield from _with_heading(word.word, ways, _WORD_OF_TERM if at in covered else 1.0)


def _with_heading(written: str, ways: tuple[Way, ...], weight: float) -> Iterator[TermGroup]:
    yield TermGroup(written, (), ways, weight)
    above = tuple(Way("heading", way.stems, way.share) for way in ways if way.field == "stems")
    if above:
        yield TermGroup(written, (), above, weight * _HEADING_SHARE)


def _of_word(word: Term, *, by_sound: bool) -> Iterator[Way]:
    known = translations_of(word.stem, arabic=is_arabic(word.word))
    yield from (Way("stems", (stem,), share) for stem, share in known)
    if by_sound and word.sound and sum(share for _, share in known) < _DOUBTFUL:
        yield Way("sounds", (sounds.in_other_script(word.sound),), _SOUND_SHARE)


def _said(words: Sequence[Term], match: TermMatch, *, other: bool) -> tuple[tuple[str, ...], ...]:
    """The ways to say a term in the language that it was written in, or in the other one."""
    arabic = is_arabic(words[match.start].word)
    return match.equivalents("ar" if arabic != other else "en")
