"""Learning the reader's weights: a softmax over the sentences that were read, and one over their tokens, by Adam, in numpy alone.

A case's loss is the negative log of the share that its answering sentences get, and (where the short answer is known) half of
that of its tokens. Sentences that hold the answer's words in another document count neither way.
Kingma and Ba, "Adam" (2015); Loshchilov and Hutter, "Decoupled Weight Decay Regularization" (2019); Srivastava et al., "Dropout"
(2014).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from assistant.answering.reader import AROUND, NOTHING, SHARPNESS, ReaderWeights, pool, token_scores
from evals.fit.reading import Case, Read

Matrix = NDArray[np.float32]
Weights = dict[str, Matrix]
_DECAY = {"signals": 2.0}
_TOKENS_SHARE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How the reader is learned."""

    rank: int = 24
    hidden: int = 32
    epochs: int = 8
    batch: int = 16
    rate: float = 3e-3
    decay: float = 0.02
    dropout: float = 0.3
    others: int = 2
    """How many passages without the answer a case is learned with, chosen anew in each epoch."""
    seed: int = 7


@dataclass(frozen=True, slots=True)
class _Batch:
    """Cases side by side. `of` says for each token, sentence and question token the case; `token_sentence` is -1 outside."""

    cases: int
    asked: Matrix
    asked_of: NDArray[np.int64]
    tokens: Matrix
    around: Matrix
    token_of: NDArray[np.int64]
    token_sentence: NDArray[np.int64]
    answers: NDArray[np.bool_]
    signals: Matrix
    sentence_of: NDArray[np.int64]
    right: NDArray[np.bool_]
    counted: NDArray[np.bool_]


