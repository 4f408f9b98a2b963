"""The day on which a document says it was issued."""

from datetime import date
from pathlib import Path

import pytest

from ingest.describe import metadata_of
from ingest.extract.sandbox import extract_in_child


def read(tmp_path: Path, text: str):  # type: ignore[no-untyped-def]
    path = tmp_path / "decision.txt"
    path.write_text(text, encoding="utf-8")
    return extract_in_child(path)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("قرار\n\nتعتمد اللائحة.\n\nصدر في : 24 من صفر سنة 1424هـ\nالموافق : 26 من إبريل سنة 2003م", "2003-04-26"),
        ("التاريخ: ٣ مايو ٢٠٢٤م\n\nإلى رؤساء الأقسام", "2024-05-03"),
        ("Circular 7\n\nDate of issue: Sunday 3 March 2024\n\nAll units", "2024-03-03"),
        ("Policy\n\nIssued on May 3, 2024 by the Director", "2024-05-03"),
    ],
)
def test_the_day_beside_its_phrase_is_the_document_s(tmp_path: Path, text: str, day: str) -> None:
    document = read(tmp_path, text)
    assert document.declared["issued"] == day
    assert metadata_of(document, {}, "decision").date == day
    assert document.report.notes == ()


def test_a_hijri_day_alone_is_told_to_be_one_off_perhaps(tmp_path: Path) -> None:
    document = read(tmp_path, "قرار وزاري\n\nصدر بتاريخ 12 رمضان 1445هـ\n\nيعمل به من نشره.")
    assert document.declared["issued"] == "2024-03-22"
    assert "may be one day off" in document.report.notes[0]


@pytest.mark.parametrize(
    "text",
    ["The approved budget of 3 March 2024 was spent.", "يعمل بهذا القرار من 3 مارس 2024", "Update\n\nsee the letter of 3/5/2024"],
)
def test_another_day_is_not_taken_for_it(tmp_path: Path, text: str) -> None:
    assert "issued" not in read(tmp_path, text).declared


def test_front_matter_comes_first_and_the_day_of_saving_last(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("---\ndate: 2025-01-02\n---\n# Policy\n\nIssued on 3 May 2024.", encoding="utf-8")
    assert metadata_of(extract_in_child(path), {}, "a").date == "2025-01-02"
    saved = extract_in_child(Path(__file__).parents[2] / "data" / "docx" / "source" / "attendance.docx")
    assert metadata_of(saved, {}, "a").date == saved.declared["saved"]
    assert date.fromisoformat(str(saved.declared["saved"]))
