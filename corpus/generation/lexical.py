"""The words of a part: a tantivy index over stems, 4-grams, consonant skeletons and headings, ranked by BM25.

tantivy sees text that the analyser has already cut (`corpus.text.analyser.indexed`), so it only splits at spaces. Filters are
terms of a field of their own that add nothing to a score.
"""

import math
import os
import shutil
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import tantivy

from corpus.text import analyser

FIELDS = ("stems", "grams", "sounds", "heading")
_HEAP_BYTES = 128 << 20
_FREQUENCIES_KEPT = 100_000
LOCKS = ".tantivy-*.lock"


@dataclass(frozen=True, slots=True)
class IndexedPassage:
    """What the lexical index is given for one passage. `filters` are strings such as `type=practice`."""

    text: str
    heading: str
    filters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WeightedTerm:
    """One term of a query: the field that it is looked for in, and its weight there."""

    field: str
    term: str
    weight: float


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Several ways to say one thing, of which the best one that a passage has counts, alone: words of which each counts by
    itself, or sets of words that must all stand in it.
    """

    words: tuple[WeightedTerm, ...]
    wholes: tuple[tuple[WeightedTerm, ...], ...]

    def terms(self) -> Iterator[WeightedTerm]:
        """Every term in it."""
        yield from self.words
        for whole in self.wholes:
            yield from whole


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in FIELDS:
        builder.add_text_field(name, tokenizer_name="space", index_option="freq")
    builder.add_text_field("filter", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("ordinal", fast=True)
    return builder.build()


def _with_tokenizer(index: tantivy.Index) -> tantivy.Index:
    index.register_tokenizer("space", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    return index


def build(folder: Path, passages: Iterable[IndexedPassage]) -> None:
    """Write a new index into `folder`, in the order of `passages`: a passage's ordinal is its place in that order, from 0."""
    folder.mkdir(parents=True)
    index = _with_tokenizer(tantivy.Index(_schema(), path=str(folder)))
    writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)
    for ordinal, passage in enumerate(passages):
        document = tantivy.Document()
        stems, grams, sounds = analyser.indexed(passage.text)
        document.add_text("stems", stems)
        document.add_text("grams", grams)
        document.add_text("sounds", sounds)
        document.add_text("heading", analyser.indexed(passage.heading)[0])
        for value in passage.filters:
            document.add_text("filter", value)
        document.add_unsigned("ordinal", ordinal)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    for lock in folder.glob(LOCKS):
        os.unlink(lock)


def _linked(folder: Path) -> Path:
    """A folder of links to an index that can't be written to: tantivy wants to put a lock beside what it opens.

    The lock that an earlier reader left there can't be opened for writing either, and is left out.
    """
    links = Path(mkdtemp(prefix="dalil-"))
    for path in folder.iterdir():
        if not path.match(LOCKS):
            (links / path.name).symlink_to(path.resolve())
    return links


class Lexical:
    """One part's open index. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        if not os.access(folder, os.W_OK):
            folder = _linked(folder)
            weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        index = _with_tokenizer(tantivy.Index.open(str(folder)))
        self._schema = index.schema
        self._searcher = index.searcher()
        self._frequencies: dict[tuple[str, str], int] = {}

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def frequency(self, field: str, term: str) -> int:
        """In how many passages `term` stands; what was asked before is kept at hand."""
        known = self._frequencies.get((field, term))
        if known is None:
            if len(self._frequencies) >= _FREQUENCIES_KEPT:
                self._frequencies.clear()
            known = self._frequencies[field, term] = int(self._searcher.doc_freq(field, term))
        return known

    def search(
        self,
        terms: Sequence[WeightedTerm],
        limit: int,
        *,
        boosts: Mapping[tuple[str, str], float],
        alternatives: Sequence[Alternatives] = (),
        filters: Sequence[Sequence[str]] = (),
    ) -> list[tuple[int, float]]:
        """The best passages as (ordinal, BM25 score). Each of `filters` is a group of values of which a passage must have one."""
        wanted = [self._term(t, boosts) for t in terms if self.frequency(t.field, t.term)]
        wanted += [query for one in alternatives if (query := self._best_of(one, boosts)) is not None]
        if not wanted:
            return []
        query = _any(wanted)
        if filters:
            groups = [(tantivy.Occur.Must, tantivy.Query.const_score_query(self._any_of(values), 0.0)) for values in filters]
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), *groups])
        hits = self._searcher.search(query, limit, count=False).hits
        ordinals = self._searcher.fast_field_values("ordinal", [address for _, address in hits])
        return [(int(ordinal or 0), float(score)) for ordinal, (score, _) in zip(ordinals, hits, strict=True)]

    def _best_of(self, alternatives: Alternatives, boosts: Mapping[tuple[str, str], float]) -> tantivy.Query | None:
        ways = []
        words = [self._term(t, boosts) for t in alternatives.words if self.frequency(t.field, t.term)]
        if words:
            ways.append(_any(words))
        for whole in alternatives.wholes:
            if all(self.frequency(t.field, t.term) for t in whole):
                ways.append(tantivy.Query.boolean_query([(tantivy.Occur.Must, self._term(t, boosts)) for t in whole]))
        if len(ways) < 2:
            return ways[0] if ways else None
        return tantivy.Query.disjunction_max_query(ways)

    def _term(self, term: WeightedTerm, boosts: Mapping[tuple[str, str], float]) -> tantivy.Query:
        found = tantivy.Query.term_query(self._schema, term.field, term.term, index_option="freq")
        return tantivy.Query.boost_query(found, term.weight * boosts.get((term.field, term.term), 1.0))

    def _any_of(self, values: Sequence[str]) -> tantivy.Query:
        terms = [tantivy.Query.term_query(self._schema, "filter", value, index_option="basic") for value in values]
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])


def _any(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])


def inverse_document_frequency(frequency: int, passages: int) -> float:
    """BM25's weight of a term that stands in `frequency` of `passages` passages, as Lucene and tantivy have it; always positive.

    Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009).
    """
    return math.log(1.0 + (passages - frequency + 0.5) / (frequency + 0.5))
