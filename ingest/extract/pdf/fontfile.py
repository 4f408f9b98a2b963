"""What the font program inside a PDF says of its own glyphs: the characters of its `cmap` table, the names of its `post` table.

Asked where the PDF's own tables are silent. TrueType and OpenType only; anything that isn't as the format says gives nothing.
"""

import struct
from collections.abc import Iterator, Mapping
from itertools import pairwise

_UNICODE = {(0, 3), (0, 4), (0, 6), (3, 1), (3, 10)}
_MOST = 70_000


def characters(data: bytes) -> dict[int, str]:
    """Glyph number to character, by the font's Unicode table. The first character of several is kept."""
    try:
        table = _tables(data).get(b"cmap", b"")
        found: dict[int, str] = {}
        for char, glyph in sorted(_mapped(table)):
            if glyph and char < 0x110000 and not 0xD800 <= char < 0xE000:
                found.setdefault(glyph, chr(char))
        return found
    except (struct.error, IndexError, ValueError):
        return {}


def names(data: bytes) -> dict[int, str]:
    """Glyph number to name, by a `post` table of format 2; the standard names, which are all Latin, are left out."""
    try:
        table = _tables(data).get(b"post", b"")
        if table[:4] != b"\x00\x02\x00\x00":
            return {}
        count = struct.unpack_from(">H", table, 32)[0]
        indices = struct.unpack_from(f">{count}H", table, 34)
        strings = list(_pascal(table[34 + 2 * count :]))
        return {glyph: strings[at - 258] for glyph, at in enumerate(indices) if 258 <= at < 258 + len(strings)}
    except (struct.error, IndexError, ValueError):
        return {}


def _tables(data: bytes) -> Mapping[bytes, bytes]:
    count = struct.unpack_from(">H", data, 4)[0]
    records = (struct.unpack_from(">4sIII", data, 12 + 16 * at) for at in range(min(count, 64)))
    return {tag: data[offset : offset + length] for tag, _, offset, length in records}


def _mapped(table: bytes) -> Iterator[tuple[int, int]]:
    count = struct.unpack_from(">H", table, 2)[0]
    for at in range(min(count, 32)):
        platform, encoding, offset = struct.unpack_from(">HHI", table, 4 + 8 * at)
        if (platform, encoding) not in _UNICODE:
            continue
        kind = struct.unpack_from(">H", table, offset)[0]
        if kind == 4:
            yield from _segments(table, offset)
        elif kind == 12:
            groups = min(struct.unpack_from(">I", table, offset + 12)[0], _MOST)
            for group in range(groups):
                first, last, glyph = struct.unpack_from(">III", table, offset + 16 + 12 * group)
                yield from ((char, glyph + char - first) for char in range(first, min(last, first + _MOST) + 1))


def _segments(table: bytes, offset: int) -> Iterator[tuple[int, int]]:
    """A subtable of format 4."""
    count = struct.unpack_from(">H", table, offset + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", table, offset + 14)
    starts = struct.unpack_from(f">{count}H", table, offset + 16 + 2 * count)
    deltas = struct.unpack_from(f">{count}H", table, offset + 16 + 4 * count)
    ranges_at = offset + 16 + 6 * count
    ranges = struct.unpack_from(f">{count}H", table, ranges_at)
    for at, (first, last) in enumerate(zip(starts, ends, strict=True)):
        for char in range(first, last + 1):
            if char == 0xFFFF:
                continue
            if not ranges[at]:
                yield char, (char + deltas[at]) & 0xFFFF
                continue
            place = ranges_at + 2 * at + ranges[at] + 2 * (char - first)
            glyph = struct.unpack_from(">H", table, place)[0]
            if glyph:
                yield char, (glyph + deltas[at]) & 0xFFFF


def _pascal(data: bytes) -> Iterator[str]:
    starts = [0]
    while starts[-1] < len(data):
        starts.append(starts[-1] + 1 + data[starts[-1]])
    for start, end in pairwise(starts):
        yield data[start + 1 : end].decode("latin-1")
