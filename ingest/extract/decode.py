"""Bytes of a text file to characters: which encoding they are in, decided from the bytes alone.

A byte-order mark decides; else UTF-8 where the bytes are valid UTF-8; else UTF-16 where every other byte says so; else the
single-byte encoding (Windows-1256, ISO 8859-6, Windows-1252) whose reading looks most like Arabic or Latin text.
"""

import codecs
import re
from dataclasses import dataclass

from ingest.extract.arabic import ARTICLES, COMMON_WORDS

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ARABIC_WORD = re.compile(r"[\u0621-\u0652]+")
_LINE_END = re.compile(r"\r\n?")
_SAMPLE = 65_536


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with line ends as `\\n` and without a byte-order mark, its encoding, and how many bytes were not in it."""

    text: str
    encoding: str
    damaged: int = 0


def decode(data: bytes) -> Decoded:
    """Decode a text file. Never fails: bytes outside the encoding become U+FFFD and are counted."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _read(data, encoding)
    wide = _utf16(data[:_SAMPLE]) if b"\0" in data[:_SAMPLE] else ""
    if wide:
        return _read(data, wide)
    try:
        return Decoded(_line_ends(data.decode("utf-8")), "utf-8")
    except UnicodeDecodeError:
        return _read(data, _guess(data))


def looks_like_text(data: bytes) -> bool:
    """Whether the beginning of a file is text in an encoding that `decode` knows."""
    head = data[:_SAMPLE]
    if any(head.startswith(mark) for mark, _ in _MARKS):
        return True
    if b"\0" in head:
        return _utf16(head) != ""
    control = sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head)
    return control <= len(head) // 1000


def _read(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, errors="replace")
    return Decoded(_line_ends(text.removeprefix("\ufeff")), encoding.removesuffix("-sig"), text.count("\ufffd"))


def _line_ends(text: str) -> str:
    return _LINE_END.sub("\n", text)


def _guess(data: bytes) -> str:
    sample = data[:_SAMPLE]
    lossy = sample.decode("utf-8", errors="replace")
    broken, whole = lossy.count("\ufffd"), sum(char > "\x7f" for char in lossy)
    if broken * 10 < whole:
        return "utf-8"
    scores = {name: _arabic_score(sample.decode(name, errors="replace")) for name in ("cp1256", "iso8859_6")}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] > 0.2 else "cp1252"


def _utf16(sample: bytes) -> str:
    """The UTF-16 byte order that the sample is in, or an empty string. ASCII and Arabic have high bytes 0x00 and 0x06."""
    pairs = len(sample) // 2
    even, odd = sample[0::2], sample[1::2]
    for name, high, low in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if pairs and sum(byte in (0, 6) for byte in high) > 0.8 * pairs and low.count(0) <= pairs // 100:
            return name
    return ""


def _arabic_score(text: str) -> float:
    """How much of the non-ASCII text is Arabic words that begin with the article or are common: 0 to about 1."""
    foreign = sum(char > "\x7f" for char in text)
    words: list[str] = _ARABIC_WORD.findall(text)
    letters = sum(len(word) for word in words)
    if not foreign or not words:
        return 0.0
    known = sum(word in COMMON_WORDS or word.startswith(ARTICLES) for word in words)
    share = min(1.0, 2 * known / len(words))
    return letters / foreign * (0.3 + 0.7 * share)
