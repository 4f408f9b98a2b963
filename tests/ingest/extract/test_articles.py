"""Numbered parts of legal texts become headings, and references to them don't."""

from pathlib import Path

import pytest

from ingest.extract.sandbox import extract_in_child
from ingest.segment import segment

LAW = """\
البــــاب الأول

أحكام عامة

الفصل الثاني

المــادة ( 1 )

على صاحب العمل أن يمسك سجلا.

المادة (2) مكررا

يعد السجل وفقا للمادة (1) من هذا القانون.

المادة ٣: التطبيق

المادة (4) من هذا القانون لا تسري على المتطوعين.

الباب الثاني

عقد العمل

المادة الخامسة

يكون العقد مكتوبا.
"""


def paths(tmp_path: Path, text: str) -> list[str]:
    file = tmp_path / "law.txt"
    file.write_text(text, encoding="utf-8")
    return [passage.heading for passage in segment(extract_in_child(file))]


def test_the_number_of_an_article_stands_in_its_path(tmp_path: Path) -> None:
    assert paths(tmp_path, LAW) == [
        "الباب الأول › أحكام عامة › الفصل الثاني › المادة (1)",
        "الباب الأول › أحكام عامة › الفصل الثاني › المادة (2) مكررا",
        "الباب الأول › أحكام عامة › الفصل الثاني › المادة ٣",
        "الباب الثاني › عقد العمل › المادة الخامسة",
    ]


def test_english_articles_too(tmp_path: Path) -> None:
    text = "Chapter 1\n\nGeneral\n\nArticle 1\n\nThese rules bind.\n\nArticle 2\n\nSee Article 1.\n\nArticle 3\n\nEnd.\n"
    assert paths(tmp_path, text) == [f"Chapter 1 › General › Article {n}" for n in (1, 2, 3)]


@pytest.mark.parametrize(
    "text",
    [
        "نصت المادة (5) على ذلك.\n\nوأكدت المادة (6) والمادة (7) خلافه.\n\nالمادة (8) من اللائحة لا تنطبق هنا.",
        "Part of the plan is done.\n\nArticle 5 was read aloud.\n\nSection heads meet on Sunday.",
    ],
)
def test_sentences_that_speak_of_articles_are_no_headings(tmp_path: Path, text: str) -> None:
    assert set(paths(tmp_path, text)) == {""}


def test_an_article_set_at_the_end_of_a_line_begins_its_own_passage(tmp_path: Path) -> None:
    text = "المادة (1)\nلغة العمل العربية. المادة (2)\nيبدأ الدوام صباحا. المادة (3)\nينتهي ظهرا."
    assert paths(tmp_path, text) == ["المادة (1)", "المادة (2)", "المادة (3)"]
