"""The library as the administration sees it: all of it, whoever may read what."""

from typing import Any

from pydantic import BaseModel


class PageUnread(BaseModel):
    """A page that could not be read: the reason as told, and its cause in both languages."""

    number: int
    reason: str
    reason_ar: str
    reason_en: str


class DocumentRow(BaseModel):
    """One document, as `dalil index list` has it, with the reason's cause in both languages."""

    id: str
    title: str
    language: str
    type: str
    topic: str
    status: str
    reason: str
    reason_ar: str
    reason_en: str
    unread_pages: list[PageUnread]
    root: str
    path: str
    pages: int
    passages: int
    version: int
    edition: str
    audience: list[str]
    twin: str


class CauseRow(BaseModel):
    """One cause, how many documents and pages it kept from being read, and which documents."""

    id: str
    ar: str
    en: str
    documents: int
    pages: int
    examples: list[str]


class SyncStatus(BaseModel):
    """Where the sync stands."""

    state: str
    stage: str
    document: str
    done: int
    total: int
    began: str
    ended: str
    error: str
    report: dict[str, Any]


class LibraryState(BaseModel):
    """The whole library."""

    generation: str
    last_sync: str
    indexed: int
    quarantined: int
    public: int
    documents: list[DocumentRow]
    causes: list[CauseRow]
    sync: SyncStatus | None
