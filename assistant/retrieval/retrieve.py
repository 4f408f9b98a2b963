"""The ranking of a query: lexical and dense candidates of one view, fused, the best of them ranked anew by late interaction."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.model import Candidate, Query
from assistant.options import RetrievalOptions
from assistant.query.encode import EncodedQuery
from assistant.retrieval.fusion import fuse
from assistant.retrieval.late import late_scores
from corpus.embed.base import Embedder
from corpus.generation.snapshot import Address, View

_ENOUGH = 0.5
"""The share of the possible word score from which words are trusted in full."""


def retrieve(
    view: View, query: Query, encoded: EncodedQuery, embedder: Embedder, *, options: RetrievalOptions
) -> list[Candidate]:
    """The candidates of `query`, best first; equal scores by document and passage number."""
    lexical = view.lexical(query.terms, options.depth, query.where)
    dense = view.dense(encoded.vector, options.depth, query.where) if options.dense else []
    addresses = dict.fromkeys([address for address, _ in lexical] + [address for address, _ in dense])
    cosines = view.cosines(encoded.vector, list(addresses))
    strength = _strength(view, query, lexical)
    lexical_weight = options.lexical_weight * strength if options.dense else 1.0
    fused = _ranked(view, fuse(lexical, cosines, lexical_weight=lexical_weight))
    if encoded.states is None:
        return fused
    top = fused[: options.late_depth]
    late = late_scores(view, encoded.states, [c.address for c in top], embedder)
    if len(late) < len(top):
        return fused
    best_word = max((c.lexical for c in fused), default=0.0) or 1.0
    weight = options.late_lexical_weight * strength
    scored = [
        replace(c, late=late[c.address], score=(late[c.address] + weight * c.lexical / best_word) / (1 + weight)) for c in top
    ]
    ranked = _ranked(view, scored)
    lowest = ranked[-1].score if ranked else 0.0
    return ranked + [replace(c, score=min(c.score, 1.0) * lowest) for c in fused[options.late_depth :]]


def _strength(view: View, query: Query, lexical: Sequence[tuple[Address, float]]) -> float:
    """How far words can be trusted, 0 to 1: the best word score against what all the question's words together would weigh.

    Where the answer stands in the other language, words find only chance matches, and the best of those must not count as a find.
    """
    possible = sum(term.weight * view.weight_of(term.field, term.term) for term in query.terms if term.field != "heading")
    best = lexical[0][1] if lexical else 0.0
    return min(1.0, best / (_ENOUGH * possible)) if possible else 0.0


def _ranked(view: View, candidates: list[Candidate]) -> list[Candidate]:
    by_address = {c.address: c for c in candidates}
    return [by_address[address] for address, _ in view.ranked((c.address, c.score) for c in candidates)]
