"""PowerPoint and Excel: pages, notes, tables, and what is hidden."""

import copy
import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from openpyxl import Workbook
from openpyxl.comments import Comment
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI

from ingest.errors import EmptyDocument, UnreadableDocument
from ingest.extract.base import ExtractedDocument
from ingest.extract.pptx import PptxExtractor
from ingest.extract.xlsx import XlsxExtractor

Blocks = Callable[[ExtractedDocument], list[tuple[str, int, str]]]


def test_a_hidden_slide_keeps_its_page_and_gives_no_text(data: Path) -> None:
    document = PptxExtractor().extract(data / "pptx" / "source" / "orientation.pptx")
    assert [page.label for page in document.pages] == ["1", "2", "3"]
    assert document.pages[2].start == document.pages[2].end
    assert document.report.notes == ("left out: hidden slides 3",)


def test_grouped_shapes_are_read(tmp_path: Path) -> None:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    group = slide.shapes.add_group_shape()
    group.shapes.add_textbox(0, 0, 100, 100).text_frame.text = "Within a group"
    deck.save(str(tmp_path / "a.pptx"))
    assert PptxExtractor().extract(tmp_path / "a.pptx").text == "Within a group"


def slide_of(deck: Any) -> Any:
    return deck.slides.add_slide(deck.slide_layouts[6])


def test_hidden_shapes_are_left_out_and_said(tmp_path: Path) -> None:
    deck = Presentation()
    shapes = slide_of(deck).shapes
    shapes.add_textbox(0, 0, 9, 9).text_frame.text = "Seen"
    group = shapes.add_group_shape()
    group.shapes.add_textbox(0, 0, 9, 9).text_frame.text = "Unseen"
    group._element.nvGrpSpPr.cNvPr.set("hidden", "1")
    deck.save(str(tmp_path / "a.pptx"))
    document = PptxExtractor().extract(tmp_path / "a.pptx")
    assert document.text == "Seen"
    assert document.report.notes == ("left out: 1 hidden shapes",)


def test_comments_on_slides_are_left_out_and_said(tmp_path: Path) -> None:
    deck = Presentation()
    slide = slide_of(deck)
    slide.shapes.add_textbox(0, 0, 9, 9).text_frame.text = "Seen"
    space = "http://schemas.openxmlformats.org/presentationml/2006/main"
    said = f"<p:cmLst xmlns:p='{space}'><p:cm><p:text>why?</p:text></p:cm></p:cmLst>".encode()
    part = Part(PackURI("/ppt/comments/comment1.xml"), "application/xml", deck.part.package, said)
    slide.part.relate_to(part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments")
    deck.save(str(tmp_path / "a.pptx"))
    document = PptxExtractor().extract(tmp_path / "a.pptx")
    assert (document.text, document.report.notes) == ("Seen", ("left out: 1 comments",))


def test_a_chart_is_a_table_of_its_values(tmp_path: Path, blocks: Blocks) -> None:
    deck = Presentation()
    data = CategoryChartData()
    data.categories = ["Q1", "Q2"]
    data.add_series("الحضور", (0.1 + 0.2, 95))
    chart = slide_of(deck).shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, 0, 0, 9, 9, data).chart
    chart.chart_title.text_frame.text = "Attendance"
    deck.save(str(tmp_path / "a.pptx"))
    assert blocks(PptxExtractor().extract(tmp_path / "a.pptx")) == [("table", 0, "Attendance | الحضور\nQ1 | 0.3\nQ2 | 95")]


def test_a_shape_left_to_the_program_and_its_equation_are_read_once(tmp_path: Path) -> None:
    deck = Presentation()
    shape = slide_of(deck).shapes.add_textbox(0, 0, 9, 9)
    shape.text_frame.text = "Risk "
    power = "<m:sSup><m:e><m:r><m:t>10</m:t></m:r></m:e><m:sup><m:r><m:t>6</m:t></m:r></m:sup></m:sSup>"
    shape.text_frame.paragraphs[0]._p.append(
        etree.fromstring(
            "<a14:m xmlns:a14='http://schemas.microsoft.com/office/drawing/2010/main'"
            f" xmlns:m='http://schemas.openxmlformats.org/officeDocument/2006/math'><m:oMath>{power}</m:oMath></a14:m>"
        )
    )
    tree, space = shape._element.getparent(), "http://schemas.openxmlformats.org/markup-compatibility/2006"
    either = etree.SubElement(tree, f"{{{space}}}AlternateContent")
    for name in ("Choice", "Fallback"):
        etree.SubElement(either, f"{{{space}}}{name}", Requires="a14").append(copy.deepcopy(shape._element))
    tree.remove(shape._element)
    deck.save(str(tmp_path / "a.pptx"))
    assert PptxExtractor().extract(tmp_path / "a.pptx").text == "Risk 10^6"


