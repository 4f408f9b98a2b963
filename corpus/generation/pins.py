"""Pins: a reader holds the generation that it reads, so that `prune` waits for it or says who holds it.

A pin is a file `generations/<id>/readers/<pid>-<n>` with a lock on it; the lock goes with the process, however it ends.
"""

import fcntl
import itertools
import os
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from corpus.home import Home

_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Pin:
    """One reader's hold on one generation; holds nothing where the home can't be written to."""

    path: Path | None
    handle: IO[str] | None

    @classmethod
    def take(cls, home: Home, generation: str) -> "Pin":
        """Hold `generation` until the pin is dropped or the process ends."""
        folder = home.generations / generation / "readers"
        if not home.is_writable():
            return cls(None, None)
        folder.mkdir(exist_ok=True)
        path = folder / f"{os.getpid()}-{next(_numbers)}"
        handle = open(path, "w", encoding="utf-8")  # noqa: SIM115 - held as long as the generation is read
        fcntl.flock(handle, fcntl.LOCK_EX)
        return cls(path, handle)

    def drop(self) -> None:
        """Let go."""
        if self.path is not None and self.handle is not None:
            self.path.unlink(missing_ok=True)
            self.handle.close()


def holders(home: Home, generation: str) -> list[int]:
    """The processes that read `generation` now; pins that dead processes left are swept."""
    found = set()
    for path in (home.generations / generation / "readers").glob("*-*"):
        with open(path, "a", encoding="utf-8") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                found.add(int(path.name.split("-")[0]))
                continue
            path.unlink(missing_ok=True)
    return sorted(found)
