"""The extractive answerer: the few sentences of the best passages that answer, as they stand.

The best sentence comes first; further ones are told while they come close to it and add something of the question. A
sentence that leads in to a list takes the list's items with it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from assistant.answering.base import Draft, Found
from assistant.answering.lists import items_after, steps_of
from assistant.answering.ranking import Scored, SentenceRanker
from assistant.model import Query
from corpus.model import Passage

_FURTHER = 0.9
"""A further sentence of the same passage is told when its own score is this share of the best one's and it adds to it."""
_SAME = 0.95
"""From this share on it is told when it adds no word of the question, or when it stands in another passage and does."""
_PASSAGES = 6
_STEPS_IN = 5


class ExtractiveAnswerer:
    """Quotes: at most `most` sentences and the items of one list, or the steps that a question asks for.

    `passages_of` gives all passages of a passage's version, by number.
    """

    name = "extractive"

    def __init__(self, ranker: SentenceRanker, *, passages_of: Callable[[Found], dict[int, Passage]], most: int) -> None:
        self._ranker = ranker
        self._passages_of = passages_of
        self._most = most

    def write(self, query: Query, found: Sequence[Found]) -> Iterator[Draft]:
        """The sentences in the order in which they answer."""
        steps = steps_of(found[:_STEPS_IN], self._passages_of) if query.steps else []
        if steps:
            for one, item in steps:
                yield Draft(item.of(one.version.text), ((one, item),), one.candidate.score)
            return
        told: list[Scored] = []
        for scored in self._ranker.rank(found[:_PASSAGES]):
            if len(told) >= self._most:
                break
            if told and not _adds(told, scored):
                continue
            told.append(scored)
            yield Draft(scored.text, ((scored.found, scored.span),), scored.score)
            if len(told) == 1:
                for item in items_after(scored.found, scored.span):
                    told.append(replace(scored, span=item))
                    yield Draft(told[-1].text, ((scored.found, item),), scored.score)


def _adds(told: Sequence[Scored], scored: Scored) -> bool:
    """Whether a further sentence is close to the best one and says something of the question that the told ones don't."""
    if any(scored.found.address == one.found.address and scored.span == one.span for one in told):
        return False
    known = frozenset().union(*(one.carried for one in told))
    share = scored.own / told[0].own if told[0].own else 0.0
    same_passage = scored.found.address == told[0].found.address
    if same_passage:
        return share >= _FURTHER and bool(scored.carried - known or share >= _SAME)
    return share >= _SAME and bool(scored.carried - known)
