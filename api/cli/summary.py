"""The last lines of a sync, for a person: what changed, what could not be read and what to do about it, and what people may
now ask.
"""

from collections import Counter
from typing import Any

_CAUSES_SHOWN = 8
_NAMES_SHOWN = 3


def summary(report: dict[str, Any], *, dry_run: bool, folders: list[str]) -> str:
    """The sentences of a sync's report."""
    would = "would be " if dry_run else ""
    counts = [f"{len(report[name])} {would}{name}" for name in ("added", "changed", "removed") if report[name]]
    counts.append(f"{report['unchanged']} unchanged")
    lines = [f"{', '.join(counts)} in {report['seconds']:.1f} s ({', '.join(folders)})"]
    lines += [f"away, and kept as it was: {folder}" for folder in report["away"]]
    lines += _unread(report["quarantined"])
    if report["unread_pages"]:
        lines.append(f"{report['unread_pages']} pages of other documents could not be read; `dalil index list` names them")
    if report["kept_out"]:
        names = ", ".join(report["kept_out"])
        lines.append(f"kept out, because they were removed by hand: {names}; name the file itself to take it in again")
    skipped = Counter(reason for _, reason in report["skipped"])
    lines += [f"left alone: {count} ({reason})" for reason, count in skipped.most_common()]
    if not dry_run:
        lines.append(f"served now: {report['documents']} documents, {report['public']} of which everyone may read")
        if report["documents"]:
            lines.append('ask with `dalil ask "…"`, or open the page with `dalil serve`')
    return "\n".join(lines)


def _unread(quarantined: list[dict[str, str]]) -> list[str]:
    """What could not be read, grouped by cause, the commonest first."""
    by_cause: dict[str, list[str]] = {}
    for change in quarantined:
        by_cause.setdefault(change["reason"], []).append(change["path"])
    causes = sorted(by_cause.items(), key=lambda item: (-len(item[1]), item[0]))
    lines = []
    for reason, paths in causes[:_CAUSES_SHOWN]:
        names = ", ".join(paths[:_NAMES_SHOWN]) + (", …" if len(paths) > _NAMES_SHOWN else "")
        lines.append(f"not read: {len(paths)} ({names}): {reason}")
    if len(causes) > _CAUSES_SHOWN:
        lines.append(f"and {len(causes) - _CAUSES_SHOWN} more causes; `dalil index list` names them all")
    return lines
