"""A page laid out for reading: nothing lost, marks exact, tables, items and headings told apart."""

from hypothesis import given
from hypothesis import strategies as st

from api.web.recognised import Recognition, recognition_of
from api.web.source import Block, heading_levels, lay_out
from corpus.model import ExtractionReport, Page, Passage, Span

TEXT = (
    "إدارة المخاطر\n\nتُحسب الدرجة بضرب الاحتمال في الأثر.\n\n• الأول\n• الثاني\n\n"
    "الدرجة | الفئة\n15 | مرتفع\n\nline one\nline two"
)


def shown(blocks: list[Block]) -> str:
    return "".join(piece.text for block in blocks for row in block.rows for line in row for piece in line)


def marked(blocks: list[Block], mark: int = 0) -> str:
    return "".join(piece.text for block in blocks for row in block.rows for line in row for piece in line if piece.mark == mark)


def without_line_ends(text: str) -> str:
    return "".join(text.split("\n"))


def test_blocks_are_told_apart() -> None:
    blocks = lay_out(TEXT, Span(0, len(TEXT)), headings={"إدارة المخاطر": 1})
    assert [block.kind for block in blocks] == ["heading", "paragraph", "item", "item", "table", "paragraph"]
    assert [len(row) for row in blocks[4].rows] == [2, 2]


def test_a_mark_across_cells_and_blocks_is_its_text() -> None:
    start = TEXT.index("الثاني")
    end = TEXT.index("مرتفع") + len("مرتفع")
    blocks = lay_out(TEXT, Span(0, len(TEXT)), marks=[Span(start, end)])
    assert marked(blocks) == without_line_ends(TEXT[start:end])


def test_of_marks_that_overlap_the_first_is_shown() -> None:
    blocks = lay_out("one two three", Span(0, 13), marks=[Span(4, 7), Span(0, 13)])
    assert marked(blocks) == "two"
    assert marked(blocks, 1) == "one  three"


def test_a_number_begins_a_numbered_item() -> None:
    first, second = lay_out("1. Report\n• Record", Span(0, 18))
    assert first.numbered
    assert not second.numbered


def test_headings_have_the_depth_at_which_they_stand() -> None:
    passages = [Passage(1, 1, "A › B", 0, 5), Passage(2, 1, "A › C › D", 5, 9)]
    assert heading_levels(passages) == {"A": 1, "B": 2, "C": 2, "D": 3}


@given(text=st.text(alphabet="ab |\n•1.\u064b😀ع", max_size=80), cuts=st.tuples(st.integers(0, 80), st.integers(0, 80)))
def test_nothing_is_lost_and_the_mark_is_the_quotation(text: str, cuts: tuple[int, int]) -> None:
    mark = Span(min(*cuts, len(text)), min(max(cuts), len(text)))
    blocks = lay_out(text, Span(0, len(text)), marks=[mark])
    written = "".join(line for line in text.split("\n") if line.strip())
    assert without_line_ends(shown(blocks)) == written
    quoted = "".join(part for part in _within_written_lines(text, mark))
    assert without_line_ends(marked(blocks)) == quoted


def _within_written_lines(text: str, mark: Span) -> list[str]:
    parts, start = [], 0
    for line in text.split("\n"):
        end = start + len(line)
        if line.strip():
            parts.append(text[max(start, mark.start) : max(min(end, mark.end), max(start, mark.start))])
        start = end + 1
    return parts


def recognised(*words: tuple[str, float]) -> ExtractionReport:
    page = {"page": 1, "engine": "x", "confidence": 0.91, "words": [list(word) for word in words]}
    return ExtractionReport("ocr", evidence={"ocr": [page]})


def test_doubtful_words_of_a_recognised_page_are_found_by_their_turn_and_marked() -> None:
    text = "leave is paid\n\nleave is short"
    report = recognised(("leave", 0.99), ("is", 0.98), ("paid", 0.97), ("leave", 0.4), ("is", 0.9), ("short", 0.9))
    found = recognition_of(report, text, Page(1, "1", 0, len(text)))
    assert found == Recognition(0.91, (Span(15, 20),))
    blocks = lay_out(text, Span(0, len(text)), marks=[Span(15, 23)], doubts=found.doubts)
    pieces = [piece for block in blocks for row in block.rows for line in row for piece in line]
    assert [(piece.text, piece.mark, piece.doubtful) for piece in pieces] == [
        ("leave is paid", None, False), ("leave", 0, True), (" is", 0, False), (" short", None, False),
    ]  # fmt: skip


def test_a_page_with_a_text_layer_has_nothing_to_say_of_ocr() -> None:
    assert recognition_of(recognised(("leave", 0.9)), "leave", Page(2, "2", 0, 5)) is None
