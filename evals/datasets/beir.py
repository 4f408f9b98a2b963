"""BEIR folders: `corpus.jsonl`, `queries.jsonl` and `qrels/<split>.tsv` (test where there is one).

Thakur et al., "BEIR" (2021). Only judged queries are asked.
"""

from collections import defaultdict
from pathlib import Path

from evals.datasets.reading import digest, field_of, json_lines, known, language, read_text, rows, unique
from evals.errors import BadDataset
from evals.model import Dataset, EvalQuestion, PoolDocument


def load(path: Path) -> Dataset:
    """The data set of a folder. Raises BadDataset."""
    judged = _qrels(path)
    queries, corpus = path / "queries.jsonl", path / "corpus.jsonl"
    questions = []
    for number, line in json_lines(queries):
        name = str(field_of(line, "_id", queries, f"line {number}"))
        text = str(field_of(line, "text", queries, f"line {number}"))
        if name in judged:
            questions.append(EvalQuestion(id=name, text=text, language=language(text), relevant=judged[name]))
    pool = []
    for number, line in json_lines(corpus):
        name = str(field_of(line, "_id", corpus, f"line {number}"))
        text = "\n".join(filter(None, (str(line.get("title", "")), str(field_of(line, "text", corpus, f"line {number}")))))
        pool.append(PoolDocument(name, text, language(text)))
    unique([d.id for d in pool], corpus, "document")
    unique([q.id for q in questions], queries, "query")
    for what, found in (("judged query", questions), ("document", pool)):
        if not found:
            raise BadDataset(f"it holds no {what}", subject=str(path), remedy="check the folder")
    known((name for q in questions for name, grade in q.relevant.items() if grade > 0), {d.id for d in pool}, path)
    return Dataset(path.name, tuple(questions), tuple(pool), digest(read_text(queries), read_text(corpus)))


def _qrels(path: Path) -> dict[str, dict[str, int]]:
    files = sorted((path / "qrels").glob("*.tsv"))
    if not files:
        raise BadDataset("it has no `qrels/*.tsv`", subject=str(path), remedy="name a folder in BEIR's form")
    chosen = next((file for file in files if file.stem == "test"), files[0])
    judged: dict[str, dict[str, int]] = defaultdict(dict)
    for number, (query, document, grade, *_) in rows(chosen, columns=3):
        if number == 1 and not grade.lstrip("-").isdigit():
            continue
        judged[query][document] = grade_of(grade, number, chosen)
    return {query: grades for query, grades in judged.items() if any(grade > 0 for grade in grades.values())}


def grade_of(grade: str, number: int, path: Path) -> int:
    """A grade as a whole number. Raises BadDataset that names the line."""
    try:
        return int(grade)
    except ValueError as exc:
        raise BadDataset(f"line {number} has the grade {grade!r}", subject=str(path), remedy="write a whole number") from exc
