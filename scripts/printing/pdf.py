"""A source as a PDF: printed by Chromium from HTML, or by LibreOffice from the Word document.

Both are run with a fresh profile. The dates and the identifiers that they stamp into the file are replaced by the document's, in
place and of the same length, so that printing again changes nothing.
"""

import html
import os
import re
import shutil
import subprocess
import tempfile
from datetime import date
from pathlib import Path

import fontpkg

from printing.docx import print_docx
from printing.source import Source, markdown

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_SWITCHES = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run", "--no-pdf-header-footer",
)  # fmt: skip
STYLE = Path(__file__).with_name("print.css")
FAMILIES_AR = {"research": "Amiri", "practice": "IBM Plex Sans Arabic"}
FAMILY_AR = "Noto Naskh Arabic"
WITHIN_S = 120


class ProducerMissing(Exception):
    """The program that prints this kind of document isn't installed."""


def print_by_chromium(source: Source, target: Path) -> None:
    """Writes the PDF that Chromium prints from the source's HTML."""
    program = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if program is None:
        raise ProducerMissing("chromium")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(page_of(source), encoding="utf-8")
        switches = [*CHROMIUM_SWITCHES, f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}"]
        _run([program, *switches, page.as_uri()], folder)
    settle(target, source.day)


def print_by_libreoffice(source: Source, target: Path) -> None:
    """Writes the PDF that LibreOffice prints from the source's Word document."""
    program = shutil.which("soffice")
    if program is None:
        raise ProducerMissing("libreoffice-writer-nogui")
    with tempfile.TemporaryDirectory() as folder:
        word = Path(folder) / f"{target.stem}.docx"
        print_docx(source, word)
        switches = [f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf", "--outdir", folder]
        _run([program, *switches, str(word)], folder)
        shutil.move(word.with_suffix(".pdf"), target)
    settle(target, source.day)


def page_of(source: Source) -> str:
    """The HTML that is printed, whole, with its style and fonts."""
    language, direction = ("ar", "rtl") if source.arabic else ("en", "ltr")
    title, _, rest = markdown().render(source.body).partition("</h1>")
    facts = "".join(f"<div><dt>{html.escape(label)}</dt><dd>{html.escape(value)}</dd></div>" for label, value in source.facts())
    style = STYLE.read_text(encoding="utf-8")
    for key, value in _style_values(source).items():
        style = style.replace(f"${key}$", value)
    return (
        f'<!doctype html><html lang="{language}" dir="{direction}"><head><meta charset="utf-8">'
        f"<title>{html.escape(source.title)}</title><style>{style}</style></head>"
        f"<body>{title}</h1><dl>{facts}</dl>{rest}</body></html>"
    )


def settle(path: Path, day: date) -> None:
    """Replaces the dates and identifiers that a producer stamps into a PDF, keeping every byte's place."""
    data = path.read_bytes()
    stamp = f"D:{day:%Y%m%d}080000".encode()
    data = re.sub(rb"D:\d{14}", stamp, data)
    data = re.sub(rb"(?<=/DocChecksum /)[0-9A-F]{32}", b"0" * 32, data)
    data = re.sub(rb"/ID \[ ?<[0-9A-F]{32}>\s*<[0-9A-F]{32}>", lambda found: re.sub(rb"(?<=<)\w{32}", b"0" * 32, found[0]), data)
    path.write_bytes(data)


def _style_values(source: Source) -> dict[str, str]:
    arabic = FAMILIES_AR.get(str(source.data["type"]), FAMILY_AR)
    faces = "".join(
        f"@font-face{{font-family:'{family}';font-weight:{weight};src:url('{fontpkg.path(family, weight=weight).as_uri()}')}}"
        for family in ("IBM Plex Sans Arabic", "IBM Plex Sans")
        for weight in (400, 600)
    )
    header = f"{source.data['issuer']} — {source.title}"
    count = "counter(page, arabic-indic)" if source.arabic and source.uses_arabic_indic_digits else "counter(page)"
    number = f"'صفحة ' {count}" if source.arabic else "'Page ' counter(page) ' of ' counter(pages)"
    return {
        "faces": faces,
        "family": f"'{arabic}', 'IBM Plex Sans'" if source.arabic else "'IBM Plex Sans'",
        "header": "'" + header.replace("\\", "").replace("'", "\\'") + "'",
        "number": number,
    }


def _run(command: list[str], folder: str) -> None:
    environment = {**os.environ, "HOME": folder, "TZ": "UTC"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=WITHIN_S, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{command[0]} could not print: {done.stderr[-400:]}")
