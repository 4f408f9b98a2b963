"""What guides see as sheets: learners, steps with their wrong answers, and objections, as CSV each or together as a workbook."""

import csv
import io
from typing import Literal

from assistant.onboarding.guide import Overview
from corpus.model import Language

Sheet = Literal["learners", "steps", "objections"]
SHEETS: tuple[Sheet, ...] = ("learners", "steps", "objections")
Row = list[str | int | float]

_NAMES: dict[Language, dict[Sheet, str]] = {
    "ar": {"learners": "المتعلمون", "steps": "الخطوات", "objections": "الاعتراضات"},
    "en": {"learners": "learners", "steps": "steps", "objections": "objections"},
}
_HEADS: dict[Language, dict[Sheet, tuple[str, ...]]] = {
    "ar": {
        "learners": ("المتعلم", "المسار", "بدأ في", "آخر إجابة", "أجاب", "اجتاز", "الخطوات", "الخطوة التالية"),
        "steps": ("المسار", "الخطوة", "المتعلمون", "لم تجتزها أول إجابة", "إجابات خاطئة متشابهة", "منها", "النقاط الفائتة"),
        "objections": ("المتعلم", "المسار", "الخطوة", "النقطة", "الإجابة", "الملاحظة", "في"),
    },
    "en": {
        "learners": ("learner", "path", "started", "last answer", "answered", "passed", "steps", "next step"),
        "steps": ("path", "step", "learners", "first answer failed", "wrong answers alike", "one of them", "points missed"),
        "objections": ("learner", "path", "step", "point", "answer", "note", "at"),
    },
}


def table(seen: Overview, sheet: Sheet, language: Language) -> list[Row]:
    """One sheet, its head first. A step has a row for each group of wrong answers, and one where it has none."""
    body = {"learners": _learners, "steps": _steps, "objections": _objections}[sheet](seen, language)
    return [list(_HEADS[language][sheet]), *body]


def as_csv(seen: Overview, sheet: Sheet, language: Language) -> bytes:
    """One sheet as a CSV that spreadsheets open as UTF-8; a cell can't begin a formula."""
    held = io.StringIO()
    csv.writer(held).writerows([[_harmless(cell) for cell in row] for row in table(seen, sheet, language)])
    return held.getvalue().encode("utf-8-sig")


def as_xlsx(seen: Overview, language: Language) -> bytes:
    """All of it as a workbook, from right to left in Arabic."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    book.remove(book.worksheets[0])
    for name in SHEETS:
        sheet = book.create_sheet(_NAMES[language][name])
        sheet.sheet_view.rightToLeft = language == "ar"
        for row in table(seen, name, language):
            sheet.append([_harmless(cell) for cell in row])
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        sheet.freeze_panes = "A2"
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _learners(seen: Overview, language: Language) -> list[Row]:
    return [
        [row.learner, row.title.in_(language), row.started, row.last, row.answered, row.passed, row.steps, row.next.in_(language)]
        for row in seen.learners
    ]


def _steps(seen: Overview, language: Language) -> list[Row]:
    rows: list[Row] = []
    for step in seen.steps:
        own: Row = [step.path, step.title.in_(language), step.learners, step.failed_first]
        rows += [
            [*own, group.count, group.example, "\n".join(say.in_(language) for say in group.missed)] for group in step.wrong
        ] or [[*own, 0, "", ""]]
    return rows


def _objections(seen: Overview, language: Language) -> list[Row]:
    return [
        [row.learner, row.path, row.step.in_(language), row.point.in_(language), row.answer, row.note, row.at]
        for row in seen.objections
    ]


def _harmless(cell: str | int | float) -> str | int | float:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
