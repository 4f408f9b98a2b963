"""An Office file that would grow without measure, or that declares entities, is refused before a reader opens it."""

import tracemalloc
import zipfile
from pathlib import Path

import pytest

from ingest.errors import OverLimit, UnreadableDocument
from ingest.extract.archive import check_archive
from ingest.extract.sandbox import extract_in_child
from ingest.extract.sniff import DOCX, sniff
from ingest.options import MIB, ExtractLimits


def archive(path: Path, **parts: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("[Content_Types].xml", "<Types/>")
        for name, content in parts.items():
            out.writestr(f"word/{name}.xml", content)
    return path


def test_a_part_that_grows_a_thousandfold_is_refused(tmp_path: Path) -> None:
    bomb = archive(tmp_path / "bomb.docx", document=b"<w>" + b" " * (11 * MIB) + b"</w>")
    with pytest.raises(OverLimit, match="times when unpacked"):
        extract_in_child(bomb)


@pytest.mark.parametrize("name", ["[Content_Types].xml", "mimetype"])
def test_what_a_file_is_shows_in_the_first_bytes_of_a_part_that_grows(tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.docx", "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("word/document.xml", "<w:document/>")
        out.writestr(name, bytes(32 * MIB))
        if name == "mimetype":
            out.writestr("[Content_Types].xml", "<Types/>")
    tracemalloc.start()
    try:
        assert sniff(tmp_path / "bomb.docx") == DOCX
        assert tracemalloc.get_traced_memory()[1] < 8 * MIB
    finally:
        tracemalloc.stop()


def test_more_than_the_allowed_size_is_refused(tmp_path: Path) -> None:
    large = archive(tmp_path / "large.docx", document=b"<w>" + b" " * MIB + b"</w>")
    with pytest.raises(OverLimit, match="unpacked it would take 1 MiB"):
        check_archive(large, limits=ExtractLimits(unpacked_bytes=MIB))


def test_entities_are_refused(tmp_path: Path) -> None:
    laughs = archive(tmp_path / "laughs.docx", document=b'<!DOCTYPE w [<!ENTITY a "ha">]><w>&a;</w>')
    with pytest.raises(UnreadableDocument, match="declares XML entities"):
        extract_in_child(laughs)


def test_an_ordinary_document_passes(data: Path) -> None:
    check_archive(data / "docx" / "source" / "attendance.docx", limits=ExtractLimits())
