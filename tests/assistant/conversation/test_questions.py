"""What is kept of questions, what is not, and for how long."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from assistant.conversation.errors import UnknownAnswer
from assistant.conversation.feedback import Feedback
from assistant.conversation.questions import Closure, Questions, Result, beginning_of, pseudonym
from assistant.model import OWNER, Answer, Asker, Question
from assistant.state.engine import State

Ask = Callable[..., str]


def days_ago(days: int) -> str:
    return (datetime.now(UTC) - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_question_is_kept_with_its_time_language_and_groups_and_without_its_answer(state: State, questions: Questions) -> None:
    answer = Answer("not kept", "ar", True, 0.21, kind="abstention", understood_as="من يعتمد الإجازة؟")
    questions.keep("a1", Question("ومن يعتمدها؟", asker=Asker(frozenset({"hr", "board"}))), answer, asker="salma")
    (kept,) = questions.wanting()
    assert (kept.text, kept.meant, kept.language) == ("ومن يعتمدها؟", "من يعتمد الإجازة؟", "ar")
    assert (kept.groups, kept.abstained, kept.confidence, kept.kind) == (("board", "hr"), True, 0.21, "abstention")
    assert kept.at.endswith("Z")
    with state.reading() as db:
        row = str(db.execute(text("SELECT * FROM questions")).one())
    assert "not kept" not in row
    assert "salma" not in row


def test_the_owner_has_no_groups_and_reads_everything_again_as_the_owner(questions: Questions, asked: Ask) -> None:
    asked("Where is the gym?", groups=None)
    (kept,) = questions.wanting()
    assert kept.groups is None
    assert kept.as_asker == OWNER


def test_askers_are_told_apart_without_their_names() -> None:
    assert pseudonym("salma") == pseudonym("salma") != pseudonym("")
    assert "salma" not in pseudonym("salma")


def test_a_greeting_is_not_kept(questions: Questions) -> None:
    questions.keep("a1", Question("hello"), Answer("Hello", "en", False, 1.0, kind="social"), asker="")
    with pytest.raises(UnknownAnswer):
        questions.rate("a1", Feedback(useful=True))


@pytest.mark.parametrize("odd", ["half a pair \ud83d", "a NUL \0 within", "\U0001f33f", "؟" * 4000])
def test_any_text_can_be_kept(questions: Questions, asked: Ask, odd: str) -> None:
    asked(odd)
    assert len(questions.wanting()) == 1


@pytest.mark.parametrize(
    ("said", "wants"),
    [
        (Feedback(useful=False, reason="old"), True),
        (Feedback(useful=True), False),
        (Feedback(passed_on=True), True),
    ],
)
def test_an_answer_that_was_not_useful_or_was_passed_on_wants_attention(
    questions: Questions, asked: Ask, said: Feedback, wants: bool
) -> None:
    id = asked("How long is leave?", answered=True)
    assert questions.wanting() == []
    questions.rate(id, said)
    assert [kept.feedback for kept in questions.wanting()] == ([said] if wants else [])


def test_what_is_said_last_of_an_answer_stands(questions: Questions, asked: Ask) -> None:
    id = asked("How long is leave?", answered=True)
    questions.rate(id, Feedback(useful=False))
    questions.rate(id, Feedback(useful=True))
    assert questions.wanting() == []


def test_an_unknown_answer_can_not_be_rated(questions: Questions) -> None:
    with pytest.raises(UnknownAnswer, match="no answer"):
        questions.rate("nowhere", Feedback(useful=True))


def test_what_is_older_than_questions_are_kept_is_forgotten_with_what_was_said_of_it(
    state: State, questions: Questions, asked: Ask
) -> None:
    old = asked("An old question", at=days_ago(181))
    questions.rate(old, Feedback(useful=False, reason="so old"))
    asked("A new question", at=days_ago(179))
    questions.close(Closure("g1", days_ago(181), "An old gap", ()), [])
    questions.forget()
    assert [kept.text for kept in questions.wanting()] == ["A new question"]
    assert questions.closures() == []
    with state.reading() as db:
        assert db.execute(text("SELECT count(*) FROM feedback")).scalar() == 0


def test_opening_the_record_forgets_what_is_due(state: State, asked: Ask) -> None:
    asked("An old question", at=days_ago(40))
    assert Questions(state, kept_days=30).wanting() == []


def test_a_closed_gap_takes_its_questions_out(questions: Questions, asked: Ask) -> None:
    first, _ = asked("Where is the gym?"), asked("Is there a pool?")
    closure = Closure("g1", days_ago(0), "Gym", (Result("Where is the gym?", True, ("sports-en",)),))
    questions.close(closure, [first])
    assert [kept.text for kept in questions.wanting()] == ["Is there a pool?"]
    assert questions.closures() == [closure]


def test_a_day_begins_where_its_readers_live() -> None:
    assert beginning_of(date(2026, 3, 1), "Asia/Muscat") == "2026-02-28T20:00:00Z"
    assert beginning_of(None, "Asia/Muscat") == ""


def test_only_what_was_asked_since_is_wanted(questions: Questions, asked: Ask) -> None:
    asked("Before", at=days_ago(3))
    asked("After", at=days_ago(1))
    assert [kept.text for kept in questions.wanting(days_ago(2))] == ["After"]
