"""The trend file: one line for each benchmark, so that a fall against the last one on the same machine shows."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corpus.home import told_by_disk

_NOISE = 0.15
"""Times move by this share without a cause."""


def last(path: Path, machine: Mapping[str, Any]) -> dict[str, float]:
    """The newest figure of each name on this machine."""
    found: dict[str, float] = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        try:
            told = json.loads(line)
        except ValueError:
            continue
        if told["machine"] == machine:
            found |= told["figures"]
    return found


def append(path: Path, at: str, machine: Mapping[str, Any], figures: Mapping[str, float]) -> None:
    """Add this benchmark."""
    with told_by_disk(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "a", encoding="utf-8") as handle:
            handle.write(json.dumps({"at": at, "machine": dict(machine), "figures": dict(figures)}, ensure_ascii=False) + "\n")


def change(before: float | None, now: float, *, smaller_is_better: bool) -> str:
    """What became of a figure, in a word: empty at the first time and within the noise."""
    if not before:
        return ""
    moved = now / before - 1
    if abs(moved) <= _NOISE:
        return "as before"
    better = moved < 0 if smaller_is_better else moved > 0
    return f"{'better' if better else 'WORSE'} by {abs(moved):.0%}"
