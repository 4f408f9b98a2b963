"""OpenDocument, EPUB, e-mail and Office files of before 2007: what a reader sees is read, what they hide is left out."""

import shutil
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

from ingest.errors import EmptyDocument, EncryptedDocument, UnreadableDocument
from ingest.extract.base import ExtractedDocument
from ingest.extract.registry import extractor_for
from ingest.extract.sandbox import extract_in_child

NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name if name != "fo" else "xsl-fo-compatible"}:1.0"'
    for name in ("office", "text", "table", "style", "fo", "manifest")
)
Blocks = Callable[[ExtractedDocument], list[tuple[str, int, str]]]


def odt(path: Path, body: str, *, manifest: str = "") -> Path:
    content = f"<office:document-content {NAMESPACES}><office:body><office:text>{body}</office:text></office:body>"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("META-INF/manifest.xml", f"<manifest:manifest {NAMESPACES}>{manifest}</manifest:manifest>")
        archive.writestr("content.xml", f"{content}</office:document-content>")
    return path


def epub(path: Path, chapters: dict[str, str]) -> Path:
    items = "".join(f'<item id="c{n}" href="{name}" media-type="application/xhtml+xml"/>' for n, name in enumerate(chapters))
    spine = "".join(f'<itemref idref="c{n}"/>' for n in reversed(range(len(chapters))))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr(
            "META-INF/container.xml", '<container><rootfiles><rootfile full-path="O/b.opf"/></rootfiles></container>'
        )
        archive.writestr("O/b.opf", f"<package><manifest>{items}</manifest><spine>{spine}</spine></package>")
        for name, text in chapters.items():
            archive.writestr(f"O/{name}", f"<html><body>{text}</body></html>")
    return path


def test_open_document_keeps_notes_and_leaves_out_what_is_deleted_or_a_comment(tmp_path: Path, blocks: Blocks) -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion></text:changed-region>"
        "</text:tracked-changes><text:h text:outline-level='2'>Leave</text:h>"
        "<text:p>Thirty<text:s text:c='2'/>days<text:note text:note-class='footnote'><text:note-citation>1</text:note-citation>"
        "<text:note-body><text:p>A year.</text:p></text:note-body></text:note>"
        "<office:annotation><text:p>why?</text:p></office:annotation><text:hidden-text>trap</text:hidden-text>.</text:p>"
    )
    document = extractor_for(odt(tmp_path / "a.odt", body)).extract(tmp_path / "a.odt")
    assert blocks(document) == [("heading", 2, "Leave"), ("paragraph", 0, "Thirty days[1]."), ("paragraph", 0, "[1] A year.")]
    assert set(document.report.notes) == {"left out: 1 deleted", "left out: 1 hidden", "left out: 1 comments"}


def test_open_document_leaves_out_hidden_sections_and_rows(tmp_path: Path, blocks: Blocks) -> None:
    cells = "<table:table-cell><text:p>{0}</text:p></table:table-cell>"
    body = (
        "<text:section text:name='a' text:display='none'><text:p>trap</text:p></text:section><text:p>Seen.</text:p>"
        f"<table:table><table:table-row>{cells.format('a') + cells.format('b')}</table:table-row>"
        f"<table:table-row table:visibility='collapse'>{cells.format('trap') * 2}</table:table-row></table:table>"
    )
    document = extractor_for(odt(tmp_path / "a.odt", body)).extract(tmp_path / "a.odt")
    assert blocks(document) == [("paragraph", 0, "Seen."), ("table", 0, "a | b")]
    assert document.report.notes == ("left out: 2 hidden",)


def test_a_formula_of_an_open_document_is_read_where_it_is_shown(tmp_path: Path) -> None:
    frame = (
        "<draw:frame xmlns:draw='urn:oasis:names:tc:opendocument:xmlns:drawing:1.0'>"
        "<draw:object xmlns:xlink='http://www.w3.org/1999/xlink' xlink:href='./Object 1'/></draw:frame>"
    )
    path = odt(tmp_path / "a.odt", f"<text:p>Risk {frame} a year.</text:p>")
    with zipfile.ZipFile(path, "a") as archive:
        formula = "<msup><mn>10</mn><mn>6</mn></msup>"
        archive.writestr("Object 1/content.xml", f"<math xmlns='http://www.w3.org/1998/Math/MathML'>{formula}</math>")
    assert extractor_for(path).extract(path).text == "Risk 10^6 a year."


def test_a_list_of_an_open_document_goes_on_after_what_parts_it(tmp_path: Path) -> None:
    style = (
        "<text:list-style style:name='L'><text:list-level-style-number text:level='1' style:num-format='i' style:num-suffix=')'"
        " text:start-value='3'/></text:list-style>"
    )
    item = "<text:list-item><text:p>{0}</text:p></text:list-item>"
    body = (
        f"{style}<text:list text:style-name='L' xml:id='one'>{item.format('three') + item.format('') + item.format('five')}"
        f"</text:list><text:p>Between.</text:p><text:list text:style-name='L' text:continue-list='one'>{item.format('six')}"
        "</text:list>"
    )
    document = extractor_for(odt(tmp_path / "a.odt", body)).extract(tmp_path / "a.odt")
    assert document.text == "iii) three\nv) five\n\nBetween.\n\nvi) six"


