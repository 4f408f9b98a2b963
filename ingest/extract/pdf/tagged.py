"""Pages whose file names its own blocks: pieces of one line that the structure holds apart, put together again.

A bold word, a link or a list item's number is a block of its own in such a structure, though it stands within a line.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.extract.pdf.readers import Line

_TURNED_NUMBER = re.compile(r"^([.)])\s*([\d\u0660-\u0669]{1,3})$")
_CLINGS_BEFORE = re.compile(r"^[:،,؛;.؟?!)»\]”%٪]")
_CLINGS_AFTER = re.compile(r"[(«\[“]$")


def join_pieces(lines: Sequence[Line]) -> list[Line]:
    """The lines with pieces of one line joined. Table cells stay apart: they stand further from each other than words do."""
    joined: list[Line] = []
    for line in lines:
        if joined and _continues(joined[-1], line):
            joined[-1] = _join(joined[-1], line)
        else:
            joined.append(line)
    return joined


def _continues(last: Line, line: Line) -> bool:
    if (
        last.cells
        or line.cells
        or not (last.size and line.size)
        or last.block == line.block
        or abs(last.y - line.y) > 0.25 * last.size
    ):
        return False
    gap = max(line.x0 - last.x1, last.x0 - line.x1)
    return gap < 0.45 * max(last.size, line.size)


def _join(last: Line, line: Line) -> Line:
    text = _TURNED_NUMBER.sub(r"\2\1", last.text)
    space = "" if _CLINGS_BEFORE.match(line.text) or _CLINGS_AFTER.search(text) else " "
    return replace(
        line,
        text=f"{text}{space}{line.text}",
        x0=min(last.x0, line.x0),
        x1=max(last.x1, line.x1),
        bold=last.bold and line.bold,
        rtl=last.rtl or line.rtl,
    )
