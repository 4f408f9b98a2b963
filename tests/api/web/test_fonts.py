"""The fonts: WOFF2 that holds every table as it was, made once; TrueType where nothing may be written."""

import struct
from pathlib import Path

import brotli

from api.web.fonts import FONTS, web_font, woff2


def test_a_font_is_made_once_and_kept(tmp_path: Path) -> None:
    made = web_font("plex-arabic-400", tmp_path / "fonts")
    assert made is not None
    assert made.read_bytes()[:4] == b"wOF2"
    stamp = made.stat().st_mtime_ns
    assert web_font("plex-arabic-400", tmp_path / "fonts") == made
    assert made.stat().st_mtime_ns == stamp
    assert [path.name for path in (tmp_path / "fonts").iterdir()] == ["plex-arabic-400.woff2"]


def test_the_tables_come_out_of_the_container_as_they_went_in() -> None:
    sfnt = FONTS["plex-arabic-400"].path.read_bytes()
    packed = woff2(sfnt)
    length, count, compressed = struct.unpack_from(">8xIH6xI", packed)
    assert length == len(packed)
    at = 48
    sizes = {}
    for _ in range(count):
        tag = packed[at + 1 : at + 5]
        at, size = at + 5, 0
        while True:
            byte = packed[at]
            at += 1
            size = size << 7 | byte & 0x7F
            if not byte & 0x80:
                break
        sizes[tag] = size
    data = brotli.decompress(packed[at : at + compressed])
    assert len(data) == sum(sizes.values())
    _, tables = struct.unpack_from(">IH", sfnt)
    for n in range(tables):
        tag, _, offset, size = struct.unpack_from(">4sIII", sfnt, 12 + 16 * n)
        if tag not in (b"DSIG", b"head"):
            assert sfnt[offset : offset + size] in data


def test_where_nothing_may_be_written_the_font_itself_is_served(tmp_path: Path) -> None:
    blocked = tmp_path / "fonts"
    blocked.write_text("a file stands where the folder should", encoding="utf-8")
    assert web_font("plex-latin", blocked) == FONTS["plex-latin"].path


def test_there_is_no_other_font(tmp_path: Path) -> None:
    assert web_font("../plex-latin", tmp_path) is None