def test_open_document_with_a_password_says_so(tmp_path: Path) -> None:
    path = odt(tmp_path / "a.odt", "<text:p>x</text:p>", manifest="<manifest:encryption-data/>")
    with pytest.raises(EncryptedDocument, match="password"):
        extractor_for(path).extract(path)


def test_a_book_is_read_in_the_order_of_its_spine(tmp_path: Path) -> None:
    path = epub(tmp_path / "a.epub", {"two.xhtml": "<p>second</p>", "one.xhtml": "<h1>First</h1><nav>menu</nav>"})
    document = extractor_for(path).extract(path)
    assert document.text == "First\n\nsecond"
    assert [document.text[page.start : page.end].strip() for page in document.pages] == ["First", "second"]


def test_a_book_with_nothing_in_it_says_so(tmp_path: Path) -> None:
    path = epub(tmp_path / "a.epub", {"one.xhtml": "<nav>menu</nav>"})
    with pytest.raises(EmptyDocument):
        extractor_for(path).extract(path)


@pytest.mark.parametrize("charset", ["windows-1256", "utf-8", "iso-8859-6"])
def test_a_message_is_read_in_its_own_charset_and_names_its_attachments(tmp_path: Path, charset: str) -> None:
    message = EmailMessage()
    message["Subject"], message["From"] = "موعد التسليم", "Salim <salim@example.om>"
    message.set_content("يُسلَّم الملف قبل الإجازة.".replace("ُ", "").replace("َّ", ""), charset=charset)
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="خطة.pdf")
    path = tmp_path / "a.eml"
    path.write_bytes(message.as_bytes())
    document = extractor_for(path).extract(path)
    assert "يسلم الملف قبل الإجازة." in document.text
    assert document.declared == {"title": "موعد التسليم", "author": "Salim"}
    assert document.report.notes == ("left out: attachment خطة.pdf",)


def test_a_forwarded_message_and_text_below_are_read(tmp_path: Path) -> None:
    inner = EmailMessage()
    inner["Subject"] = "موعد"
    inner.set_content("<p>متن</p><p hidden>trap</p>", subtype="html", charset="windows-1256", cte="base64")
    message = EmailMessage()
    message["Subject"] = "Forwarded"
    message.set_content("Look below.")
    message.add_attachment(inner)
    message.add_attachment("The list's own words.", disposition="inline")
    message.add_attachment("notes", filename="notes.txt")
    path = tmp_path / "a.eml"
    path.write_bytes(message.as_bytes())
    document = extractor_for(path).extract(path)
    assert document.text == "Forwarded\n\nLook below.\n\nموعد\n\nمتن\n\nThe list's own words."
    assert document.report.notes == ("left out: 1 hidden elements", "left out: attachment notes.txt")


def test_html_is_read_where_the_plain_form_is_blank(tmp_path: Path) -> None:
    message = EmailMessage()
    message.set_content(" \n")
    message.add_alternative("<p>Written.</p>", subtype="html")
    path = tmp_path / "a.eml"
    path.write_bytes(b"Subject: a\n" + message.as_bytes())
    assert extractor_for(path).extract(path).text == "a\n\nWritten."


def test_a_message_of_headers_alone_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(b"Subject: nothing\r\nFrom: a@example.om\r\n\r\n")
    with pytest.raises(EmptyDocument):
        extractor_for(path).extract(path)


@pytest.mark.parametrize("form", ["odt", "epub"])
@pytest.mark.parametrize("keep", [0.3, 0.7, 0.95])
def test_a_file_that_is_cut_short_says_so(data: Path, tmp_path: Path, form: str, keep: float) -> None:
    whole = next((data / form / "source").iterdir()).read_bytes()
    path = tmp_path / f"a.{form}"
    path.write_bytes(whole[: int(len(whole) * keep)])
    with pytest.raises(UnreadableDocument):
        extract_in_child(path)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed here")
@pytest.mark.parametrize(
    ("name", "words"), [("attendance.doc", "يبدأ الدوام في السابعة والنصف"), ("risks.xls", "R-1 | توقف الخدمة")]
)
def test_office_files_of_before_2007_are_read_through_libreoffice(data: Path, name: str, words: str) -> None:
    document = extract_in_child(data / "legacy" / "source" / name)
    assert words in document.text
    assert document.report.reader == "libreoffice"


def test_without_libreoffice_the_reason_says_what_to_install(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UnreadableDocument, match="isn't installed") as told:
        extract_in_child(data / "legacy" / "source" / "attendance.doc")
    assert "install LibreOffice" in told.value.remedy
