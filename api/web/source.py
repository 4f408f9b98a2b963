"""A page of canonical text laid out for reading: headings, paragraphs, list items and tables, with the cited words marked.

Canonical text separates blocks with a blank line, puts a list item or a table row on a line of its own and joins a row's cells
with ` | `. Nothing of it is dropped or changed here: the pieces of all blocks, joined, are the page's text without its line ends.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from corpus.model import Passage, Span

CELL = " | "
PATH = " › "
_ITEM = re.compile(r"\s*(?:[-•*▪◦–]|\(?[\d\u0660-\u0669]{1,3}[.)\-])\s")

BlockKind = Literal["heading", "paragraph", "item", "table"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that is marked or not. `mark` is the number of its span among those given, or None.

    `doubtful` says that OCR wasn't sure of it.
    """

    text: str
    mark: int | None = None
    doubtful: bool = False


Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """One block. A table has a line for each cell in `rows`; any other block has `rows` of one line."""

    kind: BlockKind
    rows: tuple[tuple[Line, ...], ...]
    level: int = 0

    @property
    def numbered(self) -> bool:
        """Whether it is an item that begins with a number rather than a bullet."""
        return self.kind == "item" and self.rows[0][0][0].text.lstrip(" (")[:1].isdigit()


def lay_out(
    text: str,
    page: Span,
    *,
    marks: Sequence[Span] = (),
    headings: Mapping[str, int] | None = None,
    doubts: Sequence[Span] = (),
) -> list[Block]:
    """The blocks of a page. `marks` and `doubts` are spans of the whole text; `headings` tells a heading's level by its words."""
    levels = headings or {}
    blocks: list[Block] = []
    for kind, spans in _grouped(text, page):
        if kind == "table":
            rows = tuple(tuple(_pieces(text, cell, marks, doubts) for cell in _cells(text, span)) for span in spans)
            blocks.append(Block("table", rows))
        elif kind == "item":
            blocks += [Block("item", ((_pieces(text, span, marks, doubts),),)) for span in spans]
        else:
            whole = Span(spans[0].start, spans[-1].end)
            level = levels.get(whole.of(text).strip(), 0)
            blocks.append(Block("heading" if level else "paragraph", ((_pieces(text, whole, marks, doubts),),), level))
    return blocks


def heading_levels(passages: Iterable[Passage]) -> dict[str, int]:
    """The words of every heading over these passages, with the depth at which it stands."""
    levels: dict[str, int] = {}
    for passage in passages:
        for depth, words in enumerate(filter(None, passage.heading.split(PATH)), start=1):
            levels.setdefault(words, depth)
    return levels


def _grouped(text: str, page: Span) -> list[tuple[str, list[Span]]]:
    """Lines that belong together, with the kind of block that they make."""
    groups: list[tuple[str, list[Span]]] = []
    parted = True
    for line in _lines(text, page):
        words = line.of(text)
        if not words.strip():
            parted = True
            continue
        kind = "table" if CELL in words else "item" if _ITEM.match(words) else "text"
        if parted or groups[-1][0] != kind:
            groups.append((kind, []))
        groups[-1][1].append(line)
        parted = False
    return groups


def _lines(text: str, page: Span) -> list[Span]:
    spans = []
    start = page.start
    while start < page.end:
        end = text.find("\n", start, page.end)
        end = page.end if end < 0 else end
        spans.append(Span(start, end))
        start = end + 1
    return spans


def _cells(text: str, row: Span) -> list[Span]:
    """The cells of a row; each but the first begins with the separator, so that no character is lost."""
    starts = [row.start, *(row.start + found.start() for found in re.finditer(re.escape(CELL), row.of(text)))]
    return [Span(start, end) for start, end in zip(starts, [*starts[1:], row.end], strict=True)]


def _pieces(text: str, span: Span, marks: Sequence[Span], doubts: Sequence[Span]) -> Line:
    """A span cut where marks and doubts begin and end. Where marks overlap, the one named first is shown."""
    cuts = {span.start, span.end}
    for mark in (*marks, *doubts):
        cuts |= {at for at in (mark.start, mark.end) if span.start < at < span.end}
    ordered = sorted(cuts)
    pieces = []
    for start, end in pairwise(ordered):
        number = next((n for n, mark in enumerate(marks) if mark.start <= start and end <= mark.end), None)
        pieces.append(Piece(text[start:end], number, any(doubt.start <= start and end <= doubt.end for doubt in doubts)))
    return tuple(pieces)
