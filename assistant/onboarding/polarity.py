"""Whether two sentences say the opposite: one denies what the other states, or one says before where the other says after.

Two turns make none: "not before three months" and "after three months" say the same.
"""

import re
from functools import cache
from importlib.resources import files

from assistant.verification.negation import is_negated
from corpus.text.normalise import fold

_MORE_NEGATIONS = re.compile(r"\b(?:مش|مو|ما|مب|موب|ممنوع|لست|لسنا|ابدا|don't|isn't|can't|mustn't|refuse|decline)\b")


def opposed(one: str, other: str) -> bool:
    """Whether two sentences differ in what they deny or in which side of an opposition they name, but not in both."""
    turns = sum(1 for left, right in _oppositions() if _on_opposite_sides(one, other, left, right))
    return (_negated(one) != _negated(other)) != (turns % 2 == 1)


def _negated(text: str) -> bool:
    return is_negated(text) or bool(_MORE_NEGATIONS.search(fold(text)))


def _on_opposite_sides(one: str, other: str, left: re.Pattern[str], right: re.Pattern[str]) -> bool:
    sides = [(bool(left.search(text)), bool(right.search(text))) for text in (fold(one), fold(other))]
    return sides in ([(True, False), (False, True)], [(False, True), (True, False)])


@cache
def _oppositions() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """The table of oppositions, each side as one pattern."""
    lines = (files("assistant.onboarding") / "tables" / "oppositions.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return tuple((_side(left), _side(right)) for left, right in rows)


def _side(words: str) -> re.Pattern[str]:
    folded = "|".join(re.escape(fold(word.strip())) for word in words.split(","))
    return re.compile(rf"\b(?:و|ف)?(?:{folded})\b")
