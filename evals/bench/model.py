"""What a benchmark gives: figures with their units, what is wanted of them, and the peer that was measured beside them."""

from dataclasses import dataclass
from pathlib import Path

from api.settings import Settings

SCHEMA = 1
"""Of the JSON that is written; it grows by fields only, or this number does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured number. `wanted` is a limit (`at most` or `at least`); a ratio against a peer says more than a time."""

    name: str
    what: str
    value: float
    unit: str
    wanted: float | None = None
    side: str = "at most"
    peer: str = ""
    peer_value: float | None = None
    ratio: float | None = None
    """How many times better than the peer."""

    @property
    def holds(self) -> bool | None:
        """Whether what is wanted is reached; None where nothing is."""
        if self.wanted is None:
            return None
        return self.value <= self.wanted if self.side == "at most" else self.value >= self.wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Where a benchmark works: settings over a home of its own, a folder for its files, and public data where some is named."""

    settings: Settings
    folder: Path
    data: Path | None
    passages: int
    """How many passages the comparison with a peer has."""
