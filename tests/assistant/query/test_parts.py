"""Two questions in one breath are told apart; one question stays whole."""

import pytest

from assistant.query.parts import questions_in


@pytest.mark.parametrize(
    "text",
    [
        "كم يوم الاجازه السنويه وكم اقدر ارحل منها للسنه الجايه",
        "How many people sit in the crisis cell, and how soon must they meet?",
        "متى يبدأ الدوام في رمضان؟ ومن يفتح حساب الشبكة للموظف؟",
    ],
)
def test_two_questions_are_two(text: str) -> None:
    assert len(questions_in(text)) == 2


@pytest.mark.parametrize("text", ["What are the aims and the risks?", "ما أهداف الخطة وما مخاطرها", "How?", "كم وكم"])
def test_one_question_stays_whole(text: str) -> None:
    assert questions_in(text) == ()
