"""Bullets that a page draws as shapes: a small disc, ring or square before a line's first letter makes it a list item."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pypdfium2 import raw

from ingest.extract.pdf.readers import Line

_SMALLEST, _LARGEST = 1.5, 8.0
_MOST = 300


@dataclass(frozen=True, slots=True)
class Dot:
    """A small shape as wide as it is high, by its middle."""

    x: float
    y: float


def dots(page: Any) -> list[Dot]:
    """The small shapes of a page that could be bullets; none when there are so many that they must be a drawing."""
    found = set()
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=1):
        left, low, right, top = item.get_bounds()
        width, height = right - left, top - low
        if _SMALLEST < width < _LARGEST and _SMALLEST < height < _LARGEST and 0.8 < width / height < 1.25:
            found.add(Dot(round((left + right) / 2, 1), round((low + top) / 2, 1)))
    return sorted(found, key=lambda dot: (-dot.y, dot.x)) if len(found) <= _MOST else []


def with_bullets(lines: Sequence[Line], dots: Sequence[Dot]) -> list[Line]:
    """The lines, with a bullet before each that has a dot at its beginning."""
    return [replace(line, text=f"• {line.text}") if any(_marks(dot, line) for dot in dots) else line for line in lines]


def _marks(dot: Dot, line: Line) -> bool:
    if (
        not line.size
        or line.cells
        or line.text.startswith("•")
        or not line.y - 0.1 * line.size <= dot.y <= line.y + 0.9 * line.size
    ):
        return False
    gap = dot.x - line.x1 if line.rtl else line.x0 - dot.x
    return 0 < gap < 2.2 * line.size
