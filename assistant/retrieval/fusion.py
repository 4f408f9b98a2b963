"""Fusion: what words, their translations and meaning found, in one ranking.

Each source's scores are scaled to 0..1 over the candidates (words by the best score, cosines between the weakest candidate
and the best, since they all lie close together) and summed by weight; late interaction, which is a mean of cosines, stands as it
is. The order of the inputs doesn't matter. The weights are shipped data (`tables/fusion.json`, written by `evals.fit.fusion`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.model import Candidate
from assistant.options import RetrievalOptions
from corpus.generation.snapshot import Address
from corpus.late.score import Nearness

Ranked = Sequence[tuple[Address, float]]


@dataclass(frozen=True, slots=True)
class Trust:
    """How far the scores of words, and of their translations, can be trusted, each 0 to 1."""

    words: float = 1.0
    translations: float = 1.0


def fuse(
    lexical: Ranked, translated: Ranked, cosines: Mapping[Address, float], *, options: RetrievalOptions, trust: Trust
) -> list[Candidate]:
    """The candidates of all sources, unordered. One that `cosines` lacks counts as the weakest of them; ranks count from 1, 0 is
    not found.
    """
    words, others = dict(lexical), dict(translated)
    best_word, best_other = _best(words.values()), _best(others.values())
    weakest = min(cosines.values(), default=0.0)
    spread = max(cosines.values(), default=0.0) - weakest or 1.0
    lexical_ranks, translated_ranks = _ranks(lexical), _ranks(translated)
    dense_ranks = _ranks(sorted(cosines.items(), key=lambda found: -found[1]))
    by_words = options.lexical_weight * trust.words if words else 0.0
    by_others = options.translated_weight * trust.translations if others else 0.0
    by_meaning = 1.0 - by_words - by_others if options.dense else 0.0
    return [
        Candidate(
            address,
            score=(
                by_words * words.get(address, 0.0) / best_word
                + by_others * others.get(address, 0.0) / best_other
                + by_meaning * (cosines.get(address, weakest) - weakest) / spread
            ),
            lexical=words.get(address, 0.0),
            cosine=cosines.get(address, 0.0),
            lexical_rank=lexical_ranks.get(address, 0),
            dense_rank=dense_ranks.get(address, 0),
            translated=others.get(address, 0.0),
            translated_rank=translated_ranks.get(address, 0),
        )
        for address in dict.fromkeys([*cosines, *words, *others])
    ]


def rank_by_late(
    candidates: Sequence[Candidate], near: Mapping[Address, Nearness], *, options: RetrievalOptions, trust: Trust
) -> list[Candidate]:
    """The same candidates, scored by late interaction with a share of their words; every one has its place in `near`."""
    best_word, best_other = _best(c.lexical for c in candidates), _best(c.translated for c in candidates)
    by_words, by_others = options.late_lexical_weight * trust.words, options.late_translated_weight * trust.translations
    scored = []
    for c in candidates:
        late = near[c.address]
        score = (
            (1 - options.late_window_share) * late.whole
            + options.late_window_share * late.window
            + by_words * c.lexical / best_word
            + by_others * c.translated / best_other
            + options.late_cosine_weight * c.cosine
        ) / (1 + by_words + by_others + options.late_cosine_weight)
        scored.append(replace(c, late=late.whole, window=late.window, score=score))
    return scored


def _best(scores: Iterable[float]) -> float:
    return max(scores, default=0.0) or 1.0


def _ranks(ranked: Ranked) -> dict[Address, int]:
    return {address: rank for rank, (address, _) in enumerate(ranked, start=1)}
