"""What a page draws becomes what was typed: order, marks, clusters, spaces and columns, glyph by glyph."""

from collections.abc import Sequence

import numpy as np
import pytest

from ingest.extract.pdf.bidi import bracket_votes, joined, written_order
from ingest.extract.pdf.content import Drawn, Fonts, _Marked, _Player
from ingest.extract.pdf.fonts import Font, agreed, glyph_text
from ingest.extract.pdf.grid import Grid
from ingest.extract.pdf.operators import operators
from ingest.extract.pdf.outlines.correct import _Glyph, _joiners
from ingest.extract.pdf.outlines.guess import arabic, guess
from ingest.extract.pdf.outlines.known import KnownGlyph, KnownGlyphs
from ingest.extract.pdf.outlines.outline import Curves, fingerprints
from ingest.extract.pdf.reading import own_page

FONT = Font("Naskh", False, (2,), {}, {}, 0.0, True)
PAGE = (0.0, 0.0, 600.0, 800.0)


def drawn(parts: Sequence[tuple[str, float]], *, x: float = 100.0, y: float = 700.0, size: float = 10.0) -> list[Drawn]:
    """Glyphs from left to right: their characters and their advance in type sizes."""
    found = []
    for text, advance in parts:
        found.append(Drawn(text, x, x + advance * size, y, size, FONT, 0))
        x += advance * size
    return found


def line(glyphs: Sequence[Drawn]) -> str:
    return own_page(glyphs, (), box=PAGE).text


@pytest.mark.parametrize(
    ("seen", "typed"),
    [
        ("ةحئلالا 2024/123 مقر", "رقم 2024/123 الالئحة"),
        ("لمع مايأ 5-3 لالخ", "خلال 3-5 أيام عمل"),
        (".لبق HR Portal ةباوبلا", "البوابة HR Portal قبل."),
        ("نيفظوملا نم 87.5% ةبسنب", "بنسبة 87.5% من الموظفين"),
        ("بلطلا ميدقت .1", "1. تقديم الطلب"),
        ("٢٠٢٤/٣/١٥ خيرات", "تاريخ ٢٠٢٤/٣/١٥"),
    ],
)
def test_a_drawn_line_is_turned_into_what_was_typed(seen: str, typed: str) -> None:
    assert joined(written_order(list(seen), rtl=True), mirror=False) == typed


def test_arabic_within_an_english_line_is_turned_and_the_rest_kept() -> None:
    assert joined(written_order(list("The word ةمدخ means service"), rtl=False), mirror=False) == "The word خدمة means service"


def test_brackets_named_by_their_shape_are_turned() -> None:
    order = written_order(list("لمع (ةينف) ةدحو"), rtl=True)
    assert bracket_votes(order) < 0
    assert joined(order, mirror=True) == "وحدة (فنية) عمل"


def test_lam_alef_drawn_as_two_glyphs_keeps_its_order_in_mid_word() -> None:
    assert line(drawn([("ل", 0.6), ("ا", 0.0), ("ل", 0.6), ("خ", 0.6)])) == "خلال"


def test_a_cluster_whose_text_stands_on_each_of_its_glyphs_is_told_once() -> None:
    assert line(drawn([("مِ", 0.0), ("مِ", 0.5), ("لْ", 0.0), ("لْ", 0.3), ("عِ", 0.0), ("عِ", 0.5)])) == "عِلْمِ"


def test_a_mark_whose_code_is_given_a_whole_cluster_is_a_mark() -> None:
    assert line(drawn([("ب", 0.8), ("إِ", 0.0), ("ل", 0.3)])) == "لِب"


def test_a_trailing_space_under_the_last_letter_parts_nothing() -> None:
    under = Drawn(" ", 100.0, 103.0, 700.0, 10.0, FONT, 0)
    assert line([under, *drawn([("ا", 0.22), ("م", 0.5), ("ك", 0.6)])]) == "كما"


def test_a_space_that_kerning_laid_over_a_letter_parts_words() -> None:
    letters = drawn([("ل", 0.6), ("ك", 0.59)]) + drawn([("ة", 0.38), ("ن", 0.3)], x=112.2)
    assert line([*letters, Drawn(" ", 109.0, 112.2, 700.0, 10.0, FONT, 0)]) == "نة كل"


def test_a_space_drawn_in_no_room_parts_words_only_where_two_are_likelier_than_one() -> None:
    def spaced(right: str, left: str) -> str:
        letters = drawn([(letter, 0.5) for letter in (right + left)[::-1]])
        edge = letters[len(left) - 1].x1
        return line([*letters, Drawn(" ", edge - 2.0, edge + 0.5, 700.0, 10.0, FONT, 0)])

    assert spaced("اختبا", "رات") == "اختبارات"
    assert spaced("و", "لكن") == "ولكن"
    assert spaced("إلى", "وزارة") == "إلى وزارة"


