"""Text against ink: whether a page of few words shows much more than its text layer says, as a scan with a stamped line does."""

from typing import Any

import numpy as np
import pypdfium2
from pypdfium2 import raw

from ingest.extract.pdf.readers import PageReading

FEW_LETTERS = 200
"""A page with more of them is taken to say what it shows."""
_COVERS = 0.5
_LIGHT = 160
_DARK = 0.6
_LEAST, _MOST = 0.004, 0.35
"""The share of dark pixels outside the text, between a blank sheet and a photograph."""


def shows_more(document: Any, index: int, reading: PageReading) -> bool:
    """Whether a picture covers most of a page of an open PDF and has ink on a light ground where the text layer has no line."""
    try:
        page = document[index]
        found = _covered(page) and _has_ink(page, reading)
        page.close()
    except pypdfium2.PdfiumError:
        return False
    return found


def _covered(page: Any) -> bool:
    width, height = page.get_size()
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, low, right, top = item.get_bounds()
        if (right - left) * (top - low) > _COVERS * width * height:
            return True
    return False


def _has_ink(page: Any, reading: PageReading) -> bool:
    """Whether dark marks stand on the page, drawn at a pixel a point, beside the lines of its text."""
    shown = np.asarray(page.render(scale=1.0, grayscale=True, may_draw_forms=False).to_pil())
    high = shown.shape[0]
    ground = float(np.percentile(shown, 80))
    ink = shown < _DARK * ground
    for line in reading.lines:
        top, low = round(high - line.y - line.size), round(high - line.y + 0.3 * line.size)
        ink[max(0, top) : max(0, low), max(0, round(line.x0)) : max(0, round(line.x1))] = False
    return ground > _LIGHT and _LEAST < float(ink.mean()) < _MOST
