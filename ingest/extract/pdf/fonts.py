"""A font of a PDF: how it cuts a string into codes, and what each code stands for and how wide it is.

The font's ToUnicode table comes first, then the names of its glyphs. A code of which neither says anything is U+FFFD.
ISO 32000-1, 9.6 to 9.10.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import Any

from pypdf._codecs import adobe_glyphs, charset_encoding
from pypdf._codecs.core_font_metrics import CORE_FONT_METRICS
from pypdf.generic import ArrayObject, StreamObject

from ingest.extract.pdf import fontfile
from ingest.extract.pdf.cmap import CMap, parse_cmap

_SUFFIX = re.compile(r"(?<=.)\..*$")
_UNI = re.compile(r"^uni((?:[0-9A-F]{4})+)$|^u([0-9A-F]{4,6})$")
_BOLD = re.compile(r"bold|black|heavy|semibd|demi", re.IGNORECASE)
_FORCE_BOLD = 1 << 18
_UNKNOWN = "\ufffd"
_TEX_LIGATURES = {
    **dict(zip(range(11, 16), ("ff", "fi", "fl", "ffi", "ffl"), strict=True)),
    **dict(zip(range(27, 32), ("ff", "fi", "fl", "ffi", "ffl"), strict=True)),
    **{16: "“", 17: "”", 21: "–", 22: "—", 127: "-"},
}
_TEX_OWN = 128
"""From this code on TeX's encodings differ."""
_MOST_WORDS = 20_000
_NONE: Any = ()
_ARABIC_LETTER = re.compile(r"[\u0621-\u063a\u0641-\u064a]")
_FOREIGN = re.compile(r"[\s،؛؟.,]")
_DOTLESS = frozenset("\u066e\u066f\u06a1\u06ba\u0649\u064a\u06cc\u0627\u0621")
_VARIANTS = str.maketrans(
    "\u06cc\u06a9\u06be\u06c1\u06d5\u0649\u0622\u0623\u0625", "\u064a\u0643\u0647\u0647\u0647\u064a\u0627\u0627\u0627"
)


@dataclass(frozen=True, slots=True)
class Shape:
    """One code of a string: its characters in written order, its advance in units of the type size, and whether it is a space
    that the word spacing stretches. A shape of several codes (`count`) has the first of them as its own.
    """

    code: int
    text: str
    width: float
    stretches: bool = False
    count: int = 1

    @property
    def plain(self) -> bool:
        """Whether it is a letter, digit or sign of ASCII that takes room: several in a row may be read as one."""
        return "!" <= self.text <= "~" and len(self.text) == 1 and self.width > 0


@dataclass(slots=True)
class Font:
    """One font. `texts` and `widths` are by code; what is missing there is `_UNKNOWN` and `default_width`.

    `outlined` says that the texts were told by the outlines of a font that splits letters: then they say more than `/ActualText`.
    """

    name: str
    bold: bool
    lengths: tuple[int, ...]
    texts: Mapping[int, str]
    widths: Mapping[int, float]
    default_width: float
    has_map: bool
    outlined: bool = False
    _shapes: dict[int, Shape] = field(default_factory=dict)
    _words: dict[bytes, tuple[Shape, ...]] = field(default_factory=dict, init=False)
    _cut: re.Pattern[bytes] | None = field(default=None, init=False)

    def shapes(self, data: bytes) -> Iterator[Shape]:
        """The codes of a string."""
        known = self._shapes
        for code, length in self._codes(data):
            shape = known.get(code)
            yield self._met(code, length) if shape is None else shape

    def words(self, data: bytes) -> Iterator[Shape]:
        """The codes of a string, those that are plain and follow each other as one."""
        words = self._words
        for piece in (self._cut or self._cutting()).findall(data) if self.lengths == (1,) else (data,):
            found = words.get(piece)
            if found is None:
                if len(words) > _MOST_WORDS:
                    words.clear()
                found = words[piece] = tuple(_joined(self.shapes(piece)))
            yield from found

    def drawn(self) -> list[Shape]:
        """The codes that were met so far."""
        return list(self._shapes.values())

    def _met(self, code: int, length: int) -> Shape:
        width = self.widths.get(code, self.default_width)
        shape = self._shapes[code] = Shape(code, self.texts.get(code, _UNKNOWN), width, length == 1 and code == 32)
        return shape

    def _cutting(self) -> re.Pattern[bytes]:
        """What cuts a string of one-byte codes into plain words and single codes, so that words are met again."""
        plain = [
            code for code in range(256) if Shape(code, self.texts.get(code, ""), self.widths.get(code, self.default_width)).plain
        ]
        self._cut = re.compile(b"[" + re.escape(bytes(plain)) + b"]+|." if plain else b".", re.DOTALL)
        return self._cut

    def _codes(self, data: bytes) -> Iterator[tuple[int, int]]:
        if self.lengths == (1,):
            yield from ((code, 1) for code in data)
            return
        if self.lengths == (2,):
            yield from ((data[at] << 8 | data[at + 1], 2) for at in range(0, len(data) - 1, 2))
            return
        at = 0
        while at < len(data):
            length = next((n for n in self.lengths if int.from_bytes(data[at : at + n], "big") in self.texts), self.lengths[0])
            yield int.from_bytes(data[at : at + length], "big"), length
            at += length