def test_a_teh_marbuta_ends_its_word_though_kerning_takes_the_gap() -> None:
    letters = drawn([("ل", 0.6), ("ك", 0.6)])
    assert line([*letters, *drawn([("ة", 0.4), ("ي", 0.3)], x=letters[-1].x1 - 0.1)]) == "ية كل"


def test_an_outline_that_stands_alone_is_not_guessed_of() -> None:
    assert guess(["\u0712 من \u0712 كتب \u0712"] * 8, {"\u0712": [("به", 0.01), ("و", 0.05)]}, arabic()) == {}


def test_a_stroke_between_letters_is_not_the_letter_that_its_writer_says() -> None:
    def box(length: float, height: float) -> Curves:
        corners = np.array([(0.0, 0.0), (length, 0.0), (length, height), (0.0, height), (0.0, 0.0)])
        return np.stack([corners[:-1] + (corners[1:] - corners[:-1]) * third / 3 for third in range(4)], axis=1)

    tatweel, short, letter = fingerprints([box(0.4, 0.08), box(0.3, 0.08), box(0.3, 0.6)])
    known = KnownGlyphs([KnownGlyph("\u0640", 1, tatweel), KnownGlyph("خ", 1, letter)])
    glyphs = {1: _Glyph(short, None), 2: _Glyph(letter, known.match(letter[None])[0])}
    assert _joiners({1: "خ", 2: "خ"}, glyphs, known) == {1: "\u200d"}


def test_letters_that_are_set_apart_make_words_between_their_spaces() -> None:
    apart = [piece for char in "SPACED HEADING" for piece in ((char, 0.6), ("", 0.3))]
    x, glyphs = 100.0, []
    for text, advance in apart:
        if text:
            glyphs.append(Drawn(text, x, x + advance * 10, 700.0, 10.0, FONT, 0))
        x += advance * 10
    assert line(glyphs) == "SPACED HEADING"


def test_a_soft_hyphen_that_is_drawn_at_the_end_of_a_line_breaks_a_word() -> None:
    assert line(drawn([(char, 0.5) for char in "inter\u00ad"])) == "inter\u00ad"
    assert line(drawn([(char, 0.5) for char in "in\u00adter"])) == "inter"


def test_a_hamza_that_says_its_whole_cluster_is_laid_over_the_letter_beside_it() -> None:
    hamza = Drawn("لإ", 101.0, 101.0, 699.0, 10.0, FONT, 0)
    assert line([hamza, *drawn([("ا", 0.2), ("ن", 0.5)])]) == "نإ"


def test_columns_go_on_beside_a_ruled_table_in_one_of_them() -> None:
    def column(x: float, letter: str, rows: range) -> list[Drawn]:
        return [glyph for row in rows for glyph in drawn([(letter, 0.5)] * 20, x=x, y=700 - 16 * row)]

    cells = [glyph for row in (4, 5) for x in (262, 275) for glyph in drawn([("b", 0.5)], x=x, y=700 - 16 * row)]
    grid = Grid((652.0, 634.0, 616.0), (260.0, 270.0, 360.0), ())
    page = own_page(
        column(100, "a", range(10)) + column(260, "b", range(4)) + cells + column(260, "b", range(6, 10)), [grid], box=PAGE
    )
    letters = page.text.replace("\n", "").replace(" ", "")
    assert letters == "a" * 200 + "b" * 164


def test_words_are_parted_by_gaps_where_no_space_is_drawn() -> None:
    assert line(drawn([("م", 0.5), ("ن", 0.5)]) + drawn([("ل", 0.5), ("ك", 0.5)], x=113.0)) == "كل نم"


def test_letters_drawn_twice_to_look_bold_are_told_once() -> None:
    word = [("م", 0.5), ("ق", 0.5), ("ر", 0.5)]
    assert line(drawn(word) + drawn(word, x=100.3)) == "رقم"


def test_the_right_column_is_read_first_in_arabic() -> None:
    def column(x: float, letter: str) -> list[Drawn]:
        return [glyph for row in range(4) for glyph in drawn([(letter, 0.5)] * 20, x=x, y=700 - 16 * row)]

    text = line(column(100, "م") + column(260, "ك"))
    assert text.replace("\n", "") == "ك" * 80 + "م" * 80


