"""The outlines of a PDF's embedded fonts, code by code, as pdfium draws them.

pdfium knows every kind of font program and encoding, but gives an outline only for a character. So each font is copied into a PDF
of its own whose ToUnicode table gives every code a character of the private use area, and those are asked for.
"""

import ctypes
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject
from pypdfium2 import raw

from ingest.extract.pdf.faults import FAULTS
from ingest.extract.pdf.outlines.outline import Curves

FontKey = tuple[int, int]
"""A font dictionary's object number and generation."""

_PRIVATE = 0xE000
_MOST_CODES = 6400
_MOST_FONTS = 200
_MOST_POINTS = 4000
_PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3")


@dataclass(frozen=True, slots=True)
class EmbeddedFont:
    """A font whose program is in the file; `wide` fonts have codes of two bytes. `entry` is pypdf's dictionary."""

    key: FontKey
    entry: Any
    wide: bool
    has_map: bool


def embedded_fonts(reader: PdfReader) -> list[EmbeddedFont]:
    """The fonts that pages and their forms use, those whose codes can be told from their own record."""
    found: dict[FontKey, EmbeddedFont] = {}
    visited: set[int] = set()
    for page in reader.pages:
        _collect(page.get("/Resources"), found, visited, depth=0)
        if len(found) >= _MOST_FONTS:
            break
    return list(found.values())


def _collect(resources: Any, found: dict[FontKey, EmbeddedFont], visited: set[int], *, depth: int) -> None:
    resources = _object(resources)
    if not isinstance(resources, DictionaryObject) or id(resources) in visited or depth > 8:
        return
    visited.add(id(resources))
    for name, entries in (("/Font", _object(resources.get("/Font"))), ("/XObject", _object(resources.get("/XObject")))):
        for key in entries if isinstance(entries, DictionaryObject) else ():
            try:
                reference = entries.raw_get(key)
                entry = _object(reference)
                if name == "/XObject":
                    if entry.get("/Subtype") == "/Form":
                        _collect(entry.get("/Resources"), found, visited, depth=depth + 1)
                    continue
                number = (reference.idnum, reference.generation)
                if number not in found and _is_embedded(entry):
                    found[number] = EmbeddedFont(number, entry, entry.get("/Subtype") == "/Type0", "/ToUnicode" in entry)
            except FAULTS:
                continue


def _is_embedded(entry: Any) -> bool:
    holder = _object(_object(entry["/DescendantFonts"])[0]) if entry.get("/Subtype") == "/Type0" else entry
    if entry.get("/Subtype") == "/Type0" and str(_object(entry.get("/Encoding"))) not in ("/Identity-H", "/Identity-V"):
        return False
    descriptor = _object(holder.get("/FontDescriptor"))
    return descriptor is not None and any(program in descriptor for program in _PROGRAMS)


def outlines_of(fonts: Sequence[EmbeddedFont], codes: Mapping[FontKey, Sequence[int]]) -> dict[FontKey, dict[int, Curves]]:
    """The outline of each code of each font; a code that draws nothing has one without curves."""
    asked = [(font, list(codes[font.key])[:_MOST_CODES]) for font in fonts if codes.get(font.key)]
    if not asked:
        return {}
    try:
        document = pypdfium2.PdfDocument(_copied(asked))
    except (*FAULTS, pypdfium2.PdfiumError):
        return {}
    found: dict[FontKey, dict[int, Curves]] = {}
    try:
        for number, (font, wanted) in enumerate(asked):
            page = document[number]
            handle = next((raw.FPDFTextObj_GetFont(item.raw) for item in page.get_objects()), None)
            if handle:
                found[font.key] = {code: _curves(handle, _PRIVATE + at) for at, code in enumerate(wanted)}
            page.close()
    finally:
        document.close()
    return found


def _copied(asked: Sequence[tuple[EmbeddedFont, Sequence[int]]]) -> bytes:
    """A PDF with a page for each font."""
    writer = PdfWriter()
    for font, codes in asked:
        page = writer.add_blank_page(100, 100)
        copy = font.entry.clone(writer, force_duplicate=True, ignore_fields=("/ToUnicode",))
        table = DecodedStreamObject()
        table.set_data(_private_map(codes, wide=font.wide))
        copy[NameObject("/ToUnicode")] = writer._add_object(table)
        shown = DecodedStreamObject()
        shown.set_data(b"BT /F 1 Tf <0000> Tj ET")
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F"): copy.indirect_reference or copy})}
        )
        page[NameObject("/Contents")] = writer._add_object(shown)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _private_map(codes: Sequence[int], *, wide: bool) -> bytes:
    digits = 4 if wide else 2
    lines = ["begincmap 1 begincodespacerange", f"<{'0' * digits}> <{'F' * digits}>", "endcodespacerange"]
    for at in range(0, len(codes), 100):
        part = codes[at : at + 100]
        lines.append(f"{len(part)} beginbfchar")
        lines += [f"<{code:0{digits}X}> <{_PRIVATE + at + n:04X}>" for n, code in enumerate(part)]
        lines.append("endbfchar")
    return "\n".join([*lines, "endcmap"]).encode("ascii")


def _curves(handle: Any, character: int) -> Curves:
    outline = raw.FPDFFont_GetGlyphPath(handle, character, 1000.0)
    points = list(_segments(outline)) if outline else []
    return np.array(points, np.float64).reshape(-1, 4, 2)


def _segments(outline: Any) -> Iterator[tuple[tuple[float, float], ...]]:
    """The outline's curves; straight lines are curves too, and every contour is closed."""
    x, y = ctypes.c_float(), ctypes.c_float()
    count = min(raw.FPDFGlyphPath_CountGlyphSegments(outline), _MOST_POINTS)
    start = pen = (0.0, 0.0)
    held: list[tuple[float, float]] = []
    for index in range(count):
        segment = raw.FPDFGlyphPath_GetGlyphPathSegment(outline, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        to = (x.value, y.value)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_BEZIERTO:
            held.append(to)
            if len(held) == 3:
                yield (pen, *held)
                held, pen = [], to
            continue
        if kind == raw.FPDF_SEGMENT_MOVETO:
            yield from _line(pen, start)
            start = to
        else:
            yield from _line(pen, to)
        pen = to
    yield from _line(pen, start)


def _line(pen: tuple[float, float], to: tuple[float, float]) -> Iterator[tuple[tuple[float, float], ...]]:
    if pen != to:
        (x0, y0), (x1, y1) = pen, to
        yield pen, ((2 * x0 + x1) / 3, (2 * y0 + y1) / 3), ((x0 + 2 * x1) / 3, (y0 + 2 * y1) / 3), to


def _object(value: Any) -> Any:
    return value.get_object() if hasattr(value, "get_object") else value
