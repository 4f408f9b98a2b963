"""Is everything there that Dalil needs, and does it fit together? For `dalil doctor`; nothing is written and nobody is called.

Each check looks at one thing through the code that uses it, and yields what it found; a `DalilError` on the way is a fault.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Literal

from api.access.keys import list_keys
from api.library import embedder_of, folders_of, open_assistant, open_course
from api.settings import Settings
from api.status import library_status
from assistant.model import Asker
from corpus.errors import DalilError
from corpus.generation.snapshot import open_snapshot
from corpus.listing import list_documents

State = Literal["ok", "note", "fault"]
_LEAST_FREE = 2 * 2**30
"""The free space below which the next large sync may not fit, in bytes."""
_PROBE = "دليل"


@dataclass(frozen=True, slots=True)
class Check:
    """What was found of one thing. A `note` is worth knowing and a `fault` must be mended; both say how."""

    name: str
    state: State
    what: str
    remedy: str = ""


def examine(settings: Settings) -> list[Check]:
    """Every check, in the order in which what a later one needs comes first."""
    return [found for name, look in _CHECKS for found in _told(name, look, settings)]


def _told(name: str, look: "Look", settings: Settings) -> Iterator[Check]:
    try:
        for state, what, remedy in look(settings):
            yield Check(name, state, what, remedy)
    except DalilError as exc:
        yield Check(name, "fault", f"{exc.subject}: {exc.what}" if exc.subject else exc.what, exc.remedy)


Found = Iterator[tuple[State, str, str]]
Look = Callable[[Settings], Found]


def _home(settings: Settings) -> Found:
    root = settings.library().root
    there = next(folder for folder in (root, *root.parents) if folder.exists())
    if not os.access(there, os.W_OK):
        yield "fault", f"{root} can't be written", "give this user the right to write there, or set DALIL_HOME"
        return
    free = shutil.disk_usage(there).free
    state: State = "ok" if free >= _LEAST_FREE else "note"
    yield state, f"{root}, {free / 2**30:.1f} GiB free", "" if state == "ok" else "free some space before the next large sync"


def _folders(settings: Settings) -> Found:
    for folder in folders_of(settings):
        if not folder.is_dir():
            yield "fault", f"there is no folder {folder}", "create it, or correct DALIL_FOLDERS"
        elif not os.access(folder, os.R_OK | os.X_OK):
            yield "fault", f"{folder} can't be read", "give this user the right to read it"
        else:
            yield "ok", str(folder), ""


def _model(settings: Settings) -> Found:
    embedder = embedder_of(settings)
    yield "ok", f"{settings.embed_model}, {len(embedder.encode_queries([_PROBE])[0])} dimensions", ""


def _library(settings: Settings) -> Found:
    open_snapshot(settings.library(), use_chroma=True, embedder_fingerprint=embedder_of(settings).fingerprint).close()
    held = library_status(settings)
    yield "ok", f"{held['documents']} documents, {held['passages']} passages (generation {held['generation']})", ""
    if held["vectors"] < held["passages"]:
        yield "note", "the meaning of some passages is not indexed yet", "run `dalil index sync`"
    unread = sum(row.status == "quarantined" for row in list_documents(settings.library()))
    if unread:
        yield "note", f"{unread} documents could not be read", "`dalil index list` says why and what to do"


def _scans(settings: Settings) -> Found:
    from ingest.extract.ocr.engines import installed, open_recogniser

    engine = installed(settings.ocr_options())
    if engine:
        yield "ok", f"read by {engine}", ""
        return
    try:
        open_recogniser(settings.ocr_options())
    except DalilError as exc:
        yield "note", f"{exc.what}: pages that are pictures are set aside", exc.remedy


def _old_office(_: Settings) -> Found:
    from ingest.extract.legacy import libreoffice

    program = libreoffice()
    if program:
        yield "ok", f"read by {program}", ""
    else:
        yield "note", "DOC, XLS and PPT of before 2007 are set aside", "install LibreOffice (apt-get install libreoffice-nogui)"


def _state(settings: Settings) -> Found:
    home = settings.library()
    if not settings.state and not home.state.exists():
        yield "ok", "no conversation is kept yet", ""
        return
    if not settings.state:
        with closing(sqlite3.connect(f"{home.state.as_uri()}?mode=ro", uri=True)) as database:
            try:
                fault = database.execute("PRAGMA quick_check(1)").fetchone()[0]
            except sqlite3.DatabaseError as exc:
                fault = str(exc)
        if fault != "ok":
            yield "fault", f"{home.state} is damaged ({fault})", "restore it with `dalil restore`"
            return
    yield "ok", "the database of conversations " + ("is set by DALIL_STATE" if settings.state else f"is {home.state}"), ""


def _answers(settings: Settings) -> Found:
    if settings.chat_model:
        yield "ok", f"worded by {settings.chat_model}, which is not called here", ""
    else:
        yield "ok", "quoted from the documents, without a chat model", ""


def _keys(settings: Settings) -> Found:
    keys = len(list_keys(settings.library()))
    yield "ok", f"{keys} keys" if keys else "none: this machine alone can ask", ""


def _terms(settings: Settings) -> Found:
    from corpus.terms.store import load_termbase

    yield "ok", f"{len(load_termbase(settings.library()).terms):,} in both languages", ""


def _onboarding(settings: Settings) -> Found:
    if not settings.library().catalogue.exists():
        return
    faults = open_course(settings, open_assistant(settings)).faults(Asker())
    if faults:
        yield "fault", f"{len(faults)} faults in its paths, the first: {faults[0]}", "`dalil onboard check` names them all"
    else:
        yield "ok", "every path and quotation stands", ""


_CHECKS: Sequence[tuple[str, Look]] = (
    ("home", _home),
    ("folders", _folders),
    ("embedding model", _model),
    ("library", _library),
    ("scans", _scans),
    ("old Office files", _old_office),
    ("conversations", _state),
    ("answers", _answers),
    ("keys", _keys),
    ("terms", _terms),
    ("onboarding", _onboarding),
)
