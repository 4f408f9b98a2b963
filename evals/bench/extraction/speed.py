"""How fast healthy PDFs are read, beside pypdf, and how much memory a long one takes.

    python -m evals.bench.extraction.speed [--pages N] [--long N] [FILE.pdf ...]

prints processor time by file: pages of English and Arabic that reportlab makes, of 30 lines, and the files that are named. With
`--long` an English file of so many pages is read in a process of its own, whose peak memory stands beside that of a short one.
"""

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from pypdf import PdfReader

from evals.bench.extraction.producers import installed_fonts
from evals.errors import NotInstalled
from ingest.extract.pdf.extractor import PdfExtractor

_LINES = 30
_ARABIC_FONT = "Noto Naskh Arabic"
_ENGLISH = (
    "staff record their attendance at the gate before half past seven in morning and leave after two unless manager approves"
    " other hours each request names days reason who takes over work until return committee meets once month reviews open cases"
)
_ARABIC = (
    "يسجل الموظف حضوره عند البوابة قبل بدء العمل ويغادر بعد انتهائه ما لم يوافق المدير على ساعات أخرى ويبين كل طلب الأيام والسبب"
    " ومن يتولى العمل حتى العودة وتجتمع اللجنة مرة في الشهر لمراجعة الحالات المفتوحة وتصدر قراراتها خلال أسبوعين من تاريخ تقديمه"
)


def printed(pdf: Path, pages: int, *, arabic: bool = False) -> Path:
    """A file of so many pages of different sentences, under a running header and above a page number.

    Raises `NotInstalled` where the Arabic font is missing.
    """
    import arabic_reshaper
    from bidi.algorithm import get_display
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    name, words, per_line = "Helvetica", _ENGLISH.split(), 15
    if arabic:
        fonts = installed_fonts((_ARABIC_FONT,))
        if not fonts:
            raise NotInstalled(f"the font {_ARABIC_FONT} isn't installed", subject="fonts", remedy="install Noto's Arabic fonts")
        font = fonts[0]
        pdfmetrics.registerFont(TTFont(font.family, str(font.file)))
        name, words, per_line = font.family, _ARABIC.split(), 14
    chosen = random.Random(7)
    canvas = Canvas(str(pdf))
    for number in range(1, pages + 1):
        canvas.setFont(name, 10)
        canvas.drawString(72, 800, "Handbook" if not arabic else get_display(arabic_reshaper.reshape("دليل العمل")))
        for line in range(_LINES):
            text = " ".join(chosen.choices(words, k=per_line))
            if arabic:
                canvas.drawRightString(523, 760 - 22 * line, get_display(arabic_reshaper.reshape(text)))
            else:
                canvas.drawString(72, 760 - 22 * line, text)
        canvas.drawCentredString(297, 40, str(number))
        canvas.showPage()
    canvas.save()
    return pdf


def pages_and_seconds(read: Callable[[Path], int], pdf: Path) -> tuple[int, float]:
    """How many pages were read, and the processor time that it took, the better of two."""
    best, pages = float("inf"), 0
    for _ in range(2):
        started = time.process_time()
        pages = read(pdf)
        best = min(best, time.process_time() - started)
    return pages, best


def _by_dalil(pdf: Path) -> int:
    return len(PdfExtractor().extract(pdf).pages)


def _by_pypdf(pdf: Path) -> int:
    return sum(page.extract_text() is not None for page in PdfReader(str(pdf)).pages)


def peak_mib(pdf: Path) -> float:
    """The most memory that a process of its own takes to read a file, in MiB."""
    code = "import sys; from evals.bench.extraction.speed import tell_peak; tell_peak(sys.argv[1])"
    told = subprocess.run([sys.executable, "-c", code, str(pdf)], capture_output=True, text=True, check=True).stdout
    return float(told)


def tell_peak(name: str) -> None:
    """Read a file and print the peak of this process."""
    PdfExtractor().extract(Path(name))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def _tell(pdf: Path) -> None:
    pages, ours = pages_and_seconds(_by_dalil, pdf)
    _, theirs = pages_and_seconds(_by_pypdf, pdf)
    print(f"{pdf.name}: {pages} pages, Dalil {pages / ours:.1f} a second, pypdf {pages / theirs:.1f}, {ours / theirs:.2f} times")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one line a file."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.extraction.speed")
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--long", type=int, default=0)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="dalil-") as folder:
        for name in ("english", "arabic"):
            try:
                _tell(printed(Path(folder) / f"{name}.pdf", given.pages, arabic=name == "arabic"))
            except NotInstalled as exc:
                print(f"{name}: left out: {exc.what}")
        for pdf in given.files:
            _tell(pdf)
        for pages in (100, given.long) if given.long else ():
            started = time.monotonic()
            peak = peak_mib(printed(Path(folder) / f"{pages}.pdf", pages))
            print(f"{pages} pages: at most {peak:.0f} MiB, {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
