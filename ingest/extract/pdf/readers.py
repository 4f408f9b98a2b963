"""Three readers of page text and what each gives: lines with their place on the page.

qalam turns Arabic from drawn to written order and is the best for it; pdfium is the best for Latin script and knows each
character's place, size and weight; pypdf is asked where both fail. All give `Line`s in reading order.
"""

import ctypes
import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from operator import attrgetter
from pathlib import Path
from typing import Any, Literal, overload

from pypdfium2 import raw

from ingest.extract.pdf.fold import fold
from ingest.extract.pdf.mend import with_script_spaces, without_fillers
from ingest.extract.pdf.words import Glyph

ReaderName = Literal["glyphs", "qalam", "pdfium", "pypdf", "ocr"]


TABLE_BLOCKS = 1_000_000
"""Parts of a table's rows are blocks of their own; divided by this their numbers name the table."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it stands on the page. Lengths are PDF points, y grows upwards; an unknown size is 0.

    `block` numbers the stretch that the reader says belongs together. A table row has its `cells`, and in `parts` the same with
    their places where the reader knows these.
    """

    text: str
    x0: float = 0.0
    x1: float = 0.0
    y: float = 0.0
    size: float = 0.0
    bold: bool = False
    rtl: bool = False
    block: int = 0
    cells: tuple[str, ...] = ()
    parts: tuple["Line", ...] = ()
    loose: bool = False


_VALUES = attrgetter(*(field.name for field in fields(Line)))


class PackedLines(Sequence[Line]):
    """The lines of a page that waits for its turn, in a quarter of their room: each look at one unpacks them all."""

    __slots__ = ("_count", "_packed")

    def __init__(self, lines: Sequence[Line]) -> None:
        self._count = len(lines)
        self._packed = pickle.dumps([_VALUES(line) for line in lines], pickle.HIGHEST_PROTOCOL)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Line]:
        return iter([Line(*values) for values in pickle.loads(self._packed)])

    @overload
    def __getitem__(self, index: int) -> Line: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Line]: ...
    def __getitem__(self, index: int | slice) -> Line | Sequence[Line]:
        return list(self)[index]


@dataclass(frozen=True, slots=True)
class PageReading:
    """One reader's lines of one page, in reading order; `height` is the page's, or 0."""

    reader: ReaderName
    lines: Sequence[Line]
    height: float = 0.0

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)


def qalam_pages(path: Path) -> list[PageReading]:
    """Every page as qalam reads it; an empty list when it can't open the file."""
    import qalam

    try:
        document = qalam.Document(str(path))
    except (qalam.QalamError, ValueError, OSError):
        return []
    return [PageReading("qalam", tuple(_qalam_lines(page)), page.height) for page in document.pages]


def _qalam_lines(page: Any) -> list[Line]:
    lines: list[Line] = []
    for number, block in enumerate(page.blocks):
        if block.kind == "table":
            lines += [_qalam_row(row, TABLE_BLOCKS * (number + 1) + 64 * index) for index, row in enumerate(block.rows)]
        elif block.kind == "text":
            x0, _, x1, _ = block.bbox
            for line in block.lines:
                text = line.text
                if line.confidence == 1.0:
                    # The font's own map names these glyphs U+FFFD: tails of letters drawn as two glyphs, not letters lost.
                    text = text.replace("\ufffd", "")
                lines.append(Line(fold(text).strip(), x0, x1, line.baseline, line.size, False, line.direction == "rtl", number))
    return [line for line in lines if line.text]


def _qalam_row(row: Any, block: int) -> Line:
    cells = [(fold(cell.text).strip(), cell.bbox) for cell in row]
    parts = tuple(
        Line(text, x0, x1, (y0 + y1) / 2, y1 - y0, rtl=_is_rtl(text), block=block + index, loose=True)
        for index, (text, (x0, y0, x1, y1)) in enumerate(cells)
        if text
    )
    texts = tuple(text for text, _ in cells)
    first = parts[0] if parts else Line("")
    return replace(first, text=" ".join(filter(None, texts)), size=0.0, cells=texts, parts=parts)


def _is_rtl(text: str) -> bool:
    return 2 * sum("\u0600" <= char <= "\u06ff" for char in text) > sum(not char.isspace() for char in text)


def pdfium_glyphs(page: Any) -> list[Glyph]:
    """The characters of a page in pdfium's order. Line ends are glyphs as well, `\\n`; a hyphen at a line's end is U+0002."""
    text_page = page.get_textpage()
    handle = text_page.raw
    box = raw.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    name = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    glyphs = []
    for index in range(raw.FPDFText_CountChars(handle)):
        code = raw.FPDFText_GetUnicode(handle, index)
        raw.FPDFText_GetLooseCharBox(handle, index, box)
        raw.FPDFText_GetCharOrigin(handle, index, x, y)
        if not raw.FPDFText_GetFontInfo(handle, index, name, len(name), flags):
            name.value = b""
        glyphs.append(
            Glyph(
                chr(code) if code < 0x110000 else "\ufffd",
                box.left,
                box.right,
                y.value,
                _drawn_size(handle, index),
                raw.FPDFText_GetFontWeight(handle, index) >= 600 or b"bold" in name.value.lower(),
            )
        )
    text_page.close()
    return glyphs


