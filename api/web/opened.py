"""A place in a document, opened for reading: the page's text with the cited words marked, and what the page says about it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from api.errors import NoOriginal, NoSuchPage
from api.originals import Original, original_of
from api.page_words import Box, words_of_page
from api.web.facsimile import boxes_of
from api.web.recognised import Recognition, recognition_of
from api.web.source import PATH, Block, heading_levels, lay_out
from assistant.model import Asker
from corpus.catalogue.versions import VersionRecord
from corpus.errors import UnknownDocument
from corpus.generation.snapshot import Snapshot
from corpus.home import Home
from corpus.model import Metadata, Page, Span

_MOST_MARKS = 64
_SPAN = re.compile(r"(\d{1,9})-(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Place:
    """What a link names: a document, its version (None: the one that is served), a page and the cited span.

    `also` holds further spans, as `12-40,95-120`.
    """

    document: str
    version: int | None
    page: int
    start: int
    end: int
    also: str = ""


@dataclass(frozen=True, slots=True)
class OpenedSource:
    """One page of one document. `marks` are the spans that stand on it, the one that was asked for first."""

    document: str
    metadata: Metadata
    version: int
    asked: int | None
    gone: bool
    """Whether the version that the link names isn't served any more."""
    illustrative: bool
    page: Page
    pages: int
    marks: tuple[Span, ...]
    goes_on: bool
    """Whether the cited words go on on the next page."""
    headings: tuple[str, ...]
    """The path of headings over the cited words."""
    blocks: tuple[Block, ...]
    unread: str
    recognition: Recognition | None
    """What OCR thought of the page, where it was read from its picture."""
    has_images: bool
    has_original: bool
    boxes: tuple[tuple[Box, ...], ...]
    """On the page's image, the rectangles of each mark; empty where the text is shown."""
    twin: str
    """The id of the document in the other language, when the asker may read it."""

    def link(self, page: int | None = None, **more: str) -> str:
        """The link to this place, or to another page of this document, without the server's path."""
        query: dict[str, str | int] = {"version": self.version, "page": page or self.page.number}
        if page is None and self.marks:
            query |= {"start": self.marks[0].start, "end": self.marks[0].end}
        return f"/documents/{quote(self.document, safe='')}?{urlencode(query | more)}"

    @property
    def api(self) -> str:
        """Where the document's parts are had from, without the server's path."""
        return f"/api/documents/{quote(self.document)}"


def open_source(snapshot: Snapshot, asker: Asker, home: Home, place: Place, *, image: bool = False) -> OpenedSource:
    """Open a page of the served version. Where that isn't the version asked for, nothing is marked: its words may have moved.

    `image` asks for where the marks stand on the page's image as well.

    Raises UnknownDocument, alike for a document that isn't there and one that is hidden, and NoSuchPage.
    """
    view = snapshot.view(asker.groups)
    head = view.document(place.document)
    if head is None:
        raise UnknownDocument("there is no such document", subject=place.document, remedy="/api/documents names all")
    record = snapshot.version(head.key)
    gone = place.version is not None and place.version != record.n
    shown = _page(record, min(place.page, len(record.pages)) if gone else place.page)
    wanted = [] if gone else [Span(place.start, place.end), *_spans(place.also)]
    marks = _on_page(wanted, shown)
    passages = [p for p in snapshot.passages(record.key).values() if p.start < shown.end and p.end > shown.start]
    at = marks[0].start if marks else shown.start
    over = next((p.heading for p in passages if p.end > at), "")
    original = _original(home, record)
    has_images = original is not None and original.media_type == "application/pdf"
    quotations = [(mark.of(record.text), _share(mark, shown)) for mark in marks]
    words = words_of_page(original.path, original.content, shown.number) if original and has_images and image and marks else ()
    recognition = recognition_of(record.report, record.text, shown)
    doubts = recognition.doubts if recognition else ()
    page, headings = Span(shown.start, shown.end), heading_levels(passages)
    twin = record.metadata.twin
    return OpenedSource(
        document=place.document,
        metadata=record.metadata,
        version=record.n,
        asked=place.version,
        gone=gone,
        illustrative=record.illustrative,
        page=shown,
        pages=len(record.pages),
        marks=marks,
        goes_on=not gone and bool(marks) and place.start < shown.end < place.end,
        headings=tuple(filter(None, over.split(PATH))),
        blocks=tuple(lay_out(record.text, page, marks=marks, headings=headings, doubts=doubts)),
        unread=next((unread.reason for unread in record.report.unread_pages if unread.number == shown.number), ""),
        recognition=recognition,
        has_images=has_images,
        has_original=original is not None,
        boxes=tuple(boxes_of(quotation, words, at=at) for quotation, at in quotations) if words else (),
        twin=twin if twin and view.document(twin) else "",
    )


def _page(record: VersionRecord, number: int) -> Page:
    for page in record.pages:
        if page.number == number:
            return page
    raise NoSuchPage(f"it has no page {number}", subject=record.document, remedy=f"its pages go from 1 to {len(record.pages)}")


def _spans(written: str) -> list[Span]:
    return [Span(int(start), int(end)) for start, end in _SPAN.findall(written)[:_MOST_MARKS]]


def _on_page(spans: Sequence[Span], page: Page) -> tuple[Span, ...]:
    inside = [Span(max(span.start, page.start), min(span.end, page.end)) for span in spans]
    return tuple(dict.fromkeys(span for span in inside if span.start < span.end))


def _share(mark: Span, page: Page) -> float:
    return (mark.start - page.start) / max(1, page.end - page.start)


def _original(home: Home, record: VersionRecord) -> Original | None:
    try:
        return original_of(home, record)
    except NoOriginal:
        return None
