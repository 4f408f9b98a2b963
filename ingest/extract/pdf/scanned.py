"""Pages of a PDF that no text reader gets right, read as pictures: scans, letters drawn as shapes, fonts that lie.

A page is drawn as finely as its scan is, its lines are recognised, and they take the place of what the text readers gave where
they can be trusted more. What the engine thought of each page is kept as evidence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from statistics import median
from typing import Any

import pypdfium2
from PIL import Image
from pypdfium2 import raw

from corpus.model import UnreadPage
from ingest.errors import OcrError, OcrUnavailable
from ingest.extract.ocr.model import RecognisedLine, RecognisedPage
from ingest.extract.ocr.reader import PictureReader
from ingest.extract.pdf.choose import Choice
from ingest.extract.pdf.fold import fold
from ingest.extract.pdf.readers import Line, PageReading
from ingest.extract.pdf.tables import join_rows
from ingest.extract.quality import judge

SCAN = "the page has no text layer: it is a scan"
BESIDE = "the page is a scan, of which its text layer says a few words"
SHAPES = "the page has no text layer: its letters are drawn as shapes"
FALSE_FONT = "its font says nothing true about its letters"

_POINTS_AN_INCH = 72
_DRAWN = 300
"""Pixels an inch for a page that holds no scan."""
_FEWEST, _MOST = 150, 400
_MOST_PIXELS = 40_000_000
_SURE = 0.6
"""A page that its engine is less sure of, on the whole, isn't read."""
_TYPE_SIZE = 0.6
"""About how much of a recognised line's height is its type size."""
_SAME_SIZE = 0.3
"""Heights of lines that differ by less than this share are taken as one size: what hangs and stands out differs by line."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """The choices with what was recognised in them, the pages that are still unread, and the evidence."""

    choices: list[Choice]
    unread: tuple[UnreadPage, ...]
    evidence: dict[str, Any]


def see(document: Any, indexes: Sequence[int], pictures: PictureReader) -> dict[int, RecognisedPage]:
    """Some pages of an open PDF as they were recognised, by index; none where no engine is there, without those that fail."""
    seen = {}
    for index in indexes:
        try:
            seen[index] = pictures.recognise(partial(_draw, document, index), number=index + 1, pages=len(document))
        except OcrUnavailable:
            break
        except (OcrError, pypdfium2.PdfiumError):
            continue
    return seen


def recognise_unread(
    document: Any,
    choices: Sequence[Choice],
    unread: Sequence[UnreadPage],
    pictures: PictureReader,
    seen: Mapping[int, RecognisedPage],
) -> Recognised:
    """Read the unread pages of an open PDF as pictures, one by one; one that fails stays unread, with the reason.

    `seen` holds those that were recognised already, by index.
    """
    found = list(choices)
    left: list[UnreadPage] = []
    pages: list[dict[str, Any]] = []
    for page in unread:
        try:
            drawn = seen.get(page.number - 1) or pictures.recognise(
                partial(_draw, document, page.number - 1), number=page.number, pages=len(choices)
            )
        except (OcrError, pypdfium2.PdfiumError) as exc:
            left.append(UnreadPage(page.number, _told(page.reason, exc)))
            continue
        pages.append(_evidence(page.number, drawn))
        if not drawn.lines and page.reason == SCAN:
            continue  # a blank sheet, or a picture without words
        if page.reason == BESIDE and sum(map(str.isalpha, drawn.text)) <= found[page.number - 1].quality.letters:
            continue  # a picture behind the words, which says no more than they
        choice = _chosen(found[page.number - 1], drawn, *_size(document, page.number - 1))
        if choice is None:
            left.append(UnreadPage(page.number, f"{page.reason}, and what OCR sees of it can't be trusted"))
        else:
            found[page.number - 1] = choice
    return Recognised(found, tuple(left), {"ocr": pages} if pages else {})


def _told(reason: str, exc: Exception) -> str:
    """Why the page is unread, and in one line what would have it read."""
    if isinstance(exc, OcrUnavailable):
        return f"{reason}; {exc.remedy}"
    return f"{reason}, and OCR failed on it ({exc.what if isinstance(exc, OcrError) else exc})"


def _size(document: Any, index: int) -> tuple[float, float]:
    width, height = document.get_page_size(index)
    return float(width), float(height)


def _draw(document: Any, index: int) -> Image.Image:
    """The page as a grey picture, at the resolution of its scan."""
    page = document[index]
    try:
        width, height = page.get_size()
        scale = _resolution(page, width) / _POINTS_AN_INCH
        scale = min(scale, (_MOST_PIXELS / max(1.0, width * height)) ** 0.5)
        picture: Image.Image = page.render(scale=scale, grayscale=True, may_draw_forms=False).to_pil()
    finally:
        page.close()
    return picture


def _resolution(page: Any, width: float) -> float:
    """Pixels an inch of the largest picture on the page, within reason; `_DRAWN` where no picture fills it."""
    best = 0.0
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, _, right, _ = item.get_bounds()
        if right - left > width / 2:
            best = max(best, item.get_px_size()[0] * _POINTS_AN_INCH / (right - left))
    return min(max(best, _FEWEST), _MOST) if best else _DRAWN


def _chosen(before: Choice, drawn: RecognisedPage, width: float, height: float) -> Choice | None:
    """The page as it was recognised; None where that can't be trusted."""
    reading = reading_of(drawn, *((height, width) if drawn.turn in (90, 270) else (width, height)))
    quality = judge(reading.text)
    scores = {**before.scores, "ocr": round(quality.score, 3)}
    if not quality.letters or not quality.trusted or drawn.confidence < _SURE:
        return None
    return replace(before, reading=replace(reading, lines=tuple(join_rows(reading.lines))), quality=quality, scores=scores)


def reading_of(drawn: RecognisedPage, width: float, height: float) -> PageReading:
    """The recognised lines on a page of so many points."""
    if not drawn.lines:
        return PageReading("ocr", (), height)
    scale = width / drawn.width
    typical = median(line.box.y1 - line.box.y0 for line in drawn.lines)
    lines = (_placed(line, number, scale, height, typical) for number, line in enumerate(drawn.lines))
    return PageReading("ocr", tuple(line for line in lines if line.text), height)


def _placed(line: RecognisedLine, number: int, scale: float, height: float, typical: float) -> Line:
    box = line.box
    tall = box.y1 - box.y0
    size = (typical if abs(tall - typical) < _SAME_SIZE * typical else tall) * _TYPE_SIZE * scale
    baseline = height - (box.y1 - 0.25 * tall) * scale
    return Line(fold(line.text).strip(), box.x0 * scale, box.x1 * scale, baseline, size, rtl=line.rtl, block=number)


def _evidence(number: int, drawn: RecognisedPage) -> dict[str, Any]:
    return {
        "page": number,
        "engine": drawn.engine,
        "confidence": round(drawn.confidence, 3),
        "skew": drawn.skew,
        "turn": drawn.turn,
        "lines": [round(line.confidence, 3) for line in drawn.lines],
        "words": [[fold(word.text), round(word.confidence, 2)] for line in drawn.lines for word in line.words],
    }
