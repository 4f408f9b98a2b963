"""EPUB books: the chapters in the order of the book's spine, each read as HTML and a page of its own.

What the book itself lists as navigation is left out. Nothing is fetched and nothing runs.
"""

import posixpath
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from lxml import etree

from corpus.model import ExtractionReport
from ingest.errors import EmptyDocument, EncryptedDocument, UnreadableDocument
from ingest.extract.archive import DAMAGE
from ingest.extract.base import ExtractedDocument, TextBuilder
from ingest.extract.decode import decode
from ingest.extract.html import add_html, parse_html
from ingest.extract.inline import one_line, telling_author, telling_title

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_CHAPTERS = ("application/xhtml+xml", "text/html")
_DC = "{http://purl.org/dc/elements/1.1/}"


class EpubExtractor:
    """Reads `.epub` files."""

    name = "epub"
    media_types: tuple[str, ...] = ("application/epub+zip",)

    def extract(self, path: Path) -> ExtractedDocument:
        """Read the file. Raises `UnreadableDocument` when it is damaged, `EmptyDocument` when no chapter holds text."""
        builder = TextBuilder()
        notes: list[str] = []
        try:
            with zipfile.ZipFile(path) as archive:
                book = _Book(archive)
                for n, name in enumerate(book.chapters, start=1):
                    builder.page(str(n))
                    notes += [f"{note} in chapter {n}" for note in add_html(builder, parse_html(decode(archive.read(name)).text))]
        except RuntimeError as exc:
            raise EncryptedDocument("it asks for a password", subject=path.name, remedy="save it without a password") from exc
        except DAMAGE as exc:
            remedy = "copy it again from where it came"
            raise UnreadableDocument("the book is damaged or cut short", subject=path.name, remedy=remedy) from exc
        document = builder.build(ExtractionReport(reader=self.name, notes=tuple(notes)), book.declared)
        if not document.text:
            told = "its chapters are encrypted" if book.encrypted else "no chapter holds text"
            raise EmptyDocument(told, subject=path.name)
        return document


class _Book:
    """What a book says of itself: its chapters in order, and its title, author and date."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        names = set(archive.namelist())
        container = _xml(archive.read(_CONTAINER))
        package = str(next(container.iter("{*}rootfile")).get("full-path"))
        root = _xml(archive.read(package))
        folder = posixpath.dirname(package)
        items = {str(item.get("id")): item for item in root.iter("{*}item")}
        spine = [items[str(ref.get("idref"))] for ref in root.iter("{*}itemref") if str(ref.get("idref")) in items]
        kept = [item for item in spine if item.get("media-type") in _CHAPTERS and "nav" not in str(item.get("properties") or "")]
        places = [posixpath.normpath(posixpath.join(folder, unquote(str(item.get("href"))))) for item in kept]
        self.chapters = [place for place in places if place in names]
        self.encrypted = _ENCRYPTION in names
        self.declared = _declared(root)


def _declared(root: Any) -> dict[str, str | list[str]]:
    def said(name: str) -> str:
        return one_line(next((element.text or "" for element in root.iter(f"{_DC}{name}")), ""))

    found = {
        "title": telling_title(said("title")),
        "author": telling_author(said("creator")),
        "date": said("date")[:10],
    }
    return {key: value for key, value in found.items() if value}


def _xml(data: bytes) -> Any:
    return etree.fromstring(data, parser=etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