def _drawn_size(handle: Any, index: int) -> float:
    """The size that a character has on the page: the font's size times the scale of its matrix."""
    size = float(raw.FPDFText_GetFontSize(handle, index))
    matrix = raw.FS_MATRIX()
    if raw.FPDFText_GetMatrix(handle, index, matrix):
        scale = float((matrix.c**2 + matrix.d**2) ** 0.5)
        size *= scale or 1.0
    return size


def pdfium_page(glyphs: list[Glyph], height: float = 0.0) -> PageReading:
    """The page's lines as pdfium orders them."""
    lines: list[Line] = []
    current: list[Glyph] = []
    for glyph in [*glyphs, Glyph("\n", 0, 0, 0, 0, False)]:
        if glyph.char in "\r\n":
            if current:
                lines.append(_pdfium_line(current, len(lines)))
            current = []
        else:
            current.append(glyph)
    return PageReading("pdfium", tuple(line for line in lines if line.text), height=height)


def _pdfium_line(glyphs: list[Glyph], number: int) -> Line:
    text = "".join(glyph.char for glyph in glyphs)
    if any("\ud800" <= char <= "\udfff" for char in text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    seen = [glyph for glyph in glyphs if not glyph.char.isspace()] or glyphs
    sizes = sorted(glyph.size for glyph in seen)
    return Line(
        fold(text).strip(" "),
        min(glyph.x0 for glyph in seen),
        max(glyph.x1 for glyph in seen),
        sorted(glyph.y for glyph in seen)[len(seen) // 2],
        sizes[len(sizes) // 2],
        sum(glyph.bold for glyph in seen) > 0.8 * len(seen),
        _is_rtl(text),
        number,
    )


def pypdf_page(page: Any) -> PageReading:
    """The page's lines as pypdf reads them, without their places."""
    lines = (fold(line).strip() for line in page.extract_text().split("\n"))
    return PageReading("pypdf", tuple(Line(line) for line in lines if line))


def place(reading: PageReading, glyphs: list[Glyph]) -> PageReading:
    """The reading with each line's true extent, baseline and weight, which pdfium knows and qalam doesn't say."""
    rows = Rows(glyphs)
    return replace(reading, lines=tuple(_placed(line, rows) for line in reading.lines))


def _placed(line: Line, rows: "Rows") -> Line:
    near = [] if line.parts else rows.near(line)
    if not near:
        return line
    sizes = sorted(glyph.size for glyph in near)
    return replace(
        line,
        text=with_script_spaces(without_fillers(line.text, near)),
        x0=min(glyph.x0 for glyph in near),
        x1=max(glyph.x1 for glyph in near),
        y=rows.baseline(near),
        size=sizes[len(sizes) // 2],
        bold=sum(glyph.bold for glyph in near) > 0.8 * len(near),
    )


class Rows:
    """The drawn characters of a page by baseline, to find those of a line."""

    def __init__(self, glyphs: Sequence[Glyph]) -> None:
        self._rows: dict[int, list[Glyph]] = {}
        for glyph in glyphs:
            if not glyph.char.isspace() and glyph.x1 > glyph.x0:
                self._rows.setdefault(round(glyph.y), []).append(glyph)

    def near(self, line: Line) -> list[Glyph]:
        """The characters of the line: those on the fullest baseline near it, and the marks around that, within its extent.

        The baseline that a reader names may be that of a mark, which some writers shift.
        """
        reach = max(3, round(0.45 * line.size))
        within: dict[int, list[Glyph]] = {}
        for y in range(round(line.y) - 2 * reach, round(line.y) + 2 * reach + 1):
            found = [glyph for glyph in self._rows.get(y, ()) if line.x0 - 3 <= glyph.x0 and glyph.x1 <= line.x1 + 3]
            if found:
                within[y] = found
        middle = max(
            (y for y in within if abs(y - line.y) <= reach),
            key=lambda y: (len(within[y]), -abs(y - line.y)),
            default=round(line.y),
        )
        return [glyph for y in within if abs(y - middle) <= reach / 2 for glyph in within[y]]

    def band(self, low: float, top: float, left: float, right: float) -> list[list[Glyph]]:
        """The characters whose baseline lies between two heights, by baseline from the top."""
        rows = (self._rows[y] for y in sorted(self._rows, reverse=True) if low <= y < top)
        found = [[glyph for glyph in row if left <= glyph.x0 and glyph.x1 <= right] for row in rows]
        return [row for row in found if row]

    @staticmethod
    def baseline(glyphs: Sequence[Glyph]) -> float:
        """The baseline that most of the characters stand on."""
        heights = sorted(glyph.y for glyph in glyphs)
        return heights[len(heights) // 2]
