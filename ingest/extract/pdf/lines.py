"""Lines to paragraphs: which lines of a page belong together, and how they join.

A paragraph ends where the gap to the next line is wide, the type changes, a list item or an article begins, or the line ends so
short of its column that the next line's first word would still have fitted: there the writer, not the column, ended the line.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.extract.pdf.headings import part_level
from ingest.extract.pdf.readers import Line

_LETTER = "أبجدهوزحطي"
_ITEM = re.compile(
    r"^(?:[•●○◦▪■□◆➢➤✓❖‣–—\-*·]\s*(?=\S)"
    rf"|\(?(?:\d{{1,3}}|[a-zA-Z]|[ivx]{{2,5}}|[{_LETTER}])\s*[).\-–]\s+(?=\S)"
    r"|\d{1,2}[.)](?=[^\W\d])"
    rf"|\((?:\d{{1,3}}|[a-z]|[{_LETTER}])\)\s*(?=\S))"
)
_BULLET = re.compile(r"^[●○◦▪■□◆➢➤❖‣·]\s*|^[•*–—\-]\s*(?=[^\d\s])|^[•]\s*")
_UNSPACED = re.compile(r"^\d{1,2}[.)](?=[^\W\d])")
_BROKEN_WORD = re.compile(r"(?<=[^\W\d_])[\u0002\u00ad\-‐]$")
_COMPOUND = re.compile(r"\b(?!(?:non|self|cross|anti|co|pre|post)-)\w+-(?:and|or|of|to|in|on|the|by|up|out|for)-$", re.IGNORECASE)
"""The end of a compound whose last part is a small word («black-and-»): the hyphen at the line's end is its own. After a prefix
such a part is the beginning of a broken word («self-in-», of self-inflicted)."""
_CLOSED = re.compile(r"[.؟?!:؛;]['\"»”)]*\s*$")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together. `item` says that it begins as a list item."""

    lines: tuple[Line, ...]
    item: bool = False

    @property
    def text(self) -> str:
        """The lines joined: a space between two, none where a word was broken at the line's end."""
        joined = ""
        for line in self.lines:
            text = line.text.strip()
            if joined and _COMPOUND.search(joined) and text[:1].islower():
                joined += text
            elif joined and _BROKEN_WORD.search(joined) and text[:1].islower():
                joined = _BROKEN_WORD.sub("", joined) + text
            else:
                joined += (" " if joined else "") + text
        joined = joined.replace("\u0002", "-").replace("\u00ad", "-")
        return _UNSPACED.sub(r"\g<0> ", _BULLET.sub("• ", joined, count=1)) if self.item else joined


def paragraphs(lines: Sequence[Line]) -> list[Paragraph]:
    """Group the lines of one page, in reading order."""
    found: list[Paragraph] = []
    gap = _usual_gap(lines)
    runs = _columns(lines)
    current: list[Line] = []
    for index, line in enumerate(lines):
        if current and _ends(current, line, gap=gap, column=runs[index - 1]):
            found.append(_paragraph(current))
            current = []
        current.append(line)
    return [*found, _paragraph(current)] if current else found


def is_item(text: str) -> bool:
    """Whether a line begins as a list item does: with a bullet, or a number or letter set off by a sign."""
    return bool(_ITEM.match(text))


def _paragraph(lines: list[Line]) -> Paragraph:
    return Paragraph(tuple(lines), is_item(lines[0].text))


def _ends(current: list[Line], line: Line, *, gap: float, column: tuple[float, float]) -> bool:
    """Whether the paragraph ends before `line`."""
    last = current[-1]
    if last.cells or line.cells or is_item(line.text) or part_level(line.text) or part_level(last.text):
        return True
    if _BROKEN_WORD.search(last.text) and line.text[:1].islower():
        return False
    if last.bold != line.bold and (last.bold or line.bold):
        return True
    if not (last.y and line.y and last.size):
        return bool(_CLOSED.search(last.text))
    if abs(last.size - line.size) > 0.08 * last.size:
        return True
    down = last.y - line.y
    if down > 0 and _apart(last, line):
        return True
    if down > 1.3 * gap + 1 or down < -gap:
        return down > 0 or bool(_CLOSED.search(last.text))
    return _fits(last, line, column)


def _fits(last: Line, line: Line, column: tuple[float, float]) -> bool:
    """Whether the next line's first word would have fitted at the end of the last: then the line was ended on purpose."""
    width, room = last.x1 - last.x0, last.x0 - column[0] if last.rtl else column[1] - last.x1
    if width < 0.5 * (column[1] - column[0]):  # so short a line leaves its room on either side, however it is aligned
        room = column[1] - column[0] - width
    length = max(len(last.text), 1)
    letter = width / length
    first = len(line.text.split(" ", 1)[0]) + 1
    slack = 1.15 if _CLOSED.search(last.text) else 1.6
    return room > slack * first * letter + 0.5 * last.size


def _usual_gap(lines: Sequence[Line]) -> float:
    gaps = [a.y - b.y for a, b in pairwise(lines) if 0 < a.y - b.y < 4 * max(a.size, 8)]
    return median(gaps) if gaps else 14.0


def _columns(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """For each line the left and right edge of the column that it stands in: the extent of the lines read with it."""
    edges: list[tuple[float, float]] = []
    run: list[Line] = []
    for index, line in enumerate(lines):
        run.append(line)
        following = lines[index + 1] if index + 1 < len(lines) else None
        if following is None or following.y > line.y + 2 * max(line.size, 8) or _apart(run[-1], following):
            edge = (min(other.x0 for other in run), max(other.x1 for other in run))
            edges += [edge] * len(run)
            run = []
    return edges


def _apart(one: Line, other: Line) -> bool:
    return one.x1 < other.x0 or other.x1 < one.x0
