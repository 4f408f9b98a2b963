"""Conversations: kept whole, their askers' own, found again, and shown only as far as they may be read."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.conversation.errors import UnknownConversation
from assistant.conversation.history import Conversations, Turn, as_readable
from assistant.model import Answer, Asker, Closest, Question
from assistant.state.engine import State
from corpus.home import Home

KNOWN = "How many days of annual leave does an employee have?"
SALARY = "What is the confidential salary scale?"


@pytest.fixture
def talks(state: State) -> Conversations:
    return Conversations(state, kept_days=36_500)


def turn(id: str, question: str, *, answer: str = "30 days.", **values: str) -> Turn:
    kind = values.pop("kind", "answer")
    return Turn(id=id, question=question, answer=Answer(answer, "en", False, 0.9, kind=kind), **values)  # type: ignore[arg-type]


def test_a_conversation_keeps_its_turns_in_the_order_in_which_they_were_asked(talks: Conversations) -> None:
    for n in range(3):
        talks.keep("ali", "c", turn(f"a{n}", f"question {n}"))
    talk, turns = talks.open("ali", "c")
    assert (talk.title, talk.turns) == ("question 0", 3)
    assert [one.question for one in turns] == ["question 0", "question 1", "question 2"]


def test_an_answer_comes_back_as_it_was_told(talks: Conversations, assistant: Assistant) -> None:
    answer = assistant.ask(Question(KNOWN))
    talks.keep("ali", "c", Turn(id="a", question=KNOWN, answer=answer))
    assert talks.open("ali", "c")[1][0].answer == answer


def test_nobody_reaches_a_conversation_of_another_key(talks: Conversations) -> None:
    talks.keep("ali", "c", turn("a", "mine"))
    assert talks.find("mona") == []
    assert talks.before("mona", "c") == ()
    for reach in (talks.open, talks.delete):
        with pytest.raises(UnknownConversation):
            reach("mona", "c")
    with pytest.raises(UnknownConversation):
        talks.rename("mona", "c", "yours")
    assert talks.open("ali", "c")[0].title == "mine"


def test_the_same_id_under_two_keys_is_two_conversations(talks: Conversations) -> None:
    talks.keep("ali", "c", turn("a", "mine"))
    talks.keep("mona", "c", turn("b", "hers"))
    assert [talks.open(name, "c")[1][0].question for name in ("ali", "mona")] == ["mine", "hers"]


@pytest.mark.parametrize("text", ["leave", "LEAVE days", "إجازة", "اجازه سنويه", "Named"])
def test_conversations_are_found_by_the_words_in_them_however_spelt(talks: Conversations, text: str) -> None:
    talks.keep("", "one", turn("a", "How is leave requested? إجازة سنوية", answer="Within 5 days."))
    talks.rename("", "one", "A named one")
    talks.keep("", "two", turn("b", "100% of the budget"))
    assert [talk.id for talk in talks.find("", text)] == ["one"]


def test_a_percent_sign_is_looked_for_as_one(talks: Conversations) -> None:
    talks.keep("", "one", turn("a", "leave"))
    talks.keep("", "two", turn("b", "100% of the budget"))
    assert [talk.id for talk in talks.find("", "%")] == ["two"]


def test_the_latest_conversation_comes_first_and_a_page_at_a_time(talks: Conversations) -> None:
    for n, day in enumerate(("03", "01", "02")):
        talks.keep("", f"c{n}", turn(f"a{n}", "x", at=f"2026-11-{day}T00:00:00Z"))
    assert [talk.id for talk in talks.find("")] == ["c0", "c2", "c1"]
    assert [talk.id for talk in talks.find("", most=1, skip=1)] == ["c2"]


def test_a_turn_that_is_kept_twice_counts_once(talks: Conversations) -> None:
    talks.keep("", "c", turn("a", "x"))
    talks.keep("", "c", turn("a", "x"))
    assert talks.open("", "c")[0].turns == 1


def test_a_second_try_takes_the_place_of_what_was_stopped(talks: Conversations) -> None:
    talks.keep("", "c", turn("a", "x", state="stopped"))
    talks.keep("", "c", turn("b", "x"), replaces="a")
    assert [one.id for one in talks.open("", "c")[1]] == ["b"]


def test_a_second_try_takes_nothing_from_another_conversation(talks: Conversations) -> None:
    talks.keep("mona", "c", turn("a", "hers"))
    talks.keep("ali", "c", turn("b", "x"), replaces="a")
    assert talks.open("mona", "c")[0].turns == 1


def test_answers_that_come_at_once_are_all_kept(talks: Conversations) -> None:
    threads = [threading.Thread(target=talks.keep, args=("", "c", turn(f"a{n}", f"q{n}"))) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {one.question for one in talks.open("", "c")[1]} == {f"q{n}" for n in range(8)}


def test_a_follow_up_leans_on_the_latest_questions_and_on_no_greeting(talks: Conversations) -> None:
    for n in range(20):
        talks.keep("", "c", turn(f"a{n}", f"question {n}"))
    talks.keep("", "c", turn("thanks", "thank you", kind="social"))
    assert talks.before("", "c") == tuple(f"question {n}" for n in range(8, 20))


def test_what_was_deleted_is_gone_from_the_database_too(talks: Conversations, state: State) -> None:
    talks.keep("", "c", turn("a", "a secret"))
    talks.keep("", "d", turn("b", "another"))
    talks.delete("", "c")
    assert [talk.id for talk in talks.find("")] == ["d"]
    assert talks.delete_all("") == 1
    with state.reading() as db:
        assert db.exec_driver_sql("SELECT count(*) FROM turns").scalar() == 0


def test_conversations_that_rested_for_long_are_forgotten(state: State) -> None:
    talks = Conversations(state, kept_days=30)
    talks.keep("", "old", turn("a", "x", at="2020-01-01T00:00:00Z"))
    talks.keep("", "new", turn("b", "x"))
    talks.forget()
    assert [talk.id for talk in talks.find("")] == ["new"]


def test_a_new_answer_is_put_at_the_end_and_marked_until_it_was_seen(talks: Conversations) -> None:
    talks.keep("ali", "c", turn("a", "x", answer="The library does not say."))
    assert talks.answered_since("a", turn("b", "", answer="It does now."))
    assert talks.find("ali")[0].new == 1
    assert [(one.question, one.state) for one in talks.open("ali", "c")[1]] == [("x", "whole"), ("x", "new")]
    talks.seen("ali", "c")
    assert talks.find("ali")[0].new == 0


def test_a_question_that_is_not_kept_any_more_gets_no_new_answer(talks: Conversations) -> None:
    assert not talks.answered_since("gone", turn("b", "x"))


def test_an_answer_is_shown_while_its_asker_may_read_what_it_cites(talks: Conversations, assistant: Assistant) -> None:
    answer = assistant.ask(Question(SALARY, asker=Asker.parse("board")))
    kept = Turn(id="a", question=SALARY, answer=answer)
    assert answer.citations
    assert as_readable(kept, assistant.snapshot().view(frozenset({"board"}))) == kept
    shown = as_readable(kept, assistant.snapshot().view(frozenset()))
    assert shown.withheld
    assert (shown.answer.answer, shown.answer.citations, shown.answer.closest) == ("", (), ())


def test_a_passage_that_came_close_is_left_out_for_who_may_not_read_it(assistant: Assistant) -> None:
    near = Answer("no", "en", True, 0.1, closest=(Closest("salaries-en", "Salaries", 1, "…"),), kind="abstention")
    assert as_readable(Turn(id="a", question="x", answer=near), assistant.snapshot().view(frozenset())).answer.closest == ()


def test_turns_that_quote_a_removed_document_can_be_dropped(talks: Conversations, assistant: Assistant) -> None:
    answer = assistant.ask(Question(SALARY, asker=Asker.parse("board")))
    talks.keep("", "only", Turn(id="a", question=SALARY, answer=answer))
    talks.keep("", "both", Turn(id="b", question=SALARY, answer=answer))
    talks.keep("", "both", turn("c", "x"))
    assert talks.drop_quoting(["salaries-en"]) == 2
    assert [(talk.id, talk.turns) for talk in talks.find("")] == [("both", 1)]


def test_text_that_no_database_takes_is_kept_without_it(talks: Conversations) -> None:
    talks.keep("", "c\0", turn("a", "x\0\ud800y", answer="z\0"))
    assert talks.open("", "c\0")[1][0].question == "x?y"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[State]:
    opened = State(Home(tmp_path / "elsewhere"))
    yield opened
    opened.close()


def test_a_conversation_of_another_version_is_read_without_what_is_unknown(elsewhere: State) -> None:
    talks = Conversations(elsewhere, kept_days=36_500)
    talks.keep("", "c", turn("a", "x"))
    with elsewhere.writing() as db:
        db.exec_driver_sql("""UPDATE turns SET answer = json_set(answer, '$.later', 1, '$.kind', 'answer')""")
    assert talks.open("", "c")[1][0].answer.answer == "30 days."
