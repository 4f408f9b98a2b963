"""One question, put to the assistant as a person would put it: what was found, what was told, and where the judgement stands."""

import time
from dataclasses import asdict
from typing import Any

from assistant.assistant import Assistant
from assistant.model import Answer, Asker, Question, SearchResult
from corpus.generation.snapshot import EVERYWHERE, Snapshot, Where
from evals.model import Dataset, EvalQuestion, Told
from evals.places import passage_id, passages_of

DEPTH = 50
"""How far down a ranking is looked at."""


def question_of(question: EvalQuestion) -> Question:
    """A judged question as the assistant takes it."""
    return Question(
        question.text,
        language=question.language if question.only else "",
        asker=Asker(question.groups),
        where=where_of(question),
        history=question.history,
    )


def where_of(question: EvalQuestion) -> Where:
    """The documents that a question is asked of."""
    return Where((("language", (question.only,)),)) if question.only else EVERYWHERE


def tell(assistant: Assistant, question: EvalQuestion, dataset: Dataset) -> Told:
    """Ask and search, and put beside it what should have been found and said."""
    asked = question_of(question)
    started = time.perf_counter()
    answer, tokens = _asked(assistant, asked)
    asked_ms = (time.perf_counter() - started) * 1000
    started = time.perf_counter()
    rows = assistant.search(answer.understood_as or question.text, k=DEPTH, where=asked.where, asker=asked.asker)
    search_ms = (time.perf_counter() - started) * 1000
    snapshot = assistant.snapshot()
    by_passage = not dataset.pool and not question.relevant
    items = [sorted({p for q in item for p in passages_of(snapshot, q)}) for item in question.evidence] if by_passage else []
    relevant = dict(question.relevant) or {name: 1 for names in items for name in names}
    return Told(
        id=question.id,
        dataset=dataset.name,
        text=question.text,
        language=question.language,
        kind=question.kind,
        wording=question.wording,
        half=question.half,
        answerable=question.answerable,
        relevant=relevant if question.answerable else {},
        items=items if question.answerable else [],
        evidence=[[[q.document, q.quote] for q in item] for item in question.evidence],
        nuggets=[list(nugget) for nugget in question.nuggets],
        answers=list(question.answers),
        ranked=ranked(rows, by_passage=by_passage),
        abstained=answer.abstained or answer.kind == "clarification",
        confidence=answer.confidence,
        answer=answer.answer if answer.sentences else "",
        answer_language=answer.language,
        sentences=[asdict(sentence) for sentence in answer.sentences],
        citations=[_citation(snapshot, citation) for citation in answer.citations],
        leaked=_leaked(snapshot, asked.asker, answer, rows),
        ask_ms=round(asked_ms, 3),
        search_ms=round(search_ms, 3),
        tokens=tokens,
    )


def _asked(assistant: Assistant, question: Question) -> tuple[Answer, int]:
    """The answer, and the tokens that a chat model took for it."""
    if not assistant.options.chat.model:
        return assistant.ask(question), 0
    from evals.usage import metered  # LangChain, which an answer without a chat model never loads

    with metered() as meter:
        return assistant.ask(question), meter.tokens


def ranked(rows: list[SearchResult], *, by_passage: bool) -> list[list[Any]]:
    """What was found, best first: passages, or each document once."""
    best: dict[str, float] = {}
    for row in rows:
        best.setdefault(passage_id(row.document, row.start) if by_passage else row.document, row.score)
    return [[name, score] for name, score in best.items()]


def _citation(snapshot: Snapshot, citation: Any) -> dict[str, Any]:
    key = snapshot.by_document.get(citation.document)
    text = snapshot.version(key).text if key is not None else ""
    return {
        "n": citation.n,
        "document": citation.document,
        "language": citation.language,
        "edition": citation.edition,
        "page": citation.page,
        "heading": citation.heading,
        "quote": citation.quote,
        "stands": bool(citation.quote) and text[citation.start : citation.end] == citation.quote,
    }


def _leaked(snapshot: Snapshot, asker: Asker, answer: Answer, rows: list[SearchResult]) -> list[str]:
    shown = {c.document for c in answer.citations} | {c.document for c in answer.closest} | {row.document for row in rows}
    return sorted(shown - {head.document for head in snapshot.view(asker.groups).documents()})
