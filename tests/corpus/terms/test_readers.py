"""Each format of terms is read for what it says, and a file that isn't right is told with its line and a remedy."""

import gzip
from pathlib import Path

import pytest
from openpyxl import Workbook

from corpus.terms.errors import TermbaseError
from corpus.terms.model import Term
from corpus.terms.readers.registry import read_terms
from corpus.terms.store import table

TBX_2008 = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">
<martif type="TBX-Basic" xml:lang="en"><text><body>
<termEntry id="c1"><descrip type="subjectField">risk</descrip>
 <langSet xml:lang="en-GB"><descripGrp><descrip type="definition">An event that may happen.</descrip></descripGrp>
  <tig><term>hazard</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></tig>
  <tig><term>risk</term></tig><tig><term>RSK</term><termNote type="termType">acronym</termNote></tig></langSet>
 <langSet xml:lang="ar"><ntig><termGrp><term>خطر</term></termGrp></ntig></langSet>
 <langSet xml:lang="fr"><tig><term>risque</term></tig></langSet>
</termEntry></body></text></martif>"""
TBX_2019 = """<tbx xmlns="urn:iso:std:iso:30042:ed-2" type="TBX-Basic" style="dca" xml:lang="en"><text><body>
<conceptEntry id="7"><langSec xml:lang="ar"><termSec><term>لجنة</term></termSec></langSec>
<langSec xml:lang="en"><termSec><term>committee</term></termSec></langSec></conceptEntry></body></text></tbx>"""
TMX = """<?xml version="1.0"?><tmx version="1.4"><header srclang="en"/><body>
<tu><tuv xml:lang="en"><seg>annual <bpt i="1">&lt;b&gt;</bpt>leave<ept i="1">&lt;/b&gt;</ept></seg></tuv>
 <tuv xml:lang="ar-OM"><seg>إجازة سنوية</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>annual leave</seg></tuv><tuv xml:lang="ar"><seg>الإجازة الاعتيادية</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>Every employee has 30 days of annual leave in a year.</seg></tuv>
 <tuv xml:lang="ar"><seg>لكل موظف ثلاثون يوما من الإجازة السنوية في العام.</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>lone</seg></tuv></tu></body></tmx>"""


def write(folder: Path, name: str, content: str | bytes) -> Path:
    """A file with this content."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def terms(path: Path) -> list[Term]:
    """The terms of a file."""
    return [entry.term for entry in read_terms(path).entries]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_is_read_whatever_separates_its_cells(tmp_path: Path, separator: str) -> None:
    rows = [["en", "ar", "acronym"], ["human resources", "الموارد البشرية", "HR"]]
    path = write(tmp_path, "t.csv", "\n".join(separator.join(row) for row in rows))
    assert terms(path) == [Term("", "الموارد البشرية", "human resources", acronyms=("HR",))]


def test_a_table_may_have_arabic_column_names_a_mark_and_utf_16(tmp_path: Path) -> None:
    text = "المصطلح,المرادفات,إنجليزي\r\nخطر,مخاطرة؛ مخاطر,risk\r\n"
    expected = [Term("", "خطر", "risk", ("مخاطرة", "مخاطر"))]
    assert terms(write(tmp_path, "a.csv", text.encode("utf-8-sig"))) == expected
    assert terms(write(tmp_path, "b.csv", text.encode("utf-16"))) == expected


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    term = Term("x", "خطر، ما", 'a "risk"', ("مخاطرة",), ("hazard", "peril"), ("R&D",), "risk", "حدث، قد يقع", "an event")
    assert terms(write(tmp_path, "t.csv", table([term]))) == [term]


def test_an_excel_sheet_is_read(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["ar", "en", "domain"])
    book.active.append(["خطر", "risk", None])
    book.save(tmp_path / "t.xlsx")
    assert terms(tmp_path / "t.xlsx") == [Term("", "خطر", "risk")]


def test_tbx_of_2008_keeps_acronyms_definitions_and_puts_old_terms_last(tmp_path: Path) -> None:
    assert terms(write(tmp_path, "t.tbx", TBX_2008)) == [
        Term("c1", "خطر", "risk", (), ("hazard",), ("RSK",), "risk", "", "An event that may happen.")
    ]


def test_tbx_of_2019_is_read(tmp_path: Path) -> None:
    assert terms(write(tmp_path, "t.tbx", TBX_2019)) == [Term("7", "لجنة", "committee")]


def test_tmx_gives_its_short_units_and_counts_its_sentences(tmp_path: Path) -> None:
    reading = read_terms(write(tmp_path, "t.tmx", TMX))
    assert [entry.term for entry in reading.entries] == [Term("", "إجازة سنوية", "annual leave", ("الإجازة الاعتيادية",))]
    assert reading.sentences == 1


