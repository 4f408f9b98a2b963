"""Rows of tables on a page: cells that a reader gives one after the other, though they stand side by side."""

from collections.abc import Sequence
from dataclasses import replace

from ingest.extract.pdf.readers import Line

_LEAST_ROWS = 2


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
