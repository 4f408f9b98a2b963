"""A PDF that can't be read, or not wholly, says which page and why; nothing of an unread page gets into the text."""

import io
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, FloatObject, NameObject, StreamObject
from reportlab.pdfgen.canvas import Canvas

from ingest.errors import EmptyDocument, EncryptedDocument, OverLimit, UnreadableDocument
from ingest.extract.base import ExtractedDocument
from ingest.extract.ocr.reader import PictureReader
from ingest.extract.pdf.extractor import PdfExtractor
from ingest.extract.pdf.scanned import BESIDE, FALSE_FONT, SCAN
from ingest.options import OcrOptions

WORDS = "Staff record their attendance at the gate before half past seven in the morning, and leave after two in the afternoon."
MOJIBAKE = "á````«fÉãdG IOÉ``ŸG »`a Ωƒ°SôŸG Gòg ô°ûæj √Qhó°U ïjQÉJ øe ¬H πa©jh á«a°SôdG Iójô÷G ≥̈∏j"


def printed(path: Path, *pages: Callable[[Canvas], None]) -> Path:
    canvas = Canvas(str(path), pageCompression=0)
    for page in pages:
        page(canvas)
        canvas.showPage()
    canvas.save()
    return path


def text(*lines: str) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        for index, line in enumerate(lines):
            canvas.drawString(72, 760 - 16 * index, line)

    return draw


def scan(canvas: Canvas) -> None:
    from reportlab.lib.utils import ImageReader

    picture = io.BytesIO()
    Image.new("L", (200, 280), 220).save(picture, "PNG")
    picture.seek(0)
    canvas.drawImage(ImageReader(picture), 0, 0, 595, 842)


def nothing(canvas: Canvas) -> None:
    pass


def read(path: Path) -> ExtractedDocument:
    return PdfExtractor(PictureReader(OcrOptions("off"))).extract(path)


def locked(path: Path, password: str, algorithm: str) -> Path:
    writer = PdfWriter(clone_from=PdfReader(str(path)))
    writer.encrypt(user_password=password, owner_password="owner", algorithm=algorithm)
    writer.write(str(path))
    return path


def test_a_password_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(EncryptedDocument, match="it asks for a password; save it without a password"):
        read(locked(printed(tmp_path / "a.pdf", text(WORDS)), "secret", "RC4-128"))


def test_an_empty_password_opens(tmp_path: Path) -> None:
    assert read(locked(printed(tmp_path / "a.pdf", text(WORDS)), "", "RC4-128")).text == WORDS


def test_a_file_that_is_cut_short_is_refused(tmp_path: Path) -> None:
    path = printed(tmp_path / "a.pdf", *[text(WORDS)] * 5)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(UnreadableDocument, match="cut short: its end is missing; copy it again"):
        read(path)


def test_rubbish_between_head_and_end_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7\n" + b"rubbish " * 100 + b"\n%%EOF\n")
    with pytest.raises(UnreadableDocument, match="damaged"):
        read(path)


def test_a_scan_says_that_it_has_no_text_layer(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="no text layer: it is a scan; set DALIL_OCR to auto"):
        read(printed(tmp_path / "a.pdf", scan))


def test_a_scanned_page_among_others_is_reported_and_keeps_its_number(tmp_path: Path) -> None:
    document = read(printed(tmp_path / "a.pdf", text("First. " + WORDS), scan, text("Third. " + WORDS)))
    assert [(page.number, page.reason) for page in document.report.unread_pages] == [(2, f"{SCAN}; set DALIL_OCR to auto")]
    assert [page.number for page in document.pages] == [1, 2, 3]
    assert "Third." in document.text[document.pages[2].start : document.pages[2].end]


def covered(page: Image.Image, words: str) -> Callable[[Canvas], None]:
    from reportlab.lib.utils import ImageReader

    picture = io.BytesIO()
    page.save(picture, "PNG")

    def draw(canvas: Canvas) -> None:
        picture.seek(0)
        width, height = canvas._pagesize
        canvas.drawImage(ImageReader(picture), 0, 0, width, height)
        canvas.drawString(280, 20, words)

    return draw


def with_lines() -> Image.Image:
    page = Image.new("L", (595, 842), 250)
    for line in range(12):
        for word in range(8):
            page.paste(30, (60 + 60 * word, 100 + 40 * line, 105 + 60 * word, 108 + 40 * line))
    return page


written_scan = covered(with_lines(), "Received 4711")


def test_a_scan_with_a_few_words_typed_over_it_is_not_read_as_those_words(tmp_path: Path) -> None:
    document = read(printed(tmp_path / "a.pdf", text(WORDS), written_scan))
    assert [(page.number, page.reason) for page in document.report.unread_pages] == [(2, f"{BESIDE}; set DALIL_OCR to auto")]
    assert "4711" not in document.text


