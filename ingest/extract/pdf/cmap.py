"""CMaps: the tables by which a PDF font says which characters its codes stand for (ToUnicode) or which glyphs (Encoding).

ISO 32000-1, 9.7.5 and 9.10.3. Entries that make no sense are passed over.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ingest.extract.pdf.operators import operators

_MOST = 70_000


@dataclass(frozen=True, slots=True)
class CMap:
    """`texts` gives a code's characters, `cids` its glyph; `lengths` are the lengths in bytes that codes have."""

    texts: dict[int, str] = field(default_factory=dict)
    cids: dict[int, int] = field(default_factory=dict)
    lengths: tuple[int, ...] = ()


def parse_cmap(data: bytes) -> CMap:
    """The tables of a CMap stream."""
    texts: dict[int, str] = {}
    cids: dict[int, int] = {}
    lengths: set[int] = set()
    for operator, operands in operators(data):
        if len(texts) + len(cids) > _MOST:
            break
        if operator == "endcodespacerange":
            lengths.update(len(code) for code in operands if isinstance(code, bytes) and code)
        elif operator == "endbfchar":
            for code, target in zip(operands[::2], operands[1::2], strict=False):
                if isinstance(code, bytes) and isinstance(target, bytes):
                    texts[int.from_bytes(code, "big")] = _text(target)
        elif operator == "endbfrange":
            texts.update(_bf_ranges(operands))
        elif operator == "endcidchar":
            for code, cid in zip(operands[::2], operands[1::2], strict=False):
                if isinstance(code, bytes) and isinstance(cid, float):
                    cids[int.from_bytes(code, "big")] = int(cid)
        elif operator == "endcidrange":
            for low, high, cid in _triples(operands):
                if isinstance(cid, float):
                    cids.update((code, int(cid) + at) for at, code in enumerate(_range(low, high)))
    return CMap(texts, cids, tuple(sorted(lengths)))


def _bf_ranges(operands: list[Any]) -> Iterator[tuple[int, str]]:
    for low, high, target in _triples(operands):
        codes = _range(low, high)
        if isinstance(target, list):
            yield from ((code, _text(text)) for code, text in zip(codes, target, strict=False) if isinstance(text, bytes))
        elif isinstance(target, bytes) and target:
            first = _text(target)
            for at, code in enumerate(codes):
                last = ord(first[-1]) + at if first else 0
                yield code, first[:-1] + chr(last) if 0 < last < 0x110000 else ""


def _triples(operands: list[Any]) -> Iterator[tuple[bytes, bytes, Any]]:
    for low, high, target in zip(operands[::3], operands[1::3], operands[2::3], strict=False):
        if isinstance(low, bytes) and isinstance(high, bytes):
            yield low, high, target


def _range(low: bytes, high: bytes) -> range:
    first = int.from_bytes(low, "big")
    return range(first, min(int.from_bytes(high, "big"), first + 0xFFFF) + 1)


def _text(target: bytes) -> str:
    """UTF-16BE as characters; one byte alone stands for itself, as some writers have it. NUL is no character."""
    text = chr(target[0]) if len(target) == 1 else target.decode("utf-16-be", "replace")
    return text.replace("\x00", "")
