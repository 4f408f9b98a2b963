"""The gaps as a sheet, CSV or XLSX: a line a gap, in the language of whoever reads it; no cell begins a formula."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from api.schemas.gaps import SheetForm
from api.web.words import table
from assistant.conversation.gaps import Gap, Near
from corpus.model import Language

MEDIA_TYPES: dict[SheetForm, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_COLUMNS = (
    "missing_title",
    "standing",
    "questions",
    "times",
    "askers",
    "unanswered",
    "badly_rated",
    "passed_on",
    "reasons",
    "first",
    "last",
    "closest",
    "stands_in",
    "id",
)
_WIDE = frozenset({"missing_title", "questions", "closest", "stands_in"})
_MOST_QUESTIONS = 20


def gap_sheet(gaps: Sequence[Gap], form: SheetForm, *, language: Language, timezone: str) -> bytes:
    """The gaps as a file."""
    words = table(language, "gaps")
    head: list[str | int] = [words[column] for column in _COLUMNS]
    rows = [head, *([_harmless(cell) for cell in _cells(gap, language, timezone)] for gap in gaps)]
    return _csv(rows) if form == "csv" else _xlsx(rows, language)


def _cells(gap: Gap, language: Language, timezone: str) -> list[str | int]:
    words, zone = table(language, "gaps"), ZoneInfo(timezone)
    questions = list(dict.fromkeys(question.meant for question in gap.questions))[:_MOST_QUESTIONS]
    return [
        gap.title,
        words[f"standing_{gap.standing}"],
        "\n".join(questions),
        gap.times,
        gap.askers,
        gap.unanswered,
        gap.badly_rated,
        gap.passed_on,
        "\n".join(words.get(f"reason_{reason}", reason) for reason in gap.reasons),
        _local(gap.first, zone),
        _local(gap.last, zone),
        _titles(gap.closest),
        _titles(gap.stands_in),
        gap.id,
    ]


def _local(utc: str, zone: ZoneInfo) -> str:
    return datetime.fromisoformat(utc).astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _titles(documents: Sequence[Near]) -> str:
    return "\n".join(one.title or one.document for one in documents)


def _harmless(cell: str | int) -> str | int:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _csv(rows: Sequence[Sequence[str | int]]) -> bytes:
    held = io.StringIO()
    csv.writer(held).writerows(rows)
    return held.getvalue().encode("utf-8-sig")


def _xlsx(rows: Sequence[Sequence[str | int]], language: Language) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise RuntimeError("a new workbook has no sheet")
    sheet.title = table(language, "gaps")["title"]
    sheet.sheet_view.rightToLeft = language == "ar"
    sheet.freeze_panes = "B2"
    for row in rows:
        sheet.append([ILLEGAL_CHARACTERS_RE.sub("", cell) if isinstance(cell, str) else cell for cell in row])
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=cell.row == 1)
    for at, column in enumerate(_COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = 40 if column in _WIDE else 16
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()