def _joined(shapes: Iterable[Shape]) -> Iterator[Shape]:
    for plain, run in groupby(shapes, key=attrgetter("plain")):
        if plain:
            word = tuple(run)
            yield Shape(word[0].code, "".join(shape.text for shape in word), sum(shape.width for shape in word), count=len(word))
        else:
            yield from run


def load_font(entry: Any) -> Font:
    """The font of a resource dictionary's entry. Raises what pypdf raises on records that make no sense."""
    name = str(entry.get("/BaseFont", "")).lstrip("/")
    stream = _object(entry.get("/ToUnicode"))
    to_unicode = parse_cmap(stream.get_data()) if isinstance(stream, StreamObject) else CMap()
    if entry.get("/Subtype") == "/Type0":
        return _composite(entry, name, to_unicode)
    return _simple(entry, name, to_unicode)


def _composite(entry: Any, name: str, to_unicode: CMap) -> Font:
    descendant = _object(_object(entry["/DescendantFonts"])[0])
    encoding = _object(entry.get("/Encoding"))
    lengths: tuple[int, ...] = (2,)
    texts = dict(to_unicode.texts)
    widths = dict(_cid_widths(_object(descendant.get("/W")) or ()))
    if isinstance(encoding, StreamObject):
        table = parse_cmap(encoding.get_data())
        lengths = table.lengths or (2,)
        widths = {code: widths[cid] for code, cid in table.cids.items() if cid in widths}
    elif "UCS2" in str(encoding) or "UTF16" in str(encoding):
        texts = {code: chr(code) for code in range(0x20, 0xD800)} | texts
    else:
        own = _own_names(descendant)
        texts = own | {code: agreed(text, own.get(code, "")) for code, text in texts.items() if text.strip(_UNKNOWN)}
    default = float(descendant.get("/DW", 1000)) / 1000
    bold = _is_bold(name, _object(descendant.get("/FontDescriptor")))
    return Font(name, bold, lengths, texts, widths, default, bool(texts))


def agreed(told: str, own: str) -> str:
    """The characters of a code by the PDF's table (`told`) and the font program (`own`): the latter's for another Arabic letter.

    A font is drawn for its letters, while some writers of tables take the text of a neighbour, or of none. The table stays right
    where a letter is drawn in parts, of which the program names one: a letter without its dots, an alef without its hamza.
    """
    letter = unicodedata.normalize("NFKC", own)
    if not _ARABIC_LETTER.fullmatch(letter):
        return told
    if told and not any(char.isalpha() or unicodedata.combining(char) for char in told):
        return letter
    if letter in _DOTLESS:
        return told
    parts = unicodedata.normalize("NFKD", told).translate(_VARIANTS)
    return told if letter.translate(_VARIANTS)[0] in parts and not _FOREIGN.search(parts) else letter


