"""The order in which the lines of a page are read: from the top, and column by column where the page has columns of prose.

A gutter is a stretch that few lines cross and that has lines of prose on both sides, from where these begin to where they end.
Lines that cross it (a title, a table's full width) part it into bands; in a band the first column, the right one in Arabic, is
read before the next. What stands above and below is looked at by itself.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from ingest.extract.ocr.model import Box, Character, RecognisedLine

_LEAST_LINES = 3
_PROSE_WIDTH = 6.0
"""A line of prose is at least this many times as wide as it is high; cells of tables are mostly shorter."""
_FULL = 0.6
_GUTTER = 0.7
_APART = 3.0
"""Lines of one column stand nearer than so many line heights; what is further apart is no column."""
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
    found = _gutter(lines, height)
    if found is None:
        return [lines] if lines else []
    above = [line for line in lines if _middle(line.box) < found.top]
    below = [line for line in lines if _middle(line.box) > found.bottom]
    rest = [line for line in lines if line not in above and line not in below]
    across = sorted((line for line in rest if line.box.x0 < found.x < line.box.x1), key=lambda line: line.box.y0)
    groups = _columns(above, height, rtl=rtl)
    rest = [line for line in rest if line not in across]
    for line in [*across, None]:
        band = [other for other in rest if line is None or _middle(other.box) < _middle(line.box)]
        rest = [other for other in rest if other not in band]
        left, right = ([other for other in band if other.box.x1 <= found.x], [other for other in band if other.box.x0 >= found.x])
        for column in (right, left) if rtl else (left, right):
            groups += _columns(column, height, rtl=rtl)
        if line is not None:
            groups.append([line])
    return groups + _columns(below, height, rtl=rtl)


class _Gutter(NamedTuple):
    """Where two columns of prose part, from `top` to `bottom`, and how wide the gap is."""

    width: float
    x: float
    top: float
    bottom: float


def _gutter(lines: Sequence[RecognisedLine], height: float) -> _Gutter | None:
    """The widest gutter between two columns of prose; None where there is none."""
    if len(lines) < 2 * _LEAST_LINES:
        return None
    best: _Gutter | None = None
    for edge in sorted({line.box.x1 for line in lines}):
        left, right = [line for line in lines if line.box.x1 <= edge], [line for line in lines if line.box.x0 >= edge]
        runs = _prose(left, height), _prose(right, height)
        if not all(runs) or min(run[-1] for run in runs) <= max(run[0] for run in runs):
            continue
        top, bottom = min(run[0] for run in runs) - height / 2, max(run[-1] for run in runs) + height / 2
        beside = [line for line in lines if top <= _middle(line.box) <= bottom]
        x0 = max(line.box.x1 for line in left if line in beside)
        x1 = min(line.box.x0 for line in right if line in beside)
        middle = (x0 + x1) / 2
        crossing = sum(line.box.x0 < middle < line.box.x1 for line in beside)
        if x1 - x0 >= _GUTTER * height and crossing <= min(map(len, runs)) and (best is None or x1 - x0 > best.width):
            best = _Gutter(x1 - x0, middle, top, bottom)
    return best


def _prose(lines: Sequence[RecognisedLine], height: float) -> list[float]:
    """The heights of the most lines in a row that fill a column, as running text does and cells of a table mostly don't.

    Short lines among them (the ends of paragraphs) are passed over; empty where there are too few.
    """
    if len(lines) < _LEAST_LINES:
        return []
    column = max(line.box.x1 for line in lines) - min(line.box.x0 for line in lines)
    full = sorted(_middle(line.box) for line in lines if line.box.x1 - line.box.x0 > max(_FULL * column, _PROSE_WIDTH * height))
    runs: list[list[float]] = []
    for y in full:
        if runs and y - runs[-1][-1] < _APART * height:
            runs[-1].append(y)
        else:
            runs.append([y])
    longest = max(runs, key=len, default=[])
    within = sum(bool(longest) and longest[0] <= _middle(line.box) <= longest[-1] for line in lines)
    return longest if len(longest) >= max(_LEAST_LINES, within / 2) else []


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
