"""Fonts that lie or say nothing are read by their outlines; what no outline and no word decides stays unread."""

import io
import os
import random
from collections import Counter
from collections.abc import Callable
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from corpus.text.normalise import fold
from ingest.errors import UnreadableDocument
from ingest.extract.ocr.model import Box, Character, RecognisedLine, RecognisedPage
from ingest.extract.ocr.reader import PictureReader
from ingest.extract.pdf.content import Drawn, Fonts, drawn_glyphs, page_box
from ingest.extract.pdf.extractor import PdfExtractor
from ingest.extract.pdf.fonts import load_font
from ingest.extract.pdf.outlines.guess import arabic, guess
from ingest.extract.pdf.outlines.known import KnownGlyph, KnownGlyphs, read_table, shipped, write_table
from ingest.extract.pdf.outlines.learn import learn, pages_to_see
from ingest.extract.pdf.outlines.lessons import Glyphs, lessons, listen, merged
from ingest.extract.pdf.outlines.look import look
from ingest.extract.pdf.outlines.memory import keep, known, taught
from ingest.extract.pdf.outlines.outline import LENGTH, Curves, fingerprints
from ingest.extract.pdf.outlines.vote import Place, Row, decided, votes
from ingest.extract.pdf.reading import own_page
from ingest.options import OcrOptions

DATA = Path(__file__).parents[2] / "data" / "pdf"
DECREES = Path(os.environ.get("PUBLIC_DATA", "/nowhere")) / "pdf" / "decrees"
_PAGE = (0.0, 0.0, 10_000.0, 10_000.0)


def square(*, em: float = 1.0, pieces: int = 1) -> Curves:
    """A square with a notch, its sides cut into so many curves."""
    corners = [(0.0, 0.0), (0.5, 0.0), (0.5, 0.3), (0.2, 0.4), (0.0, 0.4)]
    curves = []
    for (x0, y0), (x1, y1) in zip(corners, corners[1:] + corners[:1], strict=True):
        for piece in range(pieces):
            steps = [(piece + third / 3) / pieces for third in range(4)]
            curves.append([(em * (x0 + (x1 - x0) * t), em * (y0 + (y1 - y0) * t)) for t in steps])
    return np.array(curves)


def test_an_outline_is_the_same_however_its_points_are_set() -> None:
    one, other, turned = fingerprints([square(), square(pieces=5), square()[::-1, ::-1]])
    assert np.abs(one - other).max() < 1e-5
    assert np.abs(one - turned).max() < 1e-5


def test_the_size_of_an_outline_shows_only_in_its_box() -> None:
    one, larger = fingerprints([square(), square(em=2.0)])
    assert np.abs(one[: LENGTH - 4] - larger[: LENGTH - 4]).max() < 1e-5
    assert np.allclose(larger[LENGTH - 4 :], 2 * one[LENGTH - 4 :], atol=1e-5)


def test_what_draws_nothing_has_no_vector_and_no_match() -> None:
    nothing = fingerprints([np.zeros((0, 4, 2))])
    assert not nothing.any()
    assert KnownGlyphs(shipped()).match(nothing) == [None]


def test_a_table_reads_back_what_it_was_written_from() -> None:
    glyphs = [KnownGlyph("لا", 3, fingerprints([square()])[0]), KnownGlyph("", 1, fingerprints([square(em=0.5)])[0])]
    written = write_table(glyphs, heading="a font")
    back = {glyph.text: glyph for glyph in read_table(written)}
    assert {text: glyph.votes for text, glyph in back.items()} == {"لا": 3, "": 1}
    assert np.abs(back["لا"].vector - glyphs[0].vector).max() < 1e-4
    assert write_table(glyphs[::-1], heading="a font") == written


def garbled(source: Path, how: str) -> bytes:
    """A PDF whose ToUnicode tables are gone or wrong."""
    writer = PdfWriter(clone_from=str(source))
    fonts = {id(font): font for page in writer.pages for font in map(_object, _object(page["/Resources"]["/Font"]).values())}
    for font in fonts.values():
        if how == "gone":
            font.pop("/ToUnicode", None)
            continue
        texts = dict(load_font(font).texts)
        codes, wrong = sorted(texts), [texts[code] for code in sorted(texts)]
        if how == "exchanged":
            random.Random(7).shuffle(wrong)
        elif how == "private":
            wrong = [chr(0xE000 + at) for at in range(len(codes))]
        elif how == "latin":
            wrong = [chr(0xC0 + at % 0x3F) for at in range(len(codes))]
        digits = 4 if font["/Subtype"] == "/Type0" else 2
        lines = [f"<{code:0{digits}X}> <{text.encode('utf-16-be').hex()}>" for code, text in zip(codes, wrong, strict=True)]
        table = DecodedStreamObject()
        spaces = f"1 begincodespacerange <{'0' * digits}> <{'F' * digits}> endcodespacerange"
        table.set_data("\n".join(["begincmap", spaces, f"{len(lines)} beginbfchar", *lines, "endbfchar", "endcmap"]).encode())
        font[NameObject("/ToUnicode")] = writer._add_object(table)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _object(value: Any) -> Any:
    return value.get_object()