def learn(cases: Sequence[Case], recipe: Recipe, *, say: Callable[[str], None]) -> ReaderWeights:
    """The weights that tell answering sentences of these cases best; the same cases and recipe give the same weights."""
    learnable = [case for case in cases if case.right.any()]
    every = np.concatenate([case.signals for case in learnable])
    spread = every.std(axis=0) + 1e-6
    chance = np.random.default_rng(recipe.seed)
    weights = _begin(recipe, learnable[0].asked.shape[1], every.shape[1], chance)
    moments = {name: (np.zeros_like(w), np.zeros_like(w)) for name, w in weights.items()}
    steps = recipe.epochs * -(-len(learnable) // recipe.batch)
    step = 0
    for epoch in range(recipe.epochs):
        order, total = chance.permutation(len(learnable)), 0.0
        for start in range(0, len(order), recipe.batch):
            step += 1
            batch = _batch([learnable[at] for at in order[start : start + recipe.batch]], spread, recipe.others, chance)
            loss, slopes = _slopes(weights, batch, recipe.dropout, chance)
            total += loss
            _adam(weights, slopes, moments, step, recipe.rate * _schedule(step / steps), recipe.decay)
        say(f"epoch {epoch + 1} of {recipe.epochs}: loss {total / len(learnable):.3f}")
    weights["signals"] = weights["signals"] / spread.astype(np.float32)
    return ReaderWeights(**{field.name: weights[field.name].astype(np.float32) for field in fields(ReaderWeights)})


def score(weights: ReaderWeights, case: Case) -> Matrix:
    """The reader's score of every sentence of a case, [sentences]."""
    scores = weights.mix[0] * np.full(len(case.right), NOTHING, dtype=np.float32)
    for passage in case.passages:
        here = token_scores(weights, case.asked, passage.tokens, passage.around)
        pooled = pool(here, passage.sentence, len(case.right))
        scores = np.where(pooled > NOTHING, weights.mix[0] * pooled, scores)
    return np.asarray(scores + case.signals @ weights.signals, dtype=np.float32)


def _begin(recipe: Recipe, dimensions: int, signals: int, chance: np.random.Generator) -> Weights:
    def drawn(*shape: int, scale: float) -> Matrix:
        return np.asarray(chance.normal(scale=scale, size=shape), dtype=np.float32)

    wide = 2 * recipe.rank + AROUND
    return {
        "attention": drawn(dimensions, scale=0.1),
        "asks": drawn(dimensions, recipe.rank, scale=0.3),
        "fit": drawn(dimensions, recipe.rank, scale=0.3),
        "kind": drawn(dimensions, recipe.rank, scale=0.3),
        "hidden": drawn(wide, recipe.hidden, scale=(2.0 / wide) ** 0.5),
        "bias": np.zeros(recipe.hidden, dtype=np.float32),
        "out": drawn(recipe.hidden, scale=0.2),
        "mix": np.ones(1, dtype=np.float32),
        "signals": np.zeros(signals, dtype=np.float32),
    }


def _batch(cases: Sequence[Case], spread: NDArray[np.float64], others: int, chance: np.random.Generator) -> _Batch:
    asked, tokens, around, places, answers = [], [], [], [], []
    asked_of, token_of, sentence_of, signals, right, counted = [], [], [], [], [], []
    first = 0
    for number, case in enumerate(cases):
        asked.append(case.asked)
        asked_of.append(np.full(len(case.asked), number))
        used = np.zeros(len(case.right), dtype=np.bool_)
        for passage in _some(case, others, chance):
            inside = passage.sentence[passage.sentence >= 0]
            used[inside] = True
            tokens.append(passage.tokens)
            around.append(passage.around)
            places.append(np.where(passage.sentence >= 0, passage.sentence + first, -1))
            answers.append(passage.answers)
            token_of.append(np.full(len(passage.tokens), number))
        signals.append(case.signals / spread)
        sentence_of.append(np.full(len(case.right), number))
        right.append(case.right & used)
        counted.append(used & (case.right | ~case.told))
        first += len(case.right)
    join = np.concatenate
    return _Batch(
        len(cases), join(asked), join(asked_of), join(tokens), join(around), join(token_of), join(places), join(answers),
        join(signals).astype(np.float32), join(sentence_of), join(right), join(counted),
    )  # fmt: skip


def _some(case: Case, others: int, chance: np.random.Generator) -> list[Read]:
    """The passages with an answering sentence and a few without."""
    answering = [p for p in case.passages if case.right[p.sentence[p.sentence >= 0]].any()]
    rest = [p for p in case.passages if not any(p is one for one in answering)]
    return answering + [rest[at] for at in chance.permutation(len(rest))[:others]]


def _slopes(w: Weights, batch: _Batch, dropout: float, chance: np.random.Generator) -> tuple[float, Weights]:
    """The summed loss of a batch and the slope of its mean in each weight."""
    kept = 1.0 - dropout
    attention = _softmax(np.asarray(SHARPNESS * batch.asked @ w["attention"]), batch.asked_of, batch.cases)
    wanted_of = _summed(attention[:, None] * batch.asked, batch.asked_of, batch.cases)
    wanted = wanted_of @ w["asks"]
    met, mask = batch.tokens @ w["fit"], (chance.random((len(batch.tokens), 2 * w["fit"].shape[1])) < kept) / np.float32(kept)
    width = w["fit"].shape[1]
    put = np.hstack([met * wanted[batch.token_of] * mask[:, :width], batch.tokens @ w["kind"] * mask[:, width:], batch.around])
    layer = np.maximum(put @ w["hidden"] + w["bias"], 0.0)
    scores = layer @ w["out"]
    pooled = pool(scores.astype(np.float32), batch.token_sentence, len(batch.right))
    total = w["mix"][0] * pooled + batch.signals @ w["signals"]
    loss, by_sentence = _listwise(total, batch.right, batch.counted, batch.sentence_of, batch.cases)
    by_pool = w["mix"][0] * by_sentence
    inside = batch.token_sentence >= 0
    by_token = np.zeros(len(scores), dtype=np.float32)
    at = batch.token_sentence[inside]
    by_token[inside] = by_pool[at] * np.exp(np.minimum(scores[inside] - pooled[at], 0.0))
    more, also = _listwise(scores, batch.answers, np.ones(len(scores), dtype=np.bool_), batch.token_of, batch.cases)
    by_token += _TOKENS_SHARE * also
    by_layer = by_token[:, None] * w["out"] * (layer > 0)
    by_put = by_layer @ w["hidden"].T
    by_fit, by_kind = by_put[:, :width] * mask[:, :width], by_put[:, width : 2 * width] * mask[:, width:]
    by_wanted = _summed(by_fit * met, batch.token_of, batch.cases)
    by_attention = _summed_back(by_wanted @ w["asks"].T, batch, attention)
    slopes = {
        "attention": by_attention,
        "asks": wanted_of.T @ by_wanted,
        "fit": batch.tokens.T @ (by_fit * wanted[batch.token_of]),
        "kind": batch.tokens.T @ by_kind,
        "hidden": put.T @ by_layer,
        "bias": by_layer.sum(axis=0),
        "out": layer.T @ by_token,
        "mix": np.array([by_sentence @ pooled]),
        "signals": batch.signals.T @ by_sentence,
    }
    return loss + _TOKENS_SHARE * more, {name: np.asarray(s / batch.cases, dtype=np.float32) for name, s in slopes.items()}


def _summed_back(by_wanted: Matrix, batch: _Batch, attention: Matrix) -> Matrix:
    """The slope in the attention's weights, from that in each case's pooled question."""
    by_share = (batch.asked * by_wanted[batch.asked_of]).sum(axis=1)
    mean = _summed((attention * by_share)[:, None], batch.asked_of, batch.cases)[:, 0]
    return np.asarray(SHARPNESS * batch.asked.T @ (attention * (by_share - mean[batch.asked_of])), dtype=np.float32)


def _listwise(
    scores: Matrix, right: NDArray[np.bool_], counted: NDArray[np.bool_], of: NDArray[np.int64], cases: int
) -> tuple[float, Matrix]:
    """The summed negative log share of what is right in each case, and its slope in the scores; a case without counts nothing."""
    has = np.bincount(of[right], minlength=cases) > 0
    counted = counted & has[of]
    right = right & counted
    slope = np.zeros(len(scores), dtype=np.float32)
    if not counted.any():
        return 0.0, slope
    share = _softmax(scores[counted], of[counted], cases)
    among = _softmax(scores[right], of[right], cases)
    slope[counted] = share
    slope[right] -= among
    given = np.zeros(len(scores))
    given[counted] = share
    held = np.bincount(of[right], weights=given[right], minlength=cases)[has]
    return float(-np.log(np.maximum(held, 1e-12)).sum()), slope


def _softmax(scores: NDArray[np.floating], of: NDArray[np.int64], cases: int) -> Matrix:
    highest = np.full(cases, -np.inf)
    np.maximum.at(highest, of, scores)
    raised = np.exp(scores - highest[of])
    return np.asarray(raised / np.bincount(of, weights=raised, minlength=cases)[of], dtype=np.float32)


def _summed(rows: Matrix, of: NDArray[np.int64], cases: int) -> Matrix:
    """The sum of each case's rows; `of` is in order."""
    total = np.zeros((cases, rows.shape[1]), dtype=np.float32)
    filled, first = np.unique(of, return_index=True)
    total[filled] = np.add.reduceat(rows, first, axis=0)
    return total


def _schedule(done: float) -> float:
    """A short warm-up, then a fall along a cosine."""
    return min(1.0, done / 0.1) * 0.5 * (1.0 + float(np.cos(np.pi * done)))


def _adam(
    weights: Weights, slopes: Weights, moments: dict[str, tuple[Matrix, Matrix]], step: int, rate: float, decay: float
) -> None:
    for name, weight in weights.items():
        slope, (mean, square) = slopes[name], moments[name]
        mean += 0.1 * (slope - mean)
        square += 0.01 * (slope * slope - square)
        moved = mean / (1.0 - 0.9**step) / (np.sqrt(square / (1.0 - 0.99**step)) + 1e-8)
        weight -= np.float32(rate) * (moved + decay * _DECAY.get(name, 1.0) * weight)
