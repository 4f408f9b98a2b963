"""A query as the embedding model sees it: one vector and, where the model gives them, the states of its tokens."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.model import Query
from corpus.embed.base import Embedder, StatefulEmbedder, TokenStates
from corpus.late.projection import lettered, query_states
from corpus.text.analyser import Term, terms

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class EncodedQuery:
    """`vector` is float32 [dimensions]; `states` float32 [tokens, late dimensions], or None without late interaction; `stops` is
    bool [tokens]: whether the token belongs to a word that says little; `stems` the stem of the word that each token belongs to,
    empty where that is none or says little.
    """

    vector: NDArray[np.float32]
    states: NDArray[np.float32] | None
    stops: NDArray[np.bool_] | None = None
    stems: tuple[str, ...] = ()

    def weighed(self, stop_share: float) -> NDArray[np.float32] | None:
        """The states with lengths by which their similarities count: `stop_share` for words that say little against 1, as a mean
        over all tokens of 1, so that a mean of similarities is a weighted one.
        """
        if self.states is None or self.stops is None or self.stops.all():
            return self.states
        weights = np.where(self.stops, np.float32(stop_share), np.float32(1.0))
        return np.asarray(self.states * (weights / weights.mean())[:, None], dtype=np.float32)


def encode(query: Query, embedder: Embedder) -> EncodedQuery:
    """Run the model over a query, once."""
    if isinstance(embedder, StatefulEmbedder) and embedder.late_interaction != "off":
        vector, tokens = embedder.encode_query_with_states(query.text)
        states = query_states(query.text, tokens, query.language)
        return EncodedQuery(vector, states, *_words(query.text, tokens)) if len(states) else EncodedQuery(vector, None)
    return EncodedQuery(embedder.encode_queries([query.text])[0], None)


def _words(text: str, tokens: TokenStates) -> tuple[NDArray[np.bool_], tuple[str, ...]]:
    """For each token that stands for letters or digits whether its word says little, and else that word's stem."""
    words = [(word.start(), word.end(), terms(word.group())) for word in _WORD.finditer(text)]
    said = [(begin, end) for begin, end, found in words if all(term.stop for term in found)]
    telling = [(begin, end, next(term.stem for term in found if not term.stop)) for begin, end, found in words if _tells(found)]
    spans = tokens.spans[lettered(text, tokens)]
    stops = [any(start < end_of and begin < end for begin, end_of in said) for start, end in spans]
    stems = [next((stem for begin, end_of, stem in telling if start < end_of and begin < end), "") for start, end in spans]
    return np.array(stops, dtype=np.bool_), tuple(stems)


def _tells(found: Sequence[Term]) -> bool:
    return any(not term.stop for term in found)
