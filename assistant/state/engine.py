"""Opens the state database, brought up to the newest migration; what a database says becomes a sentence of ours.

SQLite by default (write-ahead log, a writer waits up to five seconds for another), PostgreSQL by address.
"""

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DatabaseError, IntegrityError, InterfaceError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from assistant.state.errors import NewerState, StateAway
from corpus.home import Home, told_by_disk

HEAD = "0003"
"""The newest migration; `migrations/versions` holds it."""

VERSION_TABLE = "state_version"
_PATIENCE_S = 5.0
_READING = {"dalil_reading": True}
"""Marks a connection that only reads: it waits for no writer."""

_MIGRATIONS = Path(__file__).resolve().parent / "migrations"


class State:
    """The state database, open. Safe to use from several threads and processes at once."""

    def __init__(self, home: Home, *, address: str = "", patience_s: float = _PATIENCE_S) -> None:
        self._home = home
        if not address:
            with told_by_disk(home.root):
                home.root.mkdir(parents=True, exist_ok=True)
        self._engine = _engine(address or f"sqlite:///{home.state}", patience_s)
        self._ready = False
        self._preparing = Lock()
        # SQLite lets one write at a time and makes the others try again and again; here they stand in line instead.
        self._turn: AbstractContextManager[object] = nullcontext() if address else Lock()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to read with. Raises StateAway."""
        with _told():
            self._prepare()
            with self._engine.connect().execution_options(**_READING) as connection:
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection in a transaction that is kept whole or not at all. Raises StateAway."""
        with _told():
            self._prepare()
            with self._turn, self._engine.begin() as connection:
                yield connection

    def is_migrated(self) -> bool:
        """Whether the newest migration is there already; none is made. Raises StateAway, and NewerState for a newer one."""
        with _told():
            return _version(self._engine) == HEAD

    def _prepare(self) -> None:
        with self._preparing:
            if not self._ready and _version(self._engine) != HEAD:
                with _alone(self._home):
                    if _version(self._engine) != HEAD:
                        _migrate(self._engine)
            self._ready = True

    def close(self) -> None:
        """Let its connections go."""
        self._engine.dispose()


def add_once(db: Connection, statement: Any) -> None:
    """Insert a row unless it is there already."""
    try:
        with db.begin_nested():
            db.execute(statement)
    except IntegrityError:
        return


def _engine(address: str, patience_s: float) -> Engine:
    if not address.startswith("sqlite"):
        return create_engine(address, pool_pre_ping=True)
    engine = create_engine(address, connect_args={"timeout": patience_s}, pool_size=16, max_overflow=48)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # SQLAlchemy begins the transactions, below
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reading = connection.get_execution_options().items() >= _READING.items()
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _version(engine: Engine) -> str:
    with engine.connect().execution_options(**_READING) as connection:
        if not engine.dialect.has_table(connection, VERSION_TABLE):
            return ""
        version = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()
    if version and str(version) > HEAD:
        raise NewerState("it was written by a newer version of the program", subject="state database", remedy="use that version")
    return str(version or "")


def _migrate(engine: Engine) -> None:
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    if engine.dialect.name == "sqlite":
        raw = engine.raw_connection()
        raw.cursor().execute("PRAGMA journal_mode = WAL")  # the file stays so
        raw.close()
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    scripts = ScriptDirectory.from_config(config)

    def up(revision: Any, _context: Any) -> Any:
        return scripts._upgrade_revs("head", revision)

    with EnvironmentContext(config, scripts, fn=up, destination_rev="head") as environment, engine.begin() as connection:
        environment.configure(connection=connection, version_table=VERSION_TABLE, transactional_ddl=False)
        environment.run_migrations()


@contextmanager
def _alone(home: Home) -> Iterator[None]:
    """One process migrates at a time."""
    with told_by_disk(home.root):
        home.root.mkdir(parents=True, exist_ok=True)
        with open(home.state.with_suffix(".lock"), "w", encoding="utf-8") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeout) as exc:
        reason = str(getattr(exc, "orig", exc)).splitlines()[0]
        raise StateAway(
            f"the state database can't be used now ({reason})", remedy="try again in a moment; what was saved before is kept"
        ) from exc
    except (ProgrammingError, DatabaseError) as exc:
        reason = str(getattr(exc, "orig", exc)).splitlines()[0]
        raise StateAway(
            f"the state database is damaged or isn't one ({reason})", remedy="restore it with `dalil restore`"
        ) from exc
