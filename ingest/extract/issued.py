"""The day on which a document says it was issued: beside `صدر في`, `بتاريخ`, `Issued on` and the like, near its start or end.

It says more than the record of the file, whose date is that of the last program that saved it. A Hijri day alone may be one day
off in the Gregorian calendar, and that is noted.
"""

import re
from dataclasses import replace

from corpus.text.dates import Day, days_in
from corpus.text.normalise import fold
from ingest.extract.base import ExtractedDocument

_SAID = re.compile(
    r"(?:صدر في|صدر بتاريخ|حرر في|تاريخ الاصدار|تاريخ الاعتماد|تاريخ النشر|(?<!\w)بتاريخ|^[^\w\n]*(?:ال)?تاريخ"
    r"|\bdate of issue|\bissue date|\bissued(?: on)?|\bapproved on|\bpublished(?: on)?|^[^\w\n]*date)"
    r"\s*:?\s*(?P<rest>[^\n]{0,60}(?:\n\s*الموافق[^\n]{0,60})?)",
    re.MULTILINE,
)
_NEAR_START, _NEAR_END = 2_000, 1_500
_MOST_BEFORE = 12
"""How many characters (a weekday) may stand between the phrase and its day."""


def with_issue_date(document: ExtractedDocument) -> ExtractedDocument:
    """The document with `issued` among what it declares, where it says so."""
    if "issued" in document.declared or "date" in document.declared:
        return document
    day = _issued(document.text[:_NEAR_START]) or _issued(document.text[-_NEAR_END:])
    if day is None:
        return document
    report = document.report
    if day.hijri:
        note = f"its date is written in the Hijri calendar alone ({day.written}): the Gregorian day {day.iso} may be one day off"
        report = replace(report, notes=(*report.notes, note))
    return replace(document, declared=document.declared | {"issued": day.iso}, report=report)


def _issued(text: str) -> Day | None:
    for said in _SAID.finditer(fold(text)):
        rest = said["rest"]
        day = next(iter(days_in(rest)), None)
        if day is not None and rest.find(day.written) <= _MOST_BEFORE:
            return day
    return None
