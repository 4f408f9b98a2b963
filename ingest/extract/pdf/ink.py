"""Text against ink: whether a page of few words shows much more than its text layer says, as a scan with a stamped line does."""

from itertools import pairwise
from typing import Any

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from pypdfium2 import raw

from ingest.extract.pdf.readers import PageReading

FEW_LETTERS = 200
"""A page with more of them is taken to say what it shows."""
_COVERS = 0.5
_MOST_PIXELS = 4_000_000
_LIGHT = 160
_DARK = 0.6
_LEAST, _MOST = 0.004, 0.35
"""The share of dark pixels outside the text, between a blank sheet and a photograph."""
_TALLEST, _WIDEST = 24, 100
"""Points within which the strokes of a word stay on a sheet of A4, more on a larger one; beyond is a block, a rule or a frame."""
_SHEET = 595 * 842
_STRIPS = 8
_FILLED = 0.05
_LOWEST = 3
_WRITTEN = 10
"""So many pieces of lines, in strips of the page's width, are writing: a line of text across the page makes eight."""
_NEAR = 2


def shows_more(document: Any, index: int, reading: PageReading) -> bool:
    """Whether a picture covers most of a page of an open PDF and has writing on a light ground where the text layer has no line.

    A picture that lies behind pages nearby as well is a background, whatever it shows.
    """
    try:
        shown = _covering(document, index)
        if not shown or not _has_writing(document[index], reading):
            return False
        near = range(max(0, index - _NEAR), min(len(document), index + _NEAR + 1))
        return not any(_covering(document, other) == shown for other in near if other != index)
    except pypdfium2.PdfiumError:
        return False


def _covering(document: Any, index: int) -> list[int]:
    """The pictures that cover most of a page, each by the hash of its data."""
    page = document[index]
    width, height = page.get_size()
    found = []
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, low, right, top = item.get_bounds()
        if (right - left) * (top - low) > _COVERS * width * height:
            found.append(hash(bytes(item.get_data())))
    page.close()
    return found


def _has_writing(page: Any, reading: PageReading) -> bool:
    """Whether lines of dark marks stand on the page, drawn at a pixel a point or less, beside the lines of its text."""
    width, height = page.get_size()
    scale = min(1.0, (_MOST_PIXELS / max(1.0, width * height)) ** 0.5)
    shown = np.asarray(page.render(scale=scale, grayscale=True, may_draw_forms=False).to_pil())
    page.close()
    ground = float(np.percentile(shown, 80))
    ink = shown < _DARK * ground
    for line in reading.lines:
        top, low = round((height - line.y - line.size) * scale), round((height - line.y + 0.3 * line.size) * scale)
        ink[max(0, top) : max(0, low), max(0, round(line.x0 * scale)) : max(0, round(line.x1 * scale))] = False
    if ground <= _LIGHT or not _LEAST < float(ink.mean()) < _MOST:
        return False
    unit = max(scale, (shown.size / _SHEET) ** 0.5)
    strokes = ink & ~_longer(ink, _TALLEST * unit) & ~_longer(ink.T, _WIDEST * unit).T
    pieces = (_pieces(strip, _LOWEST * scale, _TALLEST * unit) for strip in np.array_split(strokes, _STRIPS, axis=1))
    return sum(pieces) >= _WRITTEN


def _longer(ink: NDArray[np.bool_], most: float) -> NDArray[np.bool_]:
    """Which marks belong to a run, down a column, of more pixels than `most`."""
    framed = np.pad(ink, ((1, 1), (0, 0))).T
    edges = np.flatnonzero(np.diff(framed.astype(np.int8), axis=1, append=0).ravel())
    begins, ends = edges[::2], edges[1::2]
    long = ends - begins > most
    change = np.zeros(framed.size + 1, dtype=np.int32)
    change[begins[long] + 1] += 1
    change[ends[long] + 1] -= 1
    return np.asarray(np.cumsum(change)[:-1].reshape(framed.shape).T[1:-1] > 0)


def _pieces(strip: NDArray[np.bool_], low: float, high: float) -> int:
    """In how many bands as high as a line the marks of a strip stand."""
    written = np.concatenate(([False], strip.mean(axis=1) > _FILLED, [False]))
    edges = np.flatnonzero(np.diff(written.astype(np.int8)))
    return sum(low <= end - begin <= high for begin, end in pairwise(edges.tolist()) if written[begin + 1])
