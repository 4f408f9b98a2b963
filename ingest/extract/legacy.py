"""Office files of before 2007 (`.doc`, `.ppt`, `.xls`): saved anew by LibreOffice, where it is installed, and read as such.

LibreOffice runs without a window, with a profile of its own that goes with it, and without macros.
"""

import resource
import shutil
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from ingest.errors import UnreadableDocument
from ingest.extract.base import ExtractedDocument, Extractor

_NEWER = {".doc": "docx", ".ppt": "pptx", ".xls": "xlsx"}
_PROGRAMS = ("soffice", "libreoffice")


def libreoffice() -> str | None:
    """LibreOffice's program; None where it isn't installed."""
    return next(filter(None, map(shutil.which, _PROGRAMS)), None)


class LegacyOfficeExtractor:
    """Reads `.doc`, `.ppt` and `.xls` files."""

    name = "libreoffice"
    media_types: tuple[str, ...] = ("application/msword", "application/vnd.ms-powerpoint", "application/vnd.ms-excel")

    def extract(self, path: Path) -> ExtractedDocument:
        """Read the file. Raises `UnreadableDocument` when LibreOffice isn't there or can't open it."""
        program = libreoffice()
        form = _NEWER[path.suffix.lower()]
        if program is None:
            raise UnreadableDocument(
                "files of before 2007 are read through LibreOffice, which isn't installed",
                subject=path.name,
                remedy=f"install LibreOffice, or save it as .{form}",
            )
        with tempfile.TemporaryDirectory() as folder:
            newer = _saved_anew(program, path, form, Path(folder))
            document = _reader(form).extract(newer)
        report = replace(document.report, reader=self.name, notes=(*document.report.notes, f"saved as .{form} by LibreOffice"))
        return replace(document, report=report)


def _reader(form: str) -> Extractor:
    from ingest.extract.docx import DocxExtractor
    from ingest.extract.pptx import PptxExtractor
    from ingest.extract.xlsx import XlsxExtractor

    readers: dict[str, type[Extractor]] = {"docx": DocxExtractor, "pptx": PptxExtractor, "xlsx": XlsxExtractor}
    return readers[form]()


def _saved_anew(program: str, path: Path, form: str, folder: Path) -> Path:
    command = [
        program, "--headless", "--norestore", "--nolockcheck", f"-env:UserInstallation=file://{folder}/profile",
        "--convert-to", form, "--outdir", str(folder), str(path),
    ]  # fmt: skip
    subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, preexec_fn=_unbound
    )
    newer = folder / f"{path.stem}.{form}"
    if not newer.is_file():
        remedy = f"open it in the program that it came from and save it as .{form}"
        raise UnreadableDocument("LibreOffice can't open it", subject=path.name, remedy=remedy)
    return newer


def _unbound() -> None:
    """LibreOffice reserves far more addresses than it uses: what bounds it is the time that the document may take."""
    resource.setrlimit(resource.RLIMIT_AS, (resource.getrlimit(resource.RLIMIT_AS)[1],) * 2)
