"""Lines of a page become paragraphs, headings, items, table rows and furniture."""

from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, ListFlowable, Paragraph, SimpleDocTemplate, Table

from ingest.extract.base import ExtractedDocument
from ingest.extract.pdf.extractor import PdfExtractor
from ingest.extract.pdf.furniture import furniture_of
from ingest.extract.pdf.headings import part_level
from ingest.extract.pdf.lines import paragraphs
from ingest.extract.pdf.mend import with_plain_teh, with_script_spaces, without_fillers
from ingest.extract.pdf.readers import Line, PageReading
from ingest.extract.pdf.words import Glyph

STYLES = getSampleStyleSheet()
LONG = "The directorate checks every request within three working days and answers in writing, whatever the answer is. " * 3
Blocks = Callable[[ExtractedDocument], list[tuple[str, int, str]]]


def printed(path: Path, *story: Flowable) -> ExtractedDocument:
    SimpleDocTemplate(str(path), pagesize=A4, title="A manual", author="Someone").build(list(story))
    return PdfExtractor().extract(path)


def body(text: str) -> Paragraph:
    return Paragraph(text, STYLES["BodyText"])


def test_wrapped_lines_are_one_paragraph_and_larger_type_is_a_heading(tmp_path: Path, blocks: Blocks) -> None:
    document = printed(
        tmp_path / "a.pdf",
        Paragraph("Requests", STYLES["Heading1"]),
        body(LONG),
        Paragraph("Answers", STYLES["Heading2"]),
        body(LONG),
    )
    assert blocks(document) == [
        ("heading", 1, "Requests"),
        ("paragraph", 0, LONG.strip()),
        ("heading", 2, "Answers"),
        ("paragraph", 0, LONG.strip()),
    ]
    assert document.declared["title"] == "A manual"


def test_numbered_items_stand_alone(tmp_path: Path, blocks: Blocks) -> None:
    items = [body("Fill in the form. " + LONG), body("Send it to the unit.")]
    document = printed(
        tmp_path / "a.pdf", body(LONG), *[Paragraph(f"{n}. {item.text}", STYLES["BodyText"]) for n, item in enumerate(items, 1)]
    )
    assert [kind for kind, _, _ in blocks(document)] == ["paragraph", "item", "item"]
    assert blocks(document)[2][2] == "2. Send it to the unit."


def test_a_bulleted_list_keeps_a_bullet(tmp_path: Path, blocks: Blocks) -> None:
    document = printed(tmp_path / "a.pdf", ListFlowable([body("One duty."), body("Another duty.")], bulletType="bullet"))
    assert [text for _, _, text in blocks(document)] == ["• One duty.", "• Another duty."]


def test_a_ruled_table_is_one_block_with_its_header_row_first(tmp_path: Path, blocks: Blocks) -> None:
    rows = [
        ["Grade", "Days", "Who decides"],
        ["First", "48", body("The director of human resources and, above him, the chairman")],
        ["Second", "38", "Head"],
    ]
    document = printed(
        tmp_path / "a.pdf",
        body(LONG),
        Table(rows, colWidths=[80, 60, 150], style=[("GRID", (0, 0), (-1, -1), 0.5, colors.black)]),
    )
    kind, _, text = blocks(document)[-1]
    assert kind == "table"
    assert text.split("\n") == [
        "Grade | Days | Who decides",
        "First | 48 | The director of human resources and, above him, the chairman",
        "Second | 38 | Head",
    ]


def test_running_lines_are_furniture_and_numbered_articles_are_not(tmp_path: Path, blocks: Blocks) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4)
    for page in range(1, 5):
        canvas.drawString(72, 810, "Manual of procedures")
        canvas.drawString(72, 790, f"Article {page * 3}")
        canvas.drawString(72, 760, f"Staff of unit {page} do what this article of the manual says they do.")
        canvas.drawString(290, 30, f"Page {page} of 4")
        canvas.showPage()
    canvas.save()
    kinds = {text: kind for kind, _, text in blocks(PdfExtractor().extract(tmp_path / "a.pdf"))}
    assert kinds["Manual of procedures"] == "furniture"
    assert kinds["Page 3 of 4"] == "furniture"
    assert kinds["Article 9"] == "heading"


