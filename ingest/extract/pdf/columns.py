"""The order in which the segments of a page are read: cells apart, columns of prose one after the other, else from the top.

A column gutter is a white strip that runs down several rows between texts of some words on either side; a table's texts are
shorter, and left to `gaps.py`. In a page that runs from the right, the right column comes first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from ingest.extract.pdf.grid import Grid
from ingest.extract.pdf.order import Segment, segments
from ingest.extract.pdf.rows import Row, Unit

_GUTTER = 0.65
"""The least width of a gutter, in type sizes."""
_WIDER_THAN_SPACES = 1.6
_LEAST_ROWS = 3
_PROSE_LETTERS = 14
_DEEPEST = 4


_LEADING = 3.2
"""Lines of one column lie no further apart, in type sizes."""
_Spans = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class _Gutter:
    """A white strip from row `start` to `end` (half-open)."""

    left: float
    right: float
    start: int
    end: int

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


def reading_order(rows: Sequence[Row], grids: Sequence[Grid], *, rtl: bool) -> list[tuple[Segment, int]]:
    """The page's segments in reading order, each with the number of the stretch that it belongs to."""
    stretches = _stretches(rows, grids, rtl=rtl, depth=0)
    return [(segment, block) for block, stretch in enumerate(stretches) for segment in stretch]


def _stretches(rows: Sequence[Row], grids: Sequence[Grid], *, rtl: bool, depth: int) -> Iterator[list[Segment]]:
    """Segments that belong together, in reading order: a column's part, or what stands in one row."""
    at = 0
    for gutter in _gutters(rows, grids) if depth < _DEEPEST else ():
        yield from _across(rows[at : gutter.start], grids, rtl=rtl)
        for right in (rtl, not rtl):
            half = _half(rows[gutter.start : gutter.end], gutter, right=right)
            column: list[Segment] = []
            for stretch in _stretches(half, grids, rtl=rtl, depth=depth + 1):
                column += stretch
            yield column
        at = gutter.end
    yield from _across(rows[at:], grids, rtl=rtl)


def _across(rows: Sequence[Row], grids: Sequence[Grid], *, rtl: bool) -> Iterator[list[Segment]]:
    for row in rows:
        cells = [cell for segment in segments(row) for cell in _cells(segment, grids)]
        yield from ([cell] for cell in (reversed(cells) if rtl else cells))


def _cells(segment: Segment, grids: Sequence[Grid]) -> Iterator[Segment]:
    """The segment cut where a ruled table parts its columns."""
    grid = next((grid for grid in grids if grid.row_of(segment.y) >= 0 and _overlaps(segment, grid)), None)
    if grid is None:
        yield segment
        return
    edges = grid.edges(grid.row_of(segment.y))
    cells: dict[int, list[Unit]] = {}
    for unit in segment.units:
        cells.setdefault(sum(edge <= (unit.x0 + unit.x1) / 2 for edge in edges), []).append(unit)
    for column in sorted(cells):
        units = cells[column]
        while units and units[-1].text.isspace():
            units.pop()
        while units and units[0].text.isspace():
            units.pop(0)
        if units:
            yield replace(segment, units=tuple(units))


def _overlaps(segment: Segment, grid: Grid) -> bool:
    return segment.x1 > grid.columns[0] and segment.x0 < grid.columns[-1]


def _half(rows: Sequence[Row], gutter: _Gutter, *, right: bool) -> list[Row]:
    """The rows' units on one side of a gutter."""
    found = []
    for row in rows:
        units = [unit for unit in row.units if ((unit.x0 + unit.x1) / 2 > gutter.middle) == right]
        if any(not unit.text.isspace() for unit in units):
            found.append(Row(row.y, row.size, units))
    return found


def _gutters(rows: Sequence[Row], grids: Sequence[Grid]) -> Iterator[_Gutter]:
    """The gutters of a page from the top down, none overlapping another."""
    spans = [_spans(row, grids) for row in rows]
    first = at = 0
    while at < len(rows):
        found = _gutter_at(rows, spans, at, first)
        if found is None:
            at += 1
            continue
        yield found
        first = at = found.end


