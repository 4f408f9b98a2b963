"""Which reader reads a file of terms: decided by its name."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from corpus.terms.errors import TermbaseError
from corpus.terms.model import Reading

READERS = {
    ".csv": "table:read_text",
    ".tsv": "table:read_text",
    ".txt": "table:read_text",
    ".xlsx": "table:read_xlsx",
    ".tbx": "tbx:read",
    ".xml": "tbx:read",
    ".tmx": "tmx:read",
    ".index": "dictd:read",
    ".dict": "dictd:read",
    ".dz": "dictd:read",
}
LARGEST_BYTES = 64 << 20


def read_terms(path: Path) -> Reading:
    """The terms of a file. Raises TermbaseError when it is none that can be read, or holds no term."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(sorted(READERS))
        raise TermbaseError("no reader knows this kind of file", subject=str(path), remedy=f"the kinds are {known}")
    if not path.is_file():
        raise TermbaseError("there is no such file", subject=str(path), remedy="check the path")
    if path.stat().st_size > LARGEST_BYTES:
        remedy = f"split it into files of at most {LARGEST_BYTES >> 20} MiB"
        raise TermbaseError("the file is too large for a list of terms", subject=str(path), remedy=remedy)
    module, _, name = reader.partition(":")
    read: Callable[[Path], Reading] = getattr(import_module(f"corpus.terms.readers.{module}"), name)
    try:
        reading = read(path)
    except OSError as exc:
        raise TermbaseError(
            f"it can't be opened ({exc.strerror or exc})",
            subject=str(path),
            remedy="see who may read it, and whether its disk is there",
        ) from exc
    if not reading.entries and not reading.problems:
        raise TermbaseError(
            "it holds no term that has both Arabic and English", subject=str(path), remedy="see whether it is the right file"
        )
    return reading
