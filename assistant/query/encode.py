"""A query as the embedding model sees it: one vector and, where the model gives them, the states of its tokens."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.model import Query
from corpus.embed.base import Embedder, StatefulEmbedder
from corpus.late.projection import query_states


@dataclass(frozen=True, slots=True)
class EncodedQuery:
    """`vector` is float32 [dimensions]; `states` float32 [tokens, late dimensions], or None without late interaction."""

    vector: NDArray[np.float32]
    states: NDArray[np.float32] | None


def encode(query: Query, embedder: Embedder) -> EncodedQuery:
    """Run the model over a query, once."""
    if isinstance(embedder, StatefulEmbedder) and embedder.late_interaction != "off":
        vector, tokens = embedder.encode_query_with_states(query.text)
        states = query_states(query.text, tokens, query.language)
        return EncodedQuery(vector, states if len(states) else None)
    return EncodedQuery(embedder.encode_queries([query.text])[0], None)
