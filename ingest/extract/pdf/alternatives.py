"""What each reader makes of every page of a PDF, for a person who wants to see why a page reads as it does."""

from pathlib import Path
from typing import Any

import pypdfium2

from ingest.extract.pdf import details
from ingest.extract.pdf.pages import Pages
from ingest.extract.quality import judge


def alternatives(path: Path, outlines: Path | None) -> list[list[dict[str, Any]]]:
    """For each page the readings `{reader, score, text}`, our own first. The file is one that was read before without fault."""
    document = pypdfium2.PdfDocument(str(path))
    try:
        pages = Pages(path, document, details.open_details(path), outlines=outlines)
        count = len(list(pages.choices()))  # reading them corrects the fonts first
        return [[_told(reading.reader, reading.text) for reading in pages.readings(index)] for index in range(count)]
    finally:
        document.close()


def _told(reader: str, text: str) -> dict[str, Any]:
    return {"reader": reader, "score": round(judge(text).score, 3), "text": text}
