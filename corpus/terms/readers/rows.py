"""Rows of a table to terms: the columns by their names in either language, cells with several values split at `;`."""

import difflib
import re
from collections.abc import Iterable, Sequence

from corpus.terms.errors import TermbaseError
from corpus.terms.model import COLUMNS, Entry, Problem, Reading, Term
from corpus.text.normalise import fold

_OTHER_NAMES = {
    "id": ("المعرف", "الرقم", "identifier"),
    "ar": ("العربية", "عربي", "المصطلح", "المصطلح العربي", "arabic", "arabic term"),
    "ar_synonyms": ("المرادفات", "مرادفات", "المرادفات العربية", "arabic synonyms"),
    "en": ("الإنجليزية", "إنجليزي", "المصطلح الإنجليزي", "english", "english term"),
    "en_synonyms": ("المرادفات الإنجليزية", "english synonyms"),
    "acronym": ("الاختصار", "الاختصارات", "acronyms", "abbreviation", "abbreviations"),
    "domain": ("المجال", "subject", "field", "topic"),
    "definition_ar": ("التعريف", "التعريف العربي", "التعريف بالعربية", "arabic definition"),
    "definition_en": ("التعريف الإنجليزي", "التعريف بالإنجليزية", "english definition", "definition"),
}
_ALIASES = {fold(other): column for column, others in _OTHER_NAMES.items() for other in others}
_VALUES = re.compile("[;؛|]")


def read_rows(rows: Iterable[tuple[int, Sequence[str]]], file: str) -> Reading:
    """The terms of a table's rows, each with its line; the first that isn't empty names the columns.

    Raises TermbaseError when a column is missing or isn't one of a termbase.
    """
    columns: list[str] = []
    entries: list[Entry] = []
    problems: list[Problem] = []
    for line, row in rows:
        cells = [" ".join(cell.split()) for cell in row]
        if not any(cells):
            continue
        if not columns:
            columns = _columns(cells, file, line)
        elif any(cells[len(columns) :]):
            what = f"it has {len(cells)} cells and the table {len(columns)} columns"
            problems.append(Problem("cells", file, line, what, "put a cell that holds a comma between quotation marks"))
        else:
            entries.append(Entry(line, term_of(dict(zip(columns, cells, strict=False)))))
    if not columns:
        raise TermbaseError("the table is empty", subject=file, remedy=f"its columns are {', '.join(COLUMNS)}")
    return Reading(tuple(entries), tuple(problems))


def term_of(cells: dict[str, str]) -> Term:
    """A term from cells by column."""
    return Term(
        id=cells.get("id", ""),
        ar=cells.get("ar", ""),
        en=cells.get("en", ""),
        ar_synonyms=_values(cells.get("ar_synonyms", "")),
        en_synonyms=_values(cells.get("en_synonyms", "")),
        acronyms=_values(cells.get("acronym", "")),
        domain=cells.get("domain", ""),
        definition_ar=cells.get("definition_ar", ""),
        definition_en=cells.get("definition_en", ""),
    )


def cells_of(term: Term) -> list[str]:
    """A term as a row, in the order of `COLUMNS`."""
    several = {"ar_synonyms": term.ar_synonyms, "en_synonyms": term.en_synonyms, "acronym": term.acronyms}
    return ["; ".join(several[column]) if column in several else str(getattr(term, column)) for column in COLUMNS]


def _columns(header: list[str], file: str, line: int) -> list[str]:
    columns = []
    for cell in header:
        name = re.sub(r"[\s\-]+", "_", cell.lower())
        column = name if name in COLUMNS else _ALIASES.get(fold(re.sub(r"[\s_\-]+", " ", cell)), "")
        if cell and not column:
            near = difflib.get_close_matches(name, COLUMNS, n=1)
            remedy = f"it may be meant as `{near[0]}`; " if near else ""
            raise TermbaseError(
                f"there is no column `{cell}` in a termbase",
                subject=file,
                line=line,
                remedy=f"{remedy}the columns are {', '.join(COLUMNS)}",
            )
        if column in columns:
            raise TermbaseError(f"the column `{column}` is there twice", subject=file, line=line, remedy="leave one of them out")
        columns.append(column)
    missing = [column for column in ("ar", "en") if column not in columns]
    if missing:
        raise TermbaseError(
            f"the column `{missing[0]}` is missing",
            subject=file,
            line=line,
            remedy=f"the first row names the columns: {', '.join(COLUMNS)}",
        )
    return columns


def _values(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.strip() for value in _VALUES.split(cell) if value.strip()))
