"""A learner's way through a path: nothing blocks, nothing is lost, what was missed comes back."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.model import Asker
from assistant.onboarding.closed import Given, solution
from assistant.onboarding.course import Course, Learner
from assistant.onboarding.errors import NotFinished, NotStarted, UnknownPath, UnknownPoint, UnknownStep
from assistant.onboarding.guide import overview
from assistant.onboarding.guide_sheets import as_csv, as_xlsx, table
from assistant.onboarding.progress import Progress
from assistant.state.engine import State
from assistant.state.errors import StateAway
from tests.fakes.counting_embedder import CountingEmbedder

PATH_ID = "leave-and-crisis"
WHOLE = Given("Annual leave is 30 days a year. It is requested 10 working days before it begins.")


def finish(course: Course, learner: Learner) -> None:
    course.start(learner, PATH_ID)
    path = course.path(learner, PATH_ID)
    course.answer(learner, PATH_ID, "annual", WHOLE)
    for step_id in ("certificate", "order", "times"):
        step = path.step(step_id)
        assert step is not None
        course.answer(learner, PATH_ID, step_id, Given(chosen=solution(step)))
    course.answer(learner, PATH_ID, "report", Given("It is written within five working days.", truth=False))


def test_a_path_is_begun_answered_and_finished(course: Course, learner: Learner) -> None:
    assert course.start(learner, PATH_ID).step.id == "annual"
    result = course.answer(learner, PATH_ID, "annual", WHOLE)
    assert (result.judgement.score, result.next, result.passed) == (1.0, "certificate", True)
    assert all(point.places for point in result.points)
    finish(course, learner)
    assert course.finished_on(learner, PATH_ID)[1] == "2026-11-24"


def test_a_wrong_answer_blocks_nothing_and_comes_back_the_next_day(course: Course, learner: Learner, clock: object) -> None:
    course.start(learner, PATH_ID)
    assert course.answer(learner, PATH_ID, "annual", Given("I have no idea about it.")).next == "certificate"
    assert course.due(learner) == []
    clock.now += timedelta(days=1, minutes=1)  # type: ignore[attr-defined]
    assert [(due.step.id, len(due.points)) for due in course.due(learner)] == [("annual", 2)]
    course.answer(learner, PATH_ID, "annual", WHOLE, review=True)
    assert course.due(learner) == []


@pytest.mark.parametrize("jump", [timedelta(days=-900), timedelta(days=4000)])
def test_a_clock_that_jumps_and_comes_back_loses_no_review(
    course: Course, learner: Learner, clock: object, jump: timedelta
) -> None:
    course.start(learner, PATH_ID)
    course.answer(learner, PATH_ID, "annual", Given("I have no idea about it."))
    clock.now += jump  # type: ignore[attr-defined]
    course.answer(learner, PATH_ID, "annual", Given("I still have no idea about it."))
    clock.now = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)  # type: ignore[attr-defined]
    course.answer(learner, PATH_ID, "annual", Given("No idea about it today either."))
    clock.now += timedelta(days=2)  # type: ignore[attr-defined]
    assert [due.step.id for due in course.due(learner)] == ["annual"]


def test_two_devices_at_once_keep_both_answers(course: Course, learner: Learner) -> None:
    course.start(learner, PATH_ID)
    answers = [Given(f"Annual leave is {days} days a year.") for days in range(20, 32)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda given: course.answer(learner, PATH_ID, "annual", given), answers))
    assert len(course.progress.attempts_of(learner.id, PATH_ID)) == len(answers)


def test_the_same_answer_sent_again_counts_once(course: Course, learner: Learner) -> None:
    course.start(learner, PATH_ID)
    first = course.answer(learner, PATH_ID, "annual", WHOLE, sent="one")
    again = course.answer(learner, PATH_ID, "annual", Given("something else"), sent="one")
    assert first.attempt == again.attempt
    assert again.judgement.score == 1.0


def test_an_answer_while_the_database_is_locked_is_refused_and_kept_once_when_it_is_sent_again(
    course: Course, learner: Learner, tmp_path: Path
) -> None:
    course.start(learner, PATH_ID)
    with closing(sqlite3.connect(tmp_path / "state" / "state.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StateAway, match="what was saved before is kept"):
            course.answer(learner, PATH_ID, "annual", WHOLE, sent="one")
        assert course.step(learner, PATH_ID, "annual").best is None
        other.execute("ROLLBACK")
    assert course.answer(learner, PATH_ID, "annual", WHOLE, sent="one").passed
    assert len(course.progress.attempts_of(learner.id, PATH_ID)) == 1


def test_another_device_goes_on_where_the_first_stopped(course: Course, learner: Learner, state: State, folder: Path) -> None:
    course.start(learner, PATH_ID)
    course.answer(learner, PATH_ID, "annual", WHOLE)
    other = Course(course.assistant, Progress(state), (folder,))
    assert other.current(learner).step.id == "certificate"


def test_a_step_that_is_gone_is_said_and_its_answers_stay(course: Course, learner: Learner, folder: Path) -> None:
    course.start(learner, PATH_ID)
    course.answer(learner, PATH_ID, "annual", WHOLE)
    file = folder / "leave.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("id: annual", "id: yearly").replace("[annual]", "[yearly]"), encoding="utf-8"
    )
    with pytest.raises(UnknownStep, match="what was answered is kept"):
        course.answer(learner, PATH_ID, "annual", WHOLE)
    assert len(course.progress.attempts_of(learner.id, PATH_ID)) == 1
    assert course.step(learner, PATH_ID, "").step.id == "yearly"


def test_a_path_that_changed_says_what_changed_once(course: Course, learner: Learner, folder: Path) -> None:
    course.start(learner, PATH_ID)
    course.answer(learner, PATH_ID, "annual", WHOLE)
    file = folder / "leave.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("A number and a time", "Two numbers"), encoding="utf-8")
    new, changed = course.changes(learner, PATH_ID)
    assert ([step.id for step in new], [step.id for step in changed]) == ([], ["annual"])
    assert course.changes(learner, PATH_ID) == ([], [])


def test_a_path_broken_by_an_edit_is_followed_as_it_stood_until_it_is_mended(
    course: Course, learner: Learner, folder: Path
) -> None:
    course.start(learner, PATH_ID)
    file = folder / "leave.yaml"
    whole = file.read_text(encoding="utf-8")
    file.write_text(whole.replace("    minutes: 3\n", "    minuets: 3\n"), encoding="utf-8")
    assert course.answer(learner, PATH_ID, "annual", WHOLE).passed
    assert any("minuets" in fault.what for fault in course.faults(learner.asker))
    file.write_text(whole.replace("A number and a time", "Two numbers"), encoding="utf-8")
    assert course.step(learner, PATH_ID, "annual").step.question.hint.en == "Two numbers"
    assert course.loaded()[1] == []


def test_a_path_whose_file_is_taken_away_is_gone_and_comes_back_with_its_answers(
    course: Course, learner: Learner, folder: Path
) -> None:
    course.start(learner, PATH_ID)
    course.answer(learner, PATH_ID, "annual", WHOLE)
    (folder / "leave.yaml").rename(folder / "leave.away")
    with pytest.raises(UnknownPath):
        course.step(learner, PATH_ID, "")
    (folder / "leave.away").rename(folder / "leave.yaml")
    assert course.step(learner, PATH_ID, "").step.id == "certificate"


def test_what_a_followed_path_is_judged_by_is_embedded_before_the_answer_and_again_after_an_edit(
    assistant: Assistant, state: State, folder: Path, learner: Learner
) -> None:
    embedder = CountingEmbedder(assistant.embedder)
    with closing(Assistant(assistant.home, embedder, options=assistant.options, long_lived=False)) as counted:
        course = Course(counted, Progress(state), (folder,))
        course.prepare()
        assert embedder.texts == []
        course.start(learner, PATH_ID)
        course.prepare()
        assert "Annual leave is 30 days a year." in embedder.texts
        file = folder / "leave.yaml"
        text = file.read_text(encoding="utf-8").replace("is 30 days a year.}", "is 30 days each year.}")
        file.write_text(text, encoding="utf-8")
        course.prepare()
        assert "Annual leave is 30 days each year." in embedder.texts
        embedder.texts.clear()
        course.answer(learner, PATH_ID, "annual", Given("Nobody ever told me anything of the kind."))
        assert embedder.texts == ["Nobody ever told me anything of the kind."]


def test_a_path_over_hidden_documents_is_hidden(course: Course, folder: Path) -> None:
    file = folder / "leave.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("crisis: {en: crisis-en}", "crisis: {en: salaries-en}"), encoding="utf-8"
    )
    stranger = Learner("name:x", Asker.parse("public"), "en")
    assert course.paths(stranger)[0].hidden == ("salaries-en",)
    with pytest.raises(UnknownPath):
        course.start(stranger, PATH_ID)


def test_what_is_not_begun_says_so(course: Course, learner: Learner) -> None:
    with pytest.raises(NotStarted):
        course.current(learner)
    with pytest.raises(NotStarted):
        course.answer(learner, PATH_ID, "annual", WHOLE)
    course.start(learner, PATH_ID)
    with pytest.raises(NotFinished):
        course.finished_on(learner, PATH_ID)


def test_an_objection_reaches_the_guide(course: Course, learner: Learner) -> None:
    course.start(learner, PATH_ID)
    result = course.answer(learner, PATH_ID, "annual", Given("Annual leave is 30 days a year."))
    course.object_to(learner, result.attempt, "request", "I meant it")
    seen = overview(course)
    assert [(row.learner, row.note) for row in seen.objections] == [("salim", "I meant it")]
    assert (seen.learners[0].passed, seen.learners[0].steps) == (1, 5)
    assert as_csv(seen, "learners", "en").startswith(b"\xef\xbb\xbflearner,")
    assert as_xlsx(seen, "ar")[:2] == b"PK"
    with pytest.raises(UnknownPoint):
        course.object_to(Learner("name:other", Asker(), "en"), result.attempt, "request", "")
    with pytest.raises(UnknownPoint):
        course.object_to(learner, result.attempt, "no-such-point", "")


def test_wrong_answers_that_mean_the_same_stand_together(course: Course, learner: Learner) -> None:
    for name, said in (
        ("a", "I would ask my neighbour about it."),
        ("b", "I would ask my neighbours about that."),
        ("c", "Banana bread recipe, please help me bake it."),
    ):
        one = Learner(f"name:{name}", Asker(), "en")
        course.start(one, PATH_ID)
        course.answer(one, PATH_ID, "annual", Given(said))
    (row,) = overview(course).steps
    assert row.failed_first == 1.0
    assert [group.count for group in row.wrong] == [2, 1]
    head, *rows = table(overview(course), "steps", "en")
    assert [one[head.index("wrong answers alike")] for one in rows] == [2, 1]
    assert rows[0][head.index("one of them")] == "I would ask my neighbour about it."


def test_a_learner_takes_their_data_and_is_forgotten(course: Course, learner: Learner) -> None:
    finish(course, learner)
    kept = course.progress.export(learner.id)
    assert len(kept["answers"]) == 5
    assert course.progress.erase(learner.id) == 5
    assert all(not rows for rows in course.progress.export(learner.id).values())


def test_mastery_counts_what_was_made_and_is_likely_still_known(course: Course, learner: Learner, clock: object) -> None:
    finish(course, learner)
    path = course.path(learner, PATH_ID)
    fresh = course.topics(learner, path)
    clock.now += timedelta(days=60)  # type: ignore[attr-defined]
    assert all(later.mastery < now.mastery for now, later in zip(fresh, course.topics(learner, path), strict=True))
