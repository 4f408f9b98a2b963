"""MaxSim: each token of a question with the token of a passage that is nearest to it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.late.projection import SCALE, CompactStates


def token_similarities(query: NDArray[np.float32], passage: CompactStates) -> NDArray[np.float32]:
    """The cosine of every passage token with every question token, float32 [passage tokens, question tokens]."""
    return np.asarray(passage.states.astype(np.float32) @ (query.T / SCALE), dtype=np.float32)


def maxsims(query: NDArray[np.float32], passages: Sequence[CompactStates]) -> list[float]:
    """For each passage the mean over the question's tokens of the largest cosine with one of its own; 0 where it has no token."""
    lengths = [len(passage.starts) for passage in passages]
    if not sum(lengths):
        return [0.0] * len(passages)
    joined = CompactStates(np.concatenate([p.states for p in passages]), np.concatenate([p.starts for p in passages]))
    similarities = token_similarities(query, joined)
    filled = [at for at, length in enumerate(lengths) if length]
    begins = np.cumsum([0, *lengths[:-1]])[filled]
    scores = np.zeros(len(passages), dtype=np.float32)
    scores[filled] = np.maximum.reduceat(similarities, begins, axis=0).mean(axis=1)
    return [float(score) for score in scores]


def maxsim_within(similarities: NDArray[np.float32], starts: NDArray[np.uint16], spans: Sequence[tuple[int, int]]) -> list[float]:
    """The same for stretches of one passage: `spans` are code points of its text, half-open."""
    chosen = [similarities[(starts >= start) & (starts < end)] for start, end in spans]
    return [float(rows.max(axis=0).mean()) if rows.size else 0.0 for rows in chosen]
