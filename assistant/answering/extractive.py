"""The extractive answerer: the few sentences of the best passages that answer, as they stand, and what a reader needs with them.

    how is it done -> the steps, in order          a list -> all of it, with its lead-in
    two sides      -> the best sentence of each    else   -> the best sentence, and further ones while they are likely and short

A table's row is told after its header, and a sentence that begins with a pronoun in one quotation with the sentence before it.
"""

from collections.abc import Callable, Iterator, Sequence

from assistant.answering.base import Draft, Found
from assistant.answering.expected import asked_forms
from assistant.answering.lists import header_of, items_after, list_around, steps_of
from assistant.answering.opened import sentences_of
from assistant.answering.ranking import Scored, SentenceRanker
from assistant.model import Query
from corpus.generation.snapshot import Address
from corpus.model import Passage, Span

_WITHIN = 110
"""A further sentence is told only when all are within so many words."""
_SECOND_LIKELY, _FURTHER_LIKELY = 0.02, 0.15
"""And only where it is at least this share as likely to answer as the best one: a second sentence, and one after it."""
_BEFORE = 30
"""The longest sentence, in words, that is told for a pronoun's sake."""


class ExtractiveAnswerer:
    """Quotes: at most `most` sentences, or the steps or the list that a question asks for.

    `passages_of` gives all passages of a passage's version, by number.
    """

    name = "extractive"

    def __init__(self, ranker: SentenceRanker, *, passages_of: Callable[[Found], dict[int, Passage]], most: int) -> None:
        self._ranker = ranker
        self._passages_of = passages_of
        self._most = most

    def write(self, query: Query, found: Sequence[Found]) -> Iterator[Draft]:
        """The sentences in the order in which they answer."""
        ranked = self._ranker.rank(found)
        told: list[tuple[int, Span]] = []
        for scored, span in self._spans(query, ranked):
            version = scored.found.version.key
            here = [one for key, one in told if key == version]
            if any(_overlap(one, span) for one in here):
                span = scored.span
            if not any(_overlap(one, span) for one in here):
                told.append((version, span))
                yield Draft(span.of(scored.found.version.text), ((scored.found, span),), scored.score)

    def _spans(self, query: Query, ranked: Sequence[Scored]) -> Iterator[tuple[Scored, Span]]:
        if not ranked:
            return
        best = ranked[0]
        forms = asked_forms(query.text)
        steps = self._steps(ranked) if query.steps else []
        whole = steps or (list_around(best.found, best.span) if "list" in forms else [])
        if whole:
            yield from ((_of_passage(ranked) if steps else best, span) for span in whole)
            return
        for scored in _chosen(ranked, most=self._most, both_sides="compare" in forms):
            yield from ((scored, span) for span in _with_what_is_needed(scored))

    def _steps(self, ranked: Sequence[Scored]) -> list[Span]:
        """The steps of the passage that most likely answers; none where that isn't a list of steps."""
        return steps_of(_of_passage(ranked).found, self._passages_of)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _of_passage(ranked: Sequence[Scored]) -> Scored:
    """The best sentence of the passage whose sentences are together most likely to answer."""
    shares: dict[Address, float] = {}
    for scored in ranked:
        shares[scored.found.address] = shares.get(scored.found.address, 0.0) + scored.share
    likeliest = max(shares, key=lambda address: shares[address])
    return next(scored for scored in ranked if scored.found.address == likeliest)


def _chosen(ranked: Sequence[Scored], *, most: int, both_sides: bool) -> list[Scored]:
    """The best sentence, the best of the other side where two are asked for, and further ones that are likely and short."""
    chosen = [ranked[0]]
    if both_sides:
        other = next((scored for scored in ranked[1:] if _another_side(ranked[0], scored)), None)
        chosen += [other] if other is not None else []
    words = sum(scored.facts.words for scored in chosen)
    for scored in ranked[1:]:
        likely = _SECOND_LIKELY if len(chosen) == 1 else _FURTHER_LIKELY
        if len(chosen) >= most or scored.share < likely * ranked[0].share:
            break
        if scored in chosen or words + scored.facts.words > _WITHIN or _said(chosen, scored):
            continue
        chosen.append(scored)
        words += scored.facts.words
    return chosen


def _another_side(best: Scored, other: Scored) -> bool:
    """Whether a sentence says something of the question's words that the best one doesn't."""
    return other.found.address != best.found.address and bool(other.carried - best.carried)


def _said(chosen: Sequence[Scored], scored: Scored) -> bool:
    """Whether a sentence says again what a chosen one says."""
    return any(scored.facts.content <= one.facts.content for one in chosen)


def _with_what_is_needed(scored: Scored) -> list[Span]:
    """A sentence with its list, its table's header or the sentence that its pronoun stands for."""
    if scored.facts.leads_in:
        return [scored.span, *items_after(scored.found, scored.span)]
    if scored.facts.row:
        header = header_of(scored.found, scored.span)
        return [scored.span] if header is None else [header, scored.span]
    before = _before(scored)
    return [scored.span if before is None else Span(before.start, scored.span.end)]


def _before(scored: Scored) -> Span | None:
    """The sentence that a sentence's first pronoun stands for, where it is short and in the same paragraph."""
    if not scored.facts.leans_back or not scored.at:
        return None
    text, (before, facts) = scored.found.version.text, sentences_of(scored.found)[scored.at - 1]
    apart = text[before.end : scored.span.start]
    return before if facts.words <= _BEFORE and not apart.strip() and "\n" not in apart else None
