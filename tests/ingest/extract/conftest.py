"""What the extractors' tests share: the data folder, a document as readable text, and comparison with an expected file."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.extract.base import ExtractedDocument

DATA = Path(__file__).parents[2] / "data"


def rendering(document: ExtractedDocument) -> str:
    """A document as text that a person reviews: what it declares, then its pages and blocks, then what was left out."""
    lines = [f"{key}: {value}" for key, value in sorted(document.declared.items())]
    for page in document.pages:
        lines.append(f"--- page {page.label}")
        for block in document.blocks:
            if page.start <= block.start < page.end:
                lines.append(f"[{block.kind} {block.level}] {document.text[block.start : block.end]}")
    lines += [f"--- unread page {page.number}: {page.reason}" for page in document.report.unread_pages]
    lines += [f"--- note: {note}" for note in document.report.notes]
    return "\n".join(lines) + "\n"


@pytest.fixture
def data() -> Path:
    """The folder of test data: a folder a format, with `source` and `expected`."""
    return DATA


@pytest.fixture
def expected(request: pytest.FixtureRequest) -> Callable[[str, ExtractedDocument], None]:
    """Compares a document with `expected/NAME.txt` of its format; `--golden` writes that file instead."""

    def compare(name: str, document: ExtractedDocument) -> None:
        path = DATA / name.split("/")[0] / "expected" / f"{name.split('/')[1]}.txt"
        if request.config.getoption("--golden", default=False):
            path.write_text(rendering(document), encoding="utf-8")
        assert rendering(document) == path.read_text(encoding="utf-8")

    return compare


@pytest.fixture
def blocks() -> Callable[[ExtractedDocument], list[tuple[str, int, str]]]:
    """A document's blocks as (kind, level, text)."""
    return lambda document: [(block.kind, block.level, document.text[block.start : block.end]) for block in document.blocks]
