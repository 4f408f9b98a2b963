"""The reader: which tokens of a passage answer a question, learned over token states that stay as they are.

Each token is scored from three things: how its state fits what the question asks for (a bilinear product of low rank with the
question's own tokens, pooled by a learned attention), what kind of token it is, and how much of the question stands around it. A
sentence's score is the log-sum of its tokens' and a weighted sum of its signals.

    token  = out · relu(hidden · [fit · states * asks · pooled, type · states, around] + bias)
    score  = mix · logsumexp(tokens of the sentence) + signals · weights

The weights are shipped data (`tables/ranking.npz`, written by `evals.fit.ranking`). Only numpy is needed to use them.
"""

from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
SHARPNESS = 8.0
"""How sharply the attention over the question's tokens chooses."""
AROUND = 7
"""How many numbers say what stands around a token."""
NOTHING = -30.0
"""The pooled score of a sentence without tokens."""


@dataclass(frozen=True, slots=True)
class ReaderWeights:
    """`rank` is that of the bilinear product, `hidden` the width of the layer; all float32."""

    attention: Matrix
    """[dimensions]"""
    asks: Matrix
    """[dimensions, rank]"""
    fit: Matrix
    """[dimensions, rank]"""
    kind: Matrix
    """[dimensions, rank]"""
    hidden: Matrix
    """[2 rank + AROUND, hidden]"""
    bias: Matrix
    """[hidden]"""
    out: Matrix
    """[hidden]"""
    mix: Matrix
    """[1]"""
    signals: Matrix
    """[signals]"""


def pooled(weights: ReaderWeights, asked: Matrix) -> Matrix:
    """What a question asks for, [dimensions], from its states [question tokens, dimensions]."""
    attention = np.exp(_stable(np.asarray(asked @ weights.attention * SHARPNESS, dtype=np.float32)))
    return np.asarray(attention / attention.sum() @ asked, dtype=np.float32)


def token_scores(weights: ReaderWeights, asked: Matrix, tokens: Matrix, around_each: Matrix) -> Matrix:
    """The score of each token, [tokens], from its state and `around` it."""
    wanted = pooled(weights, asked) @ weights.asks
    width = weights.fit.shape[1]
    layer = (tokens @ (weights.fit * wanted)) @ weights.hidden[:width]
    layer += tokens @ (weights.kind @ weights.hidden[width : 2 * width])
    layer += around_each @ weights.hidden[2 * width :] + weights.bias
    return np.asarray(np.maximum(layer, 0.0) @ weights.out, dtype=np.float32)


def around(met: Matrix) -> Matrix:
    """What stands around each token, float32 [tokens, AROUND], from the cosines with the question's tokens [tokens, question
    tokens]: its own nearness, the mean nearness of 7 and of 21 tokens, how much of the question stands within 11 and within 31,
    and its nearness to the question as a whole.
    """
    nearest = met.max(axis=1)
    best = np.sort(met, axis=1)[:, -2:].mean(axis=1)
    return np.stack(
        [
            nearest,
            _mean_within(nearest, 3),
            _mean_within(nearest, 10),
            most_within(met, 15).mean(axis=1),
            most_within(met, 5).mean(axis=1),
            met.mean(axis=1),
            best,
        ],
        axis=1,
    ).astype(np.float32)


def pool(scores: Matrix, sentence: NDArray[np.int64], sentences: int) -> Matrix:
    """The log-sum of each sentence's token scores, [sentences]; `sentence` says where each token stands, -1 for nowhere."""
    inside = sentence >= 0
    summed = np.full(sentences, NOTHING, dtype=np.float32)
    np.logaddexp.at(summed, sentence[inside], scores[inside])
    return summed


def most_within(met: Matrix, reach: int) -> Matrix:
    """For each token and question token the largest cosine of the tokens at most `reach` away, [tokens, question tokens]."""
    window, width = met, 1
    while width * 2 <= 2 * reach + 1:
        shifted = np.full_like(window, -1.0)
        shifted[:-width] = window[width:]
        window, width = np.maximum(window, shifted), width * 2
    rest = 2 * reach + 1 - width
    if rest:
        shifted = np.full_like(window, -1.0)
        shifted[:-rest] = window[rest:]
        window = np.maximum(window, shifted)
    ahead = np.full_like(window, -1.0)
    ahead[reach:] = window[: len(met) - reach] if len(met) > reach else ahead[reach:]
    early = np.maximum.accumulate(met[: 2 * reach + 1], axis=0)
    for at in range(min(reach, len(met))):
        ahead[at] = early[min(at + reach, len(early) - 1)]
    return np.asarray(ahead, dtype=np.float32)


def _mean_within(values: Matrix, reach: int) -> Matrix:
    summed = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    at = np.arange(len(values))
    low, high = np.maximum(at - reach, 0), np.minimum(at + reach + 1, len(values))
    return np.asarray((summed[high] - summed[low]) / (high - low), dtype=np.float32)


def _stable(logits: Matrix) -> Matrix:
    return np.asarray(logits - logits.max(), dtype=np.float32)


@cache
def shipped_weights() -> ReaderWeights:
    """The weights that come with Dalil."""
    with (files("assistant.answering") / "tables" / "ranking.npz").open("rb") as handle, np.load(handle) as table:
        return ReaderWeights(**{field.name: table[field.name].astype(np.float32) for field in fields(ReaderWeights)})
