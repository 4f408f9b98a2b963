"""Every source file of tests/data is read as its expected file says."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.extract.base import ExtractedDocument
from ingest.extract.registry import extractor_for

DATA = Path(__file__).parents[2] / "data"
FORMS = ("markdown", "plain", "html", "docx", "pptx", "xlsx", "odt", "epub", "eml", "pdf")
SOURCES = sorted(
    path for form in FORMS for path in (DATA / form / "source").iterdir()
)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_a_source_reads_as_expected(source: Path, expected: Callable[[str, ExtractedDocument], None]) -> None:
    expected(f"{source.parents[1].name}/{source.stem}", extractor_for(source).extract(source))


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_blocks_stand_in_order_within_the_text_and_pages_cover_it(source: Path) -> None:
    document = extractor_for(source).extract(source)
    ends = [0, *(block.end for block in document.blocks)]
    assert all(block.start >= end for block, end in zip(document.blocks, ends, strict=False))
    assert all(document.text[block.start : block.end].strip() for block in document.blocks)
    assert document.pages[0].start == 0
    assert document.pages[-1].end == len(document.text)
    assert all(page.end == after.start for page, after in zip(document.pages, document.pages[1:], strict=False))


def test_expected_files_are_compared_not_written(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--golden"):
        pytest.skip("the expected files are being written")
    assert all((path.parents[1] / "expected" / f"{path.stem}.txt").is_file() for path in SOURCES)