def _spans(row: Row, grids: Sequence[Grid]) -> _Spans:
    """The row's stretches without a gap as wide as a gutter, from the left. What a ruled table holds is as wide as the table."""
    drawn = [(unit.x0, unit.x1) for unit in row.units if not unit.text.isspace()]
    for grid in grids:
        left, right = grid.columns[0], grid.columns[-1]
        if grid.row_of(row.y) >= 0 and any(left <= (x0 + x1) / 2 <= right for x0, x1 in drawn):
            drawn.append((left, right))
    spans: _Spans = []
    for x0, x1 in sorted(drawn):
        if spans and x0 - spans[-1][1] < _GUTTER * row.size:
            spans[-1] = (spans[-1][0], max(spans[-1][1], x1))
        else:
            spans.append((x0, x1))
    return spans


def _gutter_at(rows: Sequence[Row], spans: Sequence[_Spans], at: int, first: int) -> _Gutter | None:
    """The longest gutter that is seen in row `at`, when what it parts is prose. Rows before `first` are taken."""
    best: _Gutter | None = None
    for left, right in _white(spans, at):
        gutter = _grown(rows, spans, _Gutter(left, right, at, at), first)
        if _parts_prose(rows[gutter.start : gutter.end], gutter) and (best is None or gutter.end > best.end):
            best = gutter
    return best


def _grown(rows: Sequence[Row], spans: Sequence[_Spans], gutter: _Gutter, first: int) -> _Gutter:
    """The gutter as far down and up as rows leave it white and follow each other on their side."""
    for places, step in ((range(gutter.start, len(rows)), 1), (range(gutter.start - 1, first - 1, -1), -1)):
        last: dict[bool, float] = {}
        for place in places:
            inside, row = spans[place], rows[place]
            crossing = [span for span in inside if span[0] < gutter.right and span[1] > gutter.left]
            narrowed = _narrowed(gutter.left, gutter.right, crossing, _GUTTER * row.size)
            sides = {low > gutter.middle for low, _ in inside}
            if narrowed is None or (last and all(abs(last.get(side, row.y) - row.y) > _LEADING * row.size for side in sides)):
                break
            last.update(dict.fromkeys(sides, row.y))
            start, end = (gutter.start, place + 1) if step > 0 else (place, gutter.end)
            gutter = _Gutter(*narrowed, start, end)
    return gutter


def _white(spans: Sequence[_Spans], start: int) -> Iterator[tuple[float, float]]:
    """The white strips beside which the row stands: its own gaps, or that between it and the next row."""
    own = spans[start]
    if not own:
        return
    yield from ((one[1], other[0]) for one, other in pairwise(own))
    following = spans[start + 1] if start + 1 < len(spans) else None
    if following and len(own) == 1:
        if following[0][0] > own[0][1]:
            yield own[0][1], following[0][0]
        elif following[-1][1] < own[0][0]:
            yield following[-1][1], own[0][0]


def _narrowed(left: float, right: float, crossing: Sequence[tuple[float, float]], least: float) -> tuple[float, float] | None:
    """What is left of a strip when these spans stand in it, or None when too little is."""
    for low, high in crossing:
        if low <= left and high >= right:
            return None
        if high - left < right - low:
            left = max(left, high)
        else:
            right = min(right, low)
    return (left, right) if right - left >= least else None


def _parts_prose(rows: Sequence[Row], gutter: _Gutter) -> bool:
    """Whether both sides of a gutter hold lines of some length, in several rows, and begin beside each other."""
    sides: dict[bool, list[int]] = {True: [], False: []}
    for row in rows:
        letters = {True: 0, False: 0}
        for unit in row.units:
            if not unit.text.isspace():
                letters[(unit.x0 + unit.x1) / 2 > gutter.middle] += len(unit.text)
        for side, count in letters.items():
            if count:
                sides[side].append(count)
    prose = all(len(counts) >= _LEAST_ROWS and median(counts) >= _PROSE_LETTERS for counts in sides.values())
    return prose and gutter.right - gutter.left > _WIDER_THAN_SPACES * _usual_space(rows, gutter)


def _usual_space(rows: Sequence[Row], gutter: _Gutter) -> float:
    """The usual gap between words beside a gutter."""
    gaps = []
    for row in rows:
        drawn = [unit for unit in row.units if not unit.text.isspace()]
        for one, other in pairwise(drawn):
            gap = other.x0 - one.x1
            if gap > 0.12 * row.size and not (one.x1 <= gutter.middle <= other.x0):
                gaps.append(gap)
    return median(gaps) if gaps else 0.0
