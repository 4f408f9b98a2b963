"""What is hidden leaves no trace: two libraries that differ only in it answer a stranger alike, byte for byte."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from assistant.assistant import Assistant
from assistant.model import Asker, Question
from assistant.options import AskOptions
from corpus.home import Home


@pytest.fixture
def both(library, tmp_path: Path) -> tuple[Any, Any]:
    """A library of two public documents, and the same with three more that are hidden from strangers."""
    library.write(
        "leave.md", "# Leave\n\nEvery member of staff has thirty days of leave in a year.\n\nLeave is asked for in writing.\n"
    )
    library.write("log.md", "# سجل التغييرات\n\nتحتفظ كل وحدة بسجل للتغييرات وتراجعه كل شهر.\n")
    library.sync()
    other = type(library)(Home(tmp_path / "other"), library.folder)
    library.write("hr/.audience", "hr\n")
    for n in range(3):
        library.write(
            f"hr/rank-{n}.md", f"# Leave of rank {n}\n\nLeave leave leave of rank {n} is thirty days, staff, سجل التغييرات.\n"
        )
    other.sync()
    return library, other


def told(library: Any, question: str, asker: Asker, *, long_lived: bool) -> str:
    """Everything that a search and an answer say, as JSON."""
    assistant = Assistant(library.home, library.embedder, options=AskOptions(), long_lived=long_lived)
    found = [asdict(row) for row in assistant.search(question, k=10, asker=asker)]
    answer = asdict(assistant.ask(Question(question, asker=asker)))
    assistant.snapshot().close()
    return json.dumps([found, answer], ensure_ascii=False)


@pytest.mark.parametrize("long_lived", [False, True])
@pytest.mark.parametrize(
    "question", ["thirty days of leave", "rank", "كم مرة يراجع سجل التغييرات؟", "something that nothing is said about"]
)
def test_hidden_documents_move_nothing_for_a_stranger(both, question: str, long_lived: bool) -> None:
    without, with_hidden = (told(library, question, Asker.parse("public"), long_lived=long_lived) for library in both)
    assert without == with_hidden


def test_who_belongs_to_the_group_finds_them(both) -> None:
    assert "rank-1" in told(both[1], "leave of rank 1", Asker.parse("hr"), long_lived=False)
