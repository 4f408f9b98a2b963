"""Where quotations stand: from a document's words to the passages that hold them, in the generation that is being read.

The gold questions name words, never offsets, so that they outlive a new edition of the segmenter. White space counts as one
space, because printed lines break where they like.
"""

import re
from dataclasses import dataclass

from assistant.assistant import Assistant
from corpus.generation.snapshot import Snapshot
from corpus.model import Passage, Span
from evals.model import EvalQuestion, Quotation


@dataclass(frozen=True, slots=True)
class Missing:
    """A quotation that no longer stands in its document, and why."""

    question: str
    quotation: Quotation
    reason: str


def find(quote: str, text: str) -> Span | None:
    """The first place of `quote` in `text`, white space aside."""
    words = quote.split()
    found = re.search(r"\s+".join(map(re.escape, words)), text) if words else None
    return Span(*found.span()) if found else None


def passage_id(document: str, start: int) -> str:
    """How a passage is named in a ranking: by its document and where it begins."""
    return f"{document}#{start}"


def passages_of(snapshot: Snapshot, quotation: Quotation) -> list[str]:
    """The passages that hold a quotation (or share most of it, where it runs over a passage's end)."""
    key = snapshot.by_document.get(quotation.document)
    if key is None:
        return []
    span = find(quotation.quote, snapshot.version(key).text)
    if span is None:
        return []
    held = [p for p in snapshot.passages(key).values() if _shared(p, span) * 2 >= span.end - span.start]
    return [passage_id(quotation.document, p.start) for p in held]


def _shared(passage: Passage, span: Span) -> int:
    return min(passage.end, span.end) - max(passage.start, span.start)


def check(assistant: Assistant, questions: tuple[EvalQuestion, ...]) -> list[Missing]:
    """The quotations of these questions that don't stand where they are said to."""
    snapshot = assistant.snapshot()
    missing = []
    for question in questions:
        for item in question.evidence:
            for quotation in item:
                reason = _wrong(snapshot, quotation)
                if reason:
                    missing.append(Missing(question.id, quotation, reason))
    return missing


def _wrong(snapshot: Snapshot, quotation: Quotation) -> str:
    key = snapshot.by_document.get(quotation.document)
    if key is None:
        return "the library has no such document"
    edition = snapshot.heads[key].metadata.edition
    if quotation.edition and quotation.edition != edition:
        return f"the document is of edition {edition or 'unknown'}, not {quotation.edition}"
    if find(quotation.quote, snapshot.version(key).text) is None:
        return "the quotation doesn't stand in the document"
    return "" if passages_of(snapshot, quotation) else "no passage holds the quotation"


def standing(snapshot: Snapshot, questions: tuple[EvalQuestion, ...]) -> tuple[EvalQuestion, ...]:
    """Those whose judgement stands in the library: a quotation of each piece of evidence, a document that is judged relevant."""
    return tuple(question for question in questions if _stands(snapshot, question))


def _stands(snapshot: Snapshot, question: EvalQuestion) -> bool:
    if not question.answerable:
        return True
    pieces = all(any(passages_of(snapshot, quotation) for quotation in item) for item in question.evidence)
    return pieces and (not question.relevant or any(name in snapshot.by_document for name in question.relevant))
