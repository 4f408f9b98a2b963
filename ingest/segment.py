"""Segmentation: an extracted document becomes passages with addresses.

A passage is a run of whole blocks under one path of headings: paragraphs are merged until they make a passage worth reading,
a list or a table stays whole as long as it isn't longer than a passage may be, and a longer paragraph is cut between
sentences. Every passage lies on one page. Taken in order, the passages hold every character of the body (white space between
blocks aside) exactly once; furniture is left out.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.model import Passage, Span
from corpus.text.normalise import fold
from corpus.text.sentences import sentences
from ingest.extract.base import Block, ExtractedDocument
from ingest.options import SegmentOptions

HEADING_SEPARATOR = " › "
_NUMBERED = re.compile(r"\(\s*([\d٠-٩]+)\s*\)")


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    page: int
    heading: tuple[str, ...]


def segment(document: ExtractedDocument, *, options: SegmentOptions | None = None) -> list[Passage]:
    """The passages of `document`, in order, numbered from 1."""
    chosen = options or SegmentOptions()
    passages: list[Passage] = []
    run: list[_Piece] = []
    layout = _Layout(document)
    for piece in _pieces(layout, chosen):
        if run and not _belongs(layout, run, piece, chosen):
            passages.append(_passage(len(passages) + 1, run))
            run = []
        run.append(piece)
    if run:
        passages.append(_passage(len(passages) + 1, run))
    return passages


def _belongs(layout: "_Layout", run: list[_Piece], piece: _Piece, options: SegmentOptions) -> bool:
    first, length = run[0], run[-1].end - run[0].start
    return (
        piece.page == first.page
        and piece.heading == first.heading
        and length < options.enough
        and piece.end - first.start <= options.most
        and not layout.furniture_in(Span(run[-1].end, piece.start))
    )


def _passage(n: int, run: list[_Piece]) -> Passage:
    return Passage(n, run[0].page, HEADING_SEPARATOR.join(run[0].heading), run[0].start, run[-1].end)


def _pieces(layout: "_Layout", options: SegmentOptions) -> Iterator[_Piece]:
    """The body in pieces that fit a passage, each with its page and the headings above it; a heading belongs to what follows."""
    path: list[tuple[int, str]] = []
    waiting: list[Block] = []
    for group in _groups(layout, options):
        block, page = group[0], layout.page_of(group[0].start)
        if waiting and layout.page_of(waiting[0].start) != page:
            yield from _headings_alone(layout, waiting, path, options)
            waiting = []
        if block.kind == "heading":
            path = [(level, title) for level, title in path if level < block.level]
            path.append((block.level, _as_path(layout.text[block.start : block.end])))
            waiting.append(block)
            continue
        start = waiting[0].start if waiting else block.start
        waiting = []
        heading = tuple(title for _, title in path)
        for span in _cut(layout, Span(start, group[-1].end), options):
            yield _Piece(span.start, span.end, page, heading)
    if waiting:
        yield from _headings_alone(layout, waiting, path, options)


def _as_path(heading: str) -> str:
    """A heading as it stands in a path: on one line, without kashidas, brackets close around a number, no mark after it."""
    return _NUMBERED.sub(r"(\1)", " ".join(heading.replace("\u0640", "").split())).rstrip(" :.-–") or heading.strip()


def _headings_alone(
    layout: "_Layout", waiting: list[Block], path: list[tuple[int, str]], options: SegmentOptions
) -> Iterator[_Piece]:
    heading = tuple(title for _, title in path)
    for span in _cut(layout, Span(waiting[0].start, waiting[-1].end), options):
        yield _Piece(span.start, span.end, layout.page_of(span.start), heading)


def _groups(layout: "_Layout", options: SegmentOptions) -> Iterator[list[Block]]:
    """Body blocks, with the items of one list (and the paragraph that leads in to it) together where they fit on one page."""
    run: list[Block] = []
    for block in layout.body:
        joins = (
            bool(run)
            and block.kind == "item"
            and run[-1].kind in ("item", "paragraph")
            and block.end - run[0].start <= options.most
            and layout.page_of(run[0].start) == layout.page_of(block.start)
        )
        if run and not joins:
            yield run
            run = []
        run.append(block)
    if run:
        yield run


def _cut(layout: "_Layout", span: Span, options: SegmentOptions) -> Iterator[Span]:
    """`span` itself when it fits, else pieces of it that end between lines or sentences; furniture inside it is left out."""
    for part in _without_furniture(layout, span):
        if part.end - part.start <= options.most:
            yield part
            continue
        start = end = part.start
        for sentence in _short_sentences(layout.text, part, options.most):
            if sentence.end - start > options.most and end > start:
                yield from _trimmed(layout.text, Span(start, end))
                start = sentence.start
            end = sentence.end
        yield from _trimmed(layout.text, Span(start, part.end))


def _without_furniture(layout: "_Layout", span: Span) -> Iterator[Span]:
    start = span.start
    for block in layout.furniture_in(span):
        yield from _trimmed(layout.text, Span(start, block.start))
        start = block.end
    yield from _trimmed(layout.text, Span(start, span.end))


def _trimmed(text: str, span: Span) -> Iterator[Span]:
    start, end = span.start, span.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Span(start, end)


def _short_sentences(text: str, span: Span, most: int) -> Iterator[Span]:
    """The sentences of `span`; one that alone is longer than `most` is cut at its spaces, or anywhere when it has none."""
    found = sentences(text, span)
    covered = [
        Span(a.start if at else span.start, found[at + 1].start if at + 1 < len(found) else span.end)
        for at, a in enumerate(found)
    ]
    for sentence in covered or [span]:
        start = sentence.start
        while sentence.end - start > most:
            space = text.rfind(" ", start + most // 2, start + most)
            cut = space + 1 if space > 0 else start + most
            yield Span(start, cut)
            start = cut
        yield Span(start, sentence.end)


def place_of_passage(title: str, heading: str) -> str:
    """Where a passage stands, for the indexes: the title that was given to its document, then its headings (once where they
    agree).
    """
    first = heading.split(HEADING_SEPARATOR)[0]
    if not title or fold(first) == fold(title):
        return heading
    return f"{title}{HEADING_SEPARATOR}{heading}" if heading else title


class _Layout:
    """A document's text with its pages and furniture at hand by offset."""

    def __init__(self, document: ExtractedDocument) -> None:
        self.text = document.text
        self.body = [block for block in document.blocks if block.kind != "furniture"]
        self._furniture = [block for block in document.blocks if block.kind == "furniture"]
        self._furniture_starts = [block.start for block in self._furniture]
        self._pages = document.pages
        self._page_ends = [page.end for page in document.pages]

    def page_of(self, offset: int) -> int:
        """The number of the page on which `offset` stands."""
        return self._pages[min(bisect_right(self._page_ends, offset), len(self._pages) - 1)].number

    def furniture_in(self, span: Span) -> list[Block]:
        """The furniture inside `span`."""
        return self._furniture[bisect_left(self._furniture_starts, span.start) : bisect_left(self._furniture_starts, span.end)]
