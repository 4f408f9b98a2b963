"""The verifier: every check in turn. A sentence is withheld when numbers, units, dates, coverage or an entailment model fail it,
and when what the soft checks find (names, denials, scope, modality, roles) weighs enough (`weighing.py`).
"""

from collections.abc import Sequence

from assistant.verification.base import PASSED, Check, Verdict, fails
from assistant.verification.conditions import check_conditions
from assistant.verification.coverage import check_coverage
from assistant.verification.meaning import Meaning
from assistant.verification.modality import check_modality
from assistant.verification.names import check_names
from assistant.verification.negation import check_negation
from assistant.verification.numbers import check_dates, check_numbers
from assistant.verification.roles import check_roles
from assistant.verification.scope import check_scope
from assistant.verification.weighing import SOFT, supported

CHECKS: tuple[Check, ...] = (
    check_numbers,
    check_dates,
    check_names,
    check_negation,
    check_conditions,
    check_modality,
    check_scope,
    check_roles,
)
"""Every check that needs nothing but the two texts; coverage, which may use an embedder, comes after them."""


def verify(
    sentence: str, quotations: Sequence[str], *, checks: Sequence[Check] = CHECKS, meaning: Meaning | None = None
) -> Verdict:
    """The verdict on `sentence`, given its quotations. A sentence that is a quotation is supported in full.

    With `meaning`, coverage is also judged by the embedder's token states, which reach from one language to the other.
    """
    if not quotations:
        return fails("evidence")
    if any(" ".join(sentence.split()) == " ".join(quotation.split()) for quotation in quotations):
        return PASSED
    evidence = "\n".join(quotations)
    support = 1.0
    found: list[Verdict] = []
    for check in checks:
        verdict = check(sentence, evidence)
        if verdict.failed in SOFT:
            found.append(verdict)
        elif not verdict.passed:
            return verdict
        else:
            support = min(support, verdict.support)
    covered = check_coverage(sentence, quotations, meaning=meaning)
    if not covered.passed:
        return covered
    if found:
        weighed, enough = supported(sentence, quotations, frozenset(one.failed for one in found))
        if not enough:
            return found[0]
        support = min(support, weighed)
    return Verdict(round(min(support, covered.support), 3))
