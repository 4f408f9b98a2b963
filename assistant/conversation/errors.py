"""What can go wrong with what is kept of questions.

AskError
├── GapError
│   ├── UnknownAnswer        no answer of this id is kept
│   └── UnknownGap           there is no open gap of this id
└── UnknownConversation      its asker has no conversation of this id
"""

from assistant.errors import AskError


class GapError(AskError):
    """What was said about an answer or a gap can't be taken in."""


class UnknownAnswer(GapError):
    """No answer of this id is kept: there was none, or it was asked too long ago."""


class UnknownGap(GapError):
    """There is no open gap of this id."""


class UnknownConversation(AskError):
    """Its asker has no conversation of this id."""
