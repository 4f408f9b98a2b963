"""The library as a list: every document with its status, and one document in full."""

import sqlite3
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from corpus.catalogue import documents, schema, versions
from corpus.catalogue.documents import DocumentRecord
from corpus.catalogue.versions import VersionRecord
from corpus.home import Home
from corpus.model import UnreadPage


@dataclass(frozen=True, slots=True)
class DocumentListing:
    """One row of `dalil index list`. A quarantined document may still be served in an earlier version; then the row
    describes that.
    """

    id: str
    title: str
    language: str
    type: str
    topic: str
    status: Literal["indexed", "quarantined"]
    reason: str
    unread_pages: tuple[UnreadPage, ...]
    root: str
    path: str
    pages: int
    passages: int
    version: int
    edition: str
    audience: tuple[str, ...]
    twin: str


def list_documents(home: Home) -> list[DocumentListing]:
    """Every document of the catalogue, by id; none before the first sync."""
    if not home.catalogue.exists():
        return []
    with closing(schema.connect(home.catalogue)) as catalogue:
        counts = versions.passage_counts(catalogue)
        return [_listing(catalogue, record, counts)[0] for record in documents.all_documents(catalogue)]


def show_document(home: Home, document: str) -> dict[str, Any] | None:
    """One document's row with its canonical text, pages, passages and extraction report; None when no document has this id."""
    if not home.catalogue.exists():
        return None
    with closing(schema.connect(home.catalogue)) as catalogue:
        record = documents.find(catalogue, document)
        if record is None or record.removed:
            return None
        listing, version = _listing(catalogue, record, versions.passage_counts(catalogue))
        passages = versions.passages(catalogue, version.key) if version else []
    return asdict(listing) | {
        "text": version.text if version else "",
        "pages": [asdict(page) for page in version.pages] if version else [],
        "passages": [asdict(passage) for passage in passages],
        "report": asdict(version.report) if version else None,
    }


def _listing(
    catalogue: sqlite3.Connection, record: DocumentRecord, counts: dict[int, int]
) -> tuple[DocumentListing, VersionRecord | None]:
    version = versions.load(catalogue, record.version) if record.version is not None else None
    metadata = version.metadata if version else None
    listing = DocumentListing(
        id=record.id,
        title=metadata.title if metadata else Path(record.path).stem,
        language=metadata.language if metadata else "",
        type=metadata.type if metadata else "",
        topic=metadata.topic if metadata else "",
        status="quarantined" if record.reason else "indexed",
        reason=record.reason,
        unread_pages=version.report.unread_pages if version else (),
        root=record.root,
        path=record.path,
        pages=len(version.pages) if version else 0,
        passages=counts.get(version.key, 0) if version else 0,
        version=version.n if version else 0,
        edition=metadata.edition if metadata else "",
        audience=record.audience,
        twin=metadata.twin if metadata else "",
    )
    return listing, version
