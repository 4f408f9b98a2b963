"""Conversations of several turns: JSON lines, a conversation a line, asked of the library.

    {"id": "leave", "turns": [{"question": "How much leave do I get?", "document": "guide", "quote": "30 days a year"}, …]}

A turn with neither `document` nor `answer` is asked and not judged by its evidence; `"answerable": false` says that it must be
refused. Each turn is asked with the turns before it.
"""

from pathlib import Path
from typing import Any

from evals.datasets.reading import digest, field_of, json_lines, language, read_text, unique
from evals.errors import BadDataset
from evals.model import Dataset, EvalQuestion, Quotation


def load(path: Path) -> Dataset:
    """The turns of all conversations, each a question with its history. Raises BadDataset."""
    questions: list[EvalQuestion] = []
    for number, line in json_lines(path):
        name = str(field_of(line, "id", path, f"line {number}"))
        turns = field_of(line, "turns", path, name)
        if not isinstance(turns, list) or not turns:
            raise BadDataset(f"{name} has no turns", subject=str(path), remedy="give it a list of turns")
        asked: list[str] = []
        for n, turn in enumerate(turns, start=1):
            questions.append(_turn(turn, f"{name}-{n}", tuple(asked), path))
            asked.append(questions[-1].text)
    unique([q.id for q in questions], path, "turn")
    if not questions:
        raise BadDataset("it holds no conversation", subject=str(path), remedy="add a line")
    return Dataset(path.stem, tuple(questions), (), digest(read_text(path)))


def _turn(turn: dict[str, Any], name: str, before: tuple[str, ...], path: Path) -> EvalQuestion:
    text = str(field_of(turn, "question", path, name))
    there = bool(turn.get("answerable", True))
    document, quote = str(turn.get("document", "")), str(turn.get("quote", ""))
    return EvalQuestion(
        id=name,
        text=text,
        language=language(text),
        kind="near" if not there else "follow-up" if before else "fact",
        answerable=there,
        evidence=((Quotation(document, quote),),) if there and document and quote else (),
        answers=tuple(map(str, turn.get("answers", ()))) if there else (),
        relevant={document: 1} if there and document and not quote else {},
        history=before,
    )
