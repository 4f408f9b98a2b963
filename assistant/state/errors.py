"""What can go wrong with the state database.

AskError
└── StateError
    ├── StateAway      it is locked, away, damaged or full: nothing that was saved is lost
    └── NewerState     it was written by a newer program
"""

from assistant.errors import AskError


class StateError(AskError):
    """The state database can't be used."""


class StateAway(StateError):
    """It is locked, away, damaged or full; nothing that was saved is lost."""


class NewerState(StateError):
    """It was written by a newer version of the program."""
