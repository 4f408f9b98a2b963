"""Word documents: what stands in the text, what is left out and said, and where pages begin."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.errors import EmptyDocument, UnreadableDocument
from ingest.extract.base import ExtractedDocument
from ingest.extract.docx import DocxExtractor
from ingest.extract.numbering import Numbering

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
Blocks = Callable[[ExtractedDocument], list[tuple[str, int, str]]]


def read(path: Path, document: Any) -> ExtractedDocument:
    document.save(str(path))
    return DocxExtractor().extract(path)


def paragraph(document: Any, xml: str) -> None:
    document.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{xml}</w:p>"))


def test_deletions_are_left_out_and_insertions_kept(tmp_path: Path) -> None:
    document = Document()
    paragraph(
        document,
        "<w:r><w:t>Leave is </w:t></w:r><w:del w:id='1'><w:r><w:delText>20</w:delText></w:r></w:del>"
        "<w:ins w:id='2'><w:r><w:t>30</w:t></w:r></w:ins><w:r><w:t xml:space='preserve'> days.</w:t></w:r>",
    )
    extracted = read(tmp_path / "a.docx", document)
    assert extracted.text == "Leave is 30 days."
    assert extracted.report.notes == ("left out: 1 tracked deletions",)


def test_hidden_text_is_left_out_and_said(tmp_path: Path) -> None:
    document = Document()
    paragraph(document, "<w:r><w:t>Seen.</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>Unseen.</w:t></w:r>")
    extracted = read(tmp_path / "a.docx", document)
    assert extracted.text == "Seen."
    assert extracted.report.notes == ("left out: 1 hidden pieces of text",)


def test_an_outline_level_makes_a_heading_of_any_style(tmp_path: Path, blocks: Blocks) -> None:
    document = Document()
    paragraph(document, "<w:pPr><w:outlineLvl w:val='1'/></w:pPr><w:r><w:t>الغاية</w:t></w:r>")
    assert blocks(read(tmp_path / "a.docx", document)) == [("heading", 2, "الغاية")]


def test_a_text_box_is_read_once(tmp_path: Path) -> None:
    document = Document()
    box = "<w:txbxContent><w:p><w:r><w:t>Boxed.</w:t></w:r></w:p></w:txbxContent>"
    namespaces = "xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006' xmlns:v='urn:schemas-microsoft-com:vml'"
    paragraph(
        document,
        f"<w:r><w:t>Around.</w:t><mc:AlternateContent {namespaces}>"
        f"<mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>",
    )
    assert read(tmp_path / "a.docx", document).text == "Around.\n\nBoxed."


def test_a_page_begins_after_a_break_and_is_never_empty(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("One.")
    document.add_page_break()
    document.add_page_break()
    document.add_paragraph("Two.")
    extracted = read(tmp_path / "a.docx", document)
    assert [extracted.text[page.start : page.end].strip() for page in extracted.pages] == ["One.", "Two."]


def test_merged_cells_keep_their_columns(tmp_path: Path, blocks: Blocks) -> None:
    document = Document()
    table = document.add_table(3, 3)
    for row, cells in enumerate((("Grade", "Days", "Note"), ("First", "48", "all"), ("Second", "38", ""))):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    table.cell(1, 2).merge(table.cell(2, 2))
    table.cell(0, 0).merge(table.cell(0, 1))
    assert blocks(read(tmp_path / "a.docx", document)) == [("table", 0, "Grade Days |  | Note\nFirst | 48 | all\nSecond | 38")]


def test_a_table_of_one_column_is_layout_not_a_table(tmp_path: Path, blocks: Blocks) -> None:
    document = Document()
    document.add_table(1, 1).cell(0, 0).text = "Framed."
    assert blocks(read(tmp_path / "a.docx", document)) == [("paragraph", 0, "Framed.")]


def test_a_document_without_text_is_empty(tmp_path: Path) -> None:
    with pytest.raises(EmptyDocument):
        read(tmp_path / "a.docx", Document())


def test_a_damaged_part_is_damage(tmp_path: Path, data: Path) -> None:
    source = (data / "docx" / "source" / "attendance.docx").read_bytes()
    path = tmp_path / "a.docx"
    middle = source.index(b"word/document.xml") + 60
    path.write_bytes(source[:middle] + b"\0" * 200 + source[middle + 200 :])
    with pytest.raises(UnreadableDocument, match="damaged or cut short"):
        DocxExtractor().extract(path)


@pytest.mark.parametrize(
    ("form", "marks"),
    [
        ("decimal", ["1. ", "2. "]),
        ("lowerRoman", ["i. ", "ii. "]),
        ("upperLetter", ["A. ", "B. "]),
        ("arabicAbjad", ["أ. ", "ب. "]),
        ("hindiNumbers", ["١. ", "٢. "]),
        ("bullet", ["• ", "• "]),
    ],
)
def test_list_numbers_take_the_form_of_their_list(form: str, marks: list[str]) -> None:
    numbering = Numbering(
        parse_xml(
            f"<w:numbering {nsdecls('w')}><w:abstractNum w:abstractNumId='3'><w:lvl w:ilvl='0'><w:start w:val='1'/>"
            f"<w:numFmt w:val='{form}'/><w:lvlText w:val='%1.'/></w:lvl></w:abstractNum>"
            "<w:num w:numId='7'><w:abstractNumId w:val='3'/></w:num></w:numbering>"
        )
    )
    assert [numbering.mark("7", 0), numbering.mark("7", 0)] == marks


def test_deeper_levels_begin_again_and_show_the_path() -> None:
    levels = "".join(
        f"<w:lvl w:ilvl='{n}'><w:start w:val='1'/><w:numFmt w:val='decimal'/><w:lvlText w:val='{pattern}'/></w:lvl>"
        for n, pattern in enumerate(("%1.", "%1.%2"))
    )
    numbering = Numbering(
        parse_xml(
            f"<w:numbering {nsdecls('w')}><w:abstractNum w:abstractNumId='0'>{levels}</w:abstractNum>"
            "<w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num></w:numbering>"
        )
    )
    assert [numbering.mark("1", level) for level in (0, 1, 1, 0, 1)] == ["1. ", "1.1 ", "1.2 ", "2. ", "2.1 "]


@pytest.mark.parametrize(
    "hidden",
    [
        "<w:r><w:rPr><w:rStyle w:val='Unshown'/></w:rPr><w:t>Unseen.</w:t></w:r>",
        "<w:pPr><w:pStyle w:val='UnshownLine'/></w:pPr><w:r><w:t>Unseen.</w:t></w:r>",
        "<w:r><w:rPr><w:color w:val='FFFFFF'/></w:rPr><w:t>Unseen.</w:t></w:r>",
    ],
)
def test_what_a_style_or_white_hides_is_left_out_and_said(tmp_path: Path, hidden: str) -> None:
    document = Document()
    for kind, name in (("character", "Unshown"), ("paragraph", "UnshownLine")):
        style = f"<w:style {nsdecls('w')} w:type='{kind}' w:styleId='{name}'><w:rPr><w:vanish/></w:rPr></w:style>"
        document.styles.element.append(parse_xml(style))
    document.add_paragraph("Seen.")
    paragraph(document, hidden)
    extracted = read(tmp_path / "a.docx", document)
    assert extracted.text == "Seen."
    assert extracted.report.notes == ("left out: 1 hidden pieces of text",)


def test_white_text_on_a_colour_is_read(tmp_path: Path) -> None:
    document = Document()
    paragraph(document, "<w:r><w:rPr><w:color w:val='FFFFFF'/><w:shd w:fill='000080'/></w:rPr><w:t>Seen.</w:t></w:r>")
    assert read(tmp_path / "a.docx", document).text == "Seen."


def test_raised_digits_stay_apart_from_the_number_before_them(tmp_path: Path) -> None:
    document = Document()
    line = document.add_paragraph("10")
    line.add_run("6").font.superscript = True
    assert read(tmp_path / "a.docx", document).text == "10⁶"


def test_an_equation_keeps_its_fractions_and_powers(tmp_path: Path) -> None:
    def part(name: str, inside: str) -> str:
        return f"<m:{name}>{inside}</m:{name}>"

    def sign(text: str) -> str:
        return part("r", part("t", text))

    document = Document()
    fraction = part("f", part("num", sign("a+b")) + part("den", sign("2")))
    power = part("sSup", part("e", sign("10")) + part("sup", sign("6")))
    namespace = "xmlns:m='http://schemas.openxmlformats.org/officeDocument/2006/math'"
    paragraph(document, f"<m:oMath {namespace}>{sign('Y=') + fraction + power}</m:oMath>")
    assert read(tmp_path / "a.docx", document).text == "Y=(a+b)/2 10^6"


def test_an_empty_item_counts_and_a_deleted_one_does_not(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("one", style="List Number")
    document.add_paragraph("", style="List Number")
    gone = document.add_paragraph("", style="List Number")
    gone._p.get_or_add_pPr().append(parse_xml(f"<w:rPr {nsdecls('w')}><w:del w:id='1'/></w:rPr>"))
    document.add_paragraph("three", style="List Number")
    assert read(tmp_path / "a.docx", document).text == "1. one\n3. three"


def test_a_table_within_a_cell_adds_no_columns(tmp_path: Path, blocks: Blocks) -> None:
    document = Document()
    outer = document.add_table(1, 2)
    outer.cell(0, 0).text = "Days"
    inner = outer.cell(0, 1).add_table(2, 2)
    for place, text in enumerate("abcd"):
        inner.cell(place // 2, place % 2).text = text
    assert blocks(read(tmp_path / "a.docx", document)) == [("table", 0, "Days | a, b; c, d")]


def test_notes_are_numbered_as_they_are_referred_to(tmp_path: Path) -> None:
    source = tmp_path / "a.docx"
    document = Document()
    paragraph(document, "<w:r><w:t>Thirty days</w:t><w:footnoteReference w:id='9'/></w:r>")
    notes = f"<w:footnotes {nsdecls('w')}><w:footnote w:id='9'><w:p><w:r><w:t>Not in the first.</w:t></w:r></w:p></w:footnote>"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, f"{notes}</w:footnotes>".encode(), document.part.package)
    document.part.relate_to(part, f"{RELATIONS}/footnotes")
    assert read(source, document).text == "Thirty days[1]\n\n[1] Not in the first."


def test_a_diagram_is_read_after_its_paragraph(tmp_path: Path) -> None:
    document = Document()
    a, dgm = (f"http://schemas.openxmlformats.org/drawingml/2006/{name}" for name in ("main", "diagram"))
    words = "".join(f"<a:p><a:r><a:t>{word}</a:t></a:r></a:p>" for word in ("Plan", "Do"))
    model = f"<d:dataModel xmlns:d='{dgm}' xmlns:a='{a}'>{words}</d:dataModel>".encode()
    part = Part(PackURI("/word/diagrams/data1.xml"), "application/xml", model, document.part.package)
    relation = document.part.relate_to(part, f"{RELATIONS}/diagramData")
    drawing = f"<w:drawing><d:relIds xmlns:d='{dgm}' xmlns:r='{RELATIONS}' r:dm='{relation}'/></w:drawing>"
    paragraph(document, f"<w:r><w:t>The cycle:</w:t>{drawing}</w:r>")
    assert read(tmp_path / "a.docx", document).text == "The cycle:\n\nPlan\n\nDo"
