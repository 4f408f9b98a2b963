"""What a PDF says of itself beside its pages: password, completeness, title, author, date, outline, page labels and stamps."""

import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from pypdf import PdfReader, PdfWriter

from ingest.errors import UnreadableDocument
from ingest.extract.inline import telling_author, telling_title
from ingest.extract.pdf.faults import FAULTS
from ingest.extract.pdf.headings import folded

_TAIL = 65_536
_LINEARISED = re.compile(rb"/Linearized[^>]*?/L\s+(\d+)")
_DATE = re.compile(r"^(?:D:)?(\d{4})-?(\d{2})-?(\d{2})")
_CUT = "the file is cut short: its end is missing"
_AGAIN = "copy it again from where it came"


def check_complete(path: Path) -> None:
    """Raise `UnreadableDocument` when the end of the file is missing, so that half a document is never taken for the whole."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(2048)
        file.seek(max(0, size - _TAIL))
        tail = file.read()
    linearised = _LINEARISED.search(head)
    if b"%%EOF" not in tail or (linearised and int(linearised[1]) > size):
        raise UnreadableDocument(_CUT, subject=path.name, remedy=_AGAIN)


def open_details(path: Path) -> PdfReader | None:
    """The file opened by pypdf, or None where it can't: the pages are then read without what this module adds."""
    try:
        reader = PdfReader(str(path))
        if reader.is_encrypted and not reader.decrypt(""):
            return None
        if len(reader.pages):
            reader.pages[0]  # a tree of pages that can't be walked is told here
    except FAULTS:
        return None
    return reader


@contextmanager
def untagged(path: Path, reader: PdfReader | None) -> Iterator[Path]:
    """The path of the same file without its structure tree, for as long as the context lasts; `path` itself where it has none.

    Read by structure, an element that goes on over a page's end was seen to be lost, or to stand on both pages.
    """
    try:
        tagged = reader is not None and not reader.is_encrypted and "/StructTreeRoot" in reader.root_object
        writer = PdfWriter(str(path), incremental=True) if tagged else None
        if writer is not None:
            del writer.root_object["/StructTreeRoot"]
    except FAULTS:
        writer = None
    if writer is None:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="dalil-") as folder:
        copy = Path(folder) / "untagged.pdf"
        try:
            writer.write(str(copy))
        except FAULTS:
            copy = path
        yield copy


def declared(reader: PdfReader | None) -> dict[str, str | list[str]]:
    """Title, author and day of saving of the file's own record, those that say something."""
    try:
        record = reader.metadata if reader else None
        if record is None:
            return {}
        found = {"title": telling_title(record.title), "author": telling_author(record.author)}
        written = [str(record.get(key) or "") for key in ("/ModDate", "/CreationDate")]
    except FAULTS:
        return {}
    found["saved"] = next((day for day in map(_day, written) if day), "")
    return {key: value for key, value in found.items() if value}


def _day(written: str) -> str:
    """The ISO day of a PDF date (`D:YYYYMMDD…`); many writers get the rest of it wrong."""
    match = _DATE.match(written)
    try:
        return date(*map(int, match.groups())).isoformat() if match else ""
    except ValueError:
        return ""


def page_labels(reader: PdfReader | None, count: int) -> list[str]:
    """The printed label of each page; its number where the file has none."""
    numbers = [str(number) for number in range(1, count + 1)]
    try:
        labels = [str(label).strip() for label in reader.page_labels] if reader else []
    except FAULTS:
        return numbers
    return [label or number for label, number in zip(labels, numbers, strict=True)] if len(labels) == count else numbers


def layers_off(reader: PdfReader | None) -> frozenset[int]:
    """The object numbers of the layers (optional content groups) that a viewer doesn't show at first."""
    try:
        layers: Any = reader.root_object["/OCProperties"].get_object() if reader and "/OCProperties" in reader.root_object else {}
        first: Any = layers["/D"].get_object() if layers else {}
        every = layers["/OCGs"].get_object() if first.get("/BaseState") == "/OFF" else first.get("/OFF") or ()
        shown = {entry.idnum for entry in first.get("/ON") or ()}
        return frozenset(entry.idnum for entry in every) - (shown if first.get("/BaseState") == "/OFF" else frozenset())
    except FAULTS:
        return frozenset()


def stamps(reader: PdfReader | None) -> list[str]:
    """What stamps and free notes say that somebody laid over the pages; they are no part of a page's text."""
    found: list[str] = []
    try:
        for page in reader.pages if reader else ():
            for reference in page.get("/Annots") or ():
                note = reference.get_object()
                if note.get("/Subtype") in ("/Stamp", "/FreeText"):
                    found.append(str(note.get("/Contents") or ""))
    except FAULTS:
        return found
    return found


def outline_levels(reader: PdfReader | None) -> Mapping[str, int]:
    """The level of each title in the outline, by its folded wording."""
    found: dict[str, int] = {}
    try:
        _descend(reader.outline if reader else [], 1, found)
    except FAULTS:
        return {}
    return found


def _descend(entries: list[Any], level: int, found: dict[str, int]) -> None:
    for entry in entries:
        if isinstance(entry, list):
            _descend(entry, level + 1, found)
        elif len(found) < 5000:
            wording = folded(str(entry.title or ""))
            if len(wording) > 2:
                found.setdefault(wording, level)
