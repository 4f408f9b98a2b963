"""Plain text, Markdown and HTML: what the canonical text is, to the character."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import EmptyDocument, UnreadableDocument
from ingest.extract.base import ExtractedDocument
from ingest.extract.decode import decode
from ingest.extract.html import HtmlExtractor
from ingest.extract.markdown import MarkdownExtractor
from ingest.extract.plain import PlainExtractor

ARABIC = "يستحق الموظف إجازة سنوية مدتها 30 يوما وفقا للمادة من اللائحة الصادرة عن الهيئة"
Blocks = Callable[[ExtractedDocument], list[tuple[str, int, str]]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1256", "iso8859_6"])
def test_arabic_is_read_in_any_encoding(encoding: str) -> None:
    assert decode(f"{ARABIC}\r\n{ARABIC}".encode(encoding)).text == f"{ARABIC}\n{ARABIC}"


def test_western_quotes_and_accents_are_not_taken_for_arabic() -> None:
    assert decode("The café’s “rules”".encode("cp1252")).text == "The café’s “rules”"


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0\ufeff")))
def test_plain_text_is_its_content_with_plain_line_ends(text: str) -> None:
    assert decode(text.encode("utf-8")).text == text.replace("\r\n", "\n").replace("\r", "\n")


def test_plain_paragraphs_are_exact_spans(tmp_path: Path, blocks: Blocks) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xef\xbb\xbf one\r\n two \r\n \r\n\r\nthree\fnext page\n")
    document = PlainExtractor().extract(path)
    assert document.text == " one\n two \n \n\nthree\fnext page\n"
    assert [text for _, _, text in blocks(document)] == ["one\n two", "three", "next page"]
    assert len(document.pages) == 2


def test_white_space_alone_is_an_empty_document(tmp_path: Path) -> None:
    for extractor, name in ((PlainExtractor(), "a.txt"), (MarkdownExtractor(), "a.md"), (HtmlExtractor(), "a.html")):
        (tmp_path / name).write_text(" \n\t\n")
        with pytest.raises(EmptyDocument):
            extractor.extract(tmp_path / name)


def markdown(tmp_path: Path, text: str) -> ExtractedDocument:
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    return MarkdownExtractor().extract(tmp_path / "a.md")


def test_front_matter_is_declared_as_written(tmp_path: Path) -> None:
    document = markdown(tmp_path, "---\ndate: 2024-05-01\nnumber: 007\naudience: [board, hr]\nempty:\n---\nText.\n")
    assert document.declared == {"date": "2024-05-01", "number": "007", "audience": ["board", "hr"], "empty": ""}
    assert document.text == "Text."


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("audience: [board", "not valid YAML"),
        ("audience: hr\naudience: public", "names 'audience' twice"),
        ("audience: {board: yes}", "neither text nor a list"),
    ],
)
def test_front_matter_that_may_hide_an_audience_stops_the_file(tmp_path: Path, head: str, said: str) -> None:
    with pytest.raises(UnreadableDocument, match=said):
        markdown(tmp_path, f"---\n{head}\n---\nText.\n")


def test_yaml_aliases_do_not_grow(tmp_path: Path) -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    assert markdown(tmp_path, f"---\n{bomb}---\nText.\n").declared == {"a": ["x", "x"]}


def test_a_rule_at_the_head_is_not_front_matter(tmp_path: Path) -> None:
    assert markdown(tmp_path, "---\n\nText.\n").text == "Text."


def test_markup_is_dropped_and_its_text_kept(tmp_path: Path) -> None:
    document = markdown(tmp_path, "A *b* **c** `d` [e](http://x) ![f](g.png) <i>h</i> <!-- no --> &amp; \\*\n")
    assert document.text == "A b c d e f h & *"


def test_footnotes_keep_their_marks_and_none_is_lost(tmp_path: Path, blocks: Blocks) -> None:
    document = markdown(tmp_path, "A[^1] b[^x] `[^1]`.\n\n[^1]: One *two*\n   more.\n[^x]: مفردة\n\nEnd.\n")
    assert [text for _, _, text in blocks(document)] == ["A[1] b[x] [^1].", "[1] One two more.", "[x] مفردة", "End."]


def test_a_table_of_html_and_what_html_hides_are_read_as_html(tmp_path: Path, blocks: Blocks) -> None:
    document = markdown(tmp_path, "One.\n\n<table><tr><td>a</td><td>b</td></tr></table>\n\n<p hidden>no</p>\n")
    assert blocks(document) == [("paragraph", 0, "One."), ("table", 0, "a | b")]
    assert document.report.notes == ("left out: 1 hidden elements",)


def test_loose_items_keep_their_numbers(tmp_path: Path, blocks: Blocks) -> None:
    document = markdown(tmp_path, "3. three\n\n4. four\n\n   more\n\n- dot\n")
    assert blocks(document) == [("item", 1, "3. three"), ("item", 1, "4. four"), ("paragraph", 0, "more"), ("item", 1, "• dot")]


def html(tmp_path: Path, text: str) -> ExtractedDocument:
    (tmp_path / "a.html").write_text(text, encoding="utf-8")
    return HtmlExtractor().extract(tmp_path / "a.html")


@pytest.mark.parametrize(
    "unseen",
    [
        "<p hidden>no</p>",
        "<div style='display : NONE'>no</div>",
        "<span aria-hidden='true'>no</span>",
        "<script>no</script>",
        "<nav>no</nav>",
        "<div role=navigation>no</div>",
        "<template>no</template>",
        "<!-- no -->",
        "<span style='font-size:0px'>no</span>",
        "<style>/* a */ .away, #gone {display:none}</style><p class='b away'>no</p><p id=gone>no</p>",
        "<p style='color: #FFF'>no</p>",
        "<dialog>no</dialog>",
        "<del>no</del>",
    ],
)
def test_what_a_browser_does_not_show_is_left_out(tmp_path: Path, unseen: str) -> None:
    assert html(tmp_path, f"<p>yes</p>{unseen}").text == "yes"


@pytest.mark.parametrize(
    "shown",
    [
        "<style>@media print {.a {display:none}}</style><p class=a>yes</p>",
        "<style>.a {display:none} .open .a {display:block}</style><div class=open><p class=a>yes</p></div>",
        "<style>.a {display:none}</style><p class=a style='display: block'>yes</p>",
        "<style>body {opacity: 0}</style>yes",
        "<div style='background: navy'><p style='color: white'>yes</p></div>",
        "<dialog open>yes</dialog>",
    ],
)
def test_what_a_browser_may_show_is_read(tmp_path: Path, shown: str) -> None:
    assert html(tmp_path, shown).text == "yes"


def test_cells_that_span_keep_the_columns_below_their_heads(tmp_path: Path) -> None:
    table = (
        "<table><tr><th>Grade<th>Days<th>Note</tr><tr><td rowspan=2>First<td>48<td>a</tr><tr><td>38<td>b</tr>"
        "<tr><td colspan=2>all<td>c</tr></table>"
    )
    assert html(tmp_path, table).text == "Grade | Days | Note\nFirst | 48 | a\n | 38 | b\nall |  | c"


def test_hidden_rows_of_a_table_are_left_out(tmp_path: Path) -> None:
    trap = "<tr hidden><td>no<td>no</tr><tbody style='display:none'><tr><td>no<td>no</tr></tbody>"
    assert html(tmp_path, f"<table><tr><td>a<td>b</tr>{trap}</table>").text == "a | b"


def test_items_take_the_letters_of_their_list(tmp_path: Path) -> None:
    assert html(tmp_path, "<ol type=a start=3><li>x<li>y</ol><ol type=I><li>z</ol>").text == "c. x\nd. y\nI. z"


def test_an_equation_of_a_page_keeps_its_fractions_and_powers(tmp_path: Path) -> None:
    fraction = "<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac>"
    power = "<msup><mn>10</mn><mn>6</mn></msup>"
    assert (
        html(tmp_path, f"<p>Y <math><mo>=</mo>{fraction}{power}<msqrt><mi>x</mi></msqrt></math></p>").text == "Y =(a+b)/2 10^6√x"
    )


def test_raised_digits_of_a_page_stay_apart_from_the_number_before_them(tmp_path: Path) -> None:
    assert html(tmp_path, "10<sup>6</sup> m<sup>2</sup>").text == "10⁶ m²"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_declared_encoding_that_the_bytes_deny_is_not_believed(tmp_path: Path, mark: bytes) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(mark + f"<html><head><meta charset=windows-1256></head><p>{ARABIC}</p></html>".encode())
    assert HtmlExtractor().extract(path).text == ARABIC


def test_a_page_of_another_encoding_names_it(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(f"<html><head><meta charset='windows-1256'></head><p>{ARABIC}</p></html>".encode("cp1256"))
    assert HtmlExtractor().extract(path).text == ARABIC


def test_deep_nesting_does_not_break_the_reader(tmp_path: Path) -> None:
    assert "top" in html(tmp_path, "<p>top</p>" + "<div>" * 5000 + "deep" + "</div>" * 5000).text