def test_a_word_broken_at_the_end_of_a_line_is_joined() -> None:
    lines = [Line("The insti\u0002", 70, 500, 700, 11), Line("tution answers.", 70, 300, 686, 11)]
    assert [paragraph.text for paragraph in paragraphs(lines)] == ["The institution answers."]


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("in black-and-", "yellow stripes.", "in black-and-yellow stripes."),
        ("a state-of-the-", "art building.", "a state-of-the-art building."),
        ("the non-govern-", "mental bodies.", "the non-governmental bodies."),
        ("a self-assess-", "ment form.", "a self-assessment form."),
        ("their self-in-", "terest is known.", "their self-interest is known."),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_stays_where_a_compound_goes_on(first: str, second: str, joined: str) -> None:
    lines = [Line(first, 72, 400, 700, 10), Line(second, 72, 400, 686, 10)]
    assert [paragraph.text for paragraph in paragraphs(lines)] == [joined]


def test_a_word_broken_at_the_foot_of_a_column_goes_on_in_the_next() -> None:
    lines = [Line("forty square kilo‐", 72, 280, 100, 10), Line("metres of land.", 300, 500, 700, 10)]
    assert [paragraph.text for paragraph in paragraphs(lines)] == ["forty square kilometres of land."]


def test_a_line_that_ends_early_ends_its_paragraph() -> None:
    lines = [
        Line("A line that fills the whole width of the column", 70, 500, 700, 11),
        Line("ends here.", 70, 120, 686, 11),
        Line("Another paragraph that fills the whole column", 70, 498, 672, 11),
    ]
    assert len(paragraphs(lines)) == 2


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("المادة (1)", 5),
        ("المادة ( ١٢ ) : التعريفات", 5),
        ("المادة الثانية", 5),
        ("الفصل الأول", 3),
        ("الباب الثاني عشر", 2),
        ("Chapter 2: Leave", 3),
        ("Article 14", 5),
        ("تجيز المادة 9 من القرار للجنة أن تختصر المسار.", 0),
        ("المادة الخام تُشترى من السوق.", 0),
        ("Part of the work was done.", 0),
    ],
)
def test_numbered_parts_are_known_by_their_wording(line: str, level: int) -> None:
    assert part_level(line) == level


def test_two_pages_do_not_make_a_repeated_sentence_furniture_in_mid_page() -> None:
    pages = [
        PageReading("pdfium", (Line("Same sentence.", 70, 200, 400, 11), Line(f"Other {n}.", 70, 200, 380, 11)), 842.0)
        for n in "ab"
    ]
    assert furniture_of(pages) == [frozenset(), frozenset()]


def test_an_unnamed_glyph_is_dropped_only_where_it_covers_a_letter() -> None:
    letter = Glyph("م", 10, 20, 700, 11, False)
    filler, lost = Glyph("\x01", 11, 16, 700, 11, False), Glyph("\ufffd", 22, 30, 700, 11, False)
    assert without_fillers("م\ufffd", [letter, filler]) == "م"
    assert without_fillers("م\ufffd", [letter, lost]) == "م\ufffd"


def test_a_latin_word_is_set_off_from_the_arabic_one_after_it() -> None:
    assert with_script_spaces("لغة Pythonمن أجل") == "لغة Python من أجل"


def test_a_teh_of_stacked_dots_is_a_teh_except_in_sindhi() -> None:
    assert with_plain_teh("على أن ٺتضمن") == "على أن تتضمن"
    assert with_plain_teh("ڪٺي آهي") == "ڪٺي آهي"


def test_an_unruled_table_is_found_by_its_white_corridors(tmp_path: Path, blocks: Blocks) -> None:
    rows = [["Grade", "Days", "Who decides"], ["First", "48", "Director"], ["Second", "38", "Head of unit"]]
    document = printed(tmp_path / "a.pdf", body(LONG), Table(rows, colWidths=[90, 90, 150]), body("After it."))
    assert blocks(document)[1] == ("table", 0, "Grade | Days | Who decides\nFirst | 48 | Director\nSecond | 38 | Head of unit")
    assert blocks(document)[2] == ("paragraph", 0, "After it.")
