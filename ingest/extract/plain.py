"""Plain text: the canonical text is the decoded content itself, line ends as `\\n`; paragraphs are separated by blank lines.

A form feed begins a page. Nothing is furniture: a text file has no margins.
"""

import re
from pathlib import Path

from corpus.model import ExtractionReport, Page
from ingest.errors import EmptyDocument
from ingest.extract.base import Block, ExtractedDocument
from ingest.extract.decode import decode

_PARAGRAPH = re.compile(r"[^\s](?:[^\n\f]*(?:\n(?![^\S\n\f]*(?:\n|\f|\Z)))?)*")


class PlainExtractor:
    """Reads `.txt` files."""

    name = "plain"
    media_types: tuple[str, ...] = ("text/plain",)

    def extract(self, path: Path) -> ExtractedDocument:
        """Read the file. Raises `EmptyDocument` when it holds only white space."""
        decoded = decode(path.read_bytes())
        text = decoded.text
        if not text.strip():
            raise EmptyDocument("the file holds no text", subject=path.name)
        notes = (f"{decoded.damaged} bytes are not {decoded.encoding} and were replaced",) if decoded.damaged else ()
        report = ExtractionReport(reader=self.name, notes=notes, evidence={"encoding": decoded.encoding})
        return ExtractedDocument(text, _pages(text), _paragraphs(text), report)


def _paragraphs(text: str) -> tuple[Block, ...]:
    blocks = []
    for match in _PARAGRAPH.finditer(text):
        end = match.start() + len(match.group().rstrip())
        blocks.append(Block("paragraph", match.start(), end))
    return tuple(blocks)


def _pages(text: str) -> tuple[Page, ...]:
    starts = [0, *(i + 1 for i, char in enumerate(text) if char == "\f" and text[i + 1 :].strip())]
    ends = [*starts[1:], len(text)]
    return tuple(Page(n, str(n), start, end) for n, (start, end) in enumerate(zip(starts, ends, strict=True), 1))
