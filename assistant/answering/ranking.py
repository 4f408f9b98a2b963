"""The sentences of the best passages, ranked by how well each answers.

Where token states are at hand, a sentence's score is the weighted sum of its signals (`signals.py`); the weights are shipped data
(`tables/ranking.json`, written by `evals.fit.ranking`). Without states it adds the share of the question's weight that its words
carry, its passage's score and, where no word can be shared because the passage is in the other language, the cosine of its own
vector.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from assistant.answering.base import Found
from assistant.answering.facts import SentenceFacts
from assistant.answering.opened import Opened, open_passage, sentences_of
from assistant.answering.signals import SIGNALS, Asked, Worded, signals, worded
from assistant.model import Query
from assistant.query.encode import EncodedQuery
from assistant.query.expand import Expansion
from corpus.generation.snapshot import Address
from corpus.late.projection import CompactStates
from corpus.model import Span

_MEANING, _OVERLAP, _PASSAGE = 1.0, 0.5, 1.5
"""What a sentence's vector, its words and its passage add where there are no token states."""
_SHARPNESS = 10.0
"""How fast a share falls with such a score, so that shares are alike with token states and without."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence with its score, its share (how likely it is the one that answers, all sentences' shares being 1 together), the
    share of the question's weight that its words carry and the question's stems that it has. `at` counts from 0 in its passage.
    """

    found: Found
    span: Span
    at: int
    score: float
    share: float
    overlap: float
    carried: frozenset[str]
    facts: SentenceFacts
    seen: NDArray[np.float32] = field(compare=False, repr=False)
    """Its row of signals; empty without token states."""

    @property
    def signals(self) -> Mapping[str, float]:
        """What was seen of it, by the names of `SIGNALS`; empty without token states."""
        return dict(zip(SIGNALS, self.seen.tolist(), strict=True)) if len(self.seen) else {}

    @property
    def text(self) -> str:
        """The sentence's characters."""
        return self.span.of(self.found.version.text)


@dataclass(frozen=True, slots=True)
class SentenceRanker:
    """Ranks sentences for one question.

    `weight_of` gives a stem's weight in what the asker may read; `states_of` a passage's token states, None where there are none;
    `encode` the vectors of texts, [n, dimensions]; `expand` the question in other words.
    """

    query: Query
    encoded: EncodedQuery
    weight_of: Callable[[str], float]
    states_of: Callable[[Found], CompactStates | None]
    encode: Callable[[Sequence[str]], NDArray[np.float32]]
    expand: Callable[[], Expansion]
    _kept: dict[tuple[Address, ...], list[Scored]] = field(default_factory=dict, compare=False, repr=False)

    def rank(self, found: Sequence[Found]) -> list[Scored]:
        """Every sentence of these passages (best passage first), best first; equal scores by document and place."""
        key = tuple(one.address for one in found)
        if key not in self._kept:
            ranked = self._ranked(found)
            self._kept[key] = sorted(ranked, key=lambda s: (-round(s.score, 5), s.found.version.document, s.span.start))
        return self._kept[key]

    def asked(self) -> Asked:
        """The question as sentences are held against it."""
        states = self.encoded.states if self.encoded.states is not None else np.zeros((0, 0), dtype=np.float32)
        weights = {stem: self.weight_of(stem) for stem in self.query.content}
        return Asked(self.query.text, self.query.language, weights, states, self.expand().ways())

    def opened(self, found: Sequence[Found]) -> list[Opened] | None:
        """These passages with their token states; None where a passage has none."""
        if self.encoded.states is None:
            return None
        states = [self.states_of(one) for one in found]
        if any(one is None for one in states):
            return None
        return [open_passage(f, s, self.encoded.states) for f, s in zip(found, states, strict=True) if s is not None]

    def met(self, scored: Scored) -> Mapping[str, float]:
        """How near a sentence, with the headings above it, comes to each word of meaning of the question, by stem: the mean over
        the word's tokens of their highest cosine. Empty without token states.
        """
        opened = self.opened([scored.found])
        if opened is None or not self.encoded.stems:
            return {}
        (one,) = opened
        here = one.met[(one.sentence == scored.at) | (one.sentence < 0)]
        nearest = here.max(axis=0) if len(here) else np.zeros(one.met.shape[1], dtype=np.float32)
        stems = np.array(self.encoded.stems)
        return {stem: float(nearest[stems == stem].mean()) for stem in dict.fromkeys(self.encoded.stems) if stem}

    def _ranked(self, found: Sequence[Found]) -> list[Scored]:
        asked, opened = self.asked(), self.opened(found)
        if opened is None:
            return self._by_words(asked, found)
        if not any(one.spans for one in opened):
            return []
        held = [worded(asked, one.found.passage.heading, one.facts) for one in opened]
        seen = signals(asked, opened, held)
        across = opened[0].found.version.metadata.language != asked.language
        scores = seen @ _weights()["across" if across else "same"]
        rows = [
            (one.found, at, span, facts)
            for one in opened
            for at, (span, facts) in enumerate(zip(one.spans, one.facts, strict=True))
        ]
        return _scored(rows, scores, [w for here in held for w in here], seen)

    def _by_words(self, asked: Asked, found: Sequence[Found]) -> list[Scored]:
        """The ranking without token states."""
        rows = [(one, at, span, facts) for one in found for at, (span, facts) in enumerate(sentences_of(one))]
        if not rows:
            return []
        held, scores = [], []
        for one in found:
            cut = sentences_of(one)
            spans = [span for span, _ in cut]
            here = worded(asked, one.passage.heading, [facts for _, facts in cut])
            across = one.version.metadata.language != self.query.language
            near = self._cosines(one, spans) if across and spans else np.zeros(len(spans), dtype=np.float32)
            held += here
            scores += [
                _MEANING * float(n) + (0.0 if across else _OVERLAP * w.overlap) + _PASSAGE * one.candidate.score
                for n, w in zip(near, here, strict=True)
            ]
        return _scored(rows, _SHARPNESS * np.array(scores, dtype=np.float32), held, np.zeros((len(rows), 0), dtype=np.float32))

    def _cosines(self, one: Found, spans: Sequence[Span]) -> NDArray[np.float32]:
        return np.asarray(self.encode([span.of(one.version.text) for span in spans]) @ self.encoded.vector, dtype=np.float32)


@cache
def _weights() -> dict[str, NDArray[np.float32]]:
    """The weight of each of `SIGNALS`, for passages in the question's language and for those in the other."""
    table = json.loads((files("assistant.answering") / "tables" / "ranking.json").read_text(encoding="utf-8"))
    return {name: np.array([table[name].get(signal, 0.0) for signal in SIGNALS], dtype=np.float32) for name in table}


def _scored(
    rows: Sequence[tuple[Found, int, Span, SentenceFacts]],
    scores: NDArray[np.float32],
    held: Sequence[Worded],
    seen: NDArray[np.float32],
) -> list[Scored]:
    shares = np.exp(scores - scores.max())
    shares /= shares.sum()
    return [
        Scored(one, span, at, float(score), float(share), has.overlap, has.carried, facts, row)
        for (one, at, span, facts), score, share, has, row in zip(rows, scores, shares, held, seen, strict=True)
    ]
