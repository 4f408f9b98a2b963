"""Ruled tables: the lines that a page draws, put together into grids of rows and columns."""

import ctypes
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pypdfium2 import raw

_NEAR = 3.0
"""Rules closer than this, in points, are one: a drawn border has two edges."""
_SHORTEST = 6.0
_MOST_SEGMENTS = 20_000


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line of the page along one axis: at `at` on the other axis, from `start` to `end`."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table. `rows` are its horizontal boundaries from the top, `columns` the vertical ones from the left."""

    rows: tuple[float, ...]
    columns: tuple[float, ...]
    verticals: tuple[Rule, ...]

    def row_of(self, y: float) -> int:
        """The row that a baseline stands in, from 0, or -1 outside the grid."""
        return next((index for index, (top, low) in enumerate(zip(self.rows, self.rows[1:], strict=False)) if low <= y < top), -1)

    def edges(self, row: int) -> list[float]:
        """The column boundaries that are really drawn in a row: a cell that spans columns has none within."""
        middle = (self.rows[row] + self.rows[row + 1]) / 2
        drawn = [
            x
            for x in self.columns
            if any(abs(rule.at - x) < _NEAR and rule.start <= middle <= rule.end for rule in self.verticals)
        ]
        return drawn if len(drawn) > 1 else [self.columns[0], self.columns[-1]]


def grids(page: Any) -> list[Grid]:
    """The ruled tables of a page with two rows and two columns or more, from the top down."""
    horizontal, vertical = _rules(page)
    # A frame or a background drawn along the page's edges rules nothing.
    width, height = page.get_size()
    horizontal = [rule for rule in horizontal if _NEAR < rule.at < height - _NEAR]
    vertical = [rule for rule in vertical if _NEAR < rule.at < width - _NEAR]
    found = []
    for across, down in _connected(horizontal, vertical):
        rows = sorted(_merged(rule.at for rule in across), reverse=True)
        columns = _merged(rule.at for rule in down)
        if len(rows) > 2 and len(columns) > 2:
            found.append(Grid(tuple(rows), tuple(columns), tuple(down)))
    return sorted(found, key=lambda grid: -grid.rows[0])


def _rules(page: Any) -> tuple[list[Rule], list[Rule]]:
    horizontal: list[Rule] = []
    vertical: list[Rule] = []
    seen = 0
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=1):
        matrix = item.get_matrix()
        points: list[tuple[float, float]] = []
        for kind, x, y, closes in _segments(item):
            seen += 1
            point = matrix.on_point(x, y)
            if kind == raw.FPDF_SEGMENT_MOVETO:
                points = [point]
                continue
            if kind == raw.FPDF_SEGMENT_LINETO and points:
                _add(points[-1], point, horizontal, vertical)
            points.append(point)
            if closes:
                _add(points[-1], points[0], horizontal, vertical)
        if seen > _MOST_SEGMENTS:
            return [], []
    return horizontal, vertical


def _segments(item: Any) -> Iterable[tuple[int, float, float, bool]]:
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(raw.FPDFPath_CountSegments(item.raw)):
        segment = raw.FPDFPath_GetPathSegment(item.raw, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        yield raw.FPDFPathSegment_GetType(segment), x.value, y.value, bool(raw.FPDFPathSegment_GetClose(segment))


def _add(one: tuple[float, float], other: tuple[float, float], horizontal: list[Rule], vertical: list[Rule]) -> None:
    across, down = abs(one[0] - other[0]), abs(one[1] - other[1])
    if down < 1 and across >= _SHORTEST:
        horizontal.append(Rule((one[1] + other[1]) / 2, min(one[0], other[0]), max(one[0], other[0])))
    elif across < 1 and down >= _SHORTEST:
        vertical.append(Rule((one[0] + other[0]) / 2, min(one[1], other[1]), max(one[1], other[1])))


def _connected(horizontal: Sequence[Rule], vertical: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Rules that touch, directly or through others, as pairs of horizontal and vertical ones."""
    left = [(True, rule) for rule in horizontal] + [(False, rule) for rule in vertical]
    if len(left) > 2000:
        return []
    found = []
    while left:
        group = [left.pop()]
        reached = 0
        while reached < len(group):
            across, rule = group[reached]
            reached += 1
            touching = [(kind, other) for kind, other in left if _touch(across, rule, kind, other)]
            group += touching
            taken = {id(other) for _, other in touching}
            left = [entry for entry in left if id(entry[1]) not in taken]
        found.append(([rule for across, rule in group if across], [rule for across, rule in group if not across]))
    return found


def _touch(across: bool, rule: Rule, other_across: bool, other: Rule) -> bool:
    if across == other_across:
        return abs(rule.at - other.at) < _NEAR and rule.start <= other.end + _NEAR and other.start <= rule.end + _NEAR
    return rule.start - _NEAR <= other.at <= rule.end + _NEAR and other.start - _NEAR <= rule.at <= other.end + _NEAR


def _merged(places: Iterable[float]) -> list[float]:
    merged: list[float] = []
    for place in sorted(places):
        if not merged or place - merged[-1] > _NEAR:
            merged.append(place)
    return merged
