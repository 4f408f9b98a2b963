"""The seam between text and vectors: what any embedder offers, whatever model is behind it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""[n, dimensions], each row of length 1."""


@dataclass(frozen=True, slots=True)
class TokenStates:
    """A text as the model sees it: one state a token, and the code points of the text that the token stands for.

    `states` is [tokens, dimensions], as the encoder leaves them; `spans` is [tokens, 2], half-open. The tokens of the prefix
    and the start and end tokens stand for nothing and have the span (0, 0).
    """

    states: NDArray[np.float32]
    spans: NDArray[np.int32]


Kept = TypeVar("Kept")
LateInteraction = Literal["kept", "live", "off"]
Precision = Literal["auto", "float32", "float16"]


class Embedder(Protocol):
    """Turns questions and passages into vectors whose inner product says how close they are.

    The same text gives the same vector from run to run on one machine. An embedder may be shared between threads.
    """

    @property
    def name(self) -> str:
        """The model, as shown to people."""
        ...

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        ...

    @property
    def fingerprint(self) -> str:
        """Differs whenever vectors would not be comparable: another model, other prompts, another way of pooling."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """The vectors of questions."""
        ...

    def encode_passages(self, texts: Iterable[str], *, on_done: Callable[[int], None] | None = None) -> Vectors:
        """The vectors of passages, in their order; `on_done` is told how many are done so far."""
        ...


@runtime_checkable
class StatefulEmbedder(Embedder, Protocol):
    """An embedder that also gives the states of a text's tokens, from the same forward pass."""

    @property
    def late_interaction(self) -> LateInteraction:
        """Whether passages' states are kept, made when a question needs them, or not used."""
        ...

    def encode_passages_with_states(
        self, texts: Sequence[str], keep: Callable[[int, TokenStates], Kept], *, on_done: Callable[[int], None] | None = None
    ) -> tuple[Vectors, list[Kept]]:
        """The vectors of passages, and for each what `keep` makes of its place in `texts` and its states."""
        ...

    def encode_query_with_states(self, text: str) -> tuple[NDArray[np.float32], TokenStates]:
        """The vector of a question, [dimensions], and its states."""
        ...
