"""Negation: a sentence that denies what its evidence states, or states what it denies, fails."""

import re

from assistant.verification.base import Verdict
from corpus.text.normalise import fold

_ARABIC = frozenset(fold(word) for word in ("لا", "ليس", "ليست", "لم", "لن", "غير", "دون", "بدون", "ولا", "يحظر", "يمنع"))
_ENGLISH = frozenset({"not", "no", "never", "without", "cannot", "nor", "neither", "none", "prohibited", "forbidden"})


def is_negated(text: str) -> bool:
    """Whether a sentence denies or forbids."""
    folded = fold(text)
    words = set(re.findall(r"[^\W\d_]+", folded))
    return bool(words & (_ARABIC | _ENGLISH)) or "n't" in folded


def check_negation(sentence: str, evidence: str) -> Verdict:
    """Fails when exactly one of the two is negated."""
    if is_negated(sentence) != is_negated(evidence):
        return Verdict(0.0, "it and its evidence differ in what they deny")
    return Verdict(1.0)
