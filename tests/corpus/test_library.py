"""The shipped library is whole: every source has its product, its row in the catalogue and its twin in the other language."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import print_library
import pytest
from printing.source import Source, read

SOURCES = [read(path) for path in sorted(print_library.SOURCES.glob("*/*.md"))]
BY_ID = {str(source.data["id"]): source for source in SOURCES}


@pytest.fixture(params=SOURCES, ids=lambda source: source.path.stem)
def source(request: pytest.FixtureRequest) -> Source:
    """Each source in turn."""
    found = request.param
    assert isinstance(found, Source)
    return found


def catalogue() -> Iterator[dict[str, str]]:
    """The rows of the library's catalogue."""
    with (print_library.LIBRARY / "catalogue.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def test_the_product_is_printed_from_the_source_as_it_stands(source: Source) -> None:
    product = print_library.product_of(source)
    printed = json.loads(print_library.PRINTED.read_text(encoding="utf-8"))
    assert (print_library.LIBRARY / product).is_file()
    assert printed[product] == source.digest, "`make library` prints it again"


def test_the_twin_is_the_same_work_in_the_other_language(source: Source) -> None:
    twin = BY_ID[str(source.data["twin"])]
    assert twin.data["twin"] == source.data["id"]
    assert {source.data["language"], twin.data["language"]} == {"ar", "en"}
    for field in ("type", "topic", "series", "date", "edition", "sector", "origin", "status", "audience", "valid_from"):
        assert twin.data[field] == source.data[field], field


def test_what_a_source_supersedes_is_there(source: Source) -> None:
    older = source.data["supersedes"]
    assert older == "" or BY_ID[older].data["series"] == source.data["series"]


def test_the_document_says_that_it_is_illustrative(source: Source) -> None:
    said = "وثيقة توضيحية" if source.arabic else "Illustrative document"
    assert said in source.body.split("\n\n")[1]


def test_the_catalogue_has_a_row_for_each_product() -> None:
    assert [row["path"] for row in catalogue()] == sorted(map(print_library.product_of, SOURCES))
    assert {row["id"] for row in catalogue()} == BY_ID.keys()


def test_no_product_lies_about_without_a_source() -> None:
    folders = [print_library.LIBRARY / folder for folder in print_library.FOLDERS.values()]
    found = {path.relative_to(print_library.LIBRARY).as_posix() for folder in folders for path in folder.glob("*/*.*")}
    assert found == set(map(print_library.product_of, SOURCES))


def test_the_library_is_as_large_as_it_says() -> None:
    assert len(SOURCES) >= 30
    endings = {Path(print_library.product_of(source)).suffix for source in SOURCES}
    assert endings == {".md", ".docx", ".pdf", ".xlsx", ".pptx"}
