"""The evidence that an answer made a key point: each signal a number, so that the shipped weights can join them.

In: the windows of an answer and a step's references (each point as it is said and as its passages say it). Out: a row of
`SIGNALS` for every point, with the window that it rests on. The same row whichever machine or order.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from assistant.onboarding.clauses import Window
from assistant.onboarding.model import KeyPoint, Question
from assistant.onboarding.polarity import opposed
from assistant.onboarding.quantities import quantities
from corpus.terms.termbase import Termbase, capitals_of
from corpus.text.analyser import Term, terms

Encode = Callable[[Sequence[str]], NDArray[np.float32]]

SIGNALS = (
    "meaning",  # cosine with the point, best window
    "beyond_question",  # the same less the question's own cosine with the point
    "apart",  # less the window's cosine with the step's other points
    "words",  # share of the point's words that the window has, misspelt ones in part
    "new_words",  # the same over the words that the question doesn't have
    "numbers",  # share of the point's numbers that the window has; 1 where it has none
    "wrong_numbers",  # whether the window has other numbers in their place
    "wants_numbers",  # whether the point has numbers at all
    "opposed",  # whether the window says the opposite
    "opposed_words",  # the same, by how many of the point's words the window has
    "answer_words",  # `new_words` over the whole answer
)


@dataclass(frozen=True, slots=True)
class Reference:
    """A key point in one language: how it is said, what its passages say, and what is known of those texts."""

    language: str
    texts: tuple[str, ...]
    vectors: NDArray[np.float32]
    asked: NDArray[np.float32]
    """The cosine of the question with the point, [1]."""
    words: tuple[Term, ...]
    new_words: tuple[Term, ...]
    concepts: Mapping[str, frozenset[str]]
    """By stem, the termbase's entries that the point names with it."""
    numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The signals of one key point, in the order of `SIGNALS`, and the window that they were taken from."""

    signals: tuple[float, ...]
    window: str
    text: str
    """How the point is said in the window's language."""

    def of(self, signal: str) -> float:
        """One signal by its name."""
        return self.signals[SIGNALS.index(signal)]


def references(question: Question, encode: Encode, termbase: Termbase) -> list[dict[str, Reference]]:
    """The references of every key point, by language."""
    return [
        {language: _reference(question, point, language, encode, termbase) for language in ("ar", "en")}
        for point in question.key_points
    ]


def _reference(question: Question, point: KeyPoint, language: str, encode: Encode, termbase: Termbase) -> Reference:
    quotes = [excerpt.quote for passage in point.evidence for excerpt in passage.excerpts if excerpt.language == language]
    texts = (point.say.in_(language), *quotes)
    vectors = encode(texts)
    asked = question.ask.in_(language)
    known = {term.stem for term in terms(asked)}
    words = _content(texts[0])
    new = tuple(term for term in words if term.stem not in known)
    cosine = np.max(encode([asked]) @ vectors.T, axis=1)
    concepts = _concepts(texts[0], termbase)
    return Reference(language, texts, vectors, cosine, words, new or words, concepts, quantities(texts[0]))


def _concepts(text: str, termbase: Termbase) -> dict[str, frozenset[str]]:
    """By stem, the entries of the termbase that stand in a text with it."""
    words = terms(text)
    found: dict[str, frozenset[str]] = {}
    for match in termbase.groups_among(words, capitals=capitals_of(text)):
        named = frozenset(term.id for term in match.terms)
        found |= {word.stem: named for word in words[match.start : match.end]}
    return found


def _content(text: str) -> tuple[Term, ...]:
    found = {term.stem: term for term in terms(text) if not term.stop and not term.word[0].isdigit()}
    return tuple(found.values())


