"""The sync that the administration starts: one at a time, in a thread of its own, with its progress and its end to see."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import structlog

from api.errors import SyncRunning
from api.services import Sync
from corpus.errors import DalilError
from corpus.home import now

_log = structlog.get_logger("dalil.sync")


@dataclass(frozen=True, slots=True)
class SyncState:
    """Where the sync stands. Times are UTC; `report` is what `dalil index sync --json` prints, once it is done."""

    state: Literal["never", "running", "done", "failed"] = "never"
    stage: str = ""
    document: str = ""
    done: int = 0
    total: int = 0
    began: str = ""
    ended: str = ""
    error: str = ""
    report: Mapping[str, Any] = field(default_factory=dict)


class SyncRunner:
    """Starts a sync and says how far it is. May be shared between threads."""

    def __init__(self, sync: Sync) -> None:
        self._sync = sync
        self._lock = threading.Lock()
        self._state = SyncState()

    @property
    def state(self) -> SyncState:
        """Where the last sync stands."""
        return self._state

    def start(self) -> SyncState:
        """Begin a sync. Raises SyncRunning when one is under way."""
        with self._lock:
            if self._state.state == "running":
                raise SyncRunning("a sync is under way already", remedy="wait for its end")
            self._state = SyncState(state="running", began=now())
        threading.Thread(target=self._run, name="sync", daemon=True).start()
        return self._state

    def _tell(self, stage: str, document: str, done: int, total: int) -> None:
        self._state = replace(self._state, stage=stage, document=document, done=done, total=total)

    def _run(self) -> None:
        try:
            report = self._sync(self._tell)
        except DalilError as exc:
            self._state = replace(self._state, state="failed", ended=now(), error=str(exc))
        except Exception:  # nobody waits for this thread: whatever it was, the administration must be told that it ended
            _log.exception("sync_failed")
            self._state = replace(self._state, state="failed", ended=now(), error="the sync failed; the server's log says more")
        else:
            self._state = replace(self._state, state="done", ended=now(), report=report)
