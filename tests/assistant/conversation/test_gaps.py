"""Gaps: grouped, counted, and told apart by whether a document says it, and to whom."""

from collections.abc import Callable

import pytest

from assistant.assistant import Assistant
from assistant.conversation.errors import UnknownGap
from assistant.conversation.feedback import Feedback
from assistant.conversation.gaps import Gaps
from assistant.conversation.questions import Questions
from assistant.model import OWNER, Asker
from assistant.options import AskOptions
from assistant.state.engine import State
from corpus.embed.base import Embedder
from corpus.home import Home

Ask = Callable[..., str]
STRANGER = Asker.parse("public")
BOARD = Asker.parse("board")
SALARY = "What is the confidential salary scale?"
KNOWN = "How many days of annual leave does an employee have?"


@pytest.fixture
def questions(state: State) -> Questions:
    """Kept so long that days written in these tests stay within it."""
    return Questions(state, kept_days=36_500)


@pytest.fixture
def gaps(assistant: Assistant, questions: Questions) -> Gaps:
    return Gaps(assistant, questions)


def test_what_many_ask_comes_first_with_how_often_and_by_how_many(gaps: Gaps, asked: Ask) -> None:
    asked("Where is the swimming pool?", asker="ali", at="2026-11-01T08:00:00Z")
    for asker in ("ali", "salma", "salma"):
        asked("How do I apply for a housing loan?", asker=asker, at="2026-11-02T08:00:00Z")
    asked("كيف أقدم على قرض إسكان؟", asker="huda", at="2026-11-03T08:00:00Z")
    loan, pool = gaps.open(OWNER)
    assert (loan.title, loan.times, loan.askers, loan.unanswered) == ("Housing loan", 4, 3, 4)
    assert (loan.first, loan.last) == ("2026-11-02T08:00:00Z", "2026-11-03T08:00:00Z")
    assert (pool.title, pool.standing) == ("Swimming pool", "missing")
    assert pool.closest


def test_a_gap_keeps_its_id_as_others_ask_the_same(gaps: Gaps, asked: Ask) -> None:
    asked("How do I apply for a housing loan?", at="2026-11-02T08:00:00Z")
    (before,) = gaps.open(OWNER)
    asked("Can employees get a housing loan?", at="2026-11-03T08:00:00Z")
    (after,) = gaps.open(OWNER)
    assert (before.id, before.times, after.times) == (after.id, 1, 2)


def test_what_stands_in_a_document_that_the_asker_may_not_read_is_told_apart(gaps: Gaps, asked: Ask) -> None:
    asked(SALARY, groups="public")
    for manager in (OWNER, BOARD):
        (gap,) = gaps.open(manager)
        assert gap.standing == "restricted"
        assert [one.document for one in gap.stands_in] == ["salaries-en"]


def test_a_manager_who_may_not_read_that_document_sees_no_trace_of_it(gaps: Gaps, asked: Ask) -> None:
    asked(SALARY, groups="public")
    (gap,) = gaps.open(STRANGER)
    assert (gap.standing, gap.stands_in) == ("missing", ())
    assert "salaries-en" not in [one.document for one in gap.closest]


def test_what_the_library_answers_by_now_is_said(gaps: Gaps, asked: Ask) -> None:
    asked(KNOWN)
    assert [gap.standing for gap in gaps.open(OWNER)] == ["answered"]


def test_a_bad_rating_makes_a_gap_with_its_reasons(gaps: Gaps, questions: Questions, asked: Ask) -> None:
    for reason in ("old", "wrong", "old"):
        questions.rate(asked(KNOWN, answered=True), Feedback(useful=False, reason=reason))
    (gap,) = gaps.open(OWNER)
    assert (gap.standing, gap.badly_rated, gap.unanswered, gap.reasons) == ("rated", 3, 0, ("old", "wrong"))


def test_closing_asks_again_as_the_askers_and_says_what_is_answered(gaps: Gaps, asked: Ask) -> None:
    asked(SALARY, groups="public")
    asked(SALARY, groups="board")
    (gap,) = gaps.open(OWNER)
    closure = gaps.close(gap.id, OWNER)
    assert {(result.answered, result.documents) for result in closure.results} == {(False, ()), (True, ("salaries-en",))}
    assert gaps.open(OWNER) == []
    assert gaps.closed(OWNER) == [closure]


def test_what_became_of_a_gap_names_no_document_that_the_manager_may_not_read(gaps: Gaps, asked: Ask) -> None:
    asked(SALARY, groups="board")
    (gap,) = gaps.open(STRANGER)
    told = gaps.close(gap.id, STRANGER)
    assert [(result.answered, result.documents) for result in told.results] == [(True, ())]
    assert gaps.closed(STRANGER) == [told]
    assert gaps.closed(BOARD)[0].results[0].documents == ("salaries-en",)


def test_a_question_asked_again_after_its_gap_was_closed_opens_another(gaps: Gaps, asked: Ask) -> None:
    asked("Where is the swimming pool?")
    (gap,) = gaps.open(OWNER)
    gaps.close(gap.id, OWNER)
    asked("Where is the swimming pool?")
    assert gap.id not in [again.id for again in gaps.open(OWNER)]


def test_an_unknown_gap_can_not_be_closed(gaps: Gaps, asked: Ask) -> None:
    asked("Where is the swimming pool?")
    with pytest.raises(UnknownGap, match="dalil gaps"):
        gaps.close("ffffffff", OWNER)


def test_gaps_are_listed_before_anything_is_indexed(home: Home, embedder: Embedder, questions: Questions, asked: Ask) -> None:
    asked("Where is the swimming pool?")
    empty = Assistant(Home(home.root / "nowhere"), embedder, options=AskOptions(), long_lived=False)
    (gap,) = Gaps(empty, questions).open(OWNER)
    assert (gap.standing, gap.closest) == ("missing", ())
    assert Gaps(empty, questions).close(gap.id, OWNER).results[0].answered is False


def test_a_question_that_is_too_long_by_now_is_listed_all_the_same(
    assistant: Assistant, questions: Questions, asked: Ask
) -> None:
    asked("Where is the swimming pool? " * 30)
    short = Assistant(assistant.home, assistant.embedder, options=AskOptions(longest_question=40), long_lived=False)
    assert [gap.standing for gap in Gaps(short, questions).open(OWNER)] == ["missing"]
