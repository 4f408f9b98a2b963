"""What an asker thinks of an answer: a thumb with a reason, or a question passed on to the knowledge managers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """`useful` is None where the question was only passed on; `reason` is in the asker's words, or names one that was offered."""

    useful: bool | None = None
    reason: str = ""
    passed_on: bool = False


NOTHING_SAID = Feedback()
"""What is known before its asker says anything."""
