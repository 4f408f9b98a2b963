"""What stands around the passages that a search found."""

from assistant.assistant import Assistant
from assistant.model import SearchResult
from assistant.retrieval.langchain import HybridRetriever

ASKED = "Who leads the crisis team?"


def of_crisis(rows: list[SearchResult]) -> list[SearchResult]:
    return [row for row in rows if row.document == "crisis-en"]


def test_passages_that_touch_are_one_row_with_their_text_in_order(assistant: Assistant) -> None:
    alone, together = (of_crisis(assistant.search(ASKED, k=20, around=around)) for around in (0, 1))
    assert len(alone) > 1 and len(together) == 1
    (row,) = together
    assert row.start == min(one.start for one in alone) and row.end == max(one.end for one in alone)
    assert all(one.text in row.text for one in alone)
    assert row.score == alone[0].score


def test_a_row_tells_the_place_where_its_text_begins_and_where_in_it_the_best_passage_lies(assistant: Assistant) -> None:
    (best,), (row,) = (assistant.search("Declare the crisis within 30 minutes", k=1, around=around) for around in (0, 1))
    assert best.hit is None and row.hit is not None
    assert (row.hit.page, row.hit.heading, row.hit.start, row.hit.end) == (best.page, best.heading, best.start, best.end)
    assert row.text[row.hit.start - row.start : row.hit.end - row.start] == best.text
    assert row.start < best.start and row.heading.endswith("Team") and best.heading.endswith("Steps")


def test_ranks_count_on_and_no_document_is_lost(assistant: Assistant) -> None:
    alone, together = (assistant.search(ASKED, k=20, around=around) for around in (0, 5))
    assert [row.rank for row in together] == list(range(1, len(together) + 1))
    assert [row.document for row in together] == list(dict.fromkeys(row.document for row in alone))


def test_a_chain_is_given_what_stands_around(assistant: Assistant) -> None:
    documents = HybridRetriever.over(assistant, k=1, around=1).invoke(ASKED)
    assert "seven members" in documents[0].page_content and "Declare the crisis" in documents[0].page_content
    said = documents[0].metadata
    assert said["start"] <= said["hit"]["start"] < said["hit"]["end"] <= said["end"]
