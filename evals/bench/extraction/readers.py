"""Readers of PDFs that are put side by side: Dalil and its peers, each a function from a file to its text."""

import shutil
import subprocess
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from evals.errors import EvalError, NotInstalled


def _needs(package: str) -> None:
    if find_spec(package) is None:
        raise NotInstalled(f"{package} isn't installed", subject=package, remedy="make bench-extract installs it")


def dalil(path: Path) -> str:
    """The body of what `dalil extract` prints: without running headers and page numbers."""
    from ingest.errors import UnreadableDocument
    from ingest.extract.registry import extractor_for

    try:
        document = extractor_for(path).extract(path)
    except UnreadableDocument as exc:
        raise EvalError(exc.what, subject="dalil") from exc
    return "\n".join(document.text[block.start : block.end] for block in document.blocks if block.kind != "furniture")


def qalam(path: Path) -> str:
    _needs("qalam")
    import qalam

    try:
        return str(qalam.extract_text(str(path)))
    except (qalam.QalamError, ValueError, OSError) as exc:
        raise EvalError(str(exc), subject="qalam") from exc


def pypdfium2(path: Path) -> str:
    _needs("pypdfium2")
    import pypdfium2

    document = pypdfium2.PdfDocument(str(path))
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def pypdf(path: Path) -> str:
    _needs("pypdf")
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(str(path)).pages)


def pdftotext(path: Path) -> str:
    if shutil.which("pdftotext") is None:
        raise NotInstalled("pdftotext isn't installed", subject="pdftotext", remedy="install poppler-utils")
    command = ["pdftotext", "-enc", "UTF-8", str(path), "-"]
    return subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=120, check=True).stdout


def arafix(path: Path) -> str:
    """arafix's repair of the text that pypdfium2 reads; its own reader needs PyMuPDF, whose licence rules it out here."""
    _needs("arafix")
    import arafix

    fixed = arafix.repair_text(pypdfium2(path))
    return str(getattr(fixed, "text", fixed))


READERS: dict[str, Callable[[Path], str]] = {
    "dalil": dalil,
    "qalam": qalam,
    "arafix on pypdfium2": arafix,
    "pypdfium2": pypdfium2,
    "pypdf": pypdf,
    "pdftotext": pdftotext,
}
