"""The seam between text and vectors: what any embedder offers, whatever model is behind it."""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""[n, dimensions], each row of length 1."""


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
