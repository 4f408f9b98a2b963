"""What can go wrong in an evaluation, as a person is told it.

DalilError
└── EvalError                  an evaluation can't be done
    ├── BadDataset             a data set can't be read as what it was named (also a SettingError: the argument is wrong)
    ├── BadRun                 a stored run is unknown, unfinished or of another version
    └── NotInstalled           something that only the evaluation uses isn't installed
"""

from corpus.errors import DalilError, SettingError


class EvalError(DalilError):
    """An evaluation can't be done."""


class BadDataset(EvalError, SettingError):
    """A data set can't be read as what it was named."""


class BadRun(EvalError, SettingError):
    """A stored run is unknown, unfinished or of another version. Nothing of it is changed."""


class NotInstalled(EvalError):
    """Something that only the evaluation uses isn't installed."""
