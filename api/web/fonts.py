"""The fonts of the pages, as WOFF2: made once from the installed packages' TrueType files and kept in the home.

The container is W3C's WOFF File Format 2.0 with the null transform: every table as it is, all of them compressed together. Where
brotli isn't installed or nothing may be written, the TrueType file itself is served, which every browser reads as well.
"""

import os
import struct
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_NULL_TRANSFORM = {b"glyf": 3, b"loca": 3}
_ANY_TAG = 63
_LOSSLESS = 1 << 11
_LEFT_OUT = frozenset({b"DSIG"})


@dataclass(frozen=True, slots=True)
class Font:
    """One file of a font: where it comes from, and for which of the page's languages it is needed first."""

    package: str
    file: str
    language: str

    @property
    def path(self) -> Path:
        """The TrueType file."""
        return _package_folder(self.package) / "files" / self.file


FONTS = {
    "plex-arabic-400": Font("fontpkg_ibm_plex_sans_arabic", "IBMPlexSansArabic-Regular.ttf", "ar"),
    "plex-arabic-600": Font("fontpkg_ibm_plex_sans_arabic", "IBMPlexSansArabic-SemiBold.ttf", "ar"),
    "plex-latin": Font("fontpkg_ibm_plex_sans", "IBMPlexSans[wdth,wght].ttf", "en"),
}


def web_font(name: str, cache_folder: Path) -> Path | None:
    """The file to serve under a name of `FONTS`: WOFF2 from the cache, made there when it is missing; else the TrueType file."""
    font = FONTS.get(name)
    if font is None:
        return None
    kept = cache_folder / f"{name}.woff2"
    if kept.is_file():
        return kept
    if find_spec("brotli") is None:
        return font.path
    try:
        cache_folder.mkdir(parents=True, exist_ok=True)
        part = kept.with_suffix(f".{os.getpid()}")
        part.write_bytes(woff2(font.path.read_bytes()))
        os.replace(part, kept)
    except OSError:
        return font.path
    return kept


def woff2(sfnt: bytes) -> bytes:
    """A TrueType font in a WOFF2 container."""
    import brotli  # type: ignore[import-untyped]

    flavor, count = struct.unpack_from(">IH", sfnt)
    tables = [struct.unpack_from(">4sIII", sfnt, 12 + 16 * n) for n in range(count)]
    kept = sorted((tag, sfnt[offset : offset + length]) for tag, _, offset, length in tables if tag not in _LEFT_OUT)
    kept = [(tag, _marked_lossless(table) if tag == b"head" else table) for tag, table in kept]
    directory = b"".join(_entry(tag, len(table)) for tag, table in kept)
    compressed: bytes = brotli.compress(b"".join(table for _, table in kept), mode=brotli.MODE_FONT)
    length = 48 + len(directory) + len(compressed)
    padding = -length % 4
    unpacked = 12 + sum(16 + len(table) + -len(table) % 4 for _, table in kept)
    sizes = (length + padding, len(kept), 0, unpacked, len(compressed))
    header = struct.pack(">4sIIHHIIHHIIIII", b"wOF2", flavor, *sizes, 1, 0, 0, 0, 0, 0, 0)  # version 1.0, no further data
    return header + directory + compressed + b"\0" * padding


def _entry(tag: bytes, length: int) -> bytes:
    return bytes([_NULL_TRANSFORM.get(tag, 0) << 6 | _ANY_TAG]) + tag + _base128(length)


def _base128(number: int) -> bytes:
    groups = [number & 0x7F]
    while number := number >> 7:
        groups.append(number & 0x7F | 0x80)
    return bytes(reversed(groups))


def _marked_lossless(head: bytes) -> bytes:
    (flags,) = struct.unpack_from(">H", head, 16)
    return head[:16] + struct.pack(">H", flags | _LOSSLESS) + head[18:]


@cache
def _package_folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(f"the package {package} isn't installed")
    return Path(spec.origin).parent
