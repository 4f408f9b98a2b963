"""The verifier: every check in turn; a sentence passes when all of them pass, and its support is the weakest of theirs."""

from collections.abc import Sequence

from assistant.verification.base import Check, Verdict
from assistant.verification.coverage import check_coverage
from assistant.verification.negation import check_negation
from assistant.verification.numbers import check_numbers

CHECKS: tuple[Check, ...] = (check_numbers, check_negation, check_coverage)


def verify(sentence: str, quotations: Sequence[str], *, checks: Sequence[Check] = CHECKS) -> Verdict:
    """The verdict on `sentence`, given its quotations. A sentence that is a quotation is supported in full."""
    if not quotations:
        return Verdict(0.0, "it cites nothing")
    if any(" ".join(sentence.split()) == " ".join(quotation.split()) for quotation in quotations):
        return Verdict(1.0)
    evidence = "\n".join(quotations)
    support = 1.0
    for check in checks:
        verdict = check(sentence, evidence)
        if not verdict.passed:
            return verdict
        support = min(support, verdict.support)
    return Verdict(round(support, 3))
