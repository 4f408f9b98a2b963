"""The seam of the verifier: one check, one verdict."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check says of a sentence: how well its evidence supports it, 0 to 1, and why where it doesn't."""

    support: float
    reason: str = ""

    @property
    def passed(self) -> bool:
        """Whether the sentence may be shown."""
        return not self.reason


class Check(Protocol):
    """One test of a sentence against the text that it cites."""

    def __call__(self, sentence: str, evidence: str) -> Verdict:
        """The verdict on `sentence`, given the joined quotations that it rests on."""
        ...
