"""Numbers: each one that a sentence states must stand in its evidence, in either digit system."""

import re

from assistant.verification.base import Verdict
from corpus.text.normalise import fold

_NUMBER = re.compile(r"\d+(?:[.,/]\d+)*")
_THOUSANDS = re.compile(r"^\d{1,3}(?:,\d{3})+(?:\.\d+)?$")


def numbers_in(text: str) -> set[str]:
    """The numbers of `text` in Western digits, thousands separators gone."""
    found = (match.group() for match in _NUMBER.finditer(fold(text)))
    return {number.replace(",", "") if _THOUSANDS.match(number) else number for number in found}


def check_numbers(sentence: str, evidence: str) -> Verdict:
    """Fails on a number that the evidence doesn't state."""
    invented = sorted(numbers_in(sentence) - numbers_in(evidence))
    if invented:
        return Verdict(0.0, f"its evidence doesn't state {', '.join(invented)}")
    return Verdict(1.0)
