"""Is it silent where the library is, and only there?

Hallucination and error rates as NoMIRACL defines them (Thakur et al., 2023): questions without an answer that were answered, and
questions with one that were refused. Risk against coverage: Geifman and El-Yaniv, "Selective Classification" (2017).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from evals.measures.evidence import evidence_within
from evals.model import Told


def hallucinated(told: Told) -> float | None:
    """1 for a question without an answer that was answered."""
    return None if told.answerable else float(not told.abstained)


def refused(told: Told) -> float | None:
    """1 for a question without an answer that was refused."""
    return None if told.answerable else float(told.abstained)


def wrongly_refused(told: Told) -> float | None:
    """1 for a question with an answer that was refused."""
    return float(told.abstained) if told.answerable else None


def auroc(tolds: Sequence[Told]) -> float | None:
    """The chance that a question with an answer has a higher confidence than one without; ties count half."""
    scores = np.array([told.confidence for told in tolds])
    there = np.array([told.answerable for told in tolds], dtype=bool)
    if there.all() or not there.any():
        return None
    order = scores[:, None] - scores[None, :]
    pairs = order[np.ix_(there, ~there)]
    return float(np.mean((pairs > 0) + 0.5 * (pairs == 0)))


def risk_coverage(tolds: Sequence[Told]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(coverage, risk): the share of the questions that are answered when the surest are answered first, and the share of wrong
    answers among those. An answer is right when its first two sentences hold the gold answer.
    """
    judged = [told for told in tolds if not told.answerable or told.evidence or told.answers]
    ordered = sorted(judged, key=lambda told: (-told.confidence, told.key))
    wrong = np.array([1.0 - (evidence_within(told, 2) or 0.0) for told in ordered])
    count = np.arange(1, len(ordered) + 1)
    return count / max(1, len(ordered)), np.cumsum(wrong) / count


def area_under_risk(tolds: Sequence[Told]) -> float | None:
    """The mean risk over all coverages; lower is better."""
    risks = risk_coverage(tolds)[1]
    return float(np.mean(risks)) if len(risks) else None
