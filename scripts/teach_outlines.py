"""Write the tables of known outlines beside `ingest/extract/pdf/outlines/known.py`.

    python scripts/teach_outlines.py fonts NAME LICENCE FILE.ttf ...      an open font's own files (needs fontTools)
    python scripts/teach_outlines.py documents NAME FILE.pdf ...         PDFs whose fonts have honest maps; one table a font

A table holds numbers measured of outlines, from which no outline can be drawn again. Fonts are asked only for the Arabic script,
digits and the signs beside them.
"""

import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont
from pypdf import PdfReader

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from ingest.extract.pdf.content import Fonts, drawn_glyphs
from ingest.extract.pdf.fold import fold
from ingest.extract.pdf.outlines.glyphs import embedded_fonts, outlines_of
from ingest.extract.pdf.outlines.known import KnownGlyph, write_table
from ingest.extract.pdf.outlines.lessons import Glyphs, lessons, listen, merged
from ingest.extract.pdf.outlines.outline import Curves, Vectors, fingerprints

TABLES = Path(__file__).resolve().parents[1] / "ingest/extract/pdf/outlines/tables"
_ASKED = re.compile(
    "[\u0621-\u063a\u0640-\u0655\u0660-\u066c\u0670\u0671\u067e\u0686\u0698\u06a4\u06a9\u06af\u06cc\u06f0-\u06f9"
    "\u060c\u061b\u061f\u00ab\u00bb0-9A-Za-z\u00c0-\u017f\u2013\u2014\u2022"
    r"()\[\].,:;!?%/\\\-\"'+=*&@#<>]"
)


class _CurvePen(BasePen):  # type: ignore[misc]
    """Takes an outline as cubic curves in em."""

    def __init__(self, glyphs: Any, em: int) -> None:
        super().__init__(glyphs)
        self.curves: list[tuple[tuple[float, float], ...]] = []
        self._em = em
        self._start = (0.0, 0.0)

    def _moveTo(self, pt: tuple[float, float]) -> None:
        self._start = pt

    def _lineTo(self, pt: tuple[float, float]) -> None:
        (x0, y0), (x1, y1) = self._getCurrentPoint(), pt
        self._curveToOne(((2 * x0 + x1) / 3, (2 * y0 + y1) / 3), ((x0 + 2 * x1) / 3, (y0 + 2 * y1) / 3), pt)

    def _curveToOne(self, pt1: tuple[float, float], pt2: tuple[float, float], pt3: tuple[float, float]) -> None:
        points = (self._getCurrentPoint(), pt1, pt2, pt3)
        if any(point != pt3 for point in points):
            self.curves.append(tuple((x / self._em, y / self._em) for x, y in points))

    def _closePath(self) -> None:
        if self._getCurrentPoint() != self._start:
            self._lineTo(self._start)


def of_font(path: Path) -> list[KnownGlyph]:
    """What a font file says of its own glyphs, by its character table and by what its substitutions make of characters."""
    font = TTFont(path, fontNumber=0)
    texts = _texts(font)
    glyphs, em = font.getGlyphSet(), font["head"].unitsPerEm
    names = sorted(name for name, text in texts.items() if text and len(text) <= 6 and all(map(_ASKED.match, text)))
    outlines: list[Curves] = []
    for name in names:
        pen = _CurvePen(glyphs, em)
        glyphs[name].draw(pen)
        outlines.append(np.array(pen.curves, np.float64).reshape(-1, 4, 2))
    vectors = fingerprints(outlines)
    return [KnownGlyph(texts[name], 1, vector) for name, vector in zip(names, vectors, strict=True) if vector.any()]


def _texts(font: TTFont) -> dict[str, str]:
    """Glyph name to characters: the character table, then substitutions until nothing more is learned."""
    texts: dict[str, str] = {}
    for char, name in sorted(font.getBestCmap().items()):
        plain = fold(chr(char))
        if all(map(_ASKED.match, plain)) and (name not in texts or len(plain) < len(texts[name])):
            texts[name] = plain
    lookups = font["GSUB"].table.LookupList.Lookup if "GSUB" in font else []
    rules = [rule for lookup in lookups for table in lookup.SubTable for rule in _rules(getattr(table, "ExtSubTable", table))]
    for _ in range(8):
        before = len(texts)
        for taken, given in rules:
            if all(name in texts for name in taken):
                _learn(texts, taken, given)
        if len(texts) == before:
            break
    return texts


def _learn(texts: dict[str, str], taken: tuple[str, ...], given: tuple[str, ...]) -> None:
    whole = "".join(texts[name] for name in taken)
    if len(given) == 1:
        texts.setdefault(given[0], whole)
        return
    parts = whole if len(whole) == len(given) else unicodedata.normalize("NFD", whole)
    if len(parts) != len(given):
        return
    for name, part in zip(given, parts, strict=True):
        texts.setdefault(name, part)


def _rules(table: Any) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The substitutions of a lookup: the glyphs that are taken and those that are given. Contextual ones call these."""
    kind = type(table).__name__
    if kind == "SingleSubst":
        yield from (((taken,), (given,)) for taken, given in table.mapping.items())
    elif kind == "AlternateSubst":
        yield from (((taken,), (given,)) for taken, choices in table.alternates.items() for given in choices)
    elif kind == "MultipleSubst":
        yield from (((taken,), tuple(given)) for taken, given in table.mapping.items())
    elif kind == "LigatureSubst":
        for first, ligatures in table.ligatures.items():
            yield from (((first, *ligature.Component), (ligature.LigGlyph,)) for ligature in ligatures)


def of_documents(paths: Iterable[Path]) -> Mapping[str, list[KnownGlyph]]:
    """What PDFs with honest maps teach, by the name of the font."""
    found: dict[str, list[KnownGlyph]] = defaultdict(list)
    for path in paths:
        reader = PdfReader(path)
        fonts, told = Fonts(), Glyphs()
        for page in reader.pages:
            listen(drawn_glyphs(page, fonts), told)
        for name, taught in taught_by_font(reader, fonts, told).items():
            found[name] += taught
    return found


def taught_by_font(reader: PdfReader, fonts: Fonts, told: Glyphs) -> dict[str, list[KnownGlyph]]:
    loaded = {key: font for key, font in fonts._loaded.items() if font is not None and font.has_map}
    used = {key: sorted(code for owner, code in told if owner == id(font)) for key, font in loaded.items()}
    outlines = outlines_of(embedded_fonts(reader), used)
    found: dict[str, list[KnownGlyph]] = defaultdict(list)
    for key, by_code in outlines.items():
        font = loaded[key]
        vectors: dict[tuple[int, int], Vectors] = {
            (id(font), code): vector for code, vector in zip(by_code, fingerprints(list(by_code.values())), strict=True)
        }
        found[font.name.split("+")[-1]] += lessons({place: told[place] for place in vectors}, vectors)
    return found


def main() -> None:
    kind, name, *rest = sys.argv[1:]
    if kind == "fonts":
        licence, *files = rest
        glyphs = merged(glyph for file in files for glyph in of_font(Path(file)))
        heading = f"{name}, measured of {', '.join(Path(file).name for file in files)} ({licence})"
        (TABLES / f"{name}.tsv").write_text(write_table(glyphs, heading=heading), "ascii")
    else:
        for font, taught in of_documents(map(Path, rest)).items():
            heading = f"{font}, learned from {name}: {len(rest)} PDFs whose fonts have maps"
            (TABLES / f"{font}.tsv").write_text(write_table(merged(taught), heading=heading), "ascii")


if __name__ == "__main__":
    main()
