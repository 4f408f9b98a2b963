"""The seam between file formats and everything else: bytes in, an `ExtractedDocument` out.

An extractor reads one format. What it gives is canonical text, in which every character of the body stands in exactly one
place, and blocks: spans of that text that say what it is (heading, paragraph, list item, table, ...). Segmentation, indexing
and citation see only this.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from corpus.model import ExtractionReport, Page

BlockKind = Literal["heading", "paragraph", "item", "table", "caption", "code", "furniture"]


@dataclass(frozen=True, slots=True)
class Block:
    """A span of canonical text and what it is. Blocks don't overlap and stand in reading order.

    `level` is 1 to 6 for a heading and the depth from 1 for a list item, else 0. A table is one block: a line a row, cells
    joined by ' | ', the header row first. `furniture` (running headers, page numbers) is text that no passage holds.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class ExtractedDocument:
    """One file as it was read. `declared` holds what the file says of itself: title, author, date, front matter; `saved` is the
    day of its own record, `issued` the one that its text names.

    `margins` is what stands around the body and not in the text: headers, footers, watermarks, stamps that are notes. It isn't
    indexed; a state mark there counts. `taught` is a table of outlines whose letters this document tells.
    """

    text: str
    pages: tuple[Page, ...]
    blocks: tuple[Block, ...]
    report: ExtractionReport
    declared: dict[str, str | list[str]] = field(default_factory=dict)
    margins: tuple[str, ...] = ()
    taught: str = ""


class Extractor(Protocol):
    """Reads one format. Runs in a child process with limits (`sandbox.py`), so it may be slow or even die."""

    name: str
    media_types: tuple[str, ...]

    def extract(self, path: Path) -> ExtractedDocument:
        """Read the file. Raises `ingest.errors.UnreadableDocument` or a class below it."""
        ...


class TextBuilder:
    """Builds canonical text block by block, so that offsets can't go wrong. Letters and their marks are composed (NFC).

    Blocks are separated by a blank line (list items by one line end); pages by a blank line as well.
    """

    def __init__(self) -> None:
        self._text: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._pages: list[Page] = []
        self._page_start = 0
        self._page_label: str | None = None

    def add(self, kind: BlockKind, text: str, *, level: int = 0) -> None:
        """Add one block; text of nothing but white space is left out."""
        text = unicodedata.normalize("NFC", text).strip()
        if not text:
            return
        if self._length:
            tight = kind == "item" and self._blocks[-1].kind == "item"
            self._put("\n" if tight else "\n\n")
        start = self._length
        self._put(text)
        self._blocks.append(Block(kind, start, self._length, level))

    def page(self, label: str = "") -> None:
        """Begin a page. Text before the first call belongs to page 1."""
        if self._page_label is not None:
            self._end_page()
        self._page_label = label

    @property
    def size(self) -> int:
        """Characters added so far."""
        return self._length

    def cell(self) -> str:
        """What was added as the text of a table's cell: one line, in which an inner table has ', ' and '; ' for its lines."""
        text = "".join(self._text)
        tables = [block for block in self._blocks if block.kind == "table"]
        for table in reversed(tables):
            inner = text[table.start : table.end].replace(" | ", ", ").replace("\n", "; ")
            text = text[: table.start] + inner + text[table.end :]
        return " ".join(text.split())

    def build(
        self,
        report: ExtractionReport,
        declared: dict[str, str | list[str]] | None = None,
        *,
        margins: Iterable[str] = (),
    ) -> ExtractedDocument:
        """The document as added so far. Of like margins, as every page has them, one is kept."""
        if self._page_label is None:
            self._page_label = ""
        self._end_page()
        aside = tuple(dict.fromkeys(filter(None, (margin.strip() for margin in margins))))
        return ExtractedDocument("".join(self._text), tuple(self._pages), tuple(self._blocks), report, declared or {}, aside)

    def _end_page(self) -> None:
        number = len(self._pages) + 1
        self._pages.append(Page(number, self._page_label or str(number), self._page_start, self._length))
        self._page_start = self._length

    def _put(self, text: str) -> None:
        self._text.append(text)
        self._length += len(text)
