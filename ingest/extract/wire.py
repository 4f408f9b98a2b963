"""How an extracted document, or the reason why there is none, passes from the reading process: JSON, never pickled objects.

The reading process has seen hostile bytes; what comes out of it is checked like input.
"""

import json
from typing import Any, Literal, NamedTuple

from corpus.model import ExtractionReport, Page, UnreadPage
from ingest import errors
from ingest.extract.base import Block, ExtractedDocument

_KINDS = ("heading", "paragraph", "item", "table", "caption", "code", "furniture")
_LONGEST_NOTICE = 80


class Notice(NamedTuple):
    """What the reading process is at: page `number` of so many `pages` was read, or is recognised next."""

    doing: Literal["reading", "recognising"]
    number: int
    pages: int


_FAILURES = {
    kind.__name__: kind
    for kind in (
        errors.UnreadableDocument,
        errors.EncryptedDocument,
        errors.EmptyDocument,
        errors.WrongKind,
        errors.OverLimit,
    )
}


def dump_document(document: ExtractedDocument) -> bytes:
    """A document as one line of JSON."""
    report = document.report
    message = {
        "text": document.text,
        "pages": [[page.number, page.label, page.start, page.end] for page in document.pages],
        "blocks": [[block.kind, block.start, block.end, block.level] for block in document.blocks],
        "declared": document.declared,
        "margins": document.margins,
        "taught": document.taught,
        "reader": report.reader,
        "unread": [[page.number, page.reason] for page in report.unread_pages],
        "notes": list(report.notes),
        "evidence": report.evidence,
    }
    return json.dumps(message, ensure_ascii=False).encode("utf-8", "surrogatepass")


def dump_failure(failure: errors.UnreadableDocument) -> bytes:
    """A failure as one line of JSON."""
    message = {"failed": type(failure).__name__, "what": failure.what, "subject": failure.subject, "remedy": failure.remedy}
    return json.dumps(message).encode("ascii")


def dump_notice(notice: Notice) -> bytes:
    """A notice as one line of JSON."""
    return json.dumps({"notice": notice}).encode("ascii")


def load_notice(line: bytes) -> Notice | None:
    """The notice that a line holds; None for any other line."""
    if not line.startswith(b'{"notice"') or len(line) > _LONGEST_NOTICE:
        return None
    try:
        doing, number, pages = json.loads(line)["notice"]
        return Notice("reading" if doing == "reading" else "recognising", int(number), int(pages))
    except (KeyError, TypeError, ValueError):
        return None


def load(line: bytes) -> ExtractedDocument:
    """The document that a line holds. Raises the failure that it holds instead, or `ValueError` when it holds neither."""
    try:
        message = json.loads(line)
        if "failed" in message:
            failed = _FAILURES[message["failed"]]
            raise failed(str(message["what"]), subject=str(message["subject"]), remedy=str(message["remedy"]))
        return _document(message)
    except (KeyError, TypeError, RecursionError, UnicodeDecodeError) as exc:
        raise ValueError("the reading process answered something else than a document") from exc


def _document(message: dict[str, Any]) -> ExtractedDocument:
    text = str(message["text"])
    pages = tuple(Page(int(number), str(label), int(start), int(end)) for number, label, start, end in message["pages"])
    blocks = tuple(Block(kind, int(start), int(end), int(level)) for kind, start, end, level in message["blocks"])
    place = 0
    for block in blocks:
        if block.kind not in _KINDS or not place <= block.start <= block.end <= len(text):
            raise ValueError("the reading process answered blocks that don't fit its text")
        place = block.end
    if not pages or any(not 0 <= page.start <= page.end <= len(text) for page in pages):
        raise ValueError("the reading process answered pages that don't fit its text")
    report = ExtractionReport(
        reader=str(message["reader"]),
        unread_pages=tuple(UnreadPage(int(number), str(reason)) for number, reason in message["unread"]),
        notes=tuple(str(note) for note in message["notes"]),
        evidence=dict(message["evidence"]),
    )
    declared = {
        str(key): [str(item) for item in value] if isinstance(value, list) else str(value)
        for key, value in message["declared"].items()
    }
    margins = tuple(str(margin) for margin in message["margins"])
    return ExtractedDocument(text, pages, blocks, report, declared, margins, str(message["taught"]))
