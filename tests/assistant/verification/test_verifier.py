"""The verifier passes what its evidence says and withholds a changed number, a turned negation and what stands nowhere."""

import pytest

from assistant.verification.verifier import verify

EVIDENCE = "The head of department must answer a request within 5 working days, and leave is not paid in advance."
ARABIC = "يرد رئيس القسم على الطلب خلال ٥ أيام عمل، ولا تُصرف الإجازة مقدمًا."


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        (EVIDENCE, EVIDENCE),
        ("The head of department must not leave a request unanswered beyond 5 working days.", EVIDENCE),
        ("رئيس القسم لا يتأخر في الرد على الطلب عن 5 أيام عمل", ARABIC),
    ],
)
def test_what_the_evidence_says_passes(sentence: str, evidence: str) -> None:
    assert verify(sentence, [evidence]).passed


@pytest.mark.parametrize(
    ("sentence", "evidence", "reason"),
    [
        ("The head of department must answer within 15 working days, not later.", EVIDENCE, "15"),
        ("The head of department must answer a request within 5 working days.", EVIDENCE, "deny"),
        ("يرد رئيس القسم على الطلب خلال 6 أيام عمل ولا تصرف الإجازة مقدما", ARABIC, "6"),
        ("The committee does not publish minutes every quarter.", EVIDENCE, "too little"),
    ],
)
def test_a_change_is_withheld_with_its_reason(sentence: str, evidence: str, reason: str) -> None:
    verdict = verify(sentence, [evidence])
    assert not verdict.passed and reason in verdict.reason


def test_a_sentence_without_evidence_is_withheld() -> None:
    assert not verify("Anything at all.", []).passed
