"""Drawing pages of a document once more, a page at a time: what pypdf keeps of one is let go before the next."""

from collections.abc import Iterator, Sequence
from itertools import islice

from pypdf import PdfReader
from pypdf.generic import StreamObject

from ingest.extract.pdf.content import Drawn, Fonts, drawn_glyphs
from ingest.extract.pdf.faults import FAULTS


def drawn_pages(reader: PdfReader, fonts: Fonts, indexes: Sequence[int] | None = None) -> Iterator[tuple[int, list[Drawn]]]:
    """The glyphs of some pages, or of all, each with the index of its page; a page that can't be drawn is left out."""
    for index in range(len(reader.pages)) if indexes is None else indexes:
        kept = len(reader.resolved_objects)
        try:
            yield index, drawn_glyphs(reader.pages[index], fonts)
        except FAULTS:
            continue
        finally:
            let_go(reader, kept)


def let_go(reader: PdfReader, kept: int) -> None:
    """Let go of what pypdf keeps of a page that was read, beyond its first `kept` objects: contents, pictures and programs of
    fonts. What is drawn on several pages, and what holds other objects, stays.
    """
    resolved = reader.resolved_objects
    for key in list(islice(resolved, kept, None)):
        entry = resolved[key]
        if isinstance(entry, StreamObject) and entry.get("/Subtype") != "/Form" and entry.get("/Type") != "/ObjStm":
            del resolved[key]
