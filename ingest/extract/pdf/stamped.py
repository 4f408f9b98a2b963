"""Stamps on the pages of a PDF, read by OCR for the state mark that one may carry: small pictures among text, and on scans
patches of coloured ink, which may lie aslant over the text.
"""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image
from pypdfium2 import raw

from ingest.extract.ocr.paris.detect import components
from ingest.extract.ocr.reader import PictureReader

_NARROWEST, _WIDEST = 30.0, 300.0
"""In points. Smaller pictures are bullets and icons; larger ones are figures and scans."""
_FLATTEST = 12.0
_FEWEST_PIXELS = 16
"""Along the shorter side. What has fewer is a line or a gradient: no letters."""
_MOST_PIXELS = 4_000_000
"""Of a picture as it is drawn, which has more than it holds where its pixels aren't square."""
_MOST_PICTURES = 200
_MOST_PAGES = 10
"""A mark stands on the first pages of what it marks; looking for pictures on two thousand would take as long as reading them."""
_SCALE = 2.0
"""Pixels a point at which a scan's colours are looked at."""
_CELL = 8
_COLOURED = 50
"""How far apart the strongest and the weakest of a coloured pixel's three colours are."""
_FAULTS = (pypdfium2.PdfiumError, OSError, ValueError, MemoryError)


def stamped(document: Any, pages: Sequence[int], scans: Sequence[int], pictures: PictureReader) -> list[str]:
    """What the stamps on the first pages with text and on the first scans of an open PDF, by index, say: a list of lines.

    No picture is read twice.
    """
    seen: set[bytes] = set()
    found: list[str] = []
    for index, picture in (*_small_pictures(document, pages[:_MOST_PAGES]), *_coloured(document, scans[:_MOST_PAGES])):
        key = sha256(repr(picture.size).encode() + picture.tobytes()).digest()
        if key not in seen and len(seen) < _MOST_PICTURES:
            seen.add(key)
            found += pictures.stamp(picture, number=index + 1, pages=len(document))
    return found


def _small_pictures(document: Any, pages: Sequence[int]) -> Iterator[tuple[int, Image.Image]]:
    """The pictures on some pages that are as large as a stamp, each with the index of its page."""
    for index in pages:
        try:
            page = document[index]
        except pypdfium2.PdfiumError:
            continue
        for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
            try:
                if _sized_as_a_stamp(item):
                    yield index, item.get_bitmap(render=True).to_pil()
            except _FAULTS:
                continue
        page.close()


def _sized_as_a_stamp(item: Any) -> bool:
    """Whether a picture is of a stamp's size, on the page and in the pixels that drawing it takes.

    It is drawn in the shape that it has on the page, and so finely that no pixel is lost.
    """
    left, low, right, top = item.get_bounds()
    width, height = right - left, top - low
    if not (_NARROWEST <= width <= _WIDEST and _FLATTEST <= height <= _WIDEST):
        return False
    across, down = item.get_px_size()
    if (across < down) != (width < height):  # it is turned by a quarter
        across, down = down, across
    finely = max(across / width, down / height)
    return bool(min(across, down) >= _FEWEST_PIXELS and width * height * finely**2 <= _MOST_PIXELS)


def _coloured(document: Any, scans: Sequence[int]) -> Iterator[tuple[int, Image.Image]]:
    """The patches of coloured ink of some scans, each on white, with the index of its page."""
    for index in scans:
        try:
            ink = _coloured_ink(document, index)
        except _FAULTS:
            continue
        height, width = (length // _CELL * _CELL for length in ink.shape)
        cells = ink[:height, :width].reshape(height // _CELL, _CELL, width // _CELL, _CELL).any(axis=(1, 3))
        for runs in components(_grown(np.asarray(cells))):
            x0, x1 = min(run[1] for run in runs) * _CELL, max(run[2] for run in runs) * _CELL
            y0, y1 = min(run[0] for run in runs) * _CELL, (max(run[0] for run in runs) + 1) * _CELL
            if _NARROWEST <= (x1 - x0) / _SCALE <= _WIDEST and _FLATTEST <= (y1 - y0) / _SCALE <= _WIDEST:
                yield index, Image.fromarray(np.where(ink[y0:y1, x0:x1], 0, 255).astype(np.uint8))


def _coloured_ink(document: Any, index: int) -> NDArray[np.bool_]:
    """Which pixels of a page are coloured; of a page that is too large to look at, none, and no pixels. Raises `_FAULTS`."""
    page = document[index]
    try:
        if page.get_width() * page.get_height() * _SCALE**2 > _MOST_PIXELS:
            return np.zeros((0, 0), np.bool_)
        drawn = page.render(scale=_SCALE, may_draw_forms=False).to_pil().convert("RGB")
    finally:
        page.close()
    pixels = np.asarray(drawn).astype(np.int16)
    coloured: NDArray[np.bool_] = pixels.max(axis=2) - pixels.min(axis=2) > _COLOURED
    return coloured


def _grown(cells: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The cells and those around them, so that the parts of one stamp hang together."""
    wide = np.pad(cells, 1)
    down, across = cells.shape
    around = (wide[y : y + down, x : x + across] for y in range(3) for x in range(3))
    return np.asarray(np.logical_or.reduce(list(around)))
