"""A text that is no longer in force says so, and what another edition or document says otherwise is told with its place."""

from collections.abc import Iterator

import pytest

from assistant.assistant import Assistant
from assistant.model import Answer, Asker, Question
from assistant.options import AskOptions
from corpus.embed.base import Embedder
from corpus.home import Home
from corpus.progress import Progress
from ingest.options import SyncOptions
from ingest.sync import sync

DOCUMENTS = {
    "travel-2023.md": """---
title: Travel Rules
edition: "1"
date: 2023-02-01
series: travel
---
# Travel Rules
The travel allowance for official missions abroad is 30 rials a day for every employee.
""",
    "travel-2025.md": """---
title: Travel Rules
edition: "2"
date: 2025-03-01
series: travel
supersedes: travel-2023
---
# Travel Rules
The travel allowance for official missions abroad is 45 rials a day for every employee.
""",
    "finance.md": """---
title: Finance Handbook
date: 2024-01-01
---
# Finance Handbook
The travel allowance for official missions abroad is 40 rials a day for every employee.
""",
    "uniforms.md": """---
title: Uniform Rules
status: repealed
date: 2020-01-01
---
# Uniform Rules
Security guards wear a grey uniform with a silver badge on duty.
""",
    "board.md": """---
title: Board Paper
audience: board
---
# Board Paper
The travel allowance for official missions abroad is 90 rials a day for every employee.
""",
    "parking.md": """---
title: Parking Guide
---
# Parking Guide
Parking permits are renewed every year in January at the service desk.
""",
}


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("editions")
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    home = Home(tmp_path_factory.mktemp("home"))
    assert not sync(home, [folder], embedder, options=SyncOptions(), progress=Progress()).quarantined
    assistant = Assistant(home, embedder, options=AskOptions(), long_lived=False)
    yield assistant
    assistant.close()


def notes(assistant: Assistant, question: str, groups: str | None = "public") -> Answer:
    answer = assistant.ask(Question(question, asker=Asker.parse(groups)))
    assert not answer.abstained
    return answer


ALLOWANCE = "What is the travel allowance for official missions abroad?"


def test_what_the_earlier_edition_said_is_told_and_cited(editions: Assistant) -> None:
    answer = notes(editions, ALLOWANCE)
    assert "45 rials" in answer.answer
    note = next(note for note in answer.notes if "(edition 1, 2023) says otherwise" in note)
    cited = next(c for c in answer.citations if c.document == "travel-2023")
    assert "30 rials" in note and f"[{cited.n}]" in note and cited.quote in note


def test_another_document_that_says_otherwise_is_told(editions: Assistant) -> None:
    answer = notes(editions, ALLOWANCE)
    assert any("Finance Handbook" in note and "40 rials" in note for note in answer.notes)


def test_what_the_asker_may_not_read_contradicts_nothing(editions: Assistant) -> None:
    assert not any("90 rials" in note for note in notes(editions, ALLOWANCE).notes)
    owners = notes(editions, ALLOWANCE, groups=None)
    assert "90 rials" in owners.answer + " ".join(owners.notes)


def test_an_earlier_edition_that_is_asked_for_says_that_it_was_replaced(editions: Assistant) -> None:
    answer = notes(editions, "What was the travel allowance for official missions abroad in 2023?")
    assert "30 rials" in answer.answer
    assert any("has replaced" in note and "edition 2, 2025" in note for note in answer.notes)


def test_a_repealed_text_never_answers_without_saying_so(editions: Assistant) -> None:
    answer = notes(editions, "What do security guards wear on duty?")
    assert any("Uniform Rules" in note and "repealed" in note for note in answer.notes)


def test_an_answer_that_nothing_contradicts_has_no_such_note(editions: Assistant) -> None:
    assert notes(editions, "When are parking permits renewed?").notes == ()
