"""Files that were changed at random: each is read or says why it isn't, and its reader lives on for the next one.

`--hypothesis-seed` and a larger `FUZZ_EXAMPLES` (examples for each file) look further than the suite does.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.errors import UnreadableDocument
from ingest.extract.sandbox import WorkerPool
from ingest.options import ExtractLimits, OcrOptions

DATA = Path(__file__).parents[2] / "data"
FORMS = ("markdown", "plain", "html", "docx", "pptx", "xlsx", "odt", "epub", "eml", "pdf")
SOURCES = [sorted((DATA / form / "source").iterdir())[0] for form in FORMS]
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "5"))
LIMITS = ExtractLimits(seconds=20)


@st.composite
def changes(draw: st.DrawFn) -> list[tuple[str, float, bytes]]:
    """What is done to a file: (how, where as a share of its length, bytes)."""
    kinds = st.sampled_from(["put", "insert", "delete", "repeat", "cut"])
    return draw(st.lists(st.tuples(kinds, st.floats(0, 1), st.binary(min_size=1, max_size=40)), min_size=1, max_size=6))


def changed(data: bytes, steps: list[tuple[str, float, bytes]]) -> bytes:
    for how, share, new in steps:
        at = int(share * len(data))
        if how == "put":
            data = data[:at] + new + data[at + len(new) :]
        elif how == "insert":
            data = data[:at] + new + data[at:]
        elif how == "delete":
            data = data[:at] + data[at + 7 * len(new) :]
        elif how == "repeat":
            data = data[:at] + data[max(0, at - 50 * len(new)) : at] * 3 + data[at:]
        else:
            data = data[: max(at, 1)]
    return data


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    with WorkerPool(LIMITS, ocr=OcrOptions(engine="off")) as opened:
        yield opened


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_a_changed_file_is_read_or_says_why_not(pool: WorkerPool, source: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    whole = source.read_bytes()
    folder = tmp_path_factory.mktemp("fuzz")

    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(changes())
    def reads(steps: list[tuple[str, float, bytes]]) -> None:
        path = folder / source.name
        path.write_bytes(changed(whole, steps))
        try:
            document = pool.extract(path)
        except UnreadableDocument as reason:
            assert reason.what and "crashed" not in reason.what and "longer" not in reason.what
        else:
            assert document.pages[-1].end == len(document.text)
            assert all(0 <= block.start < block.end <= len(document.text) for block in document.blocks)

    reads()
