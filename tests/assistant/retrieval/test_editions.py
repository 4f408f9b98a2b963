"""A passage that stands in several editions is told once, by the newest; different passages of them are told apart."""

import pytest

from assistant.assistant import Assistant
from assistant.options import AskOptions
from corpus.embed.base import Embedder
from corpus.home import Home
from corpus.progress import Progress
from ingest.options import SyncOptions
from ingest.sync import sync

SAME = "The change committee has nine members and meets on the first Sunday of every month in the main building."


def edition(year: int, fee: str, supersedes: str = "") -> str:
    return f"""---
title: Change Guide {year}
date: {year}-03-01
{f"supersedes: {supersedes}" if supersedes else ""}
---
# Change Guide
## Committee
{SAME}
## Fees
{fee}
"""


@pytest.fixture(scope="module")
def searching(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Assistant:
    folder = tmp_path_factory.mktemp("editions")
    (folder / "change-2021.md").write_text(edition(2021, "A request for a change costs 5 OMR."), encoding="utf-8")
    (folder / "change-2024.md").write_text(
        edition(2024, "Nothing is paid for requests any more.", "change-2021"), encoding="utf-8"
    )
    (folder / "minutes.md").write_text(f"---\ntitle: Minutes\n---\n# Minutes\n{SAME}\n", encoding="utf-8")
    home = Home(tmp_path_factory.mktemp("home"))
    sync(home, [folder], embedder, options=SyncOptions(), progress=Progress())
    return Assistant(home, embedder, options=AskOptions(), long_lived=False)


def test_the_newest_edition_stands_for_the_older_ones(searching: Assistant) -> None:
    rows = searching.search("How many members has the change committee?", k=9)
    told = [row for row in rows if SAME in row.text and row.document.startswith("change")]
    assert [row.document for row in told] == ["change-2024"]
    assert [other.document for other in told[0].older] == ["change-2021"]


def test_what_an_edition_changed_is_told_for_each(searching: Assistant) -> None:
    rows = searching.search("What does a request for a change cost?", k=9)
    assert {"change-2021", "change-2024"} <= {row.document for row in rows}


def test_another_document_with_the_same_words_keeps_its_row(searching: Assistant) -> None:
    assert "minutes" in {row.document for row in searching.search("How many members has the change committee?", k=9)}
