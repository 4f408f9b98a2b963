"""Pages that are pictures: recognised in the reading process, page by page, with what the engine thought of them as evidence."""

from importlib.resources import files
from pathlib import Path

import arabic_reshaper
import pytest
from bidi.algorithm import get_display
from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader, PdfWriter

from corpus.text.normalise import fold
from ingest.errors import UnreadableDocument
from ingest.extract.ocr.paris import weights
from ingest.extract.pdf.scanned import SCAN
from ingest.extract.sandbox import extract_in_child
from ingest.extract.wire import Notice
from ingest.marks import state_mark
from ingest.options import OcrOptions

OFF = OcrOptions("off")


def needs_ocr() -> None:
    if not weights.usable():
        pytest.skip("parisaocr is not installed: make setup installs it")


def arabic(text: str) -> str:
    """Text as it is drawn by what neither joins letters nor turns lines."""
    return str(get_display(arabic_reshaper.reshape(text)))


def font(size: int) -> ImageFont.FreeTypeFont:
    file = str(files("fontpkg_ibm_plex_sans_arabic") / "files" / "IBMPlexSansArabic-Regular.ttf")
    return ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.BASIC)


def scan(path: Path, *lines: str, dpi: int = 200) -> Path:
    page = Image.new("L", (900, 90 + 60 * len(lines)), 255)
    draw = ImageDraw.Draw(page)
    for index, line in enumerate(lines):
        draw.text((60, 40 + 60 * index), line, font=font(32), fill=0)
    page.save(path.with_suffix(".png"))
    page.save(path, resolution=dpi)
    return path


def merged(path: Path, *parts: Path) -> Path:
    writer = PdfWriter()
    for part in parts:
        writer.append(PdfReader(str(part)))
    writer.write(str(path))
    return path


def test_scanned_pages_are_read_announced_and_their_confidence_kept(tmp_path: Path) -> None:
    needs_ocr()
    one = scan(tmp_path / "1.pdf", "Badges are returned at the gate", "within 14 working days.")
    blank = scan(tmp_path / "2.pdf")
    told: list[Notice] = []
    document = extract_in_child(merged(tmp_path / "a.pdf", one, blank), told=told.append)
    assert "returned at the gate within 14 working days." in document.text
    assert [notice for notice in told if notice.doing == "recognising"] == [Notice("recognising", n, 2) for n in (1, 2)]
    assert document.report.reader == "ocr"
    assert document.report.unread_pages == ()
    first, second = document.report.evidence["ocr"]
    assert first["engine"].startswith("parisaocr") and first["page"] == 1
    assert first["confidence"] > 0.9 and len(first["lines"]) == 2
    assert [word for word, _ in first["words"]][-4:] == ["within", "14", "working", "days."]
    assert all(0.8 < confidence <= 1 for _, confidence in first["words"])
    assert second["lines"] == []


def test_without_ocr_the_page_is_named_with_its_remedy_and_the_rest_is_read(tmp_path: Path) -> None:
    clean = Path(__file__).parents[2] / "data" / "pdf" / "source" / "leave-chromium.pdf"
    path = merged(tmp_path / "a.pdf", clean, scan(tmp_path / "1.pdf", "Badges"))
    document = extract_in_child(path, ocr=OFF)
    last = len(document.pages)
    assert [(page.number, page.reason) for page in document.report.unread_pages] == [(last, f"{SCAN}; set DALIL_OCR to auto")]
    assert document.text.startswith("دليل الإجازات")


def test_a_scan_alone_is_refused_without_ocr(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="it is a scan; set DALIL_OCR to auto"):
        extract_in_child(scan(tmp_path / "1.pdf", "Badges"), ocr=OFF)


def test_a_tiff_is_read_page_by_page(tmp_path: Path) -> None:
    needs_ocr()
    pages = [Image.new("L", (700, 120), 255) for _ in range(2)]
    for page, text in zip(pages, ("First sheet of two", "Second sheet"), strict=True):
        ImageDraw.Draw(page).text((40, 40), text, font=font(32), fill=0)
    pages[0].save(tmp_path / "fax.tif", save_all=True, append_images=pages[1:], dpi=(200, 200))
    document = extract_in_child(tmp_path / "fax.tif")
    assert [document.text[page.start : page.end].strip() for page in document.pages] == ["First sheet of two", "Second sheet"]


