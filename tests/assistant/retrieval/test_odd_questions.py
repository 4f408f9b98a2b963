"""Odd questions get a sensible result or a clear message, never a failure."""

import pytest

from assistant.assistant import Assistant
from assistant.errors import EmptyQuestion, QuestionTooLong
from assistant.model import Question


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "و",
        "what is the of",
        "ما هو الذي",
        "KPI حق قسم leave وين",
        "leave 🎉🎉",
        "ااااااااااا",
        "xqzvbk",
        "سجل" * 200,
        "1 2 3",
        "how? when? why?",
    ],
)
def test_an_odd_question_is_searched(assistant: Assistant, text: str) -> None:
    rows = assistant.search(text, k=3)
    assert [row.rank for row in rows] == list(range(1, len(rows) + 1))
    assert all(0.0 <= row.score <= 1.01 for row in rows)


@pytest.mark.parametrize("text", ["a", "و", "what is the of", "ما هو الذي", "KPI حق قسم leave وين", "leave 🎉🎉"])
def test_an_odd_question_is_answered_in_quotations_or_with_a_silence(assistant: Assistant, text: str) -> None:
    answer = assistant.ask(Question(text))
    assert answer.answer
    assert answer.abstained or answer.kind != "answer" or all(s.citations for s in answer.sentences)


@pytest.mark.parametrize("text", ["", "🎉🎉", "؟!؟", " \n\t"])
def test_a_question_without_a_word_is_told_so(assistant: Assistant, text: str) -> None:
    with pytest.raises(EmptyQuestion):
        assistant.search(text, k=3)


def test_a_question_of_five_thousand_words_is_told_to_be_shorter(assistant: Assistant) -> None:
    with pytest.raises(QuestionTooLong, match="fewer words"):
        assistant.search("leave " * 5000, k=3)


def test_a_misspelt_question_finds_what_it_means(assistant: Assistant) -> None:
    assert assistant.search("anual laeve reqest", k=1)[0].document == "leave-en"
