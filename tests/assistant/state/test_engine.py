"""The state database: migrated by itself, locked, damaged or away without a trace of a traceback."""

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from assistant.state.engine import HEAD, VERSION_TABLE, State
from assistant.state.errors import NewerState, StateAway
from assistant.state.tables import metadata
from corpus.home import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def state(home: Home) -> Iterator[State]:
    opened = State(home, patience_s=0.2)
    yield opened
    opened.close()


def test_the_migrations_make_the_tables_that_the_code_knows(state: State) -> None:
    with state.reading() as db:
        assert compare_metadata(MigrationContext.configure(db, opts={"version_table": VERSION_TABLE}), metadata) == []


def test_several_threads_may_open_it_first(home: Home) -> None:
    failures: list[Exception] = []

    def open_it() -> None:
        opened = State(home)
        try:
            with opened.writing() as db:
                db.execute(text("SELECT 1"))
        except StateAway as exc:
            failures.append(exc)
        finally:
            opened.close()

    threads = [threading.Thread(target=open_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_locked_database_is_told_and_keeps_what_it_has(state: State, home: Home) -> None:
    with state.writing() as db:
        db.execute(text("INSERT INTO learners VALUES ('a', 'ar', '2026-01-01T00:00:00Z')"))
    blocker = sqlite3.connect(home.state, isolation_level=None)
    blocker.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StateAway, match="locked"), state.writing() as db:
        db.execute(text("DELETE FROM learners"))
    blocker.execute("ROLLBACK")
    blocker.close()
    with state.reading() as db:
        assert db.execute(text("SELECT count(*) FROM learners")).scalar() == 1


def test_a_transaction_that_fails_leaves_nothing(state: State) -> None:
    with pytest.raises(StateAway), state.writing() as db:
        db.execute(text("INSERT INTO learners VALUES ('a', 'ar', '2026-01-01T00:00:00Z')"))
        db.execute(text("INSERT INTO no_such_table VALUES (1)"))
    with state.reading() as db:
        assert db.execute(text("SELECT count(*) FROM learners")).scalar() == 0


def test_a_file_that_is_no_database_is_told(home: Home) -> None:
    home.root.mkdir()
    home.state.write_bytes(b"not a database" * 100)
    opened = State(home)
    with pytest.raises(StateAway, match="isn't one"), opened.reading():
        pass
    opened.close()


def test_a_newer_database_is_refused(state: State) -> None:
    with state.writing() as db:
        db.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    later = State(state._home)
    with pytest.raises(NewerState), later.reading():
        pass
    later.close()
    assert HEAD < "9999"


def test_a_server_that_is_away_is_told(home: Home) -> None:
    opened = State(home, address="sqlite:////no/such/folder/state.sqlite")
    with pytest.raises(StateAway), opened.reading():
        pass
    opened.close()
