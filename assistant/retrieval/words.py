"""Candidates by words: those of the question and their synonyms, and, apart, their translations."""

from collections.abc import Sequence

from assistant.query.expand import TermGroup
from corpus.generation.lexical import Alternatives, WeightedTerm
from corpus.generation.snapshot import Address, View, Where

MOST_PLACES = 100_000
"""Up to so many places (passages, once for each term in them) every term is looked for."""
_LEFT_OUT = 0.05
"""The share of a question's weight that may be left out above that. In 100,000 passages of laws 5 % of the weight take 63 % of
the places; of the first 50 passages 94 % stay."""


def by_words(
    view: View, terms: Sequence[WeightedTerm], groups: Sequence[TermGroup], limit: int, where: Where
) -> list[tuple[Address, float]]:
    """The best passages by BM25 over terms and groups, best first. A group counts once, by the best way that a passage has."""
    return view.lexical(terms, limit, where, alternatives=[_alternatives(view, group) for group in groups])


def worth_asking(view: View, terms: Sequence[WeightedTerm], *, most_places: int = MOST_PLACES) -> tuple[WeightedTerm, ...]:
    """The terms without those that cost much and say little, where all of them together stand in many passages.

    The index reads every place of every term, so that in a large library its commonest 4-grams and stop words take most of the
    time. Those that weigh least for the passages that they stand in are left out, up to a twentieth of what all of them weigh.
    """
    frequencies = {term: view.frequency(term.field, term.term) for term in terms}
    places = sum(frequencies.values())
    if places <= most_places:
        return tuple(terms)
    weights = {term: term.weight * view.weight_of(term.field, term.term) for term in terms if frequencies[term]}
    room = _LEFT_OUT * sum(weights.values())
    left_out = set()
    for term in sorted(weights, key=lambda term: weights[term] / frequencies[term]):
        room -= weights[term]
        if places <= most_places or room < 0:
            break
        places -= frequencies[term]
        left_out.add(term)
    return tuple(term for term in terms if term not in left_out)


def possible_weight(view: View, terms: Sequence[WeightedTerm], groups: Sequence[TermGroup]) -> float:
    """What all these words together would weigh, without their headings."""
    single = [*terms, *(term for group in groups for term in group.own)]
    weight = sum(term.weight * view.weight_of(term.field, term.term) for term in single if term.field != "heading")
    translated = [group for group in groups if not group.own and group.ways[0].field != "heading"]
    return weight + sum(group.weight * _idf(view, group) for group in translated)


def _alternatives(view: View, group: TermGroup) -> Alternatives:
    """A group as the index is asked: a way that stands in a passage whole weighs its share of the group's weight.

    Among synonyms that is the weight of the question's own words; among translations that of all ways together.
    """
    if group.own:
        whole = sum(term.weight * view.weight_of(term.field, term.term) for term in group.own)
    else:
        whole = group.weight * _idf(view, group)
    ways = []
    for way in group.ways:
        each = whole * way.share / len(way.stems)
        ways.append(tuple(WeightedTerm(way.field, stem, each / view.weight_of(way.field, stem)) for stem in way.stems))
    return Alternatives(group.own, tuple(ways))


def _idf(view: View, group: TermGroup) -> float:
    return view.idf_of_ways((way.field, way.stems, way.share) for way in group.ways)