def words(text: str) -> list[str]:
    return [word for word in fold(text.replace("ـ", "")).split() if any(char.isalnum() for char in word)]


def f1_and_order(text: str, truth: str) -> tuple[float, float]:
    """F1 of the words as a multiset, and how alike their order is (difflib)."""
    got, wanted = words(text), words(truth)
    common = sum((Counter(got) & Counter(wanted)).values())
    return 2 * common / max(1, len(got) + len(wanted)), SequenceMatcher(None, wanted, got, autojunk=False).ratio()


@pytest.fixture
def extract() -> Callable[[Path], str]:
    extractor = PdfExtractor(PictureReader(OcrOptions(engine="off")))
    return lambda path: extractor.extract(path).text


@pytest.mark.parametrize("how", ["gone", "exchanged", "private", "latin"])
@pytest.mark.parametrize("name", ["leave-chromium", "leave-libreoffice"])
def test_a_wrong_map_does_not_change_the_words(name: str, how: str, tmp_path: Path, extract: Callable[[Path], str]) -> None:
    source = DATA / "source" / f"{name}.pdf"
    wrong = tmp_path / "wrong.pdf"
    wrong.write_bytes(garbled(source, how))
    f1, order = f1_and_order(extract(wrong), extract(source))
    assert f1 >= 0.97 and order >= 0.97


def test_outlines_that_nobody_knows_leave_the_letters_unread() -> None:
    reader = PdfReader(io.BytesIO(garbled(DATA / "source" / "leave-libreoffice.pdf", "private")))
    fonts = Fonts()
    stranger = KnownGlyphs([KnownGlyph("س", 1, fingerprints([square()])[0])])
    look(reader, fonts, stranger, written, doubted=True)
    text = "".join(glyph.text for glyph in drawn_glyphs(reader.pages[0], fonts))
    assert text.count("\ufffd") > 0.7 * len(text.replace(" ", ""))
    assert "س" not in text


def written(drawn: Any) -> str:
    return own_page(drawn, (), box=_PAGE).text


def test_words_decide_what_resembles_several_letters() -> None:
    a, b = "\u0750", "\u0751"
    text = f"يجوز لل{a}ؤسسة أن ت{a}نح إجازة لل{a}وظف بعد موافقة ال{a}دير ال{b}ام على طل{b} مكتو{b} من صاحب العمل"
    candidates = {a: [("ط", 0.10), ("م", 0.12)], b: [("ب", 0.10), ("ع", 0.11)]}
    assert guess([text], candidates, arabic())[a] == "م"


def test_nothing_is_guessed_where_no_words_come_out() -> None:
    a, b, c = "\u0750", "\u0751", "\u0752"
    text = f"{a}{b}{c} {c}{c}{a} {b}{a}{b}{c} {c}{b}{b}"
    like = [("ظ", 0.2), ("غ", 0.2), ("ث", 0.2)]
    assert guess([text], {a: like, b: like, c: like}, arabic()) == {}


def test_a_document_with_an_honest_map_teaches_the_one_without(tmp_path: Path) -> None:
    source = DATA / "source" / "leave-libreoffice.pdf"
    honest, fonts = PdfReader(source), Fonts()
    text = "".join(written(drawn_glyphs(page, fonts)) for page in honest.pages)
    keep(tmp_path / "outlines", taught(honest, fonts.loaded(), KnownGlyphs([])))
    learned = KnownGlyphs(read_table(next((tmp_path / "outlines").glob("*.tsv")).read_text("ascii")))
    mute, fonts = PdfReader(io.BytesIO(garbled(source, "private"))), Fonts()
    look(mute, fonts, learned, written, doubted=True)
    assert f1_and_order("".join(written(drawn_glyphs(page, fonts)) for page in mute.pages), text)[0] >= 0.9