def base64(number: int) -> str:
    """A number as a dictd index has it."""
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    text = digits[number % 64]
    while number := number // 64:
        text = digits[number % 64] + text
    return text


def dictionary(folder: Path, articles: dict[str, str], *, packed: bool = False, encoding: str = "utf-8") -> Path:
    """A dictd dictionary; gives the path of its index."""
    body, lines = b"", []
    for headword, article in articles.items():
        data = article.encode(encoding)
        lines.append(f"{headword}\t{base64(len(body))}\t{base64(len(data))}")
        body += data
    write(folder, "d.dict.dz" if packed else "d.dict", gzip.compress(body) if packed else body)
    return write(folder, "d.index", "\n".join(lines) + "\n")


@pytest.mark.parametrize("packed", [False, True])
def test_a_dictionary_gives_translations_in_the_other_script(tmp_path: Path, packed: bool) -> None:
    articles = {
        "00-database-short": "English-Arabic",
        "budget": "budget /ˈbʌdʒɪt/ <n>\n1. موازنة، ميزانية\n2. اعتماد مالي (قديم)\n",
        "لجنة": "لجنة\n committee; panel\n",
        "nothing": "nothing\n see also: void\n",
    }
    index = dictionary(tmp_path, articles, packed=packed)
    expected = [Term("", "موازنة", "budget", ("ميزانية", "اعتماد مالي")), Term("", "لجنة", "committee", (), ("panel",))]
    assert terms(index) == expected
    assert terms(index.with_name("d.dict.dz" if packed else "d.dict")) == expected


WRONG = {
    "windows.csv": ("ar,en\nخطر,risk\n".encode("cp1256"), 2, "UTF-8"),
    "column.csv": ("ar,en,synonim_ar\nخطر,risk,x\n", 1, "synonim_ar"),
    "twice.csv": ("ar,en,en\nخطر,risk,x\n", 1, "twice"),
    "missing.csv": ("ar,domain\nخطر,x\n", 1, "`en` is missing"),
    "empty.csv": ("", 0, "empty"),
    "broken.tbx": ("<martif><text>\n<body>", 2, "broken"),
    "other.tbx": ("<html><body/></html>", 0, "no TBX"),
    "other.tmx": (TBX_2019, 0, "no TMX"),
    "nothing.tmx": ("<tmx><body/></tmx>", 0, "no term"),
    "damaged.xlsx": (b"PK\x03\x04 not really", 0, "damaged"),
    "terms.pdf": (b"%PDF", 0, "kind of file"),
    "lone.index": ("word\tA\tB\n", 0, "two files"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_file_that_is_not_right_is_told_with_its_line_and_a_remedy(tmp_path: Path, name: str) -> None:
    content, line, said = WRONG[name]
    with pytest.raises(TermbaseError) as told:
        read_terms(write(tmp_path, name, content))
    assert said in told.value.what
    assert told.value.line == line
    assert told.value.remedy
    assert name in told.value.subject


def test_a_dictionary_in_another_encoding_is_told(tmp_path: Path) -> None:
    index = dictionary(tmp_path, {"budget": "budget\n موازنة\n"}, encoding="cp1256")
    with pytest.raises(TermbaseError, match="another encoding"):
        read_terms(index)


def test_an_index_that_points_beyond_its_dictionary_is_told(tmp_path: Path) -> None:
    index = dictionary(tmp_path, {"budget": "budget\n موازنة\n"})
    write(tmp_path, "d.dict", b"cut")
    with pytest.raises(TermbaseError, match="beyond the end"):
        read_terms(index)


def hostile(entities: str) -> str:
    """A translation memory whose document type declares entities."""
    return f"""<!DOCTYPE tmx [{entities}]><tmx><body>
    <tu><tuv xml:lang="en"><seg>risk &b;</seg></tuv><tuv xml:lang="ar"><seg>خطر</seg></tuv></tu></body></tmx>"""


def test_a_file_named_by_an_entity_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    assert terms(write(tmp_path, "t.tmx", hostile('<!ENTITY b SYSTEM "secret.txt">'))) == [Term("", "خطر", "risk")]


def test_entities_that_multiply_are_refused(tmp_path: Path) -> None:
    bomb = hostile(f'<!ENTITY a "{"ha" * 1000}"><!ENTITY b "{"&a;" * 1000}">')
    with pytest.raises(TermbaseError, match="broken"):
        read_terms(write(tmp_path, "t.tmx", bomb))
