"""The gate for a check before merging: limits from a file, and no significant fall against an earlier run.

`limits.toml` names for each group of questions what a measure must reach (`at_least`) or stay under (`at_most`), and which
measures may not fall. A fall counts when a paired randomisation test makes it unlikely (p < 0.05) and it is larger than
`smallest_fall`, so that noise passes.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals import store
from evals.compare import compare, worse
from evals.errors import BadDataset, BadRun
from evals.measures.table import WHAT
from evals.store import StoredRun

LIMITS = Path(__file__).resolve().parent / "limits.toml"


@dataclass(frozen=True, slots=True)
class Finding:
    """One limit or comparison: what it says, and whether it holds."""

    holds: bool
    sentence: str


def limits_of(path: Path) -> dict[str, Any]:
    """The limits of a file. Raises BadDataset when it can't be read or names an unknown measure."""
    try:
        limits = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as exc:
        raise BadDataset(f"it can't be read ({exc})", subject=str(path), remedy="write the limits as TOML") from exc
    named = [name for group in limits.get("group", {}).values() for side in group.values() for name in side]
    for name in [*named, *limits.get("falls", {}).get("measures", ())]:
        if name not in WHAT:
            raise BadDataset(f"there is no measure {name!r}", subject=str(path), remedy=f"use one of {', '.join(WHAT)}")
    return limits


def judge(run: StoredRun, earlier: StoredRun | None, limits: Mapping[str, Any]) -> list[Finding]:
    """Every finding about a finished run; without an earlier one only the limits count."""
    findings = []
    measures = run.measures()
    if run.about.get("left_out"):
        findings.append(Finding(False, f"{len(run.about['left_out'])} questions were left out: `dalil eval check` says why"))
    for group, sides in limits.get("group", {}).items():
        values = measures["all"] if group == "all" else measures["groups"].get(group, {}).get("measures", {})
        for name, limit in sides.get("at_least", {}).items():
            findings.append(_limit(group, name, values.get(name), limit, at_least=True))
        for name, limit in sides.get("at_most", {}).items():
            findings.append(_limit(group, name, values.get(name), limit, at_least=False))
    if earlier is not None:
        findings += _falls(run, earlier, limits.get("falls", {}))
    return findings


def _limit(group: str, name: str, value: float | None, limit: float, *, at_least: bool) -> Finding:
    if value is None:
        return Finding(True, f"{group}: {name} was not measured")
    holds = value >= limit if at_least else value <= limit
    return Finding(holds, f"{group}: {name} is {value:.3f}, {'at least' if at_least else 'at most'} {limit} is wanted")


def _falls(run: StoredRun, earlier: StoredRun, wanted: Mapping[str, Any]) -> list[Finding]:
    smallest = float(wanted.get("smallest_fall", 0.0))
    found = compare(earlier, run).measures
    findings = []
    for name in wanted.get("measures", ()):
        difference = found.get(name)
        if difference is None:
            continue
        fell = worse(name, difference) and abs(difference.change) > smallest
        told = f"{name} went from {difference.before:.3f} to {difference.after:.3f} since {earlier.id} (p = {difference.p:.3f})"
        findings.append(Finding(not fell, told))
    return findings


def earlier_than(home: Path, run: StoredRun) -> StoredRun | None:
    """The newest earlier finished run over the same data, if there is one."""
    same = [
        other
        for other in store.every(home)
        if other.finished and other.id != run.id and other.about["datasets"] == run.about["datasets"]
        and other.about["order"] <= run.about["order"]
    ]  # fmt: skip
    try:
        same = [other for other in same if other.measures()]
    except (BadRun, OSError, ValueError):
        return None
    return same[-1] if same else None
