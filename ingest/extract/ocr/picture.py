"""Setting a scanned page right before it is read: grey, straight, and its ground even."""

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ingest.extract.ocr.model import Box, RecognisedLine

Grey = NDArray[np.uint8]

_MOST_DEGREES = 5.0
_MOST_SLANT = 60
_STAMP_SIDE = 300
_LEAST_DEGREES = 0.15
"""Less than this is left as it is: turning blurs more than it mends."""
_MEASURED_SIDE = 1132
"""The longer side of the copy on which directions are measured: that of A4 at 800 pixels across."""
_FEW_PIXELS = 200


def grey(picture: Image.Image) -> Image.Image:
    """The picture in grey on white, without transparency."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        ground = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(ground, picture)
    return picture if picture.mode == "L" else picture.convert("L")


def skew(picture: Image.Image) -> float:
    """How many degrees the page must be turned anticlockwise to stand straight; 0 where it already does.

    Lines of text that stand straight make rows of ink and rows without: the turn whose row sums vary most is the right one
    (Postl 1986). Searched in steps of a half, then of a twentieth of a degree, on a small copy.
    """
    ys, xs = _small_ink(picture)
    if len(xs) < _FEW_PIXELS:
        return 0.0
    coarse = max(np.arange(-_MOST_DEGREES, _MOST_DEGREES + 0.1, 0.5), key=lambda degrees: _sharpness(xs, ys, degrees))
    fine = max(np.arange(coarse - 0.5, coarse + 0.51, 0.05), key=lambda degrees: _sharpness(xs, ys, degrees))
    # A page of lines gains much by the right turn; a picture or a few words gain a little by any.
    if abs(fine) < _LEAST_DEGREES or _sharpness(xs, ys, fine) < 1.05 * _sharpness(xs, ys, 0.0):
        return 0.0
    return float(round(fine, 2))


def lies_on_its_side(picture: Image.Image) -> bool:
    """Whether the ink of a page looks as if its lines ran up or down: a guess, which ruled lines may mislead."""
    ys, xs = _small_ink(picture)
    if len(xs) < _FEW_PIXELS:
        return False
    along, across = (
        max(_sharpness(one, other, degrees) for degrees in np.arange(-_MOST_DEGREES, _MOST_DEGREES + 0.1, 1.0))
        for one, other in ((xs, ys), (ys, xs))
    )
    return across > along


def slant(picture: Image.Image) -> float:
    """How many degrees a stamp must be turned anticlockwise for its lines to lie level, up to 60 either way, in steps of two."""
    factor = min(1.0, _STAMP_SIDE / max(*picture.size, 1))
    small = picture.resize([max(1, round(length * factor)) for length in picture.size], Image.Resampling.BOX)
    ink = Image.fromarray(_ink(np.asarray(small)).astype(np.uint8) * 255)
    # Turned as a picture: at such angles whole pixels, counted row by row, would fall on every other row.
    return float(max(range(-_MOST_SLANT, _MOST_SLANT + 1, 2), key=lambda degrees: _levelness(ink, degrees)))


def straight(picture: Image.Image, degrees: float) -> Image.Image:
    """The picture turned anticlockwise about its middle, its corners white; its size stays."""
    if not degrees:
        return picture
    return picture.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)


def placed_before(line: RecognisedLine, size: tuple[int, int], degrees: float) -> RecognisedLine:
    """A line of the straightened picture with its place in the one of that `size` before it was turned."""
    if not degrees:
        return line
    box = line.box
    middle = (box.y0 + box.y1) / 2
    corners = [_turned((x, y), size, degrees) for x in (box.x0, box.x1) for y in (box.y0, box.y1)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    characters = tuple(
        replace(char, x0=_turned((char.x0, middle), size, degrees)[0], x1=_turned((char.x1, middle), size, degrees)[0])
        for char in line.characters
    )
    return replace(line, box=Box(round(min(xs)), round(min(ys)), round(max(xs)), round(max(ys))), characters=characters)


def _turned(point: tuple[float, float], size: tuple[int, int], degrees: float) -> tuple[float, float]:
    """A point turned back, clockwise, about the middle of a picture."""
    dx, dy = point[0] - size[0] / 2, point[1] - size[1] / 2
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return size[0] / 2 + dx * cos - dy * sin, size[1] / 2 + dx * sin + dy * cos


def _small_ink(picture: Image.Image) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the ink of a small copy stands: its rows and its columns."""
    factor = _MEASURED_SIDE / max(*picture.size, 1)
    size = (max(1, round(picture.width * factor)), max(1, round(picture.height * factor)))
    ys, xs = np.nonzero(_ink(np.asarray(picture.resize(size, Image.Resampling.BOX) if factor < 1 else picture)))
    return ys, xs


def _ink(page: Grey) -> NDArray[np.bool_]:
    """Pixels that are clearly darker than the ground."""
    ground = float(np.percentile(page, 80))
    dark = float(np.percentile(page, 1))
    return page < (ground + dark) / 2 if ground - dark > 20 else np.zeros(page.shape, np.bool_)


def _levelness(ink: Image.Image, degrees: float) -> float:
    turned = np.asarray(ink.rotate(degrees, Image.Resampling.BILINEAR, expand=True), np.float32)
    return float(np.square(np.diff(turned.sum(axis=1))).sum())


def _sharpness(xs: NDArray[np.int64], ys: NDArray[np.int64], degrees: float) -> float:
    """How much the row sums of ink vary once the page is turned: the sum of the squared steps from one row to the next."""
    rows = np.round(ys - (xs - xs.mean()) * math.tan(math.radians(degrees))).astype(np.int64)
    sums = np.bincount(rows - rows.min())
    return float(np.square(np.diff(sums)).sum())
