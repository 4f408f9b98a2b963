"""What stands around a sentence: a list's items and lead-in, a table's header, steps that go on behind a page's end."""

from assistant.answering.base import Found
from assistant.answering.lists import header_of, items_after, list_around, steps_of
from assistant.model import Candidate
from corpus.catalogue.versions import VersionRecord
from corpus.generation.snapshot import Address
from corpus.model import ExtractionReport, Metadata, Page, Passage, Span

TEXT = """The file holds:

- a name,
- a number,
- a date.

It is kept for five years.

Level | Owner | Days
High | Director | 3
Low | Clerk | 30

1. Open the form.
2. Fill it in.
3. Send it.
"""
GOES_ON = "4. Wait for the reply.\n5. Keep it.\n"


def found(text: str = TEXT, *, end: int | None = None) -> Found:
    version = VersionRecord(
        key=1, document="d", n=1, content="", described="", read_with="", illustrative=False, metadata=Metadata(title="D"),
        text=text, pages=(Page(1, "1", 0, len(text)),), report=ExtractionReport(reader="plain"), made="",
    )  # fmt: skip
    return Found(Candidate(Address(1, 1), 1.0), Passage(1, 1, "Files", 0, len(text) if end is None else end), version)


def span(words: str, text: str = TEXT) -> Span:
    return Span(text.index(words), text.index(words) + len(words))


def shown(spans: list[Span], text: str = TEXT) -> list[str]:
    return [one.of(text) for one in spans]


def test_a_lead_in_takes_its_items_and_nothing_behind_them() -> None:
    assert shown(items_after(found(), span("The file holds:"))) == ["- a name,", "- a number,", "- a date."]


def test_a_sentence_that_leads_in_to_nothing_takes_nothing() -> None:
    assert items_after(found(), span("It is kept for five years.")) == []


def test_an_item_brings_the_whole_list_with_its_lead_in() -> None:
    whole = list_around(found(), span("- a number,"))
    assert shown(whole) == ["The file holds:", "- a name,", "- a number,", "- a date."]


def test_a_sentence_in_no_list_brings_none() -> None:
    assert list_around(found(), span("It is kept for five years.")) == []


def test_a_row_has_its_tables_first_row_as_header() -> None:
    header = header_of(found(), span("Low | Clerk | 30"))
    assert header is not None and header.of(TEXT) == "Level | Owner | Days"
    assert header_of(found(), span("Level | Owner | Days")) is None


def test_steps_go_on_in_the_next_passage_under_the_same_heading() -> None:
    text = TEXT + GOES_ON
    following = Passage(2, 2, "Files", len(TEXT), len(text))
    steps = steps_of(found(text, end=len(TEXT)), lambda one: {2: following})
    assert shown(steps, text)[-2:] == ["4. Wait for the reply.", "5. Keep it."]
    elsewhere = Passage(2, 2, "Another matter", len(TEXT), len(text))
    assert len(steps_of(found(text, end=len(TEXT)), lambda one: {2: elsewhere})) == 3
