"""State marks: found wherever they stand as marks, in every format; never in prose or in a list of the marks that there are."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from openpyxl import Workbook
from pptx import Presentation
from pptx.util import Inches
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from reportlab.pdfgen.canvas import Canvas

from corpus.model import ExtractionReport
from ingest.extract.base import TextBuilder
from ingest.extract.registry import extractor_for
from ingest.marks import state_mark

BODY = "تحتفظ كل وحدة بسجل للمخاطر وتراجعه كل شهر مع دائرة الجودة."


def mark_of(*blocks: tuple[Any, str]) -> str:
    builder = TextBuilder()
    for kind, text in blocks:
        builder.add(kind, text)
    return state_mark(builder.build(ExtractionReport(reader="")))


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        ("سري", "سري"),
        ("(( سِرِّي ))", "سري"),
        ("ســــري", "سري"),
        ("سري للغاية", "سري للغاية"),
        ("سري وعاجل", "سري"),
        ("سري / CONFIDENTIAL", "سري"),
        ("وزارة المالية — محدود — نسخة 3", "محدود"),
        ("سلطنة عمان                    مكتوم", "مكتوم"),
        ("درجة السرية: سري", "سري"),
        ("تصنيف الوثيقة : محدود", "محدود"),
        ("الوثيقة رقم 2026/14 الصادرة من دائرة التخطيط والمتابعة | التصنيف | سري", "سري"),
    ],
)
def test_a_line_that_is_a_mark_or_sets_one_apart(line: str, mark: str) -> None:
    assert mark_of(("paragraph", BODY), ("paragraph", line)) == mark


@pytest.mark.parametrize(
    "line",
    [
        "هذا الموضوع سري ولا يناقش إلا في الاجتماع.",
        "البريد سري",
        "أنواع الوثائق: عام / محدود / سري",
        "العدد محدود جدا في هذه السنة",
    ],
)
def test_the_word_in_prose_is_no_mark(line: str) -> None:
    assert mark_of(("paragraph", line)) == ""


def test_a_table_that_explains_the_marks_carries_none() -> None:
    assert mark_of(("table", "الدرجة | من يطلع\nسري | أعضاء اللجنة\nمحدود | الموظفون")) == ""
    assert mark_of(("table", "رقم الوثيقة | 14\nدرجة السرية | سري")) == "سري"


def test_a_list_of_the_marks_carries_none() -> None:
    assert mark_of(("item", "• سري"), ("item", "• محدود")) == ""
    assert mark_of(("item", "1. بند"), ("item", "سري")) == "سري"


def word_header(path: Path) -> None:
    document = Document()
    document.add_paragraph(BODY)
    document.sections[0].header.paragraphs[0].text = "وزارة المالية\tسري"
    document.save(str(path))


def word_footer_table(path: Path) -> None:
    document = Document()
    document.add_paragraph(BODY)
    table = document.sections[0].footer.add_table(1, 2, Inches(6))
    table.cell(0, 1).text = "سري"
    document.save(str(path))


def word_watermark(path: Path) -> None:
    document = Document()
    document.add_paragraph(BODY)
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"'
    drawn = f'<w:r {names}><w:pict><v:shape><v:textpath string="سري"/></v:shape></w:pict></w:r>'
    document.sections[0].header.paragraphs[0]._p.append(parse_xml(drawn))
    document.save(str(path))


def slide_master(path: Path) -> None:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = BODY
    stamp = slide.shapes.add_textbox(0, 0, Inches(1), Inches(1))
    stamp.text_frame.text = "سري"
    slide.slide_layout.slide_master.shapes._spTree.append(stamp._element)
    deck.save(str(path))


def sheet_header(path: Path) -> None:
    book = Workbook()
    book.active["A1"] = BODY
    book.active.oddHeader.center.text = "سري"
    book.active.oddHeader.center.font = "Arial,Bold"
    book.active.oddHeader.left.text = "14"
    book.save(str(path))


def pdf_note(path: Path) -> None:
    canvas = Canvas(str(path))
    canvas.drawString(72, 760, "Every unit keeps a register of its risks and reviews it with the others every month.")
    canvas.save()
    writer = PdfWriter(clone_from=PdfReader(str(path)))
    writer.add_annotation(0, FreeText(text="سري", rect=(50, 50, 200, 100)))
    writer.write(str(path))


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("a.docx", word_header),
        ("a.docx", word_footer_table),
        ("a.docx", word_watermark),
        ("a.pptx", slide_master),
        ("a.xlsx", sheet_header),
        ("a.pdf", pdf_note),
    ],
)
def test_a_mark_in_the_margins_is_found_and_stays_out_of_the_text(
    tmp_path: Path, name: str, write: Callable[[Path], None]
) -> None:
    path = tmp_path / name
    write(path)
    document = extractor_for(path).extract(path)
    assert state_mark(document) == "سري"
    assert "سري" not in document.text
