"""The values that a library is made of. No I/O here.

Offsets count code points in a version's canonical text, half-open. Pages and passages count from 1.
"""

import re
import unicodedata
from dataclasses import dataclass, field, fields
from typing import Any, Literal

Language = Literal["ar", "en"]

PUBLIC = "public"
"""The group that everyone belongs to."""

_UNSEEN = re.compile("[\u064b-\u0652\u0640\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Vowel marks, tatweel and marks of direction: they come with typing and tell no two groups apart."""


def group_name(written: str) -> str:
    """A group's name as groups are compared, whoever typed it and however."""
    return unicodedata.normalize("NFC", _UNSEEN.sub("", written)).strip()


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of canonical text: code points `start` to `end`, half-open."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters of this span in `text`."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Page:
    """One page (slide, sheet, section) of a version and where it stands in the canonical text."""

    number: int
    label: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """What is indexed and cited: a stretch of one version's canonical text, with its address."""

    n: int
    page: int
    heading: str
    """The path of headings above it, joined by ' › '; empty where there is none."""
    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters of this passage in its version's canonical `text`."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the catalogue says of a document. Every field is text as a person wrote it; an empty one is unknown.

    Dates are ISO 8601 where they could be read as a day, else as written. `twin` and `supersedes` are document ids.
    """

    title: str = ""
    language: str = ""
    type: str = ""
    topic: str = ""
    number: str = ""
    issuer: str = ""
    owner_unit: str = ""
    sector: str = ""
    origin: str = ""
    date: str = ""
    edition: str = ""
    series: str = ""
    supersedes: str = ""
    valid_from: str = ""
    valid_until: str = ""
    status: str = ""
    twin: str = ""
    classification: str = ""

    def filled_from(self, other: "Metadata") -> "Metadata":
        """This metadata, with the fields that it leaves empty taken from `other`."""
        return Metadata(**{f.name: getattr(self, f.name) or getattr(other, f.name) for f in fields(self)})


@dataclass(frozen=True, slots=True)
class UnreadPage:
    """A page that could not be read, and why."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class ExtractionReport:
    """How a file was read: by which reader, what was left out and why, and the evidence for those decisions."""

    reader: str
    unread_pages: tuple[UnreadPage, ...] = ()
    notes: tuple[str, ...] = ()
    evidence: dict[str, Any] = field(default_factory=dict)
