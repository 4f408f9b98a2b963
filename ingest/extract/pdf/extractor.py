"""A PDF, from bytes to an `ExtractedDocument`: read every page, choose its best reading, find furniture and headings, add blocks.

Each decision has a file of its own beside this one. A page that no reader reads is reported and not in the text.
"""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2
from pypdfium2 import raw

from corpus.model import ExtractionReport, UnreadPage
from ingest.errors import EmptyDocument, EncryptedDocument, UnreadableDocument
from ingest.extract.base import ExtractedDocument, TextBuilder
from ingest.extract.inline import one_line, table_text
from ingest.extract.ocr.reader import Announce, PictureReader
from ingest.extract.pdf import details
from ingest.extract.pdf.choose import Choice
from ingest.extract.pdf.furniture import furniture_of
from ingest.extract.pdf.headings import Scale, measure, part_level
from ingest.extract.pdf.ink import FEW_LETTERS, shows_more
from ingest.extract.pdf.lines import paragraphs
from ingest.extract.pdf.pages import Pages
from ingest.extract.pdf.readers import Line, PackedLines, PageReading
from ingest.extract.pdf.scanned import BESIDE, FALSE_FONT, SCAN, SHAPES, recognise_unread, see
from ingest.extract.pdf.stamped import stamped

DAMAGED = "the page is damaged"
_BUT_HIDDEN = ", but for text that nobody sees"
_AGAIN = "copy it again from where it came"
_NAMED_PAGES = 8
_REMEDY = "scan it again, straight and at 300 dpi"


class PdfExtractor:
    """Reads `.pdf` files."""

    name = "pdf"
    media_types: tuple[str, ...] = ("application/pdf",)

    def __init__(
        self, pictures: PictureReader | None = None, outlines: Path | None = None, reading: Announce | None = None
    ) -> None:
        """`pictures` reads the pages that are pictures; `outlines` is the folder of what earlier documents taught of fonts;
        `reading` is told of each page that was read.
        """
        self._pictures = pictures or PictureReader()
        self._outlines = outlines
        self._reading = reading

    def extract(self, path: Path) -> ExtractedDocument:
        """Read the file.

        Raises `EncryptedDocument` when it asks for a password, `UnreadableDocument` when it is damaged or no page can be read,
        `EmptyDocument` when its pages are blank.
        """
        details.check_complete(path)
        document = _open(path)
        try:
            reader = details.open_details(path)
            pages = Pages(path, document, reader, outlines=self._outlines)
            choices = self._chosen(pages, len(document))
            seen = see(document, pages.to_see(self._reading), self._pictures) if self._pictures.ready else {}
            learned = pages.learn(seen) if seen else 0
            choices = self._chosen(pages, len(document)) if learned else choices
            taught = pages.taught() if self._outlines else ""
            recognised = recognise_unread(document, choices, _unread(document, choices), self._pictures, seen)
            choices, unread = recognised.choices, recognised.unread
            with_text = [index for index, choice in enumerate(choices) if choice.reading.lines and choice.reading.reader != "ocr"]
            scans = [index for index, choice in enumerate(choices) if choice.reading.reader == "ocr"]
            stamps = [*details.stamps(reader), *stamped(document, with_text, scans, self._pictures)]
            evidence = recognised.evidence | _unseen(pages)
            evidence |= {"fonts_by_ocr": {"pages": [index + 1 for index in seen], "glyphs": learned}} if seen else {}
        finally:
            document.close()
        _refuse_unreadable(path, choices, unread, hidden=bool(pages.hidden))
        builder = TextBuilder()
        labels = details.page_labels(reader, len(choices))
        _write(builder, choices, {page.number for page in unread}, labels, details.outline_levels(reader))
        report = _report(choices, unread, evidence, _told_hidden(pages))
        built = builder.build(report, details.declared(reader), margins=stamps)
        return replace(built, taught=taught)

    def _chosen(self, pages: Pages, count: int) -> list[Choice]:
        """The best reading of each page, packed until it is written."""
        choices: list[Choice] = []
        for choice in pages.choices():
            choices.append(replace(choice, reading=replace(choice.reading, lines=PackedLines(choice.reading.lines))))
            if self._reading is not None:
                self._reading(len(choices), count)
        return choices


def _open(path: Path) -> Any:
    try:
        document = pypdfium2.PdfDocument(str(path))
    except pypdfium2.PdfiumError as exc:
        if "password" in str(exc).lower() or "security" in str(exc).lower():
            raise EncryptedDocument("it asks for a password", subject=path.name, remedy="save it without a password") from exc
        reader = details.open_details(path)
        what = "it has no pages" if reader is not None and not len(reader.pages) else "the file is damaged"
        raise UnreadableDocument(what, subject=path.name, remedy=_AGAIN) from exc
    return document


def _unread(document: Any, choices: list[Choice]) -> list[UnreadPage]:
    """The pages that show something that could not be read. A blank page is not among them."""
    found = []
    for number, choice in enumerate(choices, 1):
        reason = ""
        if choice.quality.letters and not choice.quality.trusted:
            reason = FALSE_FONT
        elif 0 < choice.quality.letters < FEW_LETTERS and shows_more(document, number - 1, choice.reading):
            reason = BESIDE
        elif not choice.quality.letters and not any(char.isalnum() for char in choice.reading.text):
            reason = _shown(document, number - 1)
        if reason:
            found.append(UnreadPage(number, reason))
    return found


