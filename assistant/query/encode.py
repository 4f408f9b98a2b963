"""A query as the embedding model sees it: one vector and, where the model gives them, the states of its tokens."""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.model import Query
from corpus.embed.base import Embedder, StatefulEmbedder, TokenStates
from corpus.late.projection import lettered, query_states
from corpus.text.analyser import terms

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class EncodedQuery:
    """`vector` is float32 [dimensions]; `states` float32 [tokens, late dimensions], or None without late interaction; `stops` is
    bool [tokens]: whether the token belongs to a word that says little.
    """

    vector: NDArray[np.float32]
    states: NDArray[np.float32] | None
    stops: NDArray[np.bool_] | None = None

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
        return EncodedQuery(vector, states, _stops(query.text, tokens)) if len(states) else EncodedQuery(vector, None)
    return EncodedQuery(embedder.encode_queries([query.text])[0], None)


def _stops(text: str, tokens: TokenStates) -> NDArray[np.bool_]:
    """Whether each token that stands for letters or digits belongs to a word that says little."""
    said = [(word.start(), word.end()) for word in _WORD.finditer(text) if all(term.stop for term in terms(word.group()))]
    spans = tokens.spans[lettered(text, tokens)]
    return np.array([any(start < end_of and begin < end for begin, end_of in said) for start, end in spans], dtype=np.bool_)