def test_a_few_words_on_a_picture_without_writing_are_read(tmp_path: Path) -> None:
    def slide(canvas: Canvas) -> None:
        scan(canvas)
        text("Induction week")(canvas)

    assert read(printed(tmp_path / "a.pdf", slide)).text == "Induction week"


def test_a_few_words_on_solid_shapes_are_read(tmp_path: Path) -> None:
    page = Image.new("L", (595, 842), 250)
    page.paste(30, (0, 0, 595, 90))
    page.paste(60, (60, 200, 240, 420))
    ImageDraw.Draw(page).ellipse((300, 300, 500, 500), fill=40)
    page.paste(20, (0, 600, 595, 604))
    assert read(printed(tmp_path / "a.pdf", covered(page, "Induction week"))).text == "Induction week"


def test_a_few_words_on_a_background_of_several_pages_are_read(tmp_path: Path) -> None:
    slides = [covered(with_lines(), words) for words in ("Induction week", "Safety at the gate")]
    assert read(printed(tmp_path / "a.pdf", *slides)).text.split("\n\n") == ["Induction week", "Safety at the gate"]


def test_a_written_scan_on_a_huge_page_is_told_as_one(tmp_path: Path) -> None:
    def huge(canvas: Canvas) -> None:
        canvas.setPageSize((11900, 16840))
        covered(with_lines().resize((2975, 4210)), "Received 4711")(canvas)

    document = read(printed(tmp_path / "a.pdf", text(WORDS), huge))
    assert [page.number for page in document.report.unread_pages] == [2]


def test_a_form_that_draws_itself_is_drawn_once(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    writer = PdfWriter(clone_from=PdfReader(str(printed(path, text(WORDS)))))
    form = DecodedStreamObject()
    form.set_data(b"/X Do " * 50)
    form.update({NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Form")})
    form[NameObject("/BBox")] = ArrayObject(map(FloatObject, (0, 0, 9, 9)))
    own = writer._add_object(form)
    drawn = DictionaryObject({NameObject("/XObject"): DictionaryObject({NameObject("/X"): own})})
    form[NameObject("/Resources")] = drawn
    writer.pages[0]["/Resources"].get_object().update(drawn)
    contents = writer.pages[0].get_contents()
    assert contents is not None
    contents.set_data(contents.get_data() + b" /X Do")
    writer.pages[0][NameObject("/Contents")] = contents
    writer.write(str(path))
    assert read(path).text == WORDS


def test_a_page_that_unpacks_without_end_is_refused_before_anything_else_looks_at_it(tmp_path: Path) -> None:
    path = printed(tmp_path / "a.pdf", text(WORDS))
    writer = PdfWriter(clone_from=PdfReader(str(path)))
    stream = StreamObject()
    stream._data = zlib.compress(b"q Q " * 20_000_000, 1)
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)
    writer.write(str(path))
    with pytest.raises(OverLimit, match="page 1 unpacks to more than a page may hold"):
        read(path)


def test_a_file_without_pages_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    PdfWriter().write(str(path))
    with pytest.raises(UnreadableDocument, match="it has no pages"):
        read(path)


@pytest.mark.parametrize("algorithm", ["RC4-40", "AES-128", "AES-256"])
def test_actual_text_is_read_in_an_encrypted_file_that_opens(tmp_path: Path, data: Path, algorithm: str) -> None:
    source = data / "pdf" / "source" / "leave-chromium.pdf"
    path = tmp_path / "a.pdf"
    path.write_bytes(source.read_bytes())
    assert read(locked(path, "", algorithm)).text == read(source).text


def test_a_page_whose_font_lies_is_not_in_the_text(tmp_path: Path) -> None:
    document = read(printed(tmp_path / "a.pdf", text(WORDS), text(*[MOJIBAKE.encode("cp1252", "ignore").decode("cp1252")] * 4)))
    assert [(page.number, page.reason) for page in document.report.unread_pages] == [(2, f"{FALSE_FONT}; set DALIL_OCR to auto")]
    assert document.text == WORDS


def test_blank_pages_are_an_empty_document(tmp_path: Path) -> None:
    with pytest.raises(EmptyDocument, match="blank"):
        read(printed(tmp_path / "a.pdf", nothing, nothing))


def test_a_blank_page_is_not_called_unread(tmp_path: Path) -> None:
    document = read(printed(tmp_path / "a.pdf", text(WORDS), nothing))
    assert document.report.unread_pages == ()
    assert len(document.pages) == 2
