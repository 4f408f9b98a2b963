"""Arabic pages as Chromium and LibreOffice print them say what their source says, also where a page ends within a paragraph."""

import re
from collections import Counter
from pathlib import Path

import pytest

from ingest.extract.base import ExtractedDocument
from ingest.extract.registry import extractor_for

_WORD = re.compile(r"\w+")
_MARKS = re.compile(r"[\u064b-\u0652]")


def words(document: ExtractedDocument) -> Counter[str]:
    """The words of a document's body; marks may stand on another letter in print."""
    body = "\n".join(document.text[block.start : block.end] for block in document.blocks if block.kind != "furniture")
    return Counter(_WORD.findall(_MARKS.sub("", body)))


def agreement(one: Counter[str], other: Counter[str]) -> float:
    """F1 of two bags of words."""
    return 2 * (one & other).total() / (one.total() + other.total())


@pytest.mark.parametrize(
    ("source", "printed"), [("leave", "leave-chromium"), ("steps", "steps-chromium"), ("steps", "steps-libreoffice")]
)
def test_print_agrees_with_its_source(data: Path, source: str, printed: str) -> None:
    written, read = data / "markdown" / "source" / f"{source}.md", data / "pdf" / "source" / f"{printed}.pdf"
    assert agreement(words(extractor_for(written).extract(written)), words(extractor_for(read).extract(read))) >= 0.99