def test_a_diagram_is_read(tmp_path: Path) -> None:
    deck = Presentation()
    slide = slide_of(deck)
    dgm, a = (f"http://schemas.openxmlformats.org/drawingml/2006/{name}" for name in ("diagram", "main"))
    words = "".join(f"<dgm:pt><dgm:t><a:p><a:r><a:t>{word}</a:t></a:r></a:p></dgm:t></dgm:pt>" for word in ("Plan", "Do"))
    model = f"<dgm:dataModel xmlns:dgm='{dgm}' xmlns:a='{a}'><dgm:ptLst>{words}</dgm:ptLst></dgm:dataModel>"
    part = Part(PackURI("/ppt/diagrams/data1.xml"), "application/xml", deck.part.package, model.encode())
    relation = slide.part.relate_to(part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/diagramData")
    frame = slide.shapes.add_table(1, 1, 0, 0, 9, 9)._element
    data = frame.graphic.graphicData
    data.set("uri", dgm)
    data.remove(data[0])
    data.append(
        etree.fromstring(
            f"<dgm:relIds xmlns:dgm='{dgm}' r:dm='{relation}'"
            " xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'/>"
        )
    )
    deck.save(str(tmp_path / "a.pptx"))
    assert PptxExtractor().extract(tmp_path / "a.pptx").text == "Plan\n\nDo"


def test_a_deck_without_text_is_empty(tmp_path: Path) -> None:
    deck = Presentation()
    deck.slides.add_slide(deck.slide_layouts[6])
    deck.save(str(tmp_path / "a.pptx"))
    with pytest.raises(EmptyDocument):
        PptxExtractor().extract(tmp_path / "a.pptx")


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (3.0, "General", "3"),
        (0.125, "0.0%", "12.5%"),
        (1234.5, "#,##0.00", "1,234.50"),
        (1 / 3, "0.00", "0.33"),
        (1 / 3, "General", "0.333333333333"),
        (2.5, "0.##", "2.5"),
        (1.005, "0.00", "1.01"),
        (42, "00000", "00042"),
        (42, "000000000000", "000000000042"),
        (0.5, "0%%%", "0.5"),
        (-1500, '#,##0.000 "ر.ع.";(#,##0.000) "ر.ع."', "(1,500.000) ر.ع."),
        (-0.071, "0.0%", "-7.1%"),
        (1200, "[$OMR] #,##0_);[Red]-0", "OMR 1,200"),
        (4_500_000, '0.0,,"M"', "4.5M"),
        (5, ";;;", ""),
        (0.5, "# ?/?", "0.5"),
        (datetime.date(2025, 3, 1), "mmm yyyy", "2025-03"),
        (datetime.time(7, 30), "h:mm", "07:30"),
        (datetime.timedelta(hours=26), "[h]:mm", "26:00"),
        (True, "General", "TRUE"),
        (datetime.date(2025, 1, 5), "d/m/yyyy", "2025-01-05"),
        (datetime.datetime(2025, 1, 5, 7, 30), "d/m/yyyy h:mm", "2025-01-05 07:30"),
        ("نص", "General", "نص"),
    ],
)
def test_values_are_shown_as_a_reader_sees_them(tmp_path: Path, value: object, form: str, shown: str) -> None:
    book = Workbook()
    book.active.append(["x", value])
    book.active.cell(1, 2).number_format = form
    book.save(tmp_path / "a.xlsx")
    assert XlsxExtractor().extract(tmp_path / "a.xlsx").text.endswith(f"x | {shown}" if shown else "x")


def test_comments_of_cells_are_said(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["a", "b"])
    book.active["A1"].comment = Comment("why?", "Salim")
    book.save(tmp_path / "a.xlsx")
    assert XlsxExtractor().extract(tmp_path / "a.xlsx").report.notes == ("left out: 1 comments",)


def test_formulas_are_never_text_and_those_without_a_value_are_said(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["sum", "=1+1"])
    book.save(tmp_path / "a.xlsx")
    document = XlsxExtractor().extract(tmp_path / "a.xlsx")
    assert "=" not in document.text
    assert document.report.notes[0].startswith("left out: 1 formulas of 'Sheet'")


def test_empty_rows_part_tables_and_a_title_is_no_row(tmp_path: Path, blocks: Blocks) -> None:
    book = Workbook()
    for row in (["Risks of the quarter"], ["Code", "Owner"], ["R-1", "IT"], [], ["Note", "none"]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    assert blocks(XlsxExtractor().extract(tmp_path / "a.xlsx"))[1:] == [
        ("paragraph", 0, "Risks of the quarter"),
        ("table", 0, "Code | Owner\nR-1 | IT"),
        ("table", 0, "Note | none"),
    ]


def test_a_sheet_formatted_to_its_last_row_is_read_quickly(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["a", "b"])
    book.active.cell(1_000_000, 1).number_format = "0"
    book.save(tmp_path / "a.xlsx")
    assert XlsxExtractor().extract(tmp_path / "a.xlsx").text == "Sheet\n\na | b"


@pytest.mark.parametrize(("extractor", "name"), [(PptxExtractor(), "a.pptx"), (XlsxExtractor(), "a.xlsx")])
def test_a_damaged_archive_is_damage(tmp_path: Path, data: Path, extractor: PptxExtractor | XlsxExtractor, name: str) -> None:
    source = next((data / name[2:] / "source").iterdir()).read_bytes()
    (tmp_path / name).write_bytes(source[: len(source) // 2])
    with pytest.raises(UnreadableDocument, match="damaged or cut short"):
        extractor.extract(tmp_path / name)
