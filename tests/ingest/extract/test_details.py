"""What a PDF says of itself beside its pages, as pypdf reads it."""

from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject

from ingest.extract.pdf.details import declared, open_details, outline_levels, page_labels, untagged


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Four pages: two of front matter in Roman numerals, an outline in two levels, a title, a structure tree."""
    writer = PdfWriter()
    for _ in range(4):
        writer.add_blank_page(200, 200)
    writer.set_page_label(0, 1, style="/r")
    writer.set_page_label(2, 3, style="/D")
    part = writer.add_outline_item(title="إدارة المخاطر", page_number=0)
    writer.add_outline_item(title="سجل المخاطر", page_number=1, parent=part)
    writer.add_metadata({"/Title": "دليل إدارة المخاطر", "/ModDate": "D:20251214101500+04'00'"})
    writer.root_object[NameObject("/StructTreeRoot")] = DictionaryObject({NameObject("/Type"): NameObject("/StructTreeRoot")})
    path = tmp_path / "guide.pdf"
    writer.write(str(path))
    return path


def test_title_and_day_are_those_of_the_record(path: Path) -> None:
    assert declared(open_details(path)) == {"title": "دليل إدارة المخاطر", "saved": "2025-12-14"}


def test_printed_labels_are_kept_apart_from_the_count(path: Path) -> None:
    assert page_labels(open_details(path), 4) == ["i", "ii", "1", "2"]


def test_the_outline_gives_the_level_of_each_title(path: Path) -> None:
    assert sorted(outline_levels(open_details(path)).values()) == [1, 2]


def test_pages_are_read_from_a_copy_without_the_structure_tree(path: Path) -> None:
    before = path.read_bytes()
    with untagged(path, open_details(path)) as copy:
        assert copy != path
        assert "/StructTreeRoot" not in PdfReader(str(copy)).root_object
    assert not copy.exists()
    assert path.read_bytes() == before


def test_a_file_that_pypdf_can_not_open_is_read_without_all_that(tmp_path: Path) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(b"%PDF-1.7\n%%EOF")
    reader = open_details(path)
    assert (declared(reader), page_labels(reader, 2), outline_levels(reader)) == ({}, ["1", "2"], {})