def test_text_that_runs_upwards_comes_last() -> None:
    aside = [glyph._replace(turn=90, y=-300.0) for glyph in drawn([("A", 0.6), ("B", 0.6)])]
    assert line([*aside, *drawn([("C", 0.6), ("D", 0.6), ("E", 0.6)])]) == "CDE\nAB"


@pytest.mark.parametrize(
    ("told", "own", "read"),
    [
        (" ", "\ufef0", "ى"),
        ("ى", "\ufe9f", "ج"),
        ("أ", "ا", "أ"),
        ("ب", "\u066e", "ب"),
        ("ه،", "\ufee9", "ه"),
        ("لا", "ل", "لا"),
        ("A", "", "A"),
    ],
)
def test_a_font_corrects_a_table_only_by_another_letter(told: str, own: str, read: str) -> None:
    assert agreed(told, own) == read


@pytest.mark.parametrize(("name", "text"), [("uni0629.fina", "ة"), ("uni06440627.isol", "لا"), ("space", " "), ("g17", "\ufffd")])
def test_a_glyph_name_says_its_characters(name: str, text: str) -> None:
    assert glyph_text(name) == text


def test_a_content_stream_is_cut_into_operators_whatever_it_holds() -> None:
    stream = (
        rb"/F1 12 Tf [(a\)b) -20.5 <0041>] TJ << /ActualText (x(y)z) >> BDC % note" + b"\nBI /W 1 ID \x00\xff EI 1 0 0 1 .5 -2 Tm"
    )
    found = dict(operators(stream))
    assert found["TJ"] == [[b"a)b", -20.5, b"\x00A"]]
    assert found["BDC"] == [{"ActualText": b"x(y)z"}]
    assert found["Tm"] == [1, 0, 0, 1, 0.5, -2]


def test_a_cluster_with_actual_text_stands_on_its_letters_baseline() -> None:
    letter, mark = drawn([("ج", 0.5)])[0], drawn([("ُ", 0.0)], x=103.0, y=706.0)[0]
    player = _Player(Fonts(), glyphs=[letter, mark])
    player.marked.append(_Marked("جُ", 0))
    player.play(b"EMC", {}, depth=0)
    assert [(glyph.text, glyph.y, glyph.x0, glyph.x1) for glyph in player.glyphs] == [("جُ", 700.0, 100.0, 105.0)]


def _page(*streams: bytes) -> list[tuple[str, float, float]]:
    """What is drawn by streams in a font of one-byte codes, half a type size each, taken together where it may be."""
    letters = {code: chr(code) for code in range(32, 127)} | {200: "\u0301", 201: "\u0645"}
    font = Font("Text", False, (1,), letters, {200: 0.0}, 0.5, True)
    fonts = Fonts()
    fonts.put((1, 0), font)
    player = _Player(fonts, words=True)
    player.state.font, player.state.size = font, 10.0
    for stream in streams:
        player.play(stream, {}, depth=0)
    return [(glyph.text, glyph.x0, glyph.x1) for glyph in player.glyphs]


def test_plain_letters_that_one_string_draws_come_as_one_word() -> None:
    assert _page(b".5 Tc (To HR-2\\0511 \311) Tj") == [
        ("To", 0.0, 10.5), (" ", 11.0, 16.0), ("HR-2)1", 16.5, 49.0), (" ", 49.5, 54.5), ("\u0645", 55.0, 60.0),
    ]  # fmt: skip


def test_letters_that_are_spaced_wide_stay_apart() -> None:
    assert [text for text, _, _ in _page(b"1.5 Tc (To) Tj")] == ["T", "o"]


def test_latin_words_within_an_arabic_line_keep_their_letters_in_order() -> None:
    glyphs = [
        Drawn("HR-2", 100.0, 120.0, 700.0, 10.0, FONT, 0),
        Drawn(" ", 120.0, 123.0, 700.0, 10.0, FONT, 0),
        *drawn([("م", 0.5), ("ظ", 0.5), ("ن", 0.5)], x=123.0),
    ]
    assert line(glyphs) == "نظم HR-2"


def test_an_accent_stands_on_the_latin_letter_before_it() -> None:
    glyphs = [
        Drawn(text, x, x + 5 * len(text) * (text != "\u0301"), 700.0, 10.0, FONT, 0) for text, x in (("caf", 100.0), ("e", 115.0))
    ]
    glyphs += [Drawn("\u0301", 119.0, 119.0, 700.0, 10.0, FONT, 0), Drawn("s", 120.0, 125.0, 700.0, 10.0, FONT, 0)]
    assert line(glyphs) == "cafe\u0301s"
