"""The ranking of a query: candidates of one view by words, by their translations and by meaning, fused; the best of them ranked
anew by late interaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from assistant.model import Candidate, Query, Question
from assistant.options import RetrievalOptions
from assistant.query.analyse import analyse
from assistant.query.encode import EncodedQuery, encode
from assistant.query.expand import Expansion, expand
from assistant.query.parts import questions_in
from assistant.retrieval.fusion import Ranked, Trust, fuse, rank_by_late
from assistant.retrieval.late import late_scores
from assistant.retrieval.lending import lend_vectors
from assistant.retrieval.rerank import rerank
from assistant.retrieval.words import by_words, possible_weight, worth_asking
from corpus.embed.base import Embedder
from corpus.generation.snapshot import Address, View

_ENOUGH = 0.5
"""The share of the possible word score from which words are trusted in full."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What each source found: words and their translations by BM25, best first, and the exact cosine of every candidate with a
    vector.
    """

    words: Expansion
    lexical: Ranked
    translated: Ranked
    cosines: Mapping[Address, float]
    trust: Trust


def retrieve(
    view: View, query: Query, encoded: EncodedQuery, embedder: Embedder, *, options: RetrievalOptions
) -> list[Candidate]:
    """The candidates of `query`, best first; equal scores by document and passage number.

    Of two questions in one breath each is asked by itself as well, and a passage counts by the one that it comes nearest to.
    Where a cross-encoder is set, it has the last word on the best of them.
    """
    found = _of_parts(view, query, encoded, embedder, options)
    return rerank(view, query, found, options=options.rerank) if options.rerank.model else found


def _of_parts(
    view: View, query: Query, encoded: EncodedQuery, embedder: Embedder, options: RetrievalOptions
) -> list[Candidate]:
    whole = _retrieve(view, query, encoded, embedder, options)
    parts = questions_in(query.text)
    if not parts:
        return whole
    best = {c.address: c for c in whole}
    for part in parts:
        asked = analyse(Question(part, query.wanted, where=query.where), longest=len(part))
        for c in _retrieve(view, asked, encode(asked, embedder), embedder, options):
            known = best.get(c.address, c)
            best[c.address] = known.at(max(known.score, c.score))
    return ordered(view, list(best.values()))


def _retrieve(view: View, query: Query, encoded: EncodedQuery, embedder: Embedder, options: RetrievalOptions) -> list[Candidate]:
    found = sources_of(view, query, encoded, embedder, options=options)
    fused = ordered(view, fuse(found.lexical, found.translated, found.cosines, options=options, trust=found.trust))
    states = encoded.weighed(options.late_stop_share)
    if states is None:
        return fused
    top = [c for c in fused if c.dense_rank][: options.late_depth]
    near = late_scores(view, states, [c.address for c in top], embedder)
    if len(near) < len(top):
        return fused
    ranked = ordered(view, rank_by_late(top, near, options=options, trust=found.trust))
    lowest = ranked[-1].score if ranked else 0.0
    above = {c.address for c in top}
    return ranked + [c.at(min(c.score, 1.0) * lowest) for c in fused if c.address not in above]


def sources_of(view: View, query: Query, encoded: EncodedQuery, embedder: Embedder, *, options: RetrievalOptions) -> Sources:
    """The candidates of `query` by each source, not yet brought together."""
    words = expand(
        query,
        view.snapshot.termbase(),
        frequency=lambda stem: view.frequency("stems", stem),
        options=options.expansion,
    )
    words = replace(words, terms=worth_asking(view, words.terms))
    lexical = by_words(view, words.terms, words.synonyms, options.depth, query.where)
    translated = by_words(view, (), words.translations, options.depth, query.where)
    dense = view.dense(encoded.vector, options.depth, query.where) if options.dense else []
    addresses = dict.fromkeys(address for found in (lexical, translated, dense) for address, _ in found)
    trust = Trust(
        _trust(lexical, possible_weight(view, words.terms, words.synonyms)),
        _trust(translated, possible_weight(view, (), words.translations)),
    )
    if view.snapshot.manifest.without_vectors:
        lend_vectors(view, (lexical, translated), embedder)
    return Sources(words, lexical, translated, view.cosines(encoded.vector, list(addresses)), trust)


def _trust(found: Ranked, possible: float) -> float:
    """How far words can be trusted, 0 to 1: the best score against what all of them together would weigh.

    Where the answer stands in the other language, words find only chance matches, and the best of those must not count as a find.
    """
    best = found[0][1] if found else 0.0
    return min(1.0, best / (_ENOUGH * possible)) if possible else 0.0


def ordered(view: View, candidates: list[Candidate]) -> list[Candidate]:
    """Candidates by score, best first; equal scores by document and passage number."""
    by_address = {c.address: c for c in candidates}
    return [by_address[address] for address, _ in view.ranked((c.address, c.score) for c in candidates)]
