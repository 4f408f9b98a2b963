"""Citation recall and precision as ALCE defines them, and the share of sentences that nothing supports.

Gao et al., "Enabling Large Language Models to Generate Text with Citations" (2023). A sentence is recalled when its citations,
read together, support it. A citation is precise when its sentence is recalled and it supports the sentence alone, or the others
don't without it. A quotation that doesn't stand at its place in its document supports nothing.
"""

from typing import Any

from evals.measures.base import mean
from evals.measures.support import Judge, by_words
from evals.model import Told


def citation_recall(told: Told, judge: Judge = by_words) -> float | None:
    """The share of the sentences that their citations support; None where nothing was said."""
    return mean([float(_supported(told, sentence, judge)) for sentence in told.sentences])


def citation_precision(told: Told, judge: Judge = by_words) -> float | None:
    """The share of the citations that support their sentence; 0 for sentences without any; None where nothing was said."""
    if not told.sentences:
        return None
    values = [value for sentence in told.sentences for value in _precise(told, sentence, judge)]
    return mean(values) or 0.0


def unsupported(told: Told, judge: Judge = by_words) -> float | None:
    """The share of the sentences that nothing supports."""
    recalled = citation_recall(told, judge)
    return None if recalled is None else 1.0 - recalled


def quotations_of(told: Told, sentence: dict[str, Any]) -> list[str]:
    """What a sentence cites, in its order; empty for a quotation that doesn't stand."""
    cited = {c["n"]: c["quote"] if c["stands"] else "" for c in told.citations}
    return [cited.get(n, "") for n in sentence["citations"]]


def _supported(told: Told, sentence: dict[str, Any], judge: Judge) -> bool:
    return judge(sentence["text"], quotations_of(told, sentence))


def _precise(told: Told, sentence: dict[str, Any], judge: Judge) -> list[float]:
    quotations = quotations_of(told, sentence)
    if not judge(sentence["text"], quotations):
        return [0.0 for _ in quotations]
    return [
        float(judge(sentence["text"], [one]) or not judge(sentence["text"], quotations[:at] + quotations[at + 1 :]))
        for at, one in enumerate(quotations)
    ]
