"""Stored runs: `DALIL_HOME/evals/runs/<id>/`, each with what it ran on, every question's result and its measures.

    run.json          what it ran on, and whether it is finished
    results.jsonl     what was told, a question a line, written as it is told: an interrupted run goes on from there
    baselines.jsonl   what the baselines found, a baseline a line
    judged.jsonl      what a model judge said, a question a line; where one was asked
    measures.json     the measures, when it is finished

A run is written by the process that holds its lock; a finished one is never written again.
"""

import fcntl
import json
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from corpus.home import now, told_by_disk, write_whole
from evals.errors import BadRun
from evals.model import Told

FORMAT = 1
RUNNING, FINISHED = "running", "finished"


@dataclass(frozen=True, slots=True)
class StoredRun:
    """One run on disk: its folder and what `run.json` says."""

    folder: Path
    about: dict[str, Any]

    @property
    def id(self) -> str:
        return self.folder.name

    @property
    def finished(self) -> bool:
        return bool(self.about["state"] == FINISHED)

    def tolds(self) -> list[Told]:
        """What was told so far. A line that was cut off by an interruption is left out."""
        return [_told(value) for value in _whole_lines(self.folder / "results.jsonl")]

    def baselines(self) -> list[dict[str, Any]]:
        """What the baselines found, one of each: `{system, values: {measure: {question: value}}}` or `{system, left_out}`."""
        return list(_whole_lines(self.folder / "baselines.jsonl"))

    def judged(self) -> list[dict[str, Any]]:
        """What a model judge said so far, a question a line."""
        return list(_whole_lines(self.folder / "judged.jsonl"))

    def measures(self) -> dict[str, Any]:
        """The measures of a finished run. Raises BadRun while it isn't finished."""
        if not self.finished:
            raise BadRun("it isn't finished", subject=self.id, remedy="run the same command again: it goes on where it stopped")
        measures: dict[str, Any] = json.loads((self.folder / "measures.json").read_text(encoding="utf-8"))
        return measures

    def mend(self) -> None:
        """Cut off what an interruption left of a last line, so that the next one begins on a line of its own."""
        for name in ("results.jsonl", "baselines.jsonl", "judged.jsonl"):
            path = self.folder / name
            if path.exists():
                whole = path.read_bytes()
                os.truncate(path, whole.rfind(b"\n") + 1)

    def append(self, name: str, value: dict[str, Any]) -> None:
        """Write one line to one of its files."""
        with told_by_disk(self.folder), open(self.folder / name, "a", encoding="utf-8") as handle:
            handle.write(json.dumps(value, ensure_ascii=False) + "\n")

    def finish(self, measures: dict[str, Any]) -> "StoredRun":
        """Store the measures and close the run."""
        write_whole(self.folder / "measures.json", _pretty(measures))
        about = self.about | {"state": FINISHED, "finished": now()}
        write_whole(self.folder / "run.json", _pretty(about))
        return StoredRun(self.folder, about)


def runs_folder(home: Path) -> Path:
    """Where the runs of a home lie."""
    return home / "evals" / "runs"


def create(home: Path, about: dict[str, Any]) -> StoredRun:
    """A new, empty run."""
    started = now()
    folder = runs_folder(home) / f"r{started[:19].replace('-', '').replace(':', '').replace('T', '-')}-{secrets.token_hex(2)}"
    with told_by_disk(folder):
        folder.mkdir(parents=True)
    about = {"format": FORMAT, "id": folder.name, "state": RUNNING, "started": started, "order": time.time_ns(), **about}
    write_whole(folder / "run.json", _pretty(about))
    return StoredRun(folder, about)


def read(home: Path, name: str) -> StoredRun:
    """The run of this id (or the only one whose id ends so). Raises BadRun."""
    folder = runs_folder(home) / name
    if not folder.is_dir() or not name:
        ending = [found for found in _folders(home) if name and found.name.endswith(name)]
        if len(ending) != 1:
            raise BadRun("there is no such run", subject=name or "run", remedy="`dalil eval list` names the stored runs")
        folder = ending[0]
    return _read(folder)


def _read(folder: Path) -> StoredRun:
    try:
        about = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        version = about["format"]
        _ = about["state"], about["id"]
    except (OSError, ValueError, KeyError, TypeError) as exc:
        raise BadRun("its record can't be read", subject=folder.name, remedy="run it again") from exc
    if version != FORMAT:
        raise BadRun(
            f"it was stored by another version (form {version}, this program reads {FORMAT})",
            subject=folder.name,
            remedy="run it again; the stored one is left as it is",
        )
    return StoredRun(folder, about)


def every(home: Path) -> list[StoredRun]:
    """The readable runs, oldest first."""
    found = []
    for folder in _folders(home):
        try:
            found.append(_read(folder))
        except BadRun:
            continue
    return sorted(found, key=lambda run: (run.about.get("order", 0), run.id))


def newest(home: Path, *, finished: bool = True) -> StoredRun:
    """The run that was begun last. Raises BadRun when there is none."""
    known = [run for run in every(home) if run.finished or not finished]
    if not known:
        raise BadRun("no run is stored yet", remedy="run `dalil eval run` first")
    return known[-1]


def unfinished(home: Path, fingerprint: str) -> StoredRun | None:
    """The newest interrupted run of exactly this, that no other process is at."""
    for run in reversed(every(home)):
        if not run.finished and run.about.get("fingerprint") == fingerprint and not _held(run):
            return run
    return None


@contextmanager
def held(run: StoredRun) -> Iterator[None]:
    """Hold a run while it is written. Raises BadRun when another process has it."""
    with told_by_disk(run.folder):
        handle = os.open(run.folder / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as exc:
            raise BadRun("another process is at this run", subject=run.id, remedy="wait for it to end") from exc
        yield
    finally:
        os.close(handle)


def _held(run: StoredRun) -> bool:
    try:
        with held(run):
            return False
    except BadRun:
        return True


def _folders(home: Path) -> list[Path]:
    root = runs_folder(home)
    return sorted(path for path in root.iterdir() if path.is_dir()) if root.is_dir() else []


def _whole_lines(path: Path) -> Iterator[dict[str, Any]]:
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            continue


def _told(value: dict[str, Any]) -> Told:
    known = {field.name for field in fields(Told)}
    return Told(**{name: given for name, given in value.items() if name in known})


def line_of(told: Told) -> dict[str, Any]:
    """A result as it is stored."""
    return asdict(told)


def _pretty(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()
