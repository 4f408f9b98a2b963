"""A table of questions and the documents that answer them: CSV with `question` and `document`, asked of the library.

Optional columns: `id`, `language`, `quote`, `answer`, `kind`, `half`, and `groups` (the asker's, separated by spaces).
"""

import csv
import io
from pathlib import Path

from evals.datasets.reading import digest, language, read_text, unique
from evals.errors import BadDataset
from evals.model import KINDS, SILENT, Dataset, EvalQuestion, Quotation


def load(path: Path) -> Dataset:
    """The questions of a CSV file. Raises BadDataset."""
    text = read_text(path)
    reader = csv.DictReader(io.StringIO(text), strict=True)
    if not {"question", "document"} <= set(reader.fieldnames or ()):
        raise BadDataset("it has no columns `question` and `document`", subject=str(path), remedy="name the columns so")
    try:
        questions = tuple(_question(row, number, path) for number, row in enumerate(reader, start=2))
    except csv.Error as exc:
        raise BadDataset(f"line {reader.line_num} isn't whole ({exc})", subject=str(path), remedy="correct that line") from exc
    unique([q.id for q in questions], path, "question")
    if not questions:
        raise BadDataset("it holds no question", subject=str(path), remedy="add a line")
    return Dataset(path.stem, questions, (), digest(text))


def _question(row: dict[str, str | None], number: int, path: Path) -> EvalQuestion:
    if None in row or None in row.values():
        raise BadDataset(f"line {number} has more or fewer cells than there are columns", subject=str(path), remedy="correct it")
    value = {name: (content or "").strip() for name, content in row.items() if name}
    kind = value.get("kind") or ("fact" if value["document"] else "unanswerable")
    if not value["question"] or kind not in KINDS or (kind not in SILENT and not value["document"]):
        raise BadDataset(f"line {number} has no question, no document or an unknown kind", subject=str(path), remedy="correct it")
    there = kind not in SILENT
    quote = value.get("quote", "")
    groups = value.get("groups", "")
    return EvalQuestion(
        id=value.get("id") or f"line-{number}",
        text=value["question"],
        language="ar" if (value.get("language") or language(value["question"])) == "ar" else "en",
        kind=kind,  # type: ignore[arg-type]
        half=value.get("half", ""),  # type: ignore[arg-type]
        answerable=there,
        evidence=((Quotation(value["document"], quote),),) if quote and there else (),
        answers=tuple(filter(None, [value.get("answer", "")])),
        relevant={value["document"]: 1} if there and not quote else {},
        groups=frozenset(groups.split()) if groups else None,
    )
