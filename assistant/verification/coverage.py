"""Coverage: how much of what a sentence says stands in its evidence."""

from assistant.verification.base import Verdict
from corpus.text.analyser import terms

_ENOUGH = 0.6


def covered_share(sentence: str, evidence: str) -> float:
    """The share of a sentence's content stems that its evidence has; 4-grams shared by half or more count in part."""
    content = [term for term in terms(sentence) if not term.stop]
    if not content:
        return 0.0
    here = terms(evidence)
    stems, grams = {t.stem for t in here}, {gram for t in here for gram in t.grams}
    share = 0.0
    for term in content:
        overlap = sum(1 for gram in term.grams if gram in grams) / len(term.grams)
        share += 1.0 if term.stem in stems else (overlap if overlap >= 0.5 else 0.0)
    return share / len(content)


def check_coverage(sentence: str, evidence: str) -> Verdict:
    """Fails when too little of the sentence stands in its evidence."""
    share = covered_share(sentence, evidence)
    return Verdict(share, "" if share >= _ENOUGH else "too little of it stands in its evidence")