def test_what_is_known_already_is_not_taught_again() -> None:
    reader, fonts = PdfReader(DATA / "source" / "leave-libreoffice.pdf"), Fonts()
    for page in reader.pages:
        drawn_glyphs(page, fonts)
    assert taught(reader, fonts.loaded(), known(None)) == ""


def test_a_document_without_a_map_teaches_nothing() -> None:
    reader, fonts = PdfReader(io.BytesIO(garbled(DATA / "source" / "leave-libreoffice.pdf", "private"))), Fonts()
    for page in reader.pages:
        drawn_glyphs(page, fonts)
    assert taught(reader, fonts.loaded(), KnownGlyphs([])) == ""


def test_a_table_is_kept_once_and_only_where_it_is_one(tmp_path: Path) -> None:
    table = write_table([KnownGlyph("س", 1, fingerprints([square()])[0])])
    keep(tmp_path, table)
    keep(tmp_path, table)
    with pytest.raises(ValueError):
        keep(tmp_path, "0633\t1\tAAAA\n")
    assert len(list(tmp_path.iterdir())) == 1
    assert len(known(tmp_path)) == len(shipped()) + 1


def drawn(text: str, code: int, font: Any, *, whole: bool = False) -> Drawn:
    return Drawn(text, 0.0, 5.0, 0.0, 10.0, font, code, 0, whole)


def test_a_head_draws_the_letter_and_its_shared_tail_none() -> None:
    font = load_font({"/Subtype": "/Type1", "/Encoding": "/WinAnsiEncoding"})
    told: Glyphs = {}
    for head, letter in ((1, "س"), (2, "ص")):
        listen(
            [drawn("م", 9, font), drawn(letter, 5, font, whole=True), drawn("\ufffd", head, font), drawn("ل", 8, font)] * 10, told
        )
    vectors = dict(zip(told, fingerprints([square(em=size) for size in (0.5, 0.6, 0.7, 0.8, 0.9)]), strict=True))
    taught = {key[1]: glyph.text for key in told for glyph in lessons({key: told[key]}, vectors)}
    assert taught == {9: "م", 8: "ل", 5: "", 1: "س", 2: "ص"}


def test_what_most_fonts_say_of_an_outline_holds() -> None:
    vector = fingerprints([square()])[0]
    agreed = merged([KnownGlyph("ب", 9, vector), KnownGlyph("ت", 1, vector)])
    assert [(glyph.text, glyph.votes) for glyph in agreed] == [("ب", 10)]


@pytest.mark.skipif(not DECREES.is_dir(), reason="PUBLIC_DATA names no folder that holds pdf/decrees")
@pytest.mark.parametrize("truth", sorted((DATA / "decrees").glob("*.txt")), ids=lambda path: path.stem)
def test_a_decree_reads_as_it_was_transcribed(truth: Path) -> None:
    name, _, page = truth.stem.partition("-page")
    document = PdfExtractor(PictureReader(OcrOptions(engine="off"))).extract(DECREES / f"{name}.pdf")
    place = document.pages[int(page) - 1]
    f1, order = f1_and_order(document.text[place.start : place.end], truth.read_text("utf-8"))
    assert f1 >= 0.985 and order >= 0.97


def test_a_file_whose_fonts_say_nothing_and_draw_nothing_known_is_refused(tmp_path: Path, extract: Callable[[Path], str]) -> None:
    writer = PdfWriter(clone_from=str(DATA / "source" / "leave-libreoffice.pdf"))
    for page in writer.pages:
        for font in map(_object, _object(page["/Resources"]["/Font"]).values()):
            font.pop("/ToUnicode", None)
            for holder in (font, *map(_object, font.get("/DescendantFonts", ()))):
                for program in ("/FontFile", "/FontFile2", "/FontFile3"):
                    holder.get("/FontDescriptor", {}).get_object().pop(program, None) if "/FontDescriptor" in holder else None
            font[NameObject("/Encoding")] = NameObject("/None")
    path = tmp_path / "mute.pdf"
    writer.write(path)
    with pytest.raises(UnreadableDocument):
        extract(path)


FONT = (7, 0)


def row_of(codes: list[int], seen: str, *, missing: int = -1) -> Row:
    """Glyphs side by side, from the left, and the characters seen there, one of which may be missing."""
    glyphs = tuple(Place((FONT, code), float(at), None) for at, code in enumerate(codes))
    return Row(glyphs, tuple((char, at + 0.1) for at, char in enumerate(seen) if at != missing))


