"""States to compact states: the mean of their language taken off, projected to fewer dimensions, length 1, eight bits.

The projection and the means are shipped data (`tables/projection.npz`, written by `evals.fit.projection` from public text), so
that what is kept never depends on a library.
"""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from corpus.embed.base import TokenStates
from corpus.text.normalise import language_of

SCALE = 127
NOWHERE = 0xFFFF
"""The start of a token that stands in the headings above a passage rather than in its text."""


@dataclass(frozen=True, slots=True)
class CompactStates:
    """The tokens of a passage: `states` int8 [tokens, dimensions], `starts` uint16 [tokens], where each begins in the
    passage's text.
    """

    states: NDArray[np.int8]
    starts: NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Projection:
    """`matrix` is float32 [model dimensions, dimensions]; `means` are by side (query, passage) and language."""

    matrix: NDArray[np.float32]
    means: dict[str, NDArray[np.float32]]
    fingerprint: str

    @property
    def dimensions(self) -> int:
        return int(self.matrix.shape[1])

    def project(self, states: NDArray[np.float32], *, side: Literal["query", "passage"], language: str) -> NDArray[np.float32]:
        """Centred, projected states of length 1, float32 [tokens, dimensions]."""
        return unit(unit(states - self.means[f"{side}_{language}"]) @ self.matrix)


@cache
def projection() -> Projection:
    """The shipped projection."""
    content = (files("corpus.late") / "tables" / "projection.npz").read_bytes()
    with (files("corpus.late") / "tables" / "projection.npz").open("rb") as handle, np.load(handle) as table:
        means = {name: table[name].astype(np.float32) for name in table.files if name != "matrix"}
        return Projection(table["matrix"].astype(np.float32), means, hashlib.sha256(content).hexdigest()[:16])


def compact_passage(embedded: str, text_start: int, tokens: TokenStates) -> CompactStates:
    """The compact states of a passage. `embedded` is what the model was given, and its own text begins there at `text_start`."""
    kept = lettered(embedded, tokens)
    shipped = projection()
    states = shipped.project(tokens.states[kept], side="passage", language=language_of(embedded[text_start:]))
    starts = tokens.spans[kept, 0].astype(np.int64) - text_start
    starts = np.where((starts < 0) | (starts >= NOWHERE), NOWHERE, starts)
    return CompactStates(np.round(states * SCALE).astype(np.int8), starts.astype(np.uint16))


def query_states(text: str, tokens: TokenStates, language: str) -> NDArray[np.float32]:
    """A question's projected states, float32 [tokens, dimensions]."""
    return projection().project(tokens.states[lettered(text, tokens)], side="query", language=language)


def lettered(text: str, tokens: TokenStates) -> NDArray[np.intp]:
    """The indexes of the tokens that stand for a letter or a digit: not the prefix, the special tokens or punctuation."""
    kept = [at for at, (start, end) in enumerate(tokens.spans) if any(c.isalnum() for c in text[start:end])]
    return np.array(kept, dtype=np.intp)


def unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows of length 1."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), dtype=np.float32)
