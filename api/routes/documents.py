"""The documents: the list, one of them, a page as text or as an image, the original file, and what the library holds.

An id may hold slashes, so that the routes are matched from the longest to the shortest.
"""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from starlette.responses import FileResponse, Response

from api.access.gate import AccessHere, AskerHere
from api.errors import BadRequest, NoPageImage, NoSuchPage
from api.headers import root_path
from api.originals import MEDIA_TYPES, original_of
from api.page_images import NARROWEST, WIDEST, PageImages
from api.schemas.documents import DocumentDetail, DocumentList, PageText, Status
from api.services import Services
from api.settings import Settings
from assistant.model import Asker
from corpus.catalogue import documents, schema, versions
from corpus.catalogue.versions import VersionHead, VersionRecord
from corpus.errors import NothingIndexed, UnknownDocument
from corpus.generation.snapshot import Snapshot, View
from corpus.home import Home
from corpus.model import Page, Span

_LIST = "`dalil index list` and /api/documents name them"


def document_routes(services: Services, settings: Settings) -> APIRouter:
    """The routes of the documents."""
    router = APIRouter(tags=["documents"])
    home = settings.library()
    images = PageImages()

    @router.get("/api/status", response_model=Status)
    def status(access: AccessHere) -> dict[str, Any]:
        """What the library holds for this asker, when it was last indexed, and which models are in use."""
        return _status(services, settings, home, access.asker) | {
            "administrator": access.administrator,
            "signed_in_as": access.name,
        }

    @router.get("/api/documents", response_model=DocumentList)
    def listed(asker: AskerHere) -> dict[str, Any]:
        """The documents that the asker may read, by id."""
        view = services.assistant.snapshot().view(asker.groups)
        return {"documents": [_head(head, view) for head in view.documents()]}

    @router.get("/api/documents/{document:path}/pages/{number}/image", response_class=Response)
    def image(
        document: str,
        number: int,
        asker: AskerHere,
        width: Annotated[int, Query(ge=NARROWEST, le=WIDEST, description="in pixels")] = 1000,
    ) -> Response:
        """A page of a PDF as a PNG."""
        _, version = _readable(services, asker, document)
        page = _page(version, number)
        original = original_of(home, version)
        if original.media_type != "application/pdf":
            raise NoPageImage(
                "only a PDF has pages to be drawn", subject=document, remedy="read the page's text, or open the original file"
            )
        png = images.draw(original.path, original.content, page.number, width)
        return Response(png, media_type="image/png", headers={"Cache-Control": "private, no-cache"})

    @router.get("/api/documents/{document:path}/pages/{number}", response_model=PageText)
    def page_text(
        document: str,
        number: int,
        asker: AskerHere,
        start: Annotated[list[int], Query(description="where marked words begin; may be given more than once")] = [],  # noqa: B006
        end: Annotated[list[int], Query(description="where they end, in the same order")] = [],  # noqa: B006
        version: Annotated[int | None, Query(ge=1, description="the version that the link was made from")] = None,
    ) -> dict[str, Any]:
        """A page as text, with the marked words that stand on it. When the version asked for is gone, the newest."""
        snapshot, record = _readable(services, asker, document)
        if len(start) != len(end):
            raise BadRequest("every start wants its end", subject="end", remedy="give as many `end` as `start`")
        return _page_text(snapshot, record, number, [Span(a, b) for a, b in zip(start, end, strict=True)], version)

    @router.get("/api/documents/{document:path}/file", response_class=FileResponse)
    def file(document: str, asker: AskerHere) -> Response:
        """The original file."""
        _, version = _readable(services, asker, document)
        original = original_of(home, version)
        return FileResponse(original.path, media_type=original.content_type(), headers=original.headers())

    @router.get("/api/documents/{document:path}", response_model=DocumentDetail)
    def one(document: str, asker: AskerHere, request: Request) -> dict[str, Any]:
        """One document: what the catalogue says of it, and its pages."""
        snapshot, version = _readable(services, asker, document)
        view = snapshot.view(asker.groups)
        media_type = _media_type(home, version)
        return _head(snapshot.heads[version.key], view) | {
            "pages": [asdict(page) for page in version.pages],
            "unread_pages": [asdict(page) for page in version.report.unread_pages],
            "file": f"{root_path(request.scope)}/api/documents/{quote(document)}/file",
            "media_type": media_type,
            "images": media_type == "application/pdf",
        }

    return router


