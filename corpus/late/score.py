"""MaxSim: each token of a question with the token of a passage that is nearest to it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.late.projection import SCALE, CompactStates

WINDOW = 32
"""The length of a stretch, in tokens: about a sentence and a half."""
_HALF_WINDOW = WINDOW // 2


def token_similarities(query: NDArray[np.float32], passage: CompactStates) -> NDArray[np.float32]:
    """The cosine of every passage token with every question token, float32 [passage tokens, question tokens]."""
    return np.asarray(passage.states.astype(np.float32) @ (query.T / SCALE), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near a passage comes to a question: by all its tokens, and by its nearest stretch of `WINDOW` tokens alone; each the
    mean over the question's tokens of the largest cosine, 0 where the passage has no token.
    """

    whole: float
    window: float


def nearness(query: NDArray[np.float32], passages: Sequence[CompactStates]) -> list[Nearness]:
    """MaxSim over each whole passage and over its nearest stretch.

    A long passage reaches a high MaxSim with words that stand far apart; an answer has them together. Stretches begin at every
    half of their length.
    """
    lengths = np.array([len(passage.starts) for passage in passages], dtype=np.intp)
    filled = np.flatnonzero(lengths)
    found = [Nearness(0.0, 0.0)] * len(passages)
    if not len(filled):
        return found
    kept = [passage.states for passage in passages if len(passage.starts)]
    states = np.concatenate(kept, dtype=np.float32, casting="safe")
    similarities = states @ (query.T / SCALE)
    counts = -(-lengths[filled] // _HALF_WINDOW)
    firsts = np.cumsum([0, *counts[:-1]])
    owners = np.repeat(np.arange(len(filled)), counts)
    begins = np.cumsum([0, *lengths[filled][:-1]])
    places = begins[owners] + (np.arange(len(owners)) - firsts[owners]) * _HALF_WINDOW
    halves = np.maximum.reduceat(similarities, places, axis=0)
    whole = np.maximum.reduceat(halves, firsts, axis=0).mean(axis=1)
    together = halves.copy()
    inside = owners[:-1] == owners[1:]
    together[:-1][inside] = np.maximum(halves[:-1][inside], halves[1:][inside])
    window = np.maximum.reduceat(together.mean(axis=1), firsts)
    for at, by_all, by_some in zip(filled, whole, window, strict=True):
        found[at] = Nearness(float(by_all), float(by_some))
    return found


def maxsim_within(similarities: NDArray[np.float32], starts: NDArray[np.uint16], spans: Sequence[tuple[int, int]]) -> list[float]:
    """The same for stretches of one passage: `spans` are code points of its text, half-open."""
    chosen = [similarities[(starts >= start) & (starts < end)] for start, end in spans]
    return [float(rows.max(axis=0).mean()) if rows.size else 0.0 for rows in chosen]