def _own_names(descendant: Any) -> dict[int, str]:
    """The characters of a composite font's codes, glyph numbers all, that the font program inside the file names."""
    descriptor = _object(descendant.get("/FontDescriptor")) or {}
    program = _object(descriptor.get("/FontFile2") or descriptor.get("/FontFile3"))
    if not isinstance(program, StreamObject) or descendant.get("/Subtype") != "/CIDFontType2":
        return {}
    data = program.get_data()
    texts = {glyph: text for glyph, name in fontfile.names(data).items() if _UNKNOWN not in (text := glyph_text(name))}
    texts |= fontfile.characters(data)
    order = _object(descendant.get("/CIDToGIDMap"))
    if not isinstance(order, StreamObject):
        return texts
    glyphs = order.get_data()
    pairs = ((code, glyphs[2 * code] << 8 | glyphs[2 * code + 1]) for code in range(len(glyphs) // 2))
    return {code: texts[glyph] for code, glyph in pairs if glyph in texts}


def _simple(entry: Any, name: str, to_unicode: CMap) -> Font:
    descriptor = _object(entry.get("/FontDescriptor"))
    named = _named(entry, descriptor)
    scale = float(_object(entry["/FontMatrix"])[0]) if entry.get("/Subtype") == "/Type3" else 0.001
    first = int(entry.get("/FirstChar", 0))
    widths = {first + at: float(_object(width)) * scale for at, width in enumerate(_object(entry.get("/Widths")) or ())}
    missing = float(descriptor.get("/MissingWidth", 0)) * 0.001 if descriptor else 0.5
    texts = named | to_unicode.texts
    if not widths:
        metrics = CORE_FONT_METRICS.get(name)
        known = metrics.character_widths if metrics else {}
        widths = {code: known[text] / 1000 for code, text in texts.items() if text in known}
        missing = missing or 0.5
    return Font(name, _is_bold(name, descriptor), (1,), texts, widths, missing, bool(to_unicode.texts))


def _named(entry: Any, descriptor: Any) -> dict[int, str]:
    """The characters of a simple font's codes by its encoding: a base table and the names of glyphs that differ from it."""
    encoding = _object(entry.get("/Encoding"))
    base, differences = str(encoding or ""), _NONE
    if hasattr(encoding, "get"):
        base, differences = str(encoding.get("/BaseEncoding", "")), _object(encoding.get("/Differences")) or ()
    symbolic = bool(descriptor) and bool(int(descriptor.get("/Flags", 0)) & 4)
    if not base and (symbolic or entry.get("/Subtype") == "/Type3"):
        texts: dict[int, str] = {}
    else:
        table = charset_encoding.get(base) or charset_encoding["/StandardEncoding"]
        unused = "•" if base == "/WinAnsiEncoding" else ""
        texts = {code: char if char.isprintable() else unused for code, char in enumerate(table) if code >= 32}
        texts = {code: char for code, char in texts.items() if char not in ("", "\ufffd")}
    code, bitmaps = 0, entry.get("/Subtype") == "/Type3"
    for item in map(_object, differences):
        if isinstance(item, str):
            texts[code] = _of_tex(code) if bitmaps and item == f"/a{code}" else glyph_text(item.lstrip("/"))
            code += 1
        else:
            code = int(item)
    return texts


def _of_tex(code: int) -> str:
    """The characters of a bitmap that pdfTeX names by its code alone: TeX has ligatures below the letters."""
    return _TEX_LIGATURES.get(code, chr(code) if chr(code).isprintable() and code < _TEX_OWN else _UNKNOWN)


def glyph_text(name: str) -> str:
    """The characters that a glyph's name says, after the Adobe Glyph List; U+FFFD for a name that says nothing."""
    found = ""
    for part in _SUFFIX.sub("", name).split("_"):
        match = _UNI.match(part)
        if match and match[1]:
            found += "".join(chr(int(match[1][at : at + 4], 16)) for at in range(0, len(match[1]), 4))
        elif match:
            found += chr(min(int(match[2], 16), 0x10FFFF))
        else:
            found += adobe_glyphs.get(f"/{part}", _UNKNOWN)
    return found


def _cid_widths(table: Any) -> Iterator[tuple[int, float]]:
    items = [_object(item) for item in table]
    at = 0
    while at + 1 < len(items):
        first = int(items[at])
        if isinstance(items[at + 1], ArrayObject):
            yield from ((first + n, float(_object(width)) / 1000) for n, width in enumerate(items[at + 1]))
            at += 2
        elif at + 2 < len(items):
            last = min(int(items[at + 1]), first + 0xFFFF)
            yield from ((cid, float(items[at + 2]) / 1000) for cid in range(first, last + 1))
            at += 3
        else:
            return


def _is_bold(name: str, descriptor: Any) -> bool:
    if _BOLD.search(name):
        return True
    if not descriptor:
        return False
    return float(descriptor.get("/FontWeight", 0)) >= 600 or bool(int(descriptor.get("/Flags", 0)) & _FORCE_BOLD)


def _object(value: Any) -> Any:
    return value.get_object() if value is not None and hasattr(value, "get_object") else value
