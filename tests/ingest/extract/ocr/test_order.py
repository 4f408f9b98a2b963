"""Recognised lines are read column by column where the page has columns, and row by row where it has a table."""

from ingest.extract.ocr.model import Box, Character, RecognisedLine
from ingest.extract.ocr.order import in_reading_order


def line(text: str, x0: int, x1: int, y0: int, *, rtl: bool = True) -> RecognisedLine:
    return RecognisedLine(Box(x0, y0, x1, y0 + 30), tuple(Character(char, x0, x1, 1.0) for char in text), rtl)


def texts(lines: list[RecognisedLine]) -> list[str]:
    return [line.text for line in in_reading_order(lines)]


def test_the_right_column_is_read_first_in_arabic() -> None:
    columns = [line(f"{side}{row}", x, x + 400, 100 + 50 * row) for row in range(4) for side, x in (("ي", 100), ("م", 600))]
    title, foot = line("عنوان", 150, 950, 20), line("خاتمة", 150, 950, 400)
    assert texts([*columns, foot, title]) == ["عنوان", "م0", "م1", "م2", "م3", "ي0", "ي1", "ي2", "ي3", "خاتمة"]


def test_the_left_column_is_read_first_in_english() -> None:
    columns = [
        line(f"{side}{row}", x, x + 400, 100 + 50 * row, rtl=False)
        for row in range(4)
        for side, x in (("right ", 600), ("left ", 100))
    ]
    assert texts(columns) == ["left 0", "left 1", "left 2", "left 3", "right 0", "right 1", "right 2", "right 3"]


def test_cells_are_read_row_by_row_from_the_right() -> None:
    cells = [
        line(f"{name}{row}", x, x + 90, 100 + 50 * row) for row in range(4) for name, x in (("ج", 100), ("ب", 400), ("ا", 700))
    ]
    assert texts(cells)[:6] == ["ا0", "ب0", "ج0", "ا1", "ب1", "ج1"]


def test_a_number_beside_its_text_is_one_line() -> None:
    assert texts([line("الأجر", 300, 500, 100), line("١٢ -", 520, 600, 102)]) == ["١٢ - الأجر"]


def test_columns_below_a_table_and_prose_are_columns() -> None:
    prose = [line(f"prose {n}", 100, 900, 40 * n) for n in range(4)]
    cells = [line(f"{side}{n}", x, x + 100, 200 + 40 * n) for n in range(4) for side, x in (("a", 800), ("b", 450), ("c", 120))]
    columns = [line(f"{side}{n}", x, x + 380, 400 + 40 * n) for n in range(5) for side, x in (("right", 520), ("left", 100))]
    wanted = [f"prose {n}" for n in range(4)] + [f"{side}{n}" for n in range(4) for side in "abc"]
    assert texts([*prose, *cells, *columns]) == [*wanted, *(f"right{n}" for n in range(5)), *(f"left{n}" for n in range(5))]
