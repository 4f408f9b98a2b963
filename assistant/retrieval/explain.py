"""Why a passage was found: its rank and score from each source, the words that matched, the tokens that were nearest.

For knowledge managers: `dalil search --explain`, `GET /api/search?explain=true`. Nothing here changes a ranking.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.model import Candidate, Query
from assistant.query.encode import EncodedQuery
from assistant.query.expand import TermGroup, Way, expand
from assistant.retrieval.late import passage_states
from corpus.embed.base import Embedder, StatefulEmbedder
from corpus.generation.snapshot import View
from corpus.late.projection import NOWHERE, CompactStates, lettered
from corpus.late.score import token_similarities
from corpus.text.analyser import terms

_MOST_TOKENS = 12


@dataclass(frozen=True, slots=True)
class Source:
    """What one source says of a passage. A score has meaning only within its source; the rank is 0 where it didn't find it."""

    name: str
    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class MatchedTerm:
    """A word of the question and how the passage has it: `kind` is `word`, `synonym`, `translation` or `sound`."""

    asked: str
    found: str
    kind: str


@dataclass(frozen=True, slots=True)
class MatchedToken:
    """A token of the question, the passage's token that is nearest to it, and their cosine."""

    asked: str
    found: str
    cosine: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a passage stands where it stands."""

    sources: tuple[Source, ...]
    terms: tuple[MatchedTerm, ...]
    tokens: tuple[MatchedToken, ...]


def explain(view: View, query: Query, encoded: EncodedQuery, embedder: Embedder, found: Candidate) -> Explanation:
    """The explanation of one candidate of `query`."""
    sources: tuple[Source, ...] = (
        Source("words", found.lexical_rank, round(found.lexical, 4)),
        Source("translations", found.translated_rank, round(found.translated, 4)),
        Source("meaning", found.dense_rank, round(found.cosine, 4)),
        Source("late interaction", 0, round(found.late, 4)),
        Source("nearest stretch", 0, round(found.window, 4)),
    )
    if found.reranked_rank:
        sources += (Source("cross-encoder", found.reranked_rank, round(found.reranked, 4)),)
    matched = tuple(dict.fromkeys(_terms(view, query, found)))
    return Explanation(sources, matched, tuple(_tokens(view, query, encoded, embedder, found)))


def _terms(view: View, query: Query, found: Candidate) -> Iterator[MatchedTerm]:
    held = terms(f"{view.snapshot.place(found.address)}\n{view.text(found.address)}")
    written: dict[str, str] = {}
    for term in held:
        written.setdefault(term.stem, term.word)
        written.setdefault(term.sound, term.word)
    for term in terms(query.text):
        if term.stem in written and not term.stop:
            yield MatchedTerm(term.word, written[term.stem], "word")
    words = expand(query, view.snapshot.termbase(), frequency=lambda stem: view.frequency("stems", stem))
    yield from _of_groups(words.synonyms, written, "synonym")
    yield from _of_groups(words.translations, written, "translation")


def _of_groups(groups: Sequence[TermGroup], written: dict[str, str], kind: str) -> Iterator[MatchedTerm]:
    for group in groups:
        for way in group.ways:
            if all(stem in written for stem in way.stems):
                yield MatchedTerm(group.written, _said(way, written), "sound" if way.field == "sounds" else kind)


def _said(way: Way, written: dict[str, str]) -> str:
    return " ".join(written[stem] for stem in way.stems)


def _tokens(view: View, query: Query, encoded: EncodedQuery, embedder: Embedder, found: Candidate) -> Iterator[MatchedToken]:
    states = passage_states(view, found.address, embedder)
    if states is None or encoded.states is None or not isinstance(embedder, StatefulEmbedder) or not len(states.starts):
        return
    _, asked = embedder.encode_query_with_states(query.text)
    spans = asked.spans[lettered(query.text, asked)]
    similarities = token_similarities(encoded.states, states)
    nearest = similarities.argmax(axis=0)
    best = similarities.max(axis=0)
    text = view.text(found.address)
    for at in np.argsort(-best)[:_MOST_TOKENS]:
        start, end = spans[at]
        yield MatchedToken(query.text[start:end].strip(), _token(states, int(nearest[at]), text), round(float(best[at]), 3))


def _token(states: CompactStates, at: int, text: str) -> str:
    """The characters that a token of a passage stands for; a token of the headings above it has none of its own."""
    start = int(states.starts[at])
    if start == NOWHERE:
        return "(heading)"
    later = states.starts[at + 1 :]
    end = int(later[0]) if len(later) else len(text)
    return text[start:end].strip()
