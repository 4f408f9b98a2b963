"""Passages keep the body text in order and lose nothing; each lies on one page and under one path of headings."""

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.model import ExtractionReport
from ingest.extract.base import ExtractedDocument, TextBuilder
from ingest.options import SegmentOptions
from ingest.segment import segment

BLOCKS = st.lists(
    st.tuples(
        st.sampled_from(["heading", "paragraph", "item", "table", "furniture", "page"]),
        st.text(alphabet="ab جد. ؟\n", min_size=1, max_size=120),
        st.integers(1, 3),
    ),
    max_size=25,
)


def built(blocks: list[tuple[str, str, int]]) -> ExtractedDocument:
    builder = TextBuilder()
    for kind, text, level in blocks:
        if kind == "page":
            builder.page()
        else:
            builder.add(kind, text, level=level if kind == "heading" else 0)  # type: ignore[arg-type]
    return builder.build(ExtractionReport("test"))


@settings(max_examples=200)
@given(BLOCKS)
def test_passages_keep_the_body_in_order_and_lose_nothing(blocks: list[tuple[str, str, int]]) -> None:
    document = built(blocks)
    passages = segment(document, options=SegmentOptions(enough=60, most=90))
    body = "".join(document.text[b.start : b.end] for b in document.blocks if b.kind != "furniture")
    held = "".join(p.of(document.text) for p in passages)
    assert "".join(held.split()) == "".join(body.split())
    assert [p.n for p in passages] == list(range(1, len(passages) + 1))


@settings(max_examples=200)
@given(BLOCKS)
def test_a_passage_lies_on_one_page_and_is_never_longer_than_it_may_be(blocks: list[tuple[str, str, int]]) -> None:
    document = built(blocks)
    for passage in segment(document, options=SegmentOptions(enough=60, most=130)):
        page = document.pages[passage.page - 1]
        assert page.start <= passage.start < page.end
        assert passage.end <= page.end
        headings = sum(len(b.kind) and b.end - b.start for b in document.blocks if b.kind == "heading")
        assert passage.end - passage.start <= 130 + headings + 2 * len(document.blocks)


def test_headings_above_a_passage_are_its_path() -> None:
    document = built(
        [
            ("heading", "Title", 1),
            ("heading", "Steps", 2),
            ("paragraph", "Do it.", 0),
            ("heading", "Next", 2),
            ("paragraph", "Rest.", 0),
        ]
    )
    assert [p.heading for p in segment(document)] == ["Title › Steps", "Title › Next"]


def test_a_list_stays_with_what_leads_in_to_it() -> None:
    document = built([("paragraph", "Bring:", 0), ("item", "1. a card", 0), ("item", "2. a photograph", 0)])
    (passage,) = segment(document)
    assert passage.of(document.text) == "Bring:\n\n1. a card\n2. a photograph"


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    document = built([("paragraph", "One sentence stands here. " * 30, 0)])
    passages = segment(document, options=SegmentOptions(enough=100, most=200))
    assert len(passages) > 3
    assert all(p.of(document.text).endswith(".") for p in passages)
