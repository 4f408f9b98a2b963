"""What can be wrong with a question or with what answers it.

DalilError
└── AskError
    ├── EmptyQuestion       it holds no word
    ├── QuestionTooLong     it is longer than a question may be
    └── ChatModelError      the language model that is set can't be used
"""

from corpus.errors import DalilError


class AskError(DalilError):
    """A question can't be answered as it stands."""


class EmptyQuestion(AskError):
    """The question holds no word."""


class QuestionTooLong(AskError):
    """The question is longer than a question may be."""


class ChatModelError(AskError):
    """The language model that is set can't be used; the extractive answer stands in for it."""
