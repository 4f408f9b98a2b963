"""The evaluation reports stored in a home: `DALIL_HOME/evals/reports/<run>.html`, each with its figures beside it as JSON.

They are read as files: whoever evaluates writes them (`dalil eval report`), and nothing here knows how a figure was measured.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.errors import NoSuchReport
from corpus.home import told_by_disk

HEADLINE = (
    "success@5",
    "evidence@2",
    "nugget_recall",
    "citation_precision",
    "unsupported",
    "refused",
    "wrongly_refused",
    "leaks",
)
"""The figures that the list of reports shows."""
_NAME = re.compile(r"[\w.-]+")


@dataclass(frozen=True, slots=True)
class ReportHead:
    """One stored report: its run, when that began (UTC), what was asked, and its figures."""

    run: str
    started: str
    suite: str
    datasets: tuple[str, ...]
    half: str
    answerer: str
    questions: int
    figures: Mapping[str, float]
    better: Mapping[str, str]
    """For each figure `higher` or `lower`."""
    previous: str
    """The run that it was compared with, if any."""
    changes: Mapping[str, float]
    """What moved since that run."""


@dataclass(frozen=True, slots=True)
class Reports:
    """The stored reports, the newest first, and how many there are whose figures can't be read."""

    heads: tuple[ReportHead, ...]
    unreadable: int


def stored_reports(home: Path) -> Reports:
    """What is stored in a home. Raises StorageError when its folder can't be read."""
    heads, unreadable = [], 0
    with told_by_disk(folder := _folder(home)):
        pages = sorted(folder.glob("*.html")) if folder.is_dir() else []
    for page in pages:
        head = _head(page)
        if head is None:
            unreadable += 1
        else:
            heads.append(head)
    return Reports(tuple(sorted(heads, key=lambda head: (head.started, head.run), reverse=True)), unreadable)


def report_page(home: Path, run: str) -> str:
    """The page of one report, as it was written. Raises NoSuchReport."""
    page = _folder(home) / f"{run}.html"
    if not _NAME.fullmatch(run) or not page.is_file():
        raise NoSuchReport("there is no report of this run", subject=run, remedy="write it with `dalil eval report`")
    with told_by_disk(page):
        return page.read_text(encoding="utf-8")


def _folder(home: Path) -> Path:
    return home / "evals" / "reports"


def _head(page: Path) -> ReportHead | None:
    """What the figures beside a page say; None where they are missing, cut short or of another form."""
    try:
        return _of_json(json.loads(page.with_suffix(".json").read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _of_json(told: Any) -> ReportHead:
    about = told["about"]
    rows = {row["name"]: row for row in told["measures"]}
    previous = told["previous"] or {"run": "", "rows": []}
    return ReportHead(
        run=str(told["run"]),
        started=str(about["started"]),
        suite=str(about["suite"]),
        datasets=tuple(str(one["name"]) for one in about["datasets"]),
        half=str(about["half"]),
        answerer=str(about["answerer"]),
        questions=int(told["questions"]),
        figures={name: float(row["all"]) for name, row in rows.items() if row["all"] is not None},
        better={name: str(row["better"]) for name, row in rows.items()},
        previous=str(previous["run"]),
        changes={row["name"]: float(row["change"]) for row in previous["rows"]},
    )
