"""Three readers of page text and what each gives: lines with their place on the page.

qalam turns Arabic from drawn to written order and is the best for it; pdfium is the best for Latin script and knows each
character's place, size and weight; pypdf is asked where both fail. All give `Line`s in reading order.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ingest.extract.pdf.fold import fold

ReaderName = Literal["qalam", "pdfium", "pypdf"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it stands on the page. Lengths are PDF points, y grows upwards; an unknown size is 0.

    `block` numbers the stretch that the reader says belongs together, `cells` holds a table row's cells.
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


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character that pdfium found: where its box begins and ends, its baseline, its size, and whether it is bold."""

    char: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class PageReading:
    """One reader's lines of one page. `ordered_blocks` says that the file itself names the order and the blocks; `height` is the page's, or 0."""

    reader: ReaderName
    lines: tuple[Line, ...]
    ordered_blocks: bool = False
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
    return [PageReading("qalam", tuple(_qalam_lines(page)), page.tagged, page.height) for page in document.pages]


def _qalam_lines(page: Any) -> list[Line]:
    lines = []
    for number, block in enumerate(page.blocks):
        if block.kind == "table":
            x0, _, x1, top = block.bbox
            for row in block.to_rows():
                cells = tuple(fold(cell).strip() for cell in row)
                if any(cells):
                    lines.append(Line(" ".join(filter(None, cells)), x0, x1, top, block=number, cells=cells))
        elif block.kind == "text":
            x0, _, x1, _ = block.bbox
            for line in block.lines:
                text = line.text
                if line.confidence == 1.0:
                    # The font's own map names these glyphs U+FFFD: tails of letters drawn as two glyphs, not letters lost.
                    text = text.replace("\ufffd", "")
                lines.append(Line(fold(text).strip(), x0, x1, line.baseline, line.size, False, line.direction == "rtl", number))
    return [line for line in lines if line.text]


def pdfium_glyphs(page: Any) -> list[Glyph]:
    """The characters of a page in pdfium's order. Line ends are glyphs as well, `\\n`; a hyphen at a line's end is U+0002."""
    import ctypes

    from pypdfium2 import raw

    text_page = page.get_textpage()
    handle = text_page.raw
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    x, y = ctypes.c_double(), ctypes.c_double()
    glyphs = []
    for index in range(raw.FPDFText_CountChars(handle)):
        code = raw.FPDFText_GetUnicode(handle, index)
        raw.FPDFText_GetCharBox(handle, index, left, right, bottom, top)
        raw.FPDFText_GetCharOrigin(handle, index, x, y)
        glyphs.append(
            Glyph(
                chr(code) if code < 0x110000 else "\ufffd",
                left.value,
                right.value,
                y.value,
                _drawn_size(raw, handle, index),
                raw.FPDFText_GetFontWeight(handle, index) >= 600,
            )
        )
    text_page.close()
    return glyphs


def _drawn_size(raw: Any, handle: Any, index: int) -> float:
    """The size that a character has on the page: the font's size times the scale of its matrix."""
    size = float(raw.FPDFText_GetFontSize(handle, index))
    matrix = raw.FS_MATRIX()
    if raw.FPDFText_GetMatrix(handle, index, matrix):
        scale = float((matrix.c**2 + matrix.d**2) ** 0.5)
        size *= scale or 1.0
    return size


def pdfium_page(glyphs: list[Glyph], height: float = 0.0) -> PageReading:
    """The page's lines as pdfium orders them."""
    lines, current = [], list[Glyph]()
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
    arabic = sum("\u0600" <= glyph.char <= "\u06ff" for glyph in seen)
    return Line(
        fold(text).strip(" "),
        min(glyph.x0 for glyph in seen),
        max(glyph.x1 for glyph in seen),
        sorted(glyph.y for glyph in seen)[len(seen) // 2],
        sizes[len(sizes) // 2],
        sum(glyph.bold for glyph in seen) > 0.8 * len(seen),
        arabic > len(seen) / 2,
        0,
    )


def pypdf_page(page: Any) -> PageReading:
    """The page's lines as pypdf reads them, without their places."""
    lines = (fold(line).strip() for line in page.extract_text().split("\n"))
    return PageReading("pypdf", tuple(Line(line) for line in lines if line))


def place(reading: PageReading, glyphs: list[Glyph]) -> PageReading:
    """The reading with each line's true extent and weight, which pdfium knows and qalam doesn't say."""
    from dataclasses import replace

    rows: dict[int, list[Glyph]] = {}
    for glyph in glyphs:
        if not glyph.char.isspace() and glyph.x1 > glyph.x0:
            rows.setdefault(round(glyph.y), []).append(glyph)
    placed = []
    for line in reading.lines:
        near = [
            glyph
            for y in (round(line.y) - 1, round(line.y), round(line.y) + 1)
            for glyph in rows.get(y, ())
            if line.x0 - 3 <= glyph.x0 and glyph.x1 <= line.x1 + 3
        ]
        if near and not line.cells:
            bold = sum(glyph.bold for glyph in near) > 0.8 * len(near)
            line = replace(line, x0=min(glyph.x0 for glyph in near), x1=max(glyph.x1 for glyph in near), bold=bold)
        placed.append(line)
    return PageReading(reading.reader, tuple(placed), reading.ordered_blocks, reading.height)
