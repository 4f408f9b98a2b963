"""What can be wrong with a file of terms as a whole.

    DalilError
    └── TermbaseError             a file of terms can't be read: its encoding, its columns, its markup

What is wrong with one row of it is a `Problem` in its reading, never an exception that stops the other rows.
"""

from corpus.errors import DalilError


class TermbaseError(DalilError):
    """A file of terms can't be read. `line` is where, counted from 1; 0 when it is the whole file."""

    def __init__(self, what: str, *, subject: str = "", remedy: str = "", line: int = 0) -> None:
        super().__init__(what, subject=f"{subject}:{line}" if line else subject, remedy=remedy)
        self.line = line
