"""The OCR engines, on a printed page that is turned and grained: a contract for both, then what each has of its own."""

import shutil
from functools import partial
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from ingest.errors import OcrFailure, OcrUnavailable
from ingest.extract.ocr.engines import installed, open_recogniser
from ingest.extract.ocr.paris import weights
from ingest.extract.ocr.reader import PictureReader
from ingest.options import OcrOptions

ENGINES = ("paris", "tesseract")


def needs(engine: str) -> None:
    if engine == "paris" and not weights.usable():
        pytest.skip("parisaocr is not installed: make setup installs it")
    if engine == "tesseract" and not shutil.which("tesseract"):
        pytest.skip("tesseract is not installed: sudo apt-get install tesseract-ocr tesseract-ocr-script-arab")


@pytest.fixture(scope="module")
def scan() -> Image.Image:
    """The top of a printed Arabic page as a scanner gives it."""
    pdf = pypdfium2.PdfDocument(str(Path(__file__).parents[3] / "data" / "pdf" / "source" / "leave-chromium.pdf"))
    page = pdf[0].render(scale=200 / 72, grayscale=True).to_pil()
    pdf.close()
    top = page.crop((0, 0, page.width, 700)).rotate(1, Image.Resampling.BICUBIC, fillcolor=255)
    grain = np.random.default_rng(0).normal(0, 12, (top.height, top.width))
    return Image.fromarray((np.asarray(top, np.float32) + grain).clip(0, 255).astype(np.uint8))


@pytest.fixture(scope="module")
def printed() -> set[str]:
    """The words that the page's text layer has."""
    from ingest.extract.registry import extractor_for

    path = Path(__file__).parents[3] / "data" / "pdf" / "source" / "leave-chromium.pdf"
    return set(extractor_for(path).extract(path).text.split())


@pytest.mark.parametrize("engine", ENGINES)
def test_a_scanned_page_is_read_with_places_and_confidence(engine: str, scan: Image.Image, printed: set[str]) -> None:
    needs(engine)
    page = open_recogniser(OcrOptions(engine)).recognise(scan)  # type: ignore[arg-type]
    words = page.text.split()
    assert len(words) > 20
    assert sum(word in printed for word in words) >= 0.8 * len(words)
    assert page.skew == pytest.approx(-1.0, abs=0.15)
    assert all(0 < line.confidence <= 1 for line in page.lines)
    assert all(0 <= line.box.x0 < line.box.x1 <= scan.width for line in page.lines)
    assert [line.box.y0 for line in page.lines] == sorted(line.box.y0 for line in page.lines)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_blank_page_has_no_lines(engine: str) -> None:
    needs(engine)
    assert open_recogniser(OcrOptions(engine)).recognise(Image.new("L", (800, 600), 255)).lines == ()  # type: ignore[arg-type]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_page_that_takes_too_long_fails(engine: str, scan: Image.Image) -> None:
    needs(engine)
    recogniser = open_recogniser(OcrOptions(engine, page_seconds=0.01))  # type: ignore[arg-type]
    with pytest.raises(OcrFailure, match="longer than"):
        recogniser.recognise(scan)


def test_the_better_engine_is_taken_where_it_is() -> None:
    needs("paris")
    assert installed(OcrOptions()).startswith("parisaocr")


def test_ocr_that_is_off_says_how_to_have_it() -> None:
    assert installed(OcrOptions("off")) == ""
    with pytest.raises(OcrUnavailable, match="set DALIL_OCR to auto"):
        open_recogniser(OcrOptions("off"))


def test_pages_are_announced_and_no_more_are_recognised_than_a_document_may_have() -> None:
    needs("tesseract")
    told: list[tuple[int, int]] = []
    reader = PictureReader(OcrOptions("tesseract", most_pages=2), lambda number, pages: told.append((number, pages)))
    blank = partial(Image.new, "L", (300, 300), 255)
    for number in (4, 7):
        reader.recognise(blank, number=number, pages=9)
    with pytest.raises(OcrFailure, match="more than 2 pages"):
        reader.recognise(blank, number=8, pages=9)
    assert told == [(4, 9), (7, 9)]
