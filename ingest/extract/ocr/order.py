"""The order in which the lines of a page are read: from the top, and column by column where the page has columns of prose.

A gutter is a stretch that few lines cross and that has lines of prose on both sides. Lines that cross it (a title, a table's full
width) part the page into bands; in a band the first column, the right one in Arabic, is read before the next.
"""

from collections.abc import Sequence
from dataclasses import replace

from ingest.extract.ocr.model import Box, Character, RecognisedLine

_LEAST_LINES = 3
_PROSE_WIDTH = 6.0
"""A line of prose is at least this many times as wide as it is high; cells of tables are mostly shorter."""
_FULL = 0.6
_GUTTER = 0.7
_SAME_LINE = 1.6
"""Pieces on one row that are nearer than so many line heights are one line."""


def in_reading_order(lines: Sequence[RecognisedLine]) -> list[RecognisedLine]:
    """The lines in the order of reading; pieces of one line are joined."""
    rtl = sum(len(line.characters) if line.rtl else -len(line.characters) for line in lines) > 0
    height = _typical_height(lines)
    return [line for band in _columns(list(lines), height, rtl=rtl) for line in _rows(band, height, rtl=rtl)]


def _typical_height(lines: Sequence[RecognisedLine]) -> float:
    heights = sorted(line.box.y1 - line.box.y0 for line in lines)
    return float(heights[len(heights) // 2]) if heights else 0.0


def _columns(lines: list[RecognisedLine], height: float, *, rtl: bool) -> list[list[RecognisedLine]]:
    """The lines in groups that are read one after the other, each a column or what stands across."""
    gutter = _gutter(lines, height)
    if gutter is None:
        return [lines]
    across = sorted((line for line in lines if line.box.x0 < gutter < line.box.x1), key=lambda line: line.box.y0)
    groups = []
    rest = [line for line in lines if line not in across]
    for line in [*across, None]:
        band = [other for other in rest if line is None or _middle(other.box) < _middle(line.box)]
        rest = [other for other in rest if other not in band]
        left, right = (
            [other for other in band if other.box.x1 <= gutter],
            [other for other in band if other.box.x0 >= gutter],
        )
        for column in (right, left) if rtl else (left, right):
            groups += _columns(column, height, rtl=rtl) if column else []
        if line is not None:
            groups.append([line])
    return groups


def _gutter(lines: Sequence[RecognisedLine], height: float) -> float | None:
    """The middle of a gutter between two columns of prose; None where there is none."""
    if len(lines) < 2 * _LEAST_LINES:
        return None
    best: tuple[float, float] | None = None
    edges = sorted({line.box.x1 for line in lines})
    for edge in edges:
        following = [line.box.x0 for line in lines if line.box.x0 >= edge]
        if not following or min(following) - edge < _GUTTER * height:
            continue
        middle = (edge + min(following)) / 2
        crossing = [line for line in lines if line.box.x0 < middle < line.box.x1]
        left = [line for line in lines if line.box.x1 <= middle]
        right = [line for line in lines if line.box.x0 >= middle]
        if len(crossing) <= min(len(left), len(right)) and _is_prose(left, height) and _is_prose(right, height):
            width = min(following) - edge
            if best is None or width > best[0]:
                best = width, middle
    return best[1] if best else None


def _is_prose(lines: Sequence[RecognisedLine], height: float) -> bool:
    """Whether lines fill a column, as running text does and cells of a table mostly don't."""
    if len(lines) < _LEAST_LINES:
        return False
    x0, x1 = min(line.box.x0 for line in lines), max(line.box.x1 for line in lines)
    full = [line for line in lines if line.box.x1 - line.box.x0 > _FULL * (x1 - x0)]
    return x1 - x0 > _PROSE_WIDTH * height and len(full) >= max(_LEAST_LINES, len(lines) / 2)


def _middle(box: Box) -> float:
    return (box.y0 + box.y1) / 2


def _rows(lines: Sequence[RecognisedLine], height: float, *, rtl: bool) -> list[RecognisedLine]:
    """The lines of one column from the top, those of one row from the side where reading begins, pieces of a line joined."""
    rows: list[list[RecognisedLine]] = []
    for line in sorted(lines, key=lambda line: _middle(line.box)):
        last = rows[-1][-1].box if rows else None
        if last and _middle(line.box) - _middle(last) < 0.5 * min(line.box.y1 - line.box.y0, last.y1 - last.y0):
            rows[-1].append(line)
        else:
            rows.append([line])
    out = []
    for row in rows:
        ordered = sorted(row, key=lambda line: line.box.x0, reverse=rtl)
        out.append(ordered[0])
        for line in ordered[1:]:
            gap = out[-1].box.x0 - line.box.x1 if rtl else line.box.x0 - out[-1].box.x1
            if gap < _SAME_LINE * height:
                out[-1] = _joined(out[-1], line)
            else:
                out.append(line)
    return out


def _joined(first: RecognisedLine, second: RecognisedLine) -> RecognisedLine:
    a, b = first.box, second.box
    edge = (a.x0, b.x1) if first.rtl else (a.x1, b.x0)
    blank = Character(" ", min(edge), max(edge), 1.0)
    box = Box(min(a.x0, b.x0), min(a.y0, b.y0), max(a.x1, b.x1), max(a.y1, b.y1))
    return replace(first, box=box, characters=(*first.characters, blank, *second.characters))
