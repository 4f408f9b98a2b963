"""Rows of tables on a page: ruled ones by their grid, others by cells that a reader gives one after the other side by side."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from ingest.extract.pdf.fold import fold
from ingest.extract.pdf.grid import Grid
from ingest.extract.pdf.readers import TABLE_BLOCKS, Line, Rows
from ingest.extract.pdf.words import Glyph, drawn_words

_LEAST_ROWS = 2


def grid_rows(lines: Sequence[Line], grids: Sequence[Grid], glyphs: Sequence[Glyph]) -> list[Line]:
    """The lines, with those inside a grid replaced by one line a row, with cells, at the place of the first of them."""
    if not grids:
        return list(lines)
    drawn = Rows(glyphs)
    out = _loosened(lines, grids, drawn)
    for grid in grids:
        inside = [line for line in out if _is_inside(line, grid)]
        rows = _filled(inside, grid, drawn)
        if len(rows) < _LEAST_ROWS:
            continue
        first = out.index(inside[0])
        taken = {id(line) for line in inside}
        out = [*out[:first], *rows, *(line for line in out[first:] if id(line) not in taken)]
    return out


def _loosened(lines: Sequence[Line], grids: Sequence[Grid], drawn: Rows) -> list[Line]:
    """The lines, with the rows of a reader's table taken apart when a grid covers part of it: the grid knows better.

    A reader may take the heading and the paragraph above a table for rows of it.
    """
    covered = {
        part.block // TABLE_BLOCKS for line in lines for part in line.parts if any(_is_inside(part, grid) for grid in grids)
    }
    out: list[Line] = []
    for table, rows in groupby(lines, key=lambda line: line.parts[0].block // TABLE_BLOCKS if line.parts else 0):
        if table in covered and table:
            parts = [part for line in rows for part in line.parts]
            settled = [part if any(_is_inside(part, grid) for grid in grids) else _settled(part, drawn) for part in parts]
            out += sorted(settled, key=lambda part: -round(part.y))
        else:
            out += rows
    return out


def _settled(part: Line, drawn: Rows) -> Line:
    """A loose part that is no cell, as a line at the place where most of its first words are drawn."""
    wanted = Counter(_key(word) for word in part.text.split())
    reach = part.size / 2 + 1
    best: list[Glyph] = []
    most = 0
    for row in drawn.band(part.y - reach, part.y + reach, float("-inf"), float("inf")):
        words = Counter(_key(fold("".join(glyph.char for glyph in word))) for word in drawn_words(row))
        common = sum((words & wanted).values())
        if common > most and 2 * common >= sum(words.values()):
            best, most = row, common
            if 2 * common >= min(sum(wanted.values()), 6):
                break
    if not best:
        return replace(part, loose=False, size=0.0)
    sizes = sorted(glyph.size for glyph in best)
    return replace(
        part,
        x0=min(glyph.x0 for glyph in best),
        x1=max(glyph.x1 for glyph in best),
        y=drawn.baseline(best),
        size=sizes[len(sizes) // 2],
        bold=sum(glyph.bold for glyph in best) > 0.8 * len(best),
        loose=False,
    )


def _is_inside(line: Line, grid: Grid) -> bool:
    middle = (line.x0 + line.x1) / 2
    return bool(line.size) and not line.cells and grid.row_of(line.y) >= 0 and grid.columns[0] - 2 < middle < grid.columns[-1] + 2


def _filled(lines: Sequence[Line], grid: Grid, drawn: Rows) -> list[Line]:
    """The grid's rows that hold text. Cells stand in reading order: from the right where the table is written so."""
    letters = Counter("rtl" if char >= "\u0600" else "ltr" for line in lines for char in line.text if char.isalpha())
    rtl = letters["rtl"] > letters["ltr"]
    columns = len(grid.columns) - 1
    rows: dict[int, list[list[str]]] = {}
    first: dict[int, Line] = {}
    for line in sorted(lines, key=lambda line: -round(line.y)):
        row = grid.row_of(line.y)
        first.setdefault(row, line)
        cells = rows.setdefault(row, [[] for _ in range(columns)])
        for column, text in _split(line, grid, row, drawn):
            cells[column].append(text)
    found = []
    for row in sorted(rows):
        ordered = reversed(rows[row]) if rtl else rows[row]
        texts = tuple(" ".join(parts) for parts in ordered)
        found.append(replace(first[row], text=" ".join(filter(None, texts)), cells=texts, rtl=rtl))
    return found


