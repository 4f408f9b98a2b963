"""An embedder that remembers questions: an evaluation asks each several times, of the assistant and of every baseline.

The first time is the model's own, so that the time to an answer, which is asked for first, is what it is for anybody.
"""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.embed.base import Embedder, Kept, LateInteraction, StatefulEmbedder, TokenStates, Vectors


def remembering(embedder: Embedder) -> Embedder:
    """The same embedder with a memory for questions; one that gives no token states has nothing slow to remember."""
    return Remembering(embedder) if isinstance(embedder, StatefulEmbedder) else embedder


class Remembering:
    """Passes everything on, and asks the model once for each question."""

    def __init__(self, embedder: StatefulEmbedder) -> None:
        self._embedder = embedder
        self._known: dict[str, tuple[NDArray[np.float32], TokenStates]] = {}

    @property
    def name(self) -> str:
        return self._embedder.name

    @property
    def dimensions(self) -> int:
        return self._embedder.dimensions

    @property
    def fingerprint(self) -> str:
        return self._embedder.fingerprint

    @property
    def late_interaction(self) -> LateInteraction:
        return self._embedder.late_interaction

    def encode_query_with_states(self, text: str) -> tuple[NDArray[np.float32], TokenStates]:
        """What the model made of this question when it was first asked."""
        if text not in self._known:
            self._known[text] = self._embedder.encode_query_with_states(text)
        return self._known[text]

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """As the model makes them."""
        return self._embedder.encode_queries(texts)

    def encode_passages(self, texts: Iterable[str], *, on_done: Callable[[int], None] | None = None) -> Vectors:
        """As the model makes them."""
        return self._embedder.encode_passages(texts, on_done=on_done)

    def encode_passages_with_states(
        self, texts: Sequence[str], keep: Callable[[int, TokenStates], Kept], *, on_done: Callable[[int], None] | None = None
    ) -> tuple[Vectors, list[Kept]]:
        """As the model makes them."""
        return self._embedder.encode_passages_with_states(texts, keep, on_done=on_done)
