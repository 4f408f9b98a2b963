"""What kind of answer a question expects, and in what form, in both languages."""

import pytest

from assistant.answering.expected import KINDS, asked_forms, expected_kind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many days of leave are there?", "quantity"),
        ("كم عدد أعضاء اللجنة؟", "quantity"),
        ("What percentage of letters went astray?", "quantity"),
        ("How long may a pilot last?", "date"),
        ("متى يبدأ التدريب؟", "date"),
        ("خلال كم يوم يُبلَّغ الرئيس؟", "date"),
        ("Who approves the budget?", "person"),
        ("من يعتمد الخطة؟", "person"),
        ("مين المسؤول عن السجل؟", "person"),
        ("Where do staff park?", "place"),
        ("أين تُحفظ الوثائق؟", "place"),
        ("Why was the tool stopped?", "cause"),
        ("لماذا أُلغي القرار؟", "cause"),
        ("How do I report a risk?", "manner"),
        ("كيف أقدم طلب إجازة؟", "manner"),
        ("May the tool change a date?", "ruling"),
        ("هل يجوز تأجيل المراجعة؟", "ruling"),
        ("What is a quarantine?", "meaning"),
        ("ما المقصود بالتغيير الاستراتيجي؟", "meaning"),
        ("Which tool reads the letters first?", "thing"),
    ],
)
def test_the_kind_of_answer_is_read_from_the_question(question: str, kind: str) -> None:
    assert kind in KINDS
    assert expected_kind(question) == kind


@pytest.mark.parametrize(
    ("question", "forms"),
    [
        ("What are the steps of a review?", {"list"}),
        ("ما هي شروط الترقية؟", {"list"}),
        ("What is the difference between a risk and a crisis?", {"compare"}),
        ("ما الفرق بين الخطر والأزمة؟", {"compare"}),
        ("Who approves the budget?", set()),
    ],
)
def test_lists_and_comparisons_are_heard(question: str, forms: set[str]) -> None:
    assert asked_forms(question) == forms
