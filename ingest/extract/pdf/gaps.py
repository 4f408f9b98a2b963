"""Tables without rules: rows of short texts between which white corridors run down the page.

Prose in two columns has a corridor too; a table's texts are shorter. A list's bullets and numbers are no column.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.extract.pdf.grid import Grid, Rule
from ingest.extract.pdf.readers import Rows
from ingest.extract.pdf.words import Glyph, drawn_words

_WIDE = 1.4
"""A gap this many times the type size parts two cells; words stand closer."""
_LEAST_ROWS = 2
_SHORT_WORDS = 3
_MARKER = re.compile(r"^(?:[•●○◦▪■–—\-*·\uf0b7]|[(]?\w{1,3}[.)\-:]|[.)\-(]\w{1,3}[)]?)$")


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Words of one baseline without a wide gap between them."""

    x0: float
    x1: float
    words: int
    marker: bool


@dataclass(frozen=True, slots=True)
class _Row:
    y: float
    size: float
    stretches: tuple[_Stretch, ...]


def gap_grids(glyphs: Sequence[Glyph], ruled: Sequence[Grid]) -> list[Grid]:
    """The unruled tables of a page as grids. What stands in a ruled one is left to that."""
    rows = [row for row in _rows(glyphs) if not any(grid.row_of(row.y) >= 0 for grid in ruled)]
    found: list[Grid] = []
    index = 0
    while index < len(rows):
        end, corridors = _run(rows, index)
        grid = _grid(rows[index:end], corridors) if corridors else None
        if grid is not None:
            found.append(grid)
        index = end if grid is not None else index + 1
    return found


def _rows(glyphs: Sequence[Glyph]) -> list[_Row]:
    """The page's baselines from the top, with their stretches of words."""
    baselines: list[list[Glyph]] = []
    for glyph in sorted(
        (glyph for glyph in glyphs if not glyph.char.isspace() and glyph.x1 > glyph.x0), key=lambda glyph: -glyph.y
    ):
        if baselines and abs(baselines[-1][0].y - glyph.y) < 0.3 * glyph.size:
            baselines[-1].append(glyph)
        else:
            baselines.append([glyph])
    rows = [_Row(Rows.baseline(row), median(glyph.size for glyph in row), _stretches(row)) for row in baselines]
    return [row for row in rows if row.stretches]


def _stretches(row: Sequence[Glyph]) -> tuple[_Stretch, ...]:
    runs: list[list[list[Glyph]]] = []
    right = 0.0
    wide = _WIDE * median(glyph.size for glyph in row)
    for word in drawn_words(row):
        if runs and word[0].x0 - right < wide:
            runs[-1].append(word)
        else:
            runs.append([word])
        right = max(glyph.x1 for glyph in word)
    found: list[_Stretch] = []
    for run in runs:
        x0, x1, words = run[0][0].x0, max(glyph.x1 for glyph in run[-1]), len(run)
        marker = len(runs) > 1 and bool(_MARKER.match("".join(glyph.char for glyph in run[0])))
        if found and (found[-1].marker or (marker and found[-1].words > 1)):
            found[-1] = _Stretch(found[-1].x0, x1, found[-1].words + words, marker=False)
        else:
            found.append(_Stretch(x0, x1, words, marker and words == 1))
    return tuple(found)


def _run(rows: Sequence[_Row], start: int) -> tuple[int, list[tuple[float, float]]]:
    """The rows from `start` on that share white corridors, and these; no corridors where no table begins."""
    corridors = [(one.x1, other.x0) for one, other in pairwise(rows[start].stretches)]
    end = start + 1
    while corridors and end < len(rows):
        row = rows[end]
        if rows[end - 1].y - row.y > 5 * row.size:
            break
        narrowed = _narrowed(corridors, row)
        if len(narrowed) < len(corridors) and (not narrowed or len(row.stretches) < 2):
            break
        corridors = narrowed
        end += 1
    return end, corridors


def _narrowed(corridors: Sequence[tuple[float, float]], row: _Row) -> list[tuple[float, float]]:
    """What a row's texts leave free of the corridors, those that stay wide enough."""
    free = list(corridors)
    for stretch in row.stretches:
        cut: list[tuple[float, float]] = []
        for left, right in free:
            if stretch.x1 <= left or stretch.x0 >= right:
                cut.append((left, right))
            else:
                cut += [(left, min(right, stretch.x0)), (max(left, stretch.x1), right)]
        free = cut
    return [(left, right) for left, right in free if right - left >= 0.8 * row.size]


def _grid(rows: Sequence[_Row], corridors: Sequence[tuple[float, float]]) -> Grid | None:
    middles = sorted((left + right) / 2 for left, right in corridors)
    edges = [min(s.x0 for row in rows for s in row.stretches) - 1, *middles, max(s.x1 for row in rows for s in row.stretches) + 1]
    bands = _trimmed(_bands(rows, edges), edges)
    if sum(len(_filled(band, edges)) > 1 for band in bands) < _LEAST_ROWS or not _short(bands, edges):
        return None
    tops = [band[0].y + band[0].size for band in bands]
    bounds = [tops[0], *((above[-1].y + top) / 2 for above, top in zip(bands, tops[1:], strict=False))]
    low = bands[-1][-1].y - 0.3 * bands[-1][-1].size
    return Grid((*bounds, low), tuple(edges), tuple(Rule(edge, low, tops[0]) for edge in edges))


def _bands(rows: Sequence[_Row], edges: Sequence[float]) -> list[list[_Row]]:
    """Baselines as table rows: a wider gap than between the lines of a cell begins one; without such, each baseline does.

    Cells of one row may stand at different heights, so the lines of a cell are compared within its column.
    """
    gaps = [one.y - other.y for one, other in pairwise(rows)]
    columns: dict[int, list[float]] = {}
    for row in rows:
        for column in _filled([row], edges):
            columns.setdefault(column, []).append(row.y)
    line = min((one - other for heights in columns.values() for one, other in pairwise(heights)), default=0.0)
    parted = any(gap > 1.25 * line for gap in gaps)
    while not parted and len(rows[-1].stretches) < 2:
        rows = rows[:-1]
    bands = [[rows[0]]]
    for row, gap in zip(rows[1:], gaps, strict=False):
        if (parted and gap > 1.25 * line) or (not parted and len(row.stretches) > 1):
            bands.append([row])
        else:
            bands[-1].append(row)
    return bands


def _trimmed(bands: list[list[_Row]], edges: Sequence[float]) -> list[list[_Row]]:
    """The rows without those at the end that fill one column: text after the table."""
    kept = list(bands)
    while kept and len(_filled(kept[-1], edges)) < 2:
        kept.pop()
    return kept


def _filled(band: Sequence[_Row], edges: Sequence[float]) -> set[int]:
    """The columns in which a table row holds text."""
    middles = [(stretch.x0 + stretch.x1) / 2 for row in band for stretch in row.stretches]
    return {sum(edge <= middle for edge in edges) - 1 for middle in middles}


def _short(bands: Sequence[Sequence[_Row]], edges: Sequence[float]) -> bool:
    """Whether at least half of the columns hold mostly short texts, as a table's do and prose doesn't."""
    words: dict[int, list[int]] = {}
    for stretch in (stretch for band in bands for row in band for stretch in row.stretches):
        column = sum(edge <= (stretch.x0 + stretch.x1) / 2 for edge in edges) - 1
        words.setdefault(column, []).append(stretch.words)
    return 2 * sum(median(counts) <= _SHORT_WORDS for counts in words.values()) >= len(words)
