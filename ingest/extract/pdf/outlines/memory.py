"""What documents that were read have taught: tables of outlines in a folder, one file for each, never changed once written.

A reading process only reads the folder, and gives what a document teaches with its answer; who keeps the library writes it. An
outline that is known already isn't taught again, so that the shipped tables come first and the folder stops growing.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from pypdf import PdfReader

from corpus.home import write_whole
from ingest.extract.pdf.fold import fold
from ingest.extract.pdf.fonts import Font
from ingest.extract.pdf.outlines.correct import says_nothing
from ingest.extract.pdf.outlines.glyphs import FontKey, embedded_fonts, outlines_of
from ingest.extract.pdf.outlines.known import KnownGlyph, KnownGlyphs, read_table, shipped, write_table
from ingest.extract.pdf.outlines.outline import fingerprints

_MOST_TABLES = 2000
_MOST_TABLE_BYTES = 1 << 20


def known(folder: Path | None) -> KnownGlyphs:
    """The shipped outlines and those that the folder holds."""
    names = tuple(sorted(path.name for path in folder.glob("*.tsv"))[:_MOST_TABLES]) if folder and folder.is_dir() else ()
    return _known(folder, names)


@lru_cache(maxsize=2)
def _known(folder: Path | None, names: tuple[str, ...]) -> KnownGlyphs:
    glyphs = list(shipped())
    for name in names:
        glyphs += read_table((folder or Path()).joinpath(name).read_text("ascii"))
    return KnownGlyphs(glyphs)


def taught(reader: PdfReader, fonts: Mapping[FontKey, Font], before: KnownGlyphs) -> str:
    """The table of what a document teaches, or an empty string: its Arabic fonts whose maps tell of every glyph that is drawn.

    The caller vouches for the text: that it reads as words.
    """
    honest = {key: texts for key, font in fonts.items() if (texts := _texts(font))}
    if not honest:
        return ""
    embedded = [font for font in embedded_fonts(reader) if font.key in honest and font.has_map]
    outlines = outlines_of(embedded, {key: sorted(texts) for key, texts in honest.items()})
    new: list[KnownGlyph] = []
    for key, by_code in outlines.items():
        vectors = fingerprints(list(by_code.values()))
        for code, vector, match in zip(by_code, vectors, before.match(vectors), strict=True):
            if vector.any() and match is None:
                new.append(KnownGlyph(honest[key][code], 1, vector))
    return write_table(new) if new else ""


def _texts(font: Font) -> dict[int, str]:
    """What an honest Arabic font says of the codes that were drawn; nothing of any other."""
    texts = {shape.code: fold(shape.text) for shape in font.drawn() if not shape.text.isspace()}
    arabic = sum("\u0621" <= char <= "\u064a" for text in texts.values() for char in text[:1])
    if not font.has_map or font.outlined or 2 * arabic < len(texts) or any(says_nothing(text) for text in texts.values()):
        return {}
    return texts


def keep(folder: Path, table: str) -> None:
    """Write a table that a document taught, named by what it holds. Raises `ValueError` where it isn't a table."""
    read_table(table)
    content = table.encode("ascii")
    path = folder / f"{sha256(content).hexdigest()[:24]}.tsv"
    if len(content) <= _MOST_TABLE_BYTES and not path.exists() and len(_names(folder)) < _MOST_TABLES:
        folder.mkdir(exist_ok=True)
        write_whole(path, content)


def _names(folder: Path) -> Sequence[Path]:
    return list(folder.glob("*.tsv"))
