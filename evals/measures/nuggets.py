"""Nugget recall: the share of an answer's key points that were told.

Voorhees, "Overview of the TREC 2003 Question Answering Track". A nugget is told when one sentence holds all its words (as stems)
and all its numbers, in either digit system; of its alternatives one suffices.
"""

from evals.measures.words import stems
from evals.model import Told


def nugget_recall(told: Told) -> float | None:
    """0 for a refusal; None where the question has no nuggets."""
    if not told.answerable or not told.nuggets:
        return None
    said = [stems(sentence["text"]) for sentence in told.sentences]
    return sum(1 for nugget in told.nuggets if any(_told(wording, said) for wording in nugget)) / len(told.nuggets)


def _told(wording: str, said: list[frozenset[str]]) -> bool:
    wanted = stems(wording)
    return bool(wanted) and any(wanted <= sentence for sentence in said)
