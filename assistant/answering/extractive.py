"""The extractive answerer: the few sentences of the best passages that answer, as they stand.

The best sentence comes first; further ones are told while they come close to it and add something of the question. A
sentence that leads in to a list takes the list's items with it.
"""

from collections.abc import Iterator, Sequence

from assistant.answering.base import Draft, Found
from assistant.answering.ranking import Scored, SentenceRanker
from assistant.model import Query
from corpus.model import Span
from corpus.text.sentences import sentences

_FURTHER = 0.85
"""A further sentence is told when it scores this share of the best one and adds to it."""
_SAME = 0.95
"""From this share on it is told also when it adds no word of the question, as long as it stands in the same passage."""
_LIST_ITEMS = 8
_PASSAGES = 6


class ExtractiveAnswerer:
    """Quotes: at most `most` sentences, and the items of one list."""

    name = "extractive"

    def __init__(self, ranker: SentenceRanker, *, most: int) -> None:
        self._ranker = ranker
        self._most = most

    def write(self, query: Query, found: Sequence[Found]) -> Iterator[Draft]:
        """The sentences in the order in which they answer."""
        told: list[Scored] = []
        for scored in self._ranker.rank(found[:_PASSAGES]):
            if len(told) >= self._most:
                break
            if told and not _adds(told, scored):
                continue
            told.append(scored)
            yield Draft(scored.text, ((scored.found, scored.span),), scored.score)
            if len(told) == 1:
                for item in _items_after(scored):
                    told.append(Scored(scored.found, item, scored.score, scored.overlap, scored.carried))
                    yield Draft(told[-1].text, ((scored.found, item),), scored.score)


def _adds(told: Sequence[Scored], scored: Scored) -> bool:
    """Whether a further sentence is close to the best one and says something of the question that the told ones don't."""
    if any(scored.found.address == one.found.address and scored.span == one.span for one in told):
        return False
    known = frozenset().union(*(one.carried for one in told))
    share = scored.score / told[0].score if told[0].score else 0.0
    same_passage = scored.found.address == told[0].found.address
    return share >= _FURTHER and bool(scored.carried - known or (same_passage and share >= _SAME))


def _items_after(scored: Scored) -> list[Span]:
    """The list items that follow a sentence which leads in to them."""
    if not scored.text.rstrip().endswith((":", "：")):
        return []
    return sentences(scored.found.version.text, Span(scored.span.end, scored.found.passage.end))[:_LIST_ITEMS]