def test_a_glyph_gets_the_character_that_most_rows_show_at_its_place() -> None:
    told = votes([row_of([1, 2, 3, 4], "بتسع"), row_of([4, 3, 2, 1], "عستب", missing=1), row_of([2, 4, 1, 3], "تعبس")])
    assert {code: decided(counted, is_mark=False) for (_, code), counted in told.items()} == {1: "ب", 2: "ت", 3: "س", 4: "ع"}


def test_a_ligature_draws_its_letters_in_written_order() -> None:
    rows = [Row((Place((FONT, 1), 0.0, "ع"), Place((FONT, 2), 1.0, None)), (("ع", 0.0), ("ا", 0.8), ("ل", 1.2)))]
    assert votes(rows)[FONT, 2].most_common(1)[0][0] == "لا"


def test_votes_that_differ_decide_nothing_and_a_mark_that_is_never_seen_draws_nothing() -> None:
    (told,) = votes([row_of([1], "ب"), row_of([1], "ت")]).values()
    assert decided(told, is_mark=False) is None
    assert decided(told, is_mark=True) in ("ب", "ت")
    marked = Row((Place((FONT, 1), 0.0, "ب"),), (("ب", 0.0),), marks=(Place((FONT, 9), 0.0, None),))
    assert decided(votes([marked])[FONT, 9], is_mark=True) == ""


def seen_as_printed(honest: PdfReader, index: int, *, dots: float = 3.0) -> RecognisedPage:
    """What an engine that makes no error sees of a page, in a picture of so many dots a point."""
    page = honest.pages[index]
    _, _, right, top = page_box(page)
    lines: dict[float, list[Character]] = {}
    boxes: dict[float, Box] = {}
    for glyph in drawn_glyphs(page, Fonts()):
        if glyph.text.strip() and not glyph.turn:
            step = (glyph.x1 - glyph.x0) / len(glyph.text)
            for at, char in enumerate(reversed(glyph.text)):
                place = (glyph.x0 + at * step) * dots, (glyph.x0 + (at + 1) * step) * dots
                lines.setdefault(round(glyph.y), []).append(Character(char, *place, 0.9))
            y = (top - glyph.y) * dots
            boxes[round(glyph.y)] = Box(
                0, round(y - 0.7 * glyph.size * dots), round(right * dots), round(y + 0.3 * glyph.size * dots)
            )
    found = tuple(RecognisedLine(boxes[y], tuple(characters), True) for y, characters in sorted(lines.items(), reverse=True))
    return RecognisedPage("printed", found, round(right * dots), round(top * dots))


def test_a_font_that_nobody_knows_is_learned_from_pictures_and_remembered() -> None:
    source = DATA / "source" / "leave-libreoffice.pdf"
    honest = PdfReader(source)
    truth = "".join(written(drawn_glyphs(page, Fonts())) for page in honest.pages)
    mute, fonts = PdfReader(io.BytesIO(garbled(source, "private"))), Fonts()
    stranger = KnownGlyphs([KnownGlyph("س", 1, fingerprints([square()])[0])])
    found = look(mute, fonts, stranger, written, doubted=True).found
    wanted = pages_to_see(mute, fonts, found)
    learned = learn(mute, fonts, found, {index: seen_as_printed(honest, index) for index in wanted}, written)
    assert wanted and learned is not None
    assert f1_and_order("".join(written(drawn_glyphs(page, fonts)) for page in mute.pages), truth)[0] >= 0.85
    again, fresh = PdfReader(io.BytesIO(garbled(source, "gone"))), Fonts()
    remembered = KnownGlyphs(read_table(learned.table))
    known_now = look(again, fresh, remembered, written, doubted=True).found.values()
    assert sum(correction.known for correction in known_now) >= len(remembered) > 15


def test_what_reads_no_better_is_not_learned() -> None:
    honest = PdfReader(DATA / "source" / "leave-libreoffice.pdf")
    mute, fonts = PdfReader(io.BytesIO(garbled(DATA / "source" / "leave-libreoffice.pdf", "private"))), Fonts()
    found = look(mute, fonts, KnownGlyphs([]), written, doubted=True).found
    page = seen_as_printed(honest, 0)
    nonsense = [
        RecognisedLine(line.box, tuple(Character("غ", char.x0, char.x1, 0.9) for char in line.characters), True)
        for line in page.lines
    ]
    before = {key: dict(correction.texts) for key, correction in found.items()}
    assert learn(mute, fonts, found, {0: RecognisedPage("x", tuple(nonsense), page.width, page.height)}, written) is None
    assert all(fonts.loaded()[key].texts == texts for key, texts in before.items())
