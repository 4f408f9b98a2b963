"""Stamps on the pages of a PDF: small pictures among text, read by OCR for the state mark that one may carry."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any

import pypdfium2
from PIL import Image
from pypdfium2 import raw

from ingest.extract.ocr.reader import PictureReader

_NARROWEST, _WIDEST = 30.0, 300.0
"""In points. Smaller pictures are bullets and icons; larger ones are figures and scans."""
_FLATTEST = 12.0
_MOST_PIXELS = 4_000_000
_MOST_PICTURES = 200
_MOST_PAGES = 10
"""A mark stands on the first pages of what it marks; looking for pictures on two thousand would take as long as reading them."""
_FAULTS = (pypdfium2.PdfiumError, OSError, ValueError)


def stamped(document: Any, pages: Sequence[int], pictures: PictureReader) -> list[str]:
    """What the stamps on the first of some pages of an open PDF, by index, say: a list of lines. No picture is read twice."""
    seen: set[bytes] = set()
    found: list[str] = []
    for picture in _small_pictures(document, pages[:_MOST_PAGES]):
        key = sha256(repr(picture.size).encode() + picture.tobytes()).digest()
        if key not in seen and len(seen) < _MOST_PICTURES:
            seen.add(key)
            found += pictures.stamp(picture)
    return found


def _small_pictures(document: Any, pages: Sequence[int]) -> Iterator[Image.Image]:
    for index in pages:
        try:
            page = document[index]
        except pypdfium2.PdfiumError:
            continue
        for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
            try:
                left, low, right, top = item.get_bounds()
                across, down = item.get_px_size()
                fits = _NARROWEST <= right - left <= _WIDEST and _FLATTEST <= top - low <= _WIDEST
                if fits and across * down <= _MOST_PIXELS:
                    yield item.get_bitmap(render=True).to_pil()
            except _FAULTS:
                continue
        page.close()
