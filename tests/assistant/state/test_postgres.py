"""The state database in PostgreSQL: the same tables, and nothing lost when many write at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from assistant.conversation.history import Conversations, Turn
from assistant.conversation.questions import Questions
from assistant.model import Answer, Asker, Question
from assistant.onboarding.closed import Given
from assistant.onboarding.model import Judgement, PointJudgement
from assistant.onboarding.path import load_path
from assistant.onboarding.progress import Progress
from assistant.state.engine import VERSION_TABLE, State
from assistant.state.errors import StateAway
from assistant.state.tables import metadata
from corpus.home import Home

PATHS = Path(__file__).resolve().parents[3] / "corpus" / "library" / "onboarding"
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
ANSWER = Answer(answer="30 days [1]", language="en", abstained=False, confidence=0.9)


@pytest.fixture
def state(postgres: str, tmp_path: Path) -> Iterator[State]:
    opened = State(Home(tmp_path / "home"), address=postgres)
    yield opened
    with opened.writing() as db:
        for table in reversed(metadata.sorted_tables):
            db.execute(table.delete())
    opened.close()


def test_the_migrations_make_the_same_tables(state: State) -> None:
    with state.reading() as db:
        assert db.execute(text(f"SELECT count(*) FROM {VERSION_TABLE}")).scalar() == 1
        assert compare_metadata(MigrationContext.configure(db, opts={"version_table": VERSION_TABLE}), metadata) == []


def test_answers_of_many_devices_at_once_are_all_kept(state: State) -> None:
    path = load_path(sorted(PATHS.glob("*.yaml"))[0])
    step = path.steps[0]
    progress = Progress(state)
    progress.enrol("key:maryam", path, "en", NOW)
    points = tuple(PointJudgement(point.id, "made", 0.9) for point in step.question.key_points)
    judged = Judgement(1.0, points, "en")

    def answer(n: int) -> None:
        progress.record("key:maryam", path, step, Given(f"answer {n}"), judged, sent=str(n // 2), review=False, now=NOW)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(answer, range(32)))
    assert len(progress.attempts_of("key:maryam", path.id)) == 16  # each was sent twice
    assert progress.erase("key:maryam")
    assert progress.attempts_of("key:maryam", path.id) == []


def test_conversations_are_found_whatever_the_script(state: State) -> None:
    kept = Conversations(state, kept_days=30)
    kept.keep("maryam", "one", Turn(id="a1", question="كم يوما إجازتي السنوية؟", answer=ANSWER))
    kept.keep("maryam", "one", Turn(id="a2", question="And who approves it?", answer=ANSWER))
    kept.keep("salim", "one", Turn(id="a3", question="كم يوما إجازتي؟", answer=ANSWER))
    assert [one.turns for one in kept.find("maryam", "اجازتي")] == [2]
    assert kept.before("maryam", "one")[-1] == "And who approves it?"
    kept.delete("maryam", "one")
    assert kept.find("maryam") == []
    assert len(kept.find("salim")) == 1


def test_questions_are_kept_with_their_asker_s_groups(state: State) -> None:
    kept = Questions(state, kept_days=30)
    silent = Answer(answer="…", language="en", abstained=True, confidence=0.1, kind="abstention")
    kept.keep("q1", Question("where do I park?", asker=Asker(frozenset({"hr"}))), silent, asker="maryam")
    assert [one.as_asker for one in kept.wanting()] == [Asker(frozenset({"hr"}))]


def test_a_server_that_is_away_is_told(tmp_path: Path) -> None:
    opened = State(Home(tmp_path / "home"), address=f"postgresql+psycopg://dalil@/postgres?host={tmp_path}")
    with pytest.raises(StateAway), opened.reading():
        pass
    opened.close()