def _split(line: Line, grid: Grid, row: int, drawn: Rows) -> list[tuple[int, str]]:
    """The line's words by column. A reader may have joined a row's cells in one line, and in an order of its own.

    A word goes to the column where the page draws a word of the same letters, else to one that has its letters left.
    """
    edges = grid.edges(row)
    words: dict[int, Counter[str]] = {}
    letters: dict[int, Counter[str]] = {}
    band = drawn.band(grid.rows[row + 1], grid.rows[row], edges[0] - 1, edges[-1] + 1) if line.loose else [drawn.near(line)]
    for word in (word for glyphs in band for word in drawn_words(glyphs)):
        column = _column(sum(glyph.x0 + glyph.x1 for glyph in word) / (2 * len(word)), edges, grid)
        key = _key(fold("".join(glyph.char for glyph in word)))
        words.setdefault(column, Counter())[key] += 1
        letters.setdefault(column, Counter()).update(key)
    if len(words) < 2:
        column = next(iter(words), _column((line.x0 + line.x1) / 2, edges, grid))
        return [(column, line.text)]
    columns = sorted(words, reverse=line.rtl)
    found: dict[int, list[str]] = {}
    own = _column((line.x0 + line.x1) / 2, edges, grid)
    current = own if line.loose and own in words else columns[0]
    for written in line.text.split():
        key = _key(written)
        order = (current, *columns)
        same = next((column for column in order if words[column][key] > 0), None)
        holding = next((column for column in order if not Counter(key) - letters[column]), current)
        current = holding if same is None else same
        words[current][key] -= 1
        letters[current] -= Counter(key)
        found.setdefault(current, []).append(written)
    return [(column, " ".join(parts)) for column, parts in found.items()]


def _key(word: str) -> str:
    """A word's letters in one order, so that drawn and written order compare alike."""
    return "".join(sorted(char for char in word if char.isalnum())) or word


def _column(x: float, edges: Sequence[float], grid: Grid) -> int:
    """The number of the grid's column whose cell holds `x`, the first one for a cell that spans several."""
    left = max((edge for edge in edges if edge <= x), default=edges[0])
    return min(max(grid.columns.index(left), 0), len(grid.columns) - 2)


def join_rows(lines: Sequence[Line]) -> list[Line]:
    """The lines, with those that stand side by side in two rows or more joined into one line a row, with cells."""
    rows = _rows(lines)
    joined: list[Line] = []
    index = 0
    while index < len(rows):
        end = index
        while end < len(rows) and len(rows[end]) > 1:
            end += 1
        if end - index >= _LEAST_ROWS:
            joined += [_row(cells) for cells in rows[index:end]]
            index = end
        else:
            joined += [line for cell in rows[index] for line in cell]
            index += 1
    return joined


def _rows(lines: Sequence[Line]) -> list[list[list[Line]]]:
    """Consecutive blocks that overlap in height and not in width, as rows of cells; every other line is a row of one cell."""
    blocks: list[list[Line]] = []
    for line in lines:
        if blocks and not line.cells and blocks[-1][-1].block == line.block and not blocks[-1][-1].cells:
            blocks[-1].append(line)
        else:
            blocks.append([line])
    rows: list[list[list[Line]]] = []
    for block in blocks:
        if rows and _side_by_side(rows[-1], block):
            rows[-1].append(block)
        else:
            rows.append([block])
    return rows


def _side_by_side(row: list[list[Line]], block: list[Line]) -> bool:
    if not block[0].size or block[0].cells or any(not cell[0].size or cell[0].cells for cell in row):
        return False
    low, high = block[-1].y, block[0].y + block[0].size
    row_low, row_high = min(cell[-1].y for cell in row), max(cell[0].y + cell[0].size for cell in row)
    overlap = min(high, row_high) - max(low, row_low)
    if overlap < 0.5 * min(high - low, row_high - row_low):
        return False
    x0, x1 = min(line.x0 for line in block), max(line.x1 for line in block)
    return all(x1 <= min(line.x0 for line in cell) + 1 or max(line.x1 for line in cell) <= x0 + 1 for cell in row)


def _row(cells: list[list[Line]]) -> Line:
    texts = tuple(" ".join(line.text for line in cell) for cell in cells)
    lines = [line for cell in cells for line in cell]
    return replace(
        lines[0], text=" ".join(texts), x0=min(line.x0 for line in lines), x1=max(line.x1 for line in lines), cells=texts
    )
