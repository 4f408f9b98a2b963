"""Which stretch of the evidence a stretch of a sentence speaks of: clauses, aligned by the words that they share."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.verification.reading import Reading, Word, concepts_of, read
from assistant.verification.skeleton import one_name
from assistant.verification.words import WordList

_LIKE = 0.5
DENIALS = WordList("align denials")
"""The words that deny what follows them."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a text: its tokens, half-open, and its words of meaning."""

    start: int
    end: int
    content: tuple[Word, ...]

    def tokens(self, text: Reading) -> Sequence[str]:
        """Its tokens."""
        return text.tokens[self.start : self.end]


def clauses(text: Reading) -> tuple[Clause, ...]:
    """The clauses of a text; one of less than two words of meaning goes with the one before it."""
    return _clauses(text.text)


@lru_cache(maxsize=4096)
def _clauses(text: str) -> tuple[Clause, ...]:
    reading = read(text)
    found: list[Clause] = []
    for number in dict.fromkeys(reading.clauses):
        places = [at for at, clause in enumerate(reading.clauses) if clause == number]
        content = tuple(word for word in reading.content if word.clause == number)
        full = any(reading.tokens[at] in ".;؛\n" for at in places[:1])
        denies = content and any(reading.tokens[at] in DENIALS for at in places)
        if found and (len(content) < 2 or len(found[-1].content) < 2) and not full and not denies:
            found[-1] = Clause(found[-1].start, places[-1] + 1, found[-1].content + content)
        else:
            found.append(Clause(places[0], places[-1] + 1, content))
    return tuple(found)


def alike(one: Word, other: Word) -> bool:
    """Whether two words may stand for the same."""
    if one.keys & other.keys:
        return True
    if one.is_arabic != other.is_arabic:
        arabic, latin = (one, other) if one.is_arabic else (other, one)
        return latin.capital and one_name(arabic.form, latin.form)
    mine, theirs = _grams(one.form), _grams(other.form)
    return len(mine & theirs) >= _LIKE * min(len(mine), len(theirs)) and min(len(one.form), len(other.form)) > 4


def same_word(one: Word, other: Word) -> bool:
    """Whether two words are forms of one, or, across languages, may stand for the same."""
    if one.is_arabic != other.is_arabic:
        mine, theirs = set(concepts_of(one.stem)), set(concepts_of(other.stem))
        return bool(mine & theirs) if mine and theirs else alike(one, other)
    plain = {key for key in one.keys & other.keys if not key.startswith("#")}
    return bool(plain) or len(_grams(one.form) & _grams(other.form)) >= 2


@lru_cache(maxsize=50_000)
def _grams(form: str) -> frozenset[str]:
    return frozenset(form[i : i + 4] for i in range(max(1, len(form) - 3)))


@dataclass(frozen=True, slots=True)
class Match:
    """Clauses of a sentence and the clause of the evidence that they speak of, or those that they may as well speak of."""

    said: tuple[Clause, ...]
    given: tuple[Clause, ...]


@lru_cache(maxsize=4096)
def aligned(sentence: str, evidence: str) -> tuple[Match, ...]:
    """The clauses of a sentence, by the clause of the evidence that shares most with them; those that share nothing are left out.

    A word counts the less, the more clauses of the evidence have it. Several clauses that speak of one go together.
    """
    said, given = read(sentence), read(evidence)
    there = clauses(given)
    groups: dict[tuple[int, ...], list[Clause]] = {}
    for clause in clauses(said):
        scores = [float(_quantities_shared(said, clause, given, other)) for other in there]
        for word in clause.content:
            hits = [n for n, other in enumerate(there) if any(alike(word, w) for w in other.content)]
            for n in hits:
                scores[n] += 1 / len(hits)
        best = max(scores, default=0.0)
        nearest = tuple(n for n, score in enumerate(scores) if best and score >= 0.9 * best)
        if nearest and clause.content:
            joined = next((key for key in groups if set(key) & set(nearest)), nearest)
            groups.setdefault(joined, []).append(clause)
    return tuple(Match(tuple(mine), tuple(there[n] for n in key)) for key, mine in groups.items())


def _quantities_shared(said: Reading, clause: Clause, given: Reading, other: Clause) -> int:
    mine = {(q.value, q.unit) for q in said.quantities if clause.start <= q.at < clause.end}
    theirs = {(q.value, q.unit) for q in given.quantities if other.start <= q.at < other.end}
    moments = [m for m in said.moments if clause.start <= m.at < clause.end]
    there = [m for m in given.moments if other.start <= m.at < other.end]
    return len(mine & theirs) + sum(any(m.supported_by(one) for one in there) for m in moments)