def _readable(services: Services, asker: Asker, document: str) -> tuple[Snapshot, VersionRecord]:
    """The served version of a document. Raises UnknownDocument alike for one that isn't there and one that is hidden."""
    snapshot = services.assistant.snapshot()
    head = snapshot.view(asker.groups).document(document)
    if head is None:
        raise UnknownDocument("there is no such document", subject=document, remedy=_LIST)
    return snapshot, snapshot.version(head.key)


def _head(head: VersionHead, view: View) -> dict[str, Any]:
    metadata = asdict(head.metadata)
    del metadata["classification"]
    for other in ("twin", "supersedes"):
        if metadata[other] and view.document(metadata[other]) is None:
            metadata[other] = ""
    return {"id": head.document, "version": head.n, "illustrative": head.illustrative} | metadata


def _page(version: VersionRecord, number: int) -> Page:
    for page in version.pages:
        if page.number == number:
            return page
    raise NoSuchPage(f"it has no page {number}", subject=version.document, remedy=f"its pages go from 1 to {len(version.pages)}")


def _page_text(snapshot: Snapshot, record: VersionRecord, number: int, marks: list[Span], asked: int | None) -> dict[str, Any]:
    gone = asked is not None and asked != record.n
    page = _page(record, min(number, len(record.pages)) if gone else number)
    on_page = (
        []
        if gone
        else [_within(mark, page) for mark in marks if mark.start < page.end and mark.end > page.start and mark.start < mark.end]
    )
    passages = [p for p in snapshot.passages(record.key).values() if p.start < page.end and p.end > page.start]
    at = on_page[0].start if on_page else page.start
    under = next((p for p in passages if p.end > at), None)
    return {
        "document": record.document,
        "title": record.metadata.title,
        "language": record.metadata.language,
        "version": record.n,
        "version_asked": asked,
        "version_gone": gone,
        "notice": f"version {asked} isn't served any more; this is version {record.n}" if gone else "",
        "number": page.number,
        "label": page.label,
        "pages": len(record.pages),
        "start": page.start,
        "end": page.end,
        "text": record.text[page.start : page.end],
        "heading": under.heading if under else "",
        "spans": [{"start": span.start, "end": span.end, "text": span.of(record.text)} for span in on_page],
        "passages": [{"n": p.n, "heading": p.heading, "start": p.start, "end": p.end} for p in passages],
        "unread": next((unread.reason for unread in record.report.unread_pages if unread.number == page.number), ""),
    }


def _within(mark: Span, page: Page) -> Span:
    return Span(max(mark.start, page.start), min(mark.end, page.end))


def _media_type(home: Home, version: VersionRecord) -> str:
    catalogue = schema.connect(home.catalogue)
    try:
        record = documents.find(catalogue, version.document)
    finally:
        catalogue.close()
    return MEDIA_TYPES.get(Path(record.path).suffix.lower(), "application/octet-stream") if record else "application/octet-stream"


def _status(services: Services, settings: Settings, home: Home, asker: Asker) -> dict[str, Any]:
    said = {
        "answerer": settings.chat_model or "extractive",
        "entity_name": settings.entity_name,
        "interface_language": settings.interface_language,
        "digits": settings.digits,
        "timezone": settings.timezone,
    }
    try:
        snapshot = services.assistant.snapshot()
    except NothingIndexed:
        return said | {
            "ready": False,
            "documents": 0,
            "languages": {},
            "types": {},
            "last_indexed": "",
            "embedder": settings.embed_model,
        }
    heads = snapshot.view(asker.groups).documents()
    catalogue = schema.connect(home.catalogue)
    try:
        newest = versions.last_made(catalogue, [head.key for head in heads])
    finally:
        catalogue.close()
    return said | {
        "ready": True,
        "documents": len(heads),
        "languages": _counted(head.metadata.language for head in heads),
        "types": _counted(head.metadata.type for head in heads),
        "last_indexed": newest,
        "embedder": snapshot.manifest.embedder,
    }


def _counted(values: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return dict(sorted(counts.items()))
