"""A file that crashes, stalls or floods its reader fails alone and says why; the next file is read as if nothing had been."""

import sys
from pathlib import Path

import pytest

from ingest.errors import EmptyDocument, OverLimit, UnreadableDocument, WrongKind
from ingest.extract.sandbox import WorkerPool, extract_in_child
from ingest.extract.wire import Notice
from ingest.options import MIB, ExtractLimits

FAILING = Path(__file__).parents[2] / "fakes" / "reading_process.py"


def failing(way: str) -> tuple[str, ...]:
    return (sys.executable, str(FAILING), way)


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "note.txt"
    path.write_text("One paragraph.\n\nAnother.", encoding="utf-8")
    return path


def test_a_document_comes_back_whole(note: Path) -> None:
    document = extract_in_child(note)
    assert document.text == "One paragraph.\n\nAnother."
    assert [(block.kind, block.start, block.end) for block in document.blocks] == [("paragraph", 0, 14), ("paragraph", 16, 24)]


@pytest.mark.parametrize(
    ("way", "error", "said"),
    [
        ("crash", UnreadableDocument, "its reader crashed on it"),
        ("rubbish", UnreadableDocument, "its reader failed on it"),
        ("stall", OverLimit, "longer than the 0.3 s"),
        ("exhaust", OverLimit, "of memory"),
    ],
)
def test_a_failing_reader_becomes_a_reason(note: Path, way: str, error: type[UnreadableDocument], said: str) -> None:
    limits = ExtractLimits(seconds=0.3 if way == "stall" else 30)
    with WorkerPool(limits, command=failing(way)) as pool, pytest.raises(error, match=said) as raised:
        pool.extract(note)
    assert raised.value.subject == "note.txt"
    assert raised.value.remedy


def test_the_time_begins_anew_with_every_so_many_pages_read_in_whichever_pass(note: Path) -> None:
    told: list[Notice] = []
    with WorkerPool(ExtractLimits(seconds=1.1, turn_pages=1), command=failing("dawdle")) as pool:
        assert pool.extract(note, told=told.append).text == ""
    assert told == [Notice("reading", number, 2) for number in (1, 2, 2, 2)]


def test_the_pages_of_a_pdf_are_told_as_they_are_read() -> None:
    told: list[Notice] = []
    path = FAILING.parents[1] / "data" / "pdf" / "source" / "leave-libreoffice.pdf"
    document = extract_in_child(path, limits=ExtractLimits(turn_pages=1), told=told.append)
    assert [notice.number for notice in told] == [page.number for page in document.pages]


def test_endless_output_is_cut_off(note: Path) -> None:
    limits = ExtractLimits(output_chars=1000)
    with WorkerPool(limits, command=failing("flood")) as pool, pytest.raises(OverLimit, match="more text"):
        pool.extract(note)


def test_a_pool_reads_on_after_a_failure(note: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.docx"
    broken.write_bytes(b"PK\x03\x04 cut short")
    with WorkerPool() as pool:
        with pytest.raises(UnreadableDocument):
            pool.extract(broken)
        assert pool.extract(note).text


def test_more_text_than_allowed_is_refused(note: Path) -> None:
    with WorkerPool(ExtractLimits(output_chars=10)) as pool, pytest.raises(OverLimit, match="24 characters"):
        pool.extract(note)


def test_memory_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    large.write_bytes(b"word " * (6 * MIB))
    with WorkerPool(ExtractLimits(memory_bytes=60 * MIB)) as pool, pytest.raises(OverLimit, match="memory"):
        pool.extract(large)


def test_a_file_larger_than_allowed_is_refused_unread(note: Path) -> None:
    with WorkerPool(ExtractLimits(file_bytes=3)) as pool, pytest.raises(OverLimit, match="are allowed"):
        pool.extract(note)


def test_an_empty_file_is_said_to_be_empty(tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").touch()
    with pytest.raises(EmptyDocument, match="the file is empty"):
        extract_in_child(tmp_path / "empty.pdf")


def test_a_folder_is_not_a_document(tmp_path: Path) -> None:
    with pytest.raises(WrongKind, match="it is a folder"):
        extract_in_child(tmp_path)


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="not there"):
        extract_in_child(tmp_path / "gone.pdf")


def test_a_file_that_may_not_be_read_says_so(note: Path) -> None:
    note.chmod(0)
    try:
        note.open("rb").close()
    except PermissionError:
        with pytest.raises(UnreadableDocument, match="may not be read"):
            extract_in_child(note)
    else:
        pytest.skip("this user reads every file")