def _shown(document: Any, index: int) -> str:
    """What a page without text shows: a scan, letters drawn as shapes, or an empty string where it is blank."""
    try:
        page = document[index]
        kinds = Counter(item.type for item in page.get_objects(max_depth=3))
        page.close()
    except pypdfium2.PdfiumError:
        return DAMAGED
    if kinds[raw.FPDF_PAGEOBJ_IMAGE]:
        return SCAN
    return SHAPES if kinds[raw.FPDF_PAGEOBJ_PATH] + kinds[raw.FPDF_PAGEOBJ_SHADING] > 100 else ""


def _refuse_unreadable(path: Path, choices: list[Choice], unread: tuple[UnreadPage, ...], *, hidden: bool) -> None:
    """Raise when nothing is left to index."""
    dropped = {page.number for page in unread}
    if any(choice.reading.lines for number, choice in enumerate(choices, 1) if number not in dropped):
        return
    if not unread:
        raise EmptyDocument(f"its pages are blank{_BUT_HIDDEN if hidden else ''}", subject=path.name)
    reasons = Counter(page.reason for page in unread)
    what, _, remedy = reasons.most_common(1)[0][0].partition("; ")
    many = f"none of its {len(choices)} pages can be read: {what}" if len(choices) > 1 else what
    raise UnreadableDocument(many, subject=path.name, remedy=remedy or (_AGAIN if what == DAMAGED else _REMEDY))


def _write(builder: TextBuilder, choices: list[Choice], unread: set[int], labels: list[str], outline: Any) -> None:
    readings = [
        choice.reading if number not in unread else PageReading(choice.reading.reader, ())
        for number, choice in enumerate(choices, 1)
    ]
    furniture = furniture_of(readings)
    body = (
        line
        for reading, aside in zip(readings, furniture, strict=True)
        for index, line in enumerate(reading.lines)
        if index not in aside and not line.cells
    )
    scale = measure(body, outline)
    for reading, aside, label in zip(readings, furniture, labels, strict=True):
        builder.page(label)
        _write_page(builder, reading, aside, scale)


def _write_page(builder: TextBuilder, reading: PageReading, aside: frozenset[int], scale: Scale) -> None:
    body: list[Line] = []
    for index, line in enumerate(reading.lines):
        if index in aside:
            _write_body(builder, body, scale)
            body = []
            builder.add("furniture", line.text)
        else:
            body.append(line)
    _write_body(builder, body, scale)


def _write_body(builder: TextBuilder, lines: list[Line], scale: Scale) -> None:
    rows: list[tuple[str, ...]] = []
    title: list[str] = []
    title_level = 0
    for paragraph in paragraphs(lines):
        level, part = scale.level(paragraph.lines), part_level(paragraph.text)
        if title and (not level or part or len(title) > 1):
            builder.add("heading", " ".join(title), level=title_level)
            title = []
        if paragraph.lines[0].cells:
            rows.append(paragraph.lines[0].cells)
            continue
        builder.add("table", table_text(rows))
        rows = []
        if (part and level) or title:
            # «الفصل الأول» and its name on the next line are one heading.
            title_level = title_level if title else level
            title.append(one_line(paragraph.text))
        elif level:
            builder.add("heading", one_line(paragraph.text), level=level)
        else:
            builder.add("item" if paragraph.item else "paragraph", paragraph.text, level=int(paragraph.item))
    builder.add("heading", " ".join(title), level=title_level)
    builder.add("table", table_text(rows))


def _unseen(pages: Pages) -> dict[str, Any]:
    """Evidence of what of the text layer nobody sees, by page, and of the pages whose text an OCR engine laid over a scan."""
    hidden = [{"page": index + 1, "letters": counts.total(), "why": dict(counts)} for index, counts in pages.hidden.items()]
    by_ocr = [index + 1 for index in pages.by_ocr]
    return ({"hidden_text": hidden} if hidden else {}) | ({"text_by_ocr_of_its_producer": by_ocr} if by_ocr else {})


def _told_hidden(pages: Pages) -> tuple[str, ...]:
    """What was left out because nobody sees it, in a line."""
    if not pages.hidden:
        return ()
    why = sum(pages.hidden.values(), Counter[str]())
    where = ", ".join(str(index + 1) for index in list(pages.hidden)[:_NAMED_PAGES])
    more = f" and {len(pages.hidden) - _NAMED_PAGES} more" if len(pages.hidden) > _NAMED_PAGES else ""
    reasons = ", ".join(reason for reason, _ in why.most_common())
    return (f"left out: hidden text of {why.total()} letters ({reasons}) on page {where}{more}",)


def _report(
    choices: list[Choice], unread: tuple[UnreadPage, ...], evidence: dict[str, Any], notes: tuple[str, ...]
) -> ExtractionReport:
    dropped = {page.number for page in unread}
    read = [choice for number, choice in enumerate(choices, 1) if number not in dropped and choice.reading.lines]
    used = Counter(choice.reading.reader for choice in read)
    return ExtractionReport(
        reader="+".join(name for name, _ in used.most_common()),
        unread_pages=unread,
        notes=notes,
        evidence={
            "pages_by_reader": dict(used),
            "pages": [{"reader": choice.reading.reader, "scores": choice.scores} for choice in choices],
            **evidence,
        },
    )
