"""The sentences of the best passages, ranked by how well each answers.

A sentence's score adds the share of the question's weight that its words carry (stems in full, shared 4-grams in part, words of
the headings above it in part), the late interaction of the question's tokens with its own, and its passage's score. Where no word
can be shared, because the passage is in the other language, late interaction stands alone; without token states the sentences'
vectors stand in for it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from assistant.answering.base import Found
from assistant.model import Query
from assistant.query.encode import EncodedQuery
from corpus.generation.snapshot import Address
from corpus.late.projection import CompactStates
from corpus.late.score import maxsim_within, token_similarities
from corpus.model import Span
from corpus.text.analyser import Term, terms
from corpus.text.sentences import sentences

_HEADING_SHARE = 0.5
_GRAM_SHARE = 0.7
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class RankingWeights:
    """What each piece of evidence adds; fitted on public questions (docs/benchmarks.md)."""

    overlap: float = 0.5
    meaning: float = 1.0
    passage: float = 1.5


FITTED = RankingWeights()


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence with its score (and what of it is its own, without its passage's), the share of the question's weight that it
    carries, and the question's stems that it has.
    """

    found: Found
    span: Span
    score: float
    own: float
    overlap: float
    carried: frozenset[str]

    @property
    def text(self) -> str:
        """The sentence's characters."""
        return self.span.of(self.found.version.text)


@dataclass(frozen=True, slots=True)
class SentenceRanker:
    """Ranks sentences for one question.

    `weight_of` gives a stem's weight in what the asker may read; `states_of` a passage's token states, None where there are none;
    `encode` the vectors of texts, [n, dimensions].
    """

    query: Query
    encoded: EncodedQuery
    weight_of: Callable[[str], float]
    states_of: Callable[[Found], CompactStates | None]
    encode: Callable[[Sequence[str]], NDArray[np.float32]]
    weights: RankingWeights = FITTED
    _ranked: dict[Address, list[Scored]] = field(default_factory=dict, compare=False, repr=False)

    def rank(self, found: Sequence[Found]) -> list[Scored]:
        """Every sentence of these passages, best first; equal scores by document and place."""
        ranked = [scored for one in found for scored in self._of(one)]
        return sorted(ranked, key=lambda s: (-round(s.score, 6), s.found.version.document, s.span.start))

    def _of(self, one: Found) -> list[Scored]:
        """The sentences of one passage; worked out once."""
        if one.address not in self._ranked:
            stems = {stem: self.weight_of(stem) for stem in self.query.content}
            wanted = [term for term in terms(self.query.text) if term.stem in stems]
            self._ranked[one.address] = self._sentences(one, wanted, stems)
        return self._ranked[one.address]

    def _sentences(self, one: Found, wanted: Sequence[Term], stems: Mapping[str, float]) -> list[Scored]:
        across = one.version.metadata.language != self.query.language
        spans = sentences_of(one)
        meaning = self._meaning(one, spans)
        ranked = []
        for span, near in zip(spans, meaning, strict=True):
            overlap, carried = _overlap(wanted, stems, span.of(one.version.text), one.passage.heading)
            own = self.weights.meaning * near + (0.0 if across else self.weights.overlap * overlap)
            score = own + self.weights.passage * one.candidate.score
            ranked.append(Scored(one, span, score, own, 0.0 if across else overlap, carried))
        return ranked

    def _meaning(self, one: Found, spans: Sequence[Span]) -> list[float]:
        """How near each sentence comes to the question in meaning, by late interaction where the passage's states are at hand."""
        states = self.states_of(one) if self.encoded.states is not None else None
        if states is not None and self.encoded.states is not None:
            within = [(span.start - one.passage.start, span.end - one.passage.start) for span in spans]
            return maxsim_within(token_similarities(self.encoded.states, states), states.starts, within)
        if one.version.metadata.language == self.query.language or not spans:
            return [0.0] * len(spans)
        cosines = self.encode([span.of(one.version.text) for span in spans]) @ self.encoded.vector
        return [float(cosine) for cosine in cosines]


def sentences_of(one: Found) -> list[Span]:
    """The sentences of a passage without the headings that stand in it."""
    headings = {" ".join(title.split()) for title in one.passage.heading.split(" › ")}
    spans = sentences(one.version.text, Span(one.passage.start, one.passage.end))
    body = [span for span in spans if " ".join(span.of(one.version.text).split()) not in headings]
    return body or spans


def _overlap(wanted: Sequence[Term], weights: Mapping[str, float], sentence: str, heading: str) -> tuple[float, frozenset[str]]:
    """The share of the question's weight that a sentence carries, and the stems that it carries."""
    here = terms(sentence)
    stems, grams = {t.stem for t in here}, {gram for t in here for gram in t.grams}
    above = {t.stem for t in terms(heading)}
    total = sum(weights[t.stem] for t in wanted) or 1.0
    score = 0.0
    for term in wanted:
        if term.stem in stems:
            share = 1.0
        else:
            shared = sum(1 for gram in term.grams if gram in grams) / len(term.grams)
            share = max(_GRAM_SHARE * shared if shared >= _HALF else 0.0, _HEADING_SHARE if term.stem in above else 0.0)
        score += share * weights[term.stem]
    return score / total, frozenset(t.stem for t in wanted if t.stem in stems)