def gather(
    windows: Sequence[Window], points: Sequence[dict[str, Reference]], encode: Encode, termbase: Termbase
) -> list[Evidence]:
    """The evidence for every key point; one that has no window in any language gets none."""
    if not windows:
        return [Evidence(tuple(0.0 for _ in SIGNALS), "", "") for _ in points]
    vectors = encode([window.text for window in windows])
    cosines = np.array(
        [[_cosine(vector, point[window.language]) for point in points] for window, vector in zip(windows, vectors, strict=True)]
    )
    looked = [_looked_at(window, termbase) for window in windows]
    whole = {
        language: reduce(_Said.joined, (one.said for one in looked if one.window.language == language), _NOTHING)
        for language in ("ar", "en")
    }
    return [_best(looked, cosines, n, point, whole) for n, point in enumerate(points)]


def _cosine(vector: NDArray[np.float32], reference: Reference) -> float:
    return float(np.max(reference.vectors @ vector))


@dataclass(frozen=True, slots=True)
class _Said:
    """What a text says in words: their stems, their 4-grams, and the termbase's entries that it names."""

    stems: frozenset[str]
    grams: tuple[frozenset[str], ...]
    concepts: frozenset[str]

    def joined(self, other: "_Said") -> "_Said":
        """What both say together."""
        grams = tuple(dict.fromkeys((*self.grams, *other.grams)))
        return _Said(self.stems | other.stems, grams, self.concepts | other.concepts)


_NOTHING = _Said(frozenset(), (), frozenset())


@dataclass(frozen=True, slots=True)
class _Looked:
    """A window with its words and numbers."""

    window: Window
    said: _Said
    numbers: frozenset[str]


def _looked_at(window: Window, termbase: Termbase) -> _Looked:
    found = terms(window.text)
    concepts = frozenset().union(*_concepts(window.text, termbase).values())
    said = _Said(frozenset(t.stem for t in found), tuple(frozenset(t.grams) for t in found), concepts)
    return _Looked(window, said, quantities(window.text))


def _best(
    looked: Sequence[_Looked],
    cosines: NDArray[np.float64],
    n: int,
    point: dict[str, Reference],
    whole: Mapping[str, _Said],
) -> Evidence:
    """The evidence of the window that says most of a point: by meaning, words and numbers together."""
    rows = []
    for at, one in enumerate(looked):
        reference = point[one.window.language]
        words = _share(reference.words, reference.concepts, one.said)
        new = _share(reference.new_words, reference.concepts, one.said)
        numbers = len(reference.numbers & one.numbers) / len(reference.numbers) if reference.numbers else 1.0
        others = np.delete(cosines[at], n)
        apart = cosines[at, n] - (float(np.max(others)) if len(others) else 0.8)
        beyond = cosines[at, n] - float(reference.asked[0])
        told = 4 * beyond + 2 * apart + words + new + (numbers if reference.numbers else 0.0)
        rows.append((told, at, (float(cosines[at, n]), beyond, apart, words, new, numbers)))
    _, at, (meaning, beyond, apart, words, new, numbers) = max(rows, key=lambda row: (row[0], -row[1]))
    one = looked[at]
    reference = point[one.window.language]
    wrong = bool(reference.numbers) and numbers < 1 and bool(one.numbers - reference.numbers)
    answer = _share(reference.new_words, reference.concepts, whole[one.window.language])
    opposite = float(opposed(one.window.text, reference.texts[0]))
    signals = (
        meaning,
        beyond,
        apart,
        words,
        new,
        numbers,
        float(wrong),
        float(bool(reference.numbers)),
        opposite,
        opposite * words,
        answer,
    )
    return Evidence(signals, one.window.text, reference.texts[0])


def _share(words: Sequence[Term], concepts: Mapping[str, frozenset[str]], said: _Said) -> float:
    """The share of words that were said: as they are, by another name of the same entry of the termbase, or misspelt (a misspelt
    one counts by how many of its 4-grams some word has).
    """
    if not words:
        return 0.0
    share = 0.0
    for term in words:
        if term.stem in said.stems or concepts.get(term.stem, frozenset()) & said.concepts:
            share += 1.0
            continue
        own = frozenset(term.grams)
        likest = max((2 * len(own & other) / (len(own) + len(other)) for other in said.grams), default=0.0)
        share += likest if likest >= 0.4 else 0.0
    return share / len(words)
