"""The stored evaluation reports as JSON."""

from dataclasses import asdict
from typing import Any

from pydantic import BaseModel

from api.evaluations import Reports


class ReportRow(BaseModel):
    """One stored report with its figures; `changes` holds what moved since the run `previous`."""

    run: str
    started: str
    suite: str
    datasets: list[str]
    half: str
    answerer: str
    questions: int
    figures: dict[str, float]
    better: dict[str, str]
    previous: str
    changes: dict[str, float]


class ReportList(BaseModel):
    """The stored reports, the newest first, and how many can't be read."""

    reports: list[ReportRow]
    unreadable: int


def reports_json(found: Reports) -> dict[str, Any]:
    """The list as an object."""
    return {"reports": [asdict(head) for head in found.heads], "unreadable": found.unreadable}
