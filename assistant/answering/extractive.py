"""The extractive answerer: the few sentences of the best passages that answer, as they stand.

A sentence is ranked by the share of the question's weight that its words carry (stems in full, shared 4-grams in part; words
of the headings above it at half), and by its passage's score. A sentence that leads in to a list takes the list's items with
it. Where no word can be shared (the passage is in the other language) the sentences' vectors decide.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.answering.base import Draft, Found
from assistant.model import Query
from corpus.model import Span
from corpus.text.analyser import Term, terms
from corpus.text.sentences import sentences

_PASSAGE_WEIGHT = 0.5
_HEADING_SHARE = 0.5
_GRAM_SHARE = 0.7
_FURTHER = 0.72
"""A further sentence is told when it scores this share of the best one and adds to it."""
_LIST_ITEMS = 8
_PASSAGES = 6

Encode = Callable[[Sequence[str]], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence of a passage with its score and the question's stems that it carries."""

    found: Found
    span: Span
    score: float
    carried: frozenset[str]


class ExtractiveAnswerer:
    """Quotes. `weight_of` gives a stem's weight in what the asker may read; `encode` gives sentences' vectors."""

    name = "extractive"

    def __init__(self, *, weight_of: Callable[[str], float], encode: Encode, vector: NDArray[np.float32], most: int) -> None:
        self._weight_of = weight_of
        self._encode = encode
        self._vector = vector
        self._most = most

    def write(self, query: Query, found: Sequence[Found]) -> Iterator[Draft]:
        """At most `most` sentences; the first is the best, further ones are told while they add something."""
        ranked = self.rank(query, found[:_PASSAGES])
        told: list[Scored] = []
        for scored in ranked:
            if len(told) >= self._most:
                break
            if told and not _adds(told, scored):
                continue
            told.append(scored)
            yield Draft(scored.span.of(scored.found.version.text), ((scored.found, scored.span),), scored.score)
            for item in _items_after(scored)[: self._most - 1] if len(told) == 1 else ():
                told.append(Scored(scored.found, item, scored.score, scored.carried))
                yield Draft(item.of(scored.found.version.text), ((scored.found, item),), scored.score)

    def rank(self, query: Query, found: Sequence[Found]) -> list[Scored]:
        """Every sentence of these passages, best first."""
        weights = {stem: self._weight_of(stem) for stem in query.content}
        wanted = [term for term in terms(query.text) if term.stem in weights]
        ranked: list[Scored] = []
        for one in found:
            across = one.version.metadata.language != query.language
            spans = _sentences_of(one)
            scores = self._by_meaning(one, spans) if across else None
            for at, span in enumerate(spans):
                own, carried = _overlap(wanted, weights, span.of(one.version.text), one.passage.heading)
                score = scores[at] if scores is not None else own
                ranked.append(Scored(one, span, score + _PASSAGE_WEIGHT * one.candidate.score, carried))
        return sorted(ranked, key=lambda s: (-round(s.score, 6), s.found.version.document, s.span.start))

    def best_overlap(self, query: Query, one: Found) -> float:
        """The largest share of the question's weight that one sentence of a passage carries; 0 across languages."""
        if one.version.metadata.language != query.language:
            return 0.0
        return max((s.score for s in self.rank(query, [one])), default=0.0) - _PASSAGE_WEIGHT * one.candidate.score

    def _by_meaning(self, one: Found, spans: Sequence[Span]) -> list[float]:
        vectors = self._encode([span.of(one.version.text) for span in spans])
        cosines = vectors @ self._vector if len(spans) else np.zeros(0)
        low, high = (float(cosines.min()), float(cosines.max())) if len(spans) else (0.0, 1.0)
        return [0.5 * (float(cosine) - low) / ((high - low) or 1.0) for cosine in cosines]


def _sentences_of(one: Found) -> list[Span]:
    """The sentences of a passage without the headings that stand in it."""
    headings = {" ".join(title.split()) for title in one.passage.heading.split(" › ")}
    spans = sentences(one.version.text, Span(one.passage.start, one.passage.end))
    body = [span for span in spans if " ".join(span.of(one.version.text).split()) not in headings]
    return body or spans


def _overlap(wanted: Sequence[Term], weights: Mapping[str, float], sentence: str, heading: str) -> tuple[float, frozenset[str]]:
    """The share of the question's weight that a sentence carries, with its headings at half, and the stems that it carries."""
    here = terms(sentence)
    stems, grams = {t.stem for t in here}, {gram for t in here for gram in t.grams}
    above = {t.stem for t in terms(heading)}
    total = sum(weights[t.stem] for t in wanted) or 1.0
    carried = {t.stem for t in wanted if t.stem in stems}
    score = 0.0
    for term in wanted:
        if term.stem in stems:
            share = 1.0
        else:
            shared = sum(1 for gram in term.grams if gram in grams) / len(term.grams)
            share = max(_GRAM_SHARE * shared if shared >= 0.5 else 0.0, _HEADING_SHARE if term.stem in above else 0.0)
        score += share * weights[term.stem]
    return score / total, frozenset(carried)


def _adds(told: Sequence[Scored], scored: Scored) -> bool:
    """Whether a further sentence is close to the best one and says something of the question that the told ones don't."""
    if any(scored.found.address == one.found.address and scored.span == one.span for one in told):
        return False
    known = frozenset().union(*(one.carried for one in told))
    return scored.score >= _FURTHER * told[0].score and bool(
        scored.carried - known or scored.found.address == told[0].found.address
    )


def _items_after(scored: Scored) -> list[Span]:
    """The list items that follow a sentence which leads in to them."""
    text = scored.found.version.text
    if not text[scored.span.start : scored.span.end].rstrip().endswith((":", "：")):
        return []
    following = [s for s in sentences(text, Span(scored.span.end, scored.found.passage.end))]
    return following[:_LIST_ITEMS]
