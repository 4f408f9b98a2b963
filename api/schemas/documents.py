"""Documents, pages and what the library holds, as the doors tell them. Only what the asker may read is ever in them."""

from pydantic import BaseModel, Field


class DocumentHead(BaseModel):
    """One document in the list."""

    id: str
    title: str
    language: str
    type: str
    topic: str
    number: str
    issuer: str
    owner_unit: str
    sector: str
    origin: str
    date: str
    edition: str
    series: str
    status: str
    valid_from: str
    valid_until: str
    supersedes: str
    twin: str = Field(description="the id of the same document in the other language")
    version: int
    illustrative: bool


class PageHead(BaseModel):
    """Where a page stands in the canonical text, in code points."""

    number: int
    label: str
    start: int
    end: int


class UnreadPageHead(BaseModel):
    """A page that could not be read, and why."""

    number: int
    reason: str


class DocumentDetail(DocumentHead):
    """One document."""

    pages: list[PageHead]
    unread_pages: list[UnreadPageHead]
    file: str = Field(description="where the original file is")
    media_type: str
    images: bool = Field(description="whether its pages can be had as images")


class DocumentList(BaseModel):
    """The documents that the asker may read, by id."""

    documents: list[DocumentHead]


class MarkedSpan(BaseModel):
    """A stretch of the canonical text that stands on the page, and its words."""

    start: int
    end: int
    text: str


class PassageHead(BaseModel):
    """A passage that stands on the page."""

    n: int
    heading: str
    start: int
    end: int


class PageText(BaseModel):
    """A page as text. Its characters are those from `start` to `end` of the canonical text."""

    document: str
    title: str
    language: str
    version: int
    version_asked: int | None = None
    version_gone: bool = Field(False, description="the version that the link names isn't served any more: this is the newest")
    notice: str = ""
    number: int
    label: str
    pages: int
    start: int
    end: int
    text: str
    heading: str = Field(description="the headings over the first marked words, else over the page's first passage")
    spans: list[MarkedSpan]
    passages: list[PassageHead]
    unread: str = Field("", description="why the page could not be read, where it could not")


class Status(BaseModel):
    """What the library holds for this asker, and what answers."""

    ready: bool
    documents: int
    languages: dict[str, int]
    types: dict[str, int]
    last_indexed: str
    embedder: str
    answerer: str
    entity_name: str
    interface_language: str
    digits: str
    timezone: str
    administrator: bool
    signed_in_as: str
