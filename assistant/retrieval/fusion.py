"""Fusion: what words and what meaning found, in one ranking.

Each source's scores are scaled to 0..1 over the candidates (words by the best score, cosines between the weakest candidate
and the best, since they all lie close together) and summed by weight. The order of the inputs doesn't matter.
"""

from collections.abc import Mapping, Sequence

from assistant.model import Candidate
from corpus.generation.snapshot import Address


def fuse(lexical: Sequence[tuple[Address, float]], cosines: Mapping[Address, float], *, lexical_weight: float) -> list[Candidate]:
    """The candidates of both sources, unordered. `cosines` holds every candidate; ranks count from 1, 0 is not found."""
    words = dict(lexical)
    best_word = max(words.values(), default=0.0) or 1.0
    weakest = min(cosines.values(), default=0.0)
    spread = max(cosines.values(), default=0.0) - weakest or 1.0
    lexical_ranks = {address: rank for rank, (address, _) in enumerate(lexical, start=1)}
    by_cosine = sorted(cosines, key=lambda address: -cosines[address])
    dense_ranks = {address: rank for rank, address in enumerate(by_cosine, start=1)}
    weight = lexical_weight if words else 0.0
    return [
        Candidate(
            address,
            score=weight * words.get(address, 0.0) / best_word + (1 - weight) * (cosine - weakest) / spread,
            lexical=words.get(address, 0.0),
            cosine=cosine,
            lexical_rank=lexical_ranks.get(address, 0),
            dense_rank=dense_ranks[address],
        )
        for address, cosine in cosines.items()
    ]
