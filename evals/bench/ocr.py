"""`python -m evals.bench.ocr --data FOLDER`: pages printed, scanned as an office scanner would, and read by each OCR engine.

A page is drawn at 200 dpi, turned by a degree, given grain and JPEG's traces, and read as a picture. Words are compared as in
`evals.bench.extraction.agreement`; numbers are the words with digits, each counted as right when it was read whole.
"""

import argparse
import io
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageFilter

from corpus.errors import DalilError
from evals.bench.extraction.agreement import agreement, words
from evals.bench.extraction.producers import PRODUCERS, Font, installed_fonts, make
from evals.bench.extraction.sheet import Paragraph, Sheet, mixed, paragraphs_of
from evals.errors import NotInstalled
from evals.report.terminal import aligned
from ingest.extract.ocr.engines import open_recogniser
from ingest.extract.ocr.model import Recogniser
from ingest.options import OcrOptions

_DPI = 200
_DEGREES = 1.0
_GRAIN = 16.0
_JPEG_QUALITY = 80
_FAMILIES = ("Amiri", "Noto Naskh Arabic", "Noto Kufi Arabic", "KacstBook")
_ENGLISH_FAMILIES = ("DejaVu Serif", "Liberation Sans")
_PARAGRAPHS = 6
_SECONDS = 300.0
_EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@dataclass(frozen=True, slots=True)
class Scan:
    """Pages that belong together, as pictures, and what they say. `kind` is the row of the table that they count in."""

    kind: str
    name: str
    pages: tuple[Image.Image, ...]
    truth: str


def scanned(page: Image.Image, *, seed: int) -> Image.Image:
    """A drawn page as it comes from a scanner: turned a little, soft, grained, and saved as JPEG."""
    page = page.rotate(_DEGREES, Image.Resampling.BICUBIC, fillcolor=255).filter(ImageFilter.GaussianBlur(0.6))
    grain = np.random.default_rng(seed).normal(0, _GRAIN, (page.height, page.width))
    grained = Image.fromarray((np.asarray(page, np.float32) + grain).clip(0, 255).astype(np.uint8))
    file = io.BytesIO()
    grained.save(file, "JPEG", quality=_JPEG_QUALITY)
    return Image.open(file)


def drawn(pdf: Path) -> Iterator[Image.Image]:
    """The pages of a PDF in grey."""
    import pypdfium2

    document = pypdfium2.PdfDocument(str(pdf))
    for page in document:
        yield page.render(scale=_DPI / 72, grayscale=True).to_pil()
    document.close()


def scans(data: Path, folder: Path) -> Iterator[Scan]:
    """The printed sheets, and page 3 of Law46 where it lies in the data's folder. Raises NotInstalled without fonts."""
    law, text = data / "pdf" / "decrees" / "Law46.pdf", data / "pdf" / "decrees" / "Law46-page3.txt"
    if law.exists() and text.exists():
        page = list(drawn(law))[2]
        yield Scan("a decree", "Law46", (scanned(page, seed=0),), text.read_text(encoding="utf-8"))
    arabic = paragraphs_of(data / "xquad-dev.ar.json", _PARAGRAPHS)
    eastern = Sheet(
        "eastern", tuple(Paragraph(part.text.translate(_EASTERN)) for part in arabic.parts if isinstance(part, Paragraph))
    )
    english = paragraphs_of(data / "xquad-dev.en.json", _PARAGRAPHS)
    for font in installed_fonts(_FAMILIES):
        yield _printed("Arabic, digits 0-9", arabic, font, folder)
        yield _printed("Arabic, digits ٠-٩", eastern, font, folder)
        yield _printed("Arabic, mixed page", mixed(), font, folder)
    for font in installed_fonts(_ENGLISH_FAMILIES):
        yield _printed("English", english, font, folder)


def _printed(kind: str, sheet: Sheet, font: Font, folder: Path) -> Scan:
    chromium = next(producer for producer in PRODUCERS if producer.name == "Chromium")
    pdf = make(chromium, sheet, font, folder / kind / font.family)
    pages = tuple(scanned(page, seed=number) for number, page in enumerate(drawn(pdf)))
    return Scan(kind, font.family, pages, sheet.text)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an engine read one scan. Shares are 0 to 1; `numbers` counts those read right and those there are."""

    f1: float
    order: float
    numbers: tuple[int, int]
    seconds_a_page: float


def held(engine: Recogniser, scan: Scan) -> Outcome:
    """Read a scan and hold it to the truth."""
    begun = time.perf_counter()
    read = "\n".join(engine.recognise(page).text for page in scan.pages)
    taken = (time.perf_counter() - begun) / len(scan.pages)
    agrees = agreement(scan.truth, read)
    wanted, found = (Counter(word for word in words(text) if any(map(str.isdigit, word))) for text in (scan.truth, read))
    return Outcome(agrees.f1, agrees.order, ((wanted & found).total(), wanted.total()), taken)


def main(arguments: list[str]) -> int:
    """Print a row for each kind of page and engine, and one for each scan with `--each`."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.ocr", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="the folder with the development data")
    parser.add_argument("--engine", action="append", choices=("paris", "tesseract"), help="this one alone (may be repeated)")
    parser.add_argument("--each", action="store_true", help="a row for each scan")
    given = parser.parse_args(arguments)
    rows: list[tuple[str, ...]] = [("pages", "engine", "word F1", "order", "numbers", "s a page")]
    with tempfile.TemporaryDirectory(prefix="dalil-ocr-") as folder:
        try:
            every = list(scans(given.data, Path(folder)))
        except NotInstalled as missing:
            print(missing, file=sys.stderr)
            return 1
    for name in given.engine or ("paris", "tesseract"):
        try:
            engine = open_recogniser(OcrOptions(engine=name, page_seconds=_SECONDS))
        except DalilError as missing:
            print(f"left out: {missing}", file=sys.stderr)
            continue
        outcomes = [(scan, held(engine, scan)) for scan in every]
        if given.each:
            rows += [_row(f"{scan.kind}: {scan.name}", engine.name, [outcome]) for scan, outcome in outcomes]
        for kind in dict.fromkeys(scan.kind for scan in every):
            rows.append(_row(kind, engine.name, [outcome for scan, outcome in outcomes if scan.kind == kind]))
    print(aligned(rows))
    return 0


def _row(kind: str, engine: str, outcomes: list[Outcome]) -> tuple[str, ...]:
    def mean(values: Any) -> float:
        listed = list(values)
        return float(sum(listed) / len(listed))

    right, there = (sum(outcome.numbers[index] for outcome in outcomes) for index in (0, 1))
    return (
        kind,
        engine,
        f"{mean(outcome.f1 for outcome in outcomes):.3f}",
        f"{mean(outcome.order for outcome in outcomes):.3f}",
        f"{right}/{there}",
        f"{mean(outcome.seconds_a_page for outcome in outcomes):.1f}",
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
