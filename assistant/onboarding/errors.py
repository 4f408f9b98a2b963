"""What can go wrong in onboarding.

AskError
└── OnboardingError
    ├── BrokenPath         a path's file says something that can't be used; `faults` names every line
    ├── UnknownPath        there is no such path for this learner
    ├── UnknownStep        the path has no such step (any more)
    ├── UnknownPoint       the learner has no such answer, or the answer no such point
    ├── NotStarted         the learner has not begun this path
    ├── NotFinished        there is no certificate before every step is passed
    └── UnusableAnswer     the answer is empty, too long, or not of the question's kind
"""

from collections.abc import Sequence

from assistant.errors import AskError
from assistant.onboarding.model import Fault


class OnboardingError(AskError):
    """Something in onboarding can't be done as it was asked for."""


class BrokenPath(OnboardingError):
    """A path's file says something that can't be used."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        first = faults[0]
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        super().__init__(first.what + more, subject=f"{first.file}:{first.line}", remedy=first.remedy)
        self.faults = tuple(faults)

    def __reduce__(self) -> tuple[object, ...]:
        return (BrokenPath, (self.faults,))


class UnknownPath(OnboardingError):
    """There is no such path for this learner."""


class UnknownStep(OnboardingError):
    """The path has no such step, or has it no more."""


class UnknownPoint(OnboardingError):
    """The learner has no such answer, or the answer has no such point."""


class NotStarted(OnboardingError):
    """The learner has not begun this path."""


class NotFinished(OnboardingError):
    """A certificate is asked for before every step is passed."""


class UnusableAnswer(OnboardingError):
    """The answer is empty, too long, or not of the question's kind."""
