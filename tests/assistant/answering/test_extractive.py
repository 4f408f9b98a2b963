"""What the extractive answerer quotes, asked of a small library of lists, tables and running text."""

from collections.abc import Iterator

import pytest

from assistant.assistant import Assistant
from assistant.model import Answer, Question
from assistant.options import AskOptions
from corpus.embed.base import Embedder
from corpus.home import Home
from corpus.progress import Progress
from ingest.options import SyncOptions
from ingest.sync import sync

DOCUMENTS = {
    "archive.md": """---
title: Archive Practice
---
# Archive Practice
## What a file holds
Every closed file holds:

- the register number,
- the name of its owner,
- the date of closing.

## Periods of keeping
How long a file is kept depends on its level.

| Level | Period of keeping | Who destroys it |
| --- | --- | --- |
| High | 15 years | the archive committee |
| Low | 3 years | the section clerk |

## How to lend a file
1. Fill in the lending form.
2. Have the archivist sign it.
3. Return the file within 10 working days.

## The reading room
The reading room was opened by the Minister in March 2019. It seats 24 visitors and has two lifts.

## References
- How long a file is kept: Guide to Periods of Keeping.
- How to lend a file: Lending Rules.
""",
    "fleet.md": """---
title: Fleet Practice
---
# Fleet Practice
## Cars
A car of the fleet is serviced every 10,000 km by the workshop in Rusayl.
## Buses
A bus of the fleet is serviced every 6,000 km by the maker's agent.
""",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("extractive")
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    home = Home(tmp_path_factory.mktemp("home"))
    sync(home, [folder], embedder, options=SyncOptions(), progress=Progress())
    assistant = Assistant(home, embedder, options=AskOptions(abstain_below=0.0), long_lived=False)
    yield assistant
    assistant.close()


def texts(answer: Answer) -> list[str]:
    return [sentence.text for sentence in answer.sentences]


def test_a_question_for_a_list_is_told_all_of_it_with_its_lead_in(library: Assistant) -> None:
    told = texts(library.ask(Question("What are the things that every closed file holds?")))
    assert told[0] == "Every closed file holds:"
    assert [line for line in told if "date of closing" in line]


def test_steps_are_told_in_their_order(library: Assistant) -> None:
    told = texts(library.ask(Question("How do I lend a file?")))
    assert [line[:2] for line in told] == ["1.", "2.", "3."]


def test_a_row_is_told_with_the_header_of_its_table(library: Assistant) -> None:
    told = texts(library.ask(Question("How many years is a file of level Low kept?")))
    assert told.index("Level | Period of keeping | Who destroys it") < told.index("Low | 3 years | the section clerk")


def test_a_sentence_with_a_pronoun_is_quoted_with_what_it_stands_for(library: Assistant) -> None:
    answer = library.ask(Question("How many visitors does the reading room seat?"))
    assert "It seats 24 visitors" in answer.sentences[0].text
    assert answer.sentences[0].text.startswith("The reading room was opened")
    assert answer.citations[0].quote == answer.sentences[0].text


def test_a_comparison_gives_both_sides(library: Assistant) -> None:
    told = " ".join(texts(library.ask(Question("Compare how often a car and a bus of the fleet are serviced."))))
    assert "10,000 km" in told and "6,000 km" in told


def test_a_list_of_references_never_answers(library: Assistant) -> None:
    for question in ("How long is a file kept?", "How to lend a file?", "Guide to Periods of Keeping"):
        assert all(
            "Guide to Periods" not in line and "Lending Rules" not in line for line in texts(library.ask(Question(question)))
        )


@pytest.mark.parametrize(
    "question", ["How often is a bus serviced?", "Who destroys a file of level High?", "When was the room opened?"]
)
def test_every_told_sentence_is_told_once_and_stands_in_its_document(library: Assistant, question: str) -> None:
    answer = library.ask(Question(question))
    assert len(set(texts(answer))) == len(answer.sentences)
    snapshot = library.snapshot()
    for citation in answer.citations:
        version = snapshot.version(snapshot.by_document[citation.document])
        assert version.text[citation.start : citation.end] == citation.quote
