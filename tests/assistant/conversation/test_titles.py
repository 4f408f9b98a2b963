"""A draft title says the matter, without the question around it."""

import pytest

from assistant.conversation.titles import draft_title
from corpus.text.normalise import language_of


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("What is the policy on working from home?", "Working from home"),
        ("How do I apply for a housing loan?", "Housing loan"),
        ("Who is responsible for data protection?", "Data protection"),
        ("Retirement", "Retirement"),
        ("what?", "What"),
        ("ما شروط القرض السكني للموظفين؟", "شروط القرض السكني للموظفين"),
        ("من المسؤول عن حماية البيانات الشخصية؟", "حماية البيانات الشخصية"),
        ("كيف أطلب حاسوبًا محمولًا؟", "حاسوبًا محمولًا"),
        ("ما هي؟", "ما هي"),
        ("؟", "؟"),
    ],
)
def test_the_title_of_a_question(question: str, title: str) -> None:
    assert draft_title(question, "ar" if language_of(question) == "ar" else "en") == title


def test_a_title_has_at_most_ten_words() -> None:
    assert len(draft_title("word " * 300, "en").split()) == 10