def test_a_damaged_tiff_says_so(tmp_path: Path) -> None:
    (tmp_path / "fax.tif").write_bytes(b"II*\0" + b"\xff" * 100)
    with pytest.raises(UnreadableDocument, match="damaged"):
        extract_in_child(tmp_path / "fax.tif")


@pytest.mark.parametrize("degrees", [90, 180])
def test_a_page_that_was_scanned_on_its_side_or_head_is_turned(tmp_path: Path, degrees: int) -> None:
    needs_ocr()
    lines = [arabic(line) for line in ("تحفظ هذه الوثيقة في خزانة المكتب", "ولا تنسخ إلا بإذن المدير", "خلال أسبوع من تسلمها")]
    upright = scan(tmp_path / "1.pdf", *lines)
    turned = Image.open(upright.with_suffix(".png")).rotate(degrees, expand=True)
    turned.save(tmp_path / "2.pdf", resolution=200)
    document = extract_in_child(tmp_path / "2.pdf")
    assert fold("هذه الوثيقة في خزانة المكتب ولا تنسخ إلا بإذن المدير") in fold(document.text)
    assert document.report.evidence["ocr"][0]["turn"] == 360 - degrees


def test_a_state_mark_in_a_scan_is_found(tmp_path: Path) -> None:
    needs_ocr()
    page = Image.new("L", (1200, 400), 255)
    draw = ImageDraw.Draw(page)
    for y, text in ((30, "سري للغاية"), (200, "تحفظ هذه الوثيقة في خزانة المكتب"), (280, "ولا تنسخ إلا بإذن المدير")):
        draw.text((300, y), arabic(text), font=font(48), fill=0)
    page.save(tmp_path / "a.pdf", resolution=200)
    assert state_mark(extract_in_child(tmp_path / "a.pdf")) == "سري للغاية"


@pytest.mark.slow
def test_a_coloured_stamp_aslant_over_a_scan_is_read(tmp_path: Path) -> None:
    needs_ocr()
    page = Image.new("RGB", (1240, 900), "white")
    ImageDraw.Draw(page).text((100, 700), "Visitors sign the register at the gate.", font=font(36), fill=(30, 30, 30))
    stamp = red_stamp("مكتوم").rotate(-25, Image.Resampling.BICUBIC, expand=True)
    page.paste(stamp, (300, 120), stamp)
    page.save(tmp_path / "a.pdf", resolution=150)
    assert state_mark(extract_in_child(tmp_path / "a.pdf")) == "مكتوم"


def red_stamp(mark: str) -> Image.Image:
    stamp = Image.new("RGBA", (420, 160), (255, 255, 255, 0))
    draw = ImageDraw.Draw(stamp)
    draw.rectangle((6, 6, 413, 153), outline=(200, 0, 0, 255), width=6)
    draw.text((120, 30), arabic(mark), font=font(72), fill=(200, 0, 0, 255))
    return stamp


def test_a_state_mark_on_a_stamp_that_is_a_picture_is_found(tmp_path: Path) -> None:
    needs_ocr()
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.drawString(100, 700, "Visitors are met at the gate and sign the register.")
    slanted = red_stamp("مكتوم").rotate(20, Image.Resampling.BICUBIC, expand=True)
    canvas.drawImage(ImageReader(slanted), 300, 500, width=150, height=90, mask="auto")
    canvas.save()
    told: list[Notice] = []
    document = extract_in_child(tmp_path / "a.pdf", told=told.append)
    assert "مكتوم" not in document.text
    assert state_mark(document) == "مكتوم"
    assert [notice for notice in told if notice.doing == "recognising"] == 2 * [Notice("recognising", 1, 1)]


@pytest.mark.parametrize("size", [(4, 20_000), (1, 256)])
def test_a_picture_that_is_a_strip_is_no_stamp(tmp_path: Path, size: tuple[int, int]) -> None:
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.drawString(100, 700, "Visitors are met at the gate and sign the register.")
    strip = Image.linear_gradient("L").point(lambda grey: 255 - grey // 3 if grey > 80 else 0).resize(size)
    canvas.drawImage(ImageReader(strip), 300, 500, width=60, height=60)
    canvas.save()
    told: list[Notice] = []
    assert "met at the gate" in extract_in_child(tmp_path / "a.pdf", told=told.append).text
    assert [notice for notice in told if notice.doing == "recognising"] == []
