"""Does the gold answer stand in the sentences that were told, and in the first of them?"""

from collections.abc import Iterable
from typing import Any

from evals.measures.words import plain
from evals.model import Told

_MOST_OF = 0.6
"""A cited quotation is the gold one when it holds this share of its words, in the same document."""


def evidence_within(told: Told, sentences: int) -> float | None:
    """1 when the gold answer stands in one of the first `sentences` cited sentences; 0 for a refusal."""
    if not told.answerable or not (told.evidence or told.answers):
        return None
    return float(any(_holds(told, sentence) for sentence in told.sentences[:sentences]))


def cited_right(told: Told) -> float | None:
    """The share of the citations that lead into a document that holds the gold answer."""
    right = {document for item in told.evidence for document, _ in item}
    if not right or not told.citations or not told.answerable:
        return None
    return sum(1 for citation in told.citations if citation["document"] in right) / len(told.citations)


def _holds(told: Told, sentence: dict[str, Any]) -> bool:
    cited = [citation for citation in told.citations if citation["n"] in sentence["citations"] and citation["stands"]]
    if any(_stands_in(answer, sentence["text"]) for answer in told.answers):
        right = {name.partition("#")[0] for name in told.relevant}
        return not right or any(citation["document"] in right for citation in cited)
    gold = [(document, quote) for item in told.evidence for document, quote in item]
    return any(c["document"] == document and same_words(c["quote"], quote) for c in cited for document, quote in gold)


def _stands_in(answer: str, text: str) -> bool:
    return f" {plain(answer)} " in f" {plain(text)} "


def same_words(cited: str, gold: str) -> bool:
    """Whether two quotations of one document are of the same words: one holds the other, or most of the gold one."""
    one, other = plain(cited), plain(gold)
    if one in other or other in one:
        return bool(one and other) and _long_enough(one, other)
    wanted = other.split()
    return _shared(wanted, one.split()) >= _MOST_OF * len(wanted)


def _long_enough(one: str, other: str) -> bool:
    """A heading of two words that the gold quotation happens to hold is no answer."""
    return len(one) >= len(other) or len(one.split()) >= min(4, len(other.split()))


def _shared(wanted: list[str], given: Iterable[str]) -> int:
    left = list(given)
    shared = 0
    for word in wanted:
        if word in left:
            left.remove(word)
            shared += 1
    return shared
