"""Conversations of several turns: JSON lines, a conversation a line, asked of the library.

    {"id": "leave", "turns": [{"question": "How much leave do I get?", "document": "guide", "quote": "30 days a year"}, …]}

A turn with neither `document` nor `answer` is asked and not judged by its evidence; `"answerable": false` says that it must be
refused. Each turn is asked with the turns before it. `documents` names several of which any will do. A turn that is also written
`whole`, as a question that stands by itself, is asked so too, without the turns before it (`NAME-whole`, of kind `fact`): what a
follow-up loses against it is the price of its being one. `half` on a line says on which side of tuning its conversation stands.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

from evals.datasets.reading import digest, field_of, json_lines, language, list_of, read_text, unique
from evals.errors import BadDataset
from evals.model import Dataset, EvalQuestion, Quotation


def load(path: Path) -> Dataset:
    """The turns of all conversations, each a question with its history. Raises BadDataset."""
    questions: list[EvalQuestion] = []
    for number, line in json_lines(path):
        name = str(field_of(line, "id", path, f"line {number}"))
        turns = list_of(line, "turns", path, name)
        if not turns:
            raise BadDataset(f"{name} has no turns", subject=str(path), remedy="give it a list of turns")
        half = line.get("half", "")
        if half not in ("", "tune", "test"):
            raise BadDataset(f"{name} names the half {half!r}", subject=str(path), remedy="write tune or test, or leave it out")
        asked: list[str] = []
        for n, turn in enumerate(turns, start=1):
            question = replace(_turn(turn, f"{name}-{n}", tuple(asked), path), half=half)
            questions.append(question)
            if "whole" in turn:
                text = str(turn["whole"])
                whole = replace(question, id=f"{question.id}-whole", text=text, language=language(text), kind="fact", history=())
                questions.append(whole)
            asked.append(question.text)
    unique([q.id for q in questions], path, "turn")
    if not questions:
        raise BadDataset("it holds no conversation", subject=str(path), remedy="add a line")
    return Dataset(path.stem, tuple(questions), (), digest(read_text(path)))


def _turn(turn: Any, name: str, before: tuple[str, ...], path: Path) -> EvalQuestion:
    text = str(field_of(turn, "question", path, name))
    there = bool(turn.get("answerable", True))
    document, quote = str(turn.get("document", "")), str(turn.get("quote", ""))
    named = [str(one) for one in turn.get("documents", [document] if document and not quote else [])]
    return EvalQuestion(
        id=name,
        text=text,
        language=language(text),
        kind="near" if not there else "follow-up" if before else "fact",
        answerable=there,
        evidence=((Quotation(document, quote),),) if there and document and quote else (),
        answers=tuple(map(str, turn.get("answers", ()))) if there else (),
        relevant=dict.fromkeys(named, 1) if there else {},
        history=before,
    )
