"""What pypdf raises on a record that isn't as the standard says: its own errors and Python's, met while it converts values."""

from pypdf.errors import DependencyError, PyPdfError

FAULTS = (
    PyPdfError,
    DependencyError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    RecursionError,
    OverflowError,
    OSError,
)
