"""Programs and libraries that make PDFs, each with a function that prints a sheet in a font.

A producer raises `NotInstalled` where it isn't there; a `plain` one lays out paragraphs only, and isn't asked for more.
"""

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from evals.bench.extraction import drawn, markup
from evals.bench.extraction.sheet import Sheet, texts_of
from evals.errors import EvalError, NotInstalled

_SECONDS = 180


@dataclass(frozen=True, slots=True)
class Font:
    """An installed font: its family and its file."""

    family: str
    file: Path


@dataclass(frozen=True, slots=True)
class Producer:
    """What makes a PDF of a sheet: `make(sheet, font, pdf)`. `plain` ones print paragraphs only."""

    name: str
    make: Callable[[Sheet, Font, Path], None]
    plain: bool = False
    falls_back: bool = True
    """Whether letters that the font lacks are printed in another; else words with such letters are left out of the sheet."""
    rtl_only: bool = False
    """Whether its sheets are laid out by hand from the right, so that English ones are not asked of it."""


def installed_fonts(families: tuple[str, ...]) -> list[Font]:
    """Those of the families that fontconfig knows, in regular weight."""
    if shutil.which("fc-match") is None:
        raise NotInstalled("fontconfig isn't installed", subject="fonts", remedy="install fontconfig and Arabic fonts")
    found = []
    for family in families:
        told = _run(["fc-match", "-f", "%{family}\t%{file}", f"{family}:regular"]).partition("\t")
        if told[0].partition(",")[0] == family:
            found.append(Font(family, Path(told[2].strip())))
    return found


def _run(command: list[str], cwd: Path | None = None) -> str:
    if shutil.which(command[0]) is None:
        raise NotInstalled(f"{command[0]} isn't installed", subject=command[0], remedy=f"install {command[0]}")
    ended = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=_SECONDS, check=False, cwd=cwd)
    if ended.returncode:
        raise EvalError(f"it failed: {(ended.stderr or ended.stdout).strip()[-200:]}", subject=command[0])
    return ended.stdout


def _needs(package: str) -> None:
    if find_spec(package) is None:
        raise NotInstalled(f"{package} isn't installed", subject=package, remedy="make bench-extract installs it")


def _chromium(sheet: Sheet, font: Font, pdf: Path) -> None:
    source = pdf.with_suffix(".html")
    source.write_text(markup.html(sheet, font.family), encoding="utf-8")
    profile = f"--user-data-dir={pdf.parent / 'chromium'}"
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", profile]
    _run(["chromium", *flags, f"--print-to-pdf={pdf}", source.as_uri()])


def _libreoffice(sheet: Sheet, font: Font, pdf: Path) -> None:
    _needs("docx")
    source = pdf.with_suffix(".docx")
    drawn.docx(sheet, font.family, source)
    profile = f"-env:UserInstallation={(pdf.parent / 'libreoffice').as_uri()}"
    _run(["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(pdf.parent), str(source)])


def _weasyprint(sheet: Sheet, font: Font, pdf: Path) -> None:
    _needs("weasyprint")
    import weasyprint

    weasyprint.HTML(string=markup.html(sheet, font.family)).write_pdf(str(pdf))


def _typst(sheet: Sheet, font: Font, pdf: Path) -> None:
    _needs("typst")
    import typst

    source = pdf.with_suffix(".typ")
    source.write_text(markup.typst(sheet, font.family), encoding="utf-8")
    typst.compile(str(source), output=str(pdf), font_paths=[str(font.file.parent)])


def _reportlab(sheet: Sheet, font: Font, pdf: Path) -> None:
    _needs("reportlab")
    drawn.reportlab(sheet, font.file, pdf)


def _fpdf2(sheet: Sheet, font: Font, pdf: Path) -> None:
    _needs("fpdf")
    _needs("uharfbuzz")
    drawn.fpdf2(sheet, font.file, pdf)


def _latex(engine: str) -> Callable[[Sheet, Font, Path], None]:
    def make(sheet: Sheet, font: Font, pdf: Path) -> None:
        source = pdf.with_suffix(".tex")
        source.write_text(markup.latex(sheet, font.file.name, str(font.file.parent), engine=engine), encoding="utf-8")
        _run([engine, "-interaction=nonstopmode", "-halt-on-error", source.name], cwd=pdf.parent)

    return make


def _pango(sheet: Sheet, font: Font, pdf: Path) -> None:
    source = pdf.with_suffix(".txt")
    source.write_text("\n\n".join(texts_of(sheet.parts)), encoding="utf-8")
    page = ["--width=480", "--margin=36", "--rtl", "--wrap=word", "--dpi=72"]
    _run(["pango-view", "-q", "--backend=cairo", f"--font={font.family} 12", *page, f"--output={pdf}", str(source)])


PRODUCERS: tuple[Producer, ...] = (
    Producer("LibreOffice", _libreoffice),
    Producer("Chromium", _chromium),
    Producer("WeasyPrint", _weasyprint),
    Producer("reportlab", _reportlab, falls_back=False, rtl_only=True),
    Producer("fpdf2", _fpdf2, falls_back=False, rtl_only=True),
    Producer("Typst", _typst),
    Producer("XeLaTeX", _latex("xelatex"), falls_back=False),
    Producer("LuaLaTeX", _latex("lualatex"), falls_back=False),
    Producer("cairo/pango", _pango, plain=True),
)


def printable(producer: Producer, sheet: Sheet, font: Font) -> Sheet:
    """What of a sheet a producer can print in a font. Raises `EvalError` where that is next to nothing."""
    if producer.falls_back:
        return sheet
    _needs("fontTools")
    import arabic_reshaper
    from fontTools.ttLib import TTFont

    known = set(TTFont(font.file, lazy=True).getBestCmap())
    shaped = arabic_reshaper.reshape if producer.make is _reportlab else str
    kept = sheet.of(lambda word: all(ord(char) in known for char in shaped(word)))
    if len(kept.text.split()) < len(sheet.text.split()) / 2:
        raise EvalError("the font lacks the letters that it draws", subject=producer.name)
    return kept


def make(producer: Producer, sheet: Sheet, font: Font, folder: Path) -> Path:
    """The PDF of one sheet. Raises `NotInstalled`, or `EvalError` where the producer fails."""
    folder.mkdir(parents=True, exist_ok=True)
    pdf = folder / f"{sheet.name}.pdf"
    if not pdf.exists():
        try:
            producer.make(sheet, font, pdf)
        except (OSError, RuntimeError, ValueError, subprocess.TimeoutExpired) as exc:
            raise EvalError(f"it failed: {exc}", subject=producer.name) from exc
    if not pdf.exists():
        raise EvalError("it wrote no file", subject=producer.name)
    return pdf
