"""Printing the shipped library: what each product carries of its source, and that printing again changes nothing."""

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn
from pptx import Presentation
from printing.docx import print_docx
from printing.pdf import settle
from printing.pptx import print_pptx
from printing.source import Heading, Listing, Source, Table, plain, read
from printing.xlsx import print_xlsx, typed

HEAD = """---
id: leave-{lang}
title: {title}
language: {lang}
type: practice
topic: leave
number: P-01/2025
issuer: An authority
owner_unit: A unit
date: 2025-03-12
edition: "2"
audience: public
format: docx
---
"""
ARABIC = """# الإجازات

نص فيه **غامق** وكلمة Dalil.

## الخطوات

1. أولًا
2. ثانيًا

| الحقل | القيمة |
|---|---|
| المدة | 30 |
"""
ENGLISH = """# Leave

Text.

## Steps

- One
- Two

Notes: Say it slowly.
"""


@pytest.fixture
def arabic(tmp_path: Path) -> Source:
    """A short Arabic source."""
    path = tmp_path / "leave-ar.md"
    path.write_text(HEAD.format(lang="ar", title="الإجازات") + ARABIC, encoding="utf-8")
    return read(path)


@pytest.fixture
def english(tmp_path: Path) -> Source:
    """A short English source."""
    path = tmp_path / "leave-en.md"
    path.write_text(HEAD.format(lang="en", title="Leave") + ENGLISH, encoding="utf-8")
    return read(path)


def test_a_source_is_read_into_blocks(arabic: Source) -> None:
    title, paragraph, heading, steps, table = arabic.blocks
    assert isinstance(title, Heading) and isinstance(heading, Heading)
    assert (title.level, heading.level, plain(heading.runs)) == (1, 2, "الخطوات")
    assert [run.text for run in paragraph.runs if run.bold] == ["غامق"]  # type: ignore[union-attr]
    assert isinstance(steps, Listing) and steps.ordered and len(steps.items) == 2
    assert isinstance(table, Table) and [plain(cell) for cell in table.rows[0]] == ["المدة", "30"]


def test_a_source_without_catalogue_data_is_said(tmp_path: Path) -> None:
    path = tmp_path / "bare.md"
    path.write_text("# Bare\n", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"bare\.md: the catalogue data at the top can't be read"):
        read(path)


def test_the_date_is_written_with_the_digits_of_the_document(arabic: Source) -> None:
    assert arabic.day_in_words == "12 مارس 2025"
    indic = Source(arabic.path, arabic.data, "في ١٢ يومًا")
    assert indic.day_in_words == "١٢ مارس ٢٠٢٥"


def test_an_arabic_word_document_runs_from_right_to_left(arabic: Source, tmp_path: Path) -> None:
    print_docx(arabic, tmp_path / "a.docx")
    word = Document(str(tmp_path / "a.docx"))
    written = [paragraph for paragraph in word.paragraphs if paragraph.text]
    assert all(paragraph._p.pPr.find(qn("w:bidi")) is not None for paragraph in written)
    directions = {run.text: run.font.rtl for paragraph in written for run in paragraph.runs}
    assert directions["Dalil"] is None and directions["غامق"] is True
    assert all(table._tbl.tblPr.find(qn("w:bidiVisual")) is not None for table in word.tables)
    assert written[0].style.name == "Title"


def test_a_second_numbered_list_starts_from_one_again(arabic: Source, tmp_path: Path) -> None:
    twice = Source(arabic.path, arabic.data, arabic.body + "\nثم\n\n1. ثالثًا\n")
    print_docx(twice, tmp_path / "a.docx")
    numbered = [p for p in Document(str(tmp_path / "a.docx")).paragraphs if p.style.name == "List Number"]
    lists = [paragraph._p.pPr.numPr.numId.val for paragraph in numbered]
    assert lists[0] == lists[1] != lists[2]


def test_a_register_becomes_a_sheet_that_reads_from_the_right(arabic: Source, tmp_path: Path) -> None:
    print_xlsx(arabic, tmp_path / "a.xlsx")
    sheet, about = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets
    assert sheet.title == "الخطوات" and sheet.sheet_view.rightToLeft
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [["الحقل", "القيمة"], ["المدة", 30]]
    assert about["A1"].value == "الإجازات"


@pytest.mark.parametrize(
    ("text", "value", "form"),
    [
        ("2025-03-12", datetime(2025, 3, 12), "yyyy-mm-dd"),
        ("12", 12, "0"),
        ("1,240", 1240, "#,##0"),
        ("15%", 0.15, "0%"),
        ("1.500", 1.5, "0.000"),
        ("007", "007", "General"),
        ("١٢", "١٢", "General"),
        ("R-04", "R-04", "General"),
    ],
)
def test_cells_hold_what_they_say(text: str, value: object, form: str) -> None:
    assert typed(text) == (value, form)


def test_a_deck_has_a_slide_for_each_heading_and_the_notes_apart(english: Source, tmp_path: Path) -> None:
    print_pptx(english, tmp_path / "e.pptx")
    opening, steps = Presentation(str(tmp_path / "e.pptx")).slides
    assert opening.shapes.title.text == "Leave"
    assert steps.placeholders[1].text_frame.text == "One\nTwo"
    assert steps.notes_slide.notes_text_frame.text == "Say it slowly."


def test_printing_again_changes_nothing(arabic: Source, english: Source, tmp_path: Path) -> None:
    for producer, ending in ((print_docx, "docx"), (print_xlsx, "xlsx"), (print_pptx, "pptx")):
        for source in (arabic, english):
            first, second = tmp_path / f"first.{ending}", tmp_path / f"second.{ending}"
            producer(source, first)
            producer(source, second)
            assert first.read_bytes() == second.read_bytes()


def test_stamps_in_a_pdf_are_replaced_in_place(tmp_path: Path, english: Source) -> None:
    path = tmp_path / "a.pdf"
    identifier = b"<0123456789ABCDEF0123456789ABCDEF>"
    before = b"/CreationDate(D:20261124101112Z') /ID [ " + identifier + b"\n" + identifier + b" ]"
    path.write_bytes(before)
    settle(path, english.day)
    after = path.read_bytes()
    assert len(after) == len(before)
    assert b"D:20250312080000" in after and identifier not in after
