"""Does a quotation support a sentence? The seam of the citation measures, with a judge that needs no model.

It is not the assistant's verifier, so that the two can disagree: a sentence is supported when it stands in the quotation, or when
all its numbers and most of its words do and both say it with the same negation.
"""

from typing import Protocol

from evals.measures.words import numbers, plain, stems

_MOST_WORDS = 0.8
_NEGATIONS = frozenset(
    ("not", "no", "never", "without", "neither", "nor", "cannot", "لا", "لم", "لن", "ليس", "ليست", "غير", "دون", "بدون")
)


class Judge(Protocol):
    """Says whether quotations, read together, support a sentence."""

    def __call__(self, sentence: str, quotations: list[str]) -> bool:
        """Whether they do."""
        ...


def by_words(sentence: str, quotations: list[str]) -> bool:
    """The judge of the gate: the same words, the same numbers, the same negation."""
    evidence = plain(" \n ".join(quotations))
    said = plain(sentence)
    if not said or not evidence:
        return False
    if said in evidence:
        return True
    wanted, given = stems(sentence), stems(" ".join(quotations))
    negated = bool(_NEGATIONS & set(said.split())) == bool(_NEGATIONS & set(evidence.split()))
    return negated and numbers(sentence) <= given and len(wanted & given) >= _MOST_WORDS * len(wanted)
