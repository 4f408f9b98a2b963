"""Is everything there that Dalil needs? A line for each thing, with its remedy; an error is told in the words of its part.

The library is only read (as any reader does, with a lock beside what it reads); no model is loaded and no chat model is asked.
"""

import difflib
import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from api.access.keys import list_keys
from api.library import SHIPPED, embedder_of, folders_of, stale_onboarding
from api.settings import PREFIX, Settings
from corpus.embed.factory import DEFAULT_MODEL
from corpus.errors import DalilError
from corpus.home import file_system_of, has_room, lies_on_network

_OLDEST_PYTHON = (3, 11)
_LITTLE_ROOM = 1 << 30
"""Below so many free bytes a sync may not come to its end."""


@dataclass(frozen=True, slots=True)
class Check:
    """What was found of one thing: `ok`, a `note` (something is wanting or worth knowing) or a `fault` (something fails)."""

    name: str
    state: Literal["ok", "note", "fault"]
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        told = f"{self.state:<5}  {self.name}: {self.what}"
        return f"{told}; {self.remedy}" if self.remedy else told


def examine(environment: Mapping[str, str] = os.environ) -> list[Check]:
    """Every check in turn. Where the settings can't be used, nothing that rests on them is looked at."""
    found = [*_python(), *_unknown_variables(environment)]
    try:
        settings = Settings.load()
    except DalilError as exc:
        return [*found, _told("settings", exc)]
    found.append(Check("settings", "ok", "they can be used"))
    for name, look in _LOOKS.items():
        found += _looked(name, look, settings)
    return found


def _looked(name: str, look: Callable[[Settings], Iterator[Check]], settings: Settings) -> list[Check]:
    """What a look finds; one that fails finds that."""
    found: list[Check] = []
    try:
        found.extend(look(settings))
    except DalilError as exc:
        found.append(_told(name, exc))
    except OSError as exc:
        what = f"{exc.filename or 'the system'}: {exc.strerror or exc}"
        found.append(Check(name, "fault", what, "check the file and who owns it"))
    return found


def _told(name: str, error: DalilError) -> Check:
    return Check(name, "fault", f"{error.subject}: {error.what}" if error.subject else error.what, error.remedy)


def _python() -> Iterator[Check]:
    what = f"Python {platform.python_version()}, Dalil {version('dalil')}"
    if sys.version_info[:2] >= _OLDEST_PYTHON:
        yield Check("python", "ok", what)
    else:
        yield Check("python", "fault", what, f"install Python {'.'.join(map(str, _OLDEST_PYTHON))} or later")


def _unknown_variables(environment: Mapping[str, str]) -> Iterator[Check]:
    """The variables that look like settings and are none: nobody else would tell of a misspelt name."""
    known = {f"{PREFIX}CONFIG", *(PREFIX + name.upper() for name in Settings.model_fields)}
    for name in sorted(name for name in environment if name.startswith(PREFIX) and name not in known):
        near = difflib.get_close_matches(name, known, n=1)
        remedy = f"did you mean {near[0]}?" if near else "docs/settings.md lists the settings"
        yield Check("settings", "note", f"{name} is set, and there is no such setting", remedy)


def _home(settings: Settings) -> Iterator[Check]:
    home = settings.library()
    if not home.root.is_dir():
        if home.root.exists():
            yield Check("home", "fault", f"{home.root} is no folder", "set DALIL_HOME to a folder on a local disk")
        else:
            yield Check("home", "note", f"{home.root} is not there yet", "`dalil index sync` makes it")
        return
    free = shutil.disk_usage(home.root).free
    what = f"{home.root}, {free / 1e9:.1f} GB free"
    if lies_on_network(home.root):
        kind = file_system_of(home.root)
        yield Check("home", "fault", f"{what}, on a network file system ({kind})", "set DALIL_HOME to a folder on a local disk")
    elif not home.is_writable():
        yield Check("home", "fault", f"{what}; it can't be written", "check who owns the folder")
    elif not has_room(home.root):
        yield Check("home", "fault", f"{what}; the disk is full", "free some space")
    else:
        little = free < _LITTLE_ROOM
        yield Check("home", "note" if little else "ok", what, "free some space before the next sync" if little else "")
    if home.is_being_written():
        yield Check("home", "note", "a process is writing to the library now", "wait for it before you sync")


def _folders(settings: Settings) -> Iterator[Check]:
    for name, folders in (("folders", folders_of(settings)), ("onboarding", settings.onboarding)):
        for folder in folders:
            yield _folder(name, folder)


def _folder(name: str, folder: Path) -> Check:
    if not folder.is_dir():
        return Check(name, "fault", f"there is no folder {folder}", f"make it, or correct DALIL_{name.upper()}")
    if not os.access(folder, os.R_OK | os.X_OK):
        return Check(name, "fault", f"{folder} can't be read", "let the user who runs Dalil read it")
    if not any(folder.iterdir()):
        return Check(name, "note", f"{folder} is empty", "check that its disk or share is there")
    return Check(name, "ok", f"{folder} can be read")


def _model(settings: Settings) -> Iterator[Check]:
    name = settings.embed_model
    if not _model_is_made(settings):
        from corpus.embed.weights import find_weights

        find_weights()
        yield Check("model", "note", f"{name} is not made ready yet", "`dalil models prepare` does it, or the first sync")
        return
    if name == DEFAULT_MODEL:
        from corpus.embed.convert import FOLDER, check_model

        check_model(settings.embed_options().models_dir / FOLDER, verify=False)
    yield Check("model", "ok", f"{embedder_of(settings).name}, fingerprint {embedder_of(settings).fingerprint[:12]}")


def _model_is_made(settings: Settings) -> bool:
    """Whether asking for the model's fingerprint would make nothing."""
    from corpus.embed.convert import FOLDER

    return settings.embed_model != DEFAULT_MODEL or (settings.embed_options().models_dir / FOLDER).exists()


def _generation(settings: Settings) -> Iterator[Check]:
    from corpus.generation import manifest as manifests
    from corpus.generation.snapshot import open_snapshot

    home = settings.library()
    if manifests.current_or_none(home) is None:
        yield Check("library", "note", "nothing is indexed yet", "run `dalil index sync`")
        return
    fingerprint = embedder_of(settings).fingerprint if _model_is_made(settings) else ""
    snapshot = open_snapshot(home, use_chroma=False, embedder_fingerprint=fingerprint)
    try:
        served = snapshot.manifest
    finally:
        snapshot.close()
    what = f"generation {served.id}: {served.documents} documents, {served.passages} passages, {served.dimensions} dimensions"
    if served.without_vectors:
        yield Check("library", "note", f"{what}; {served.without_vectors} passages have no vector yet", "run `dalil index sync`")
    else:
        yield Check("library", "ok", what)


def _quarantine(settings: Settings) -> Iterator[Check]:
    from corpus.catalogue import documents, schema

    home = settings.library()
    if not home.catalogue.exists():
        return
    with closing(schema.connect(home.catalogue)) as catalogue:
        count = sum(bool(record.reason) for record in documents.all_documents(catalogue))
    if count:
        yield Check("quarantine", "note", f"{count} documents are quarantined", "`dalil index list` says why, at a `!`")
    else:
        yield Check("quarantine", "ok", "no document is quarantined")


def _ocr(settings: Settings) -> Iterator[Check]:
    from ingest.errors import OcrUnavailable
    from ingest.extract.ocr.engines import installed, open_recogniser
    from ingest.options import OcrOptions

    options = settings.ocr_options()
    there = [found for found in (installed(OcrOptions(engine="paris")), installed(OcrOptions(engine="tesseract"))) if found]
    if installed(options):
        yield Check("ocr", "ok", f"{installed(options)} reads pages that are pictures; installed: {', '.join(there)}")
        return
    try:
        open_recogniser(options)
    except OcrUnavailable as exc:
        yield Check("ocr", "note" if options.engine in ("auto", "off") else "fault", f"{exc.subject}: {exc.what}", exc.remedy)


def _office(settings: Settings) -> Iterator[Check]:
    from ingest.extract.legacy import libreoffice

    program = libreoffice()
    if program:
        yield Check("libreoffice", "ok", f"{program} opens Office files of before 2007")
    else:
        yield Check("libreoffice", "note", "it isn't installed; Office files of before 2007 aren't read", "install LibreOffice")


def _state(settings: Settings) -> Iterator[Check]:
    from sqlalchemy.exc import ArgumentError

    from assistant.state.engine import State

    home = settings.library()
    if not settings.state and not home.state.exists():
        yield Check("state", "ok", "no state database yet; it is made when the first question or learner comes")
        return
    try:
        state = State(home, address=settings.state)
    except (ArgumentError, ImportError) as exc:  # what it says may hold the password of the address
        kind = "its driver isn't installed" if isinstance(exc, ImportError) else "it can't be read as one"
        yield Check("state", "fault", f"the address in DALIL_STATE can't be used: {kind}", "docs/settings.md tells of it")
        return
    with closing(state):
        migrated = state.is_migrated()
    where = "the database of DALIL_STATE" if settings.state else str(home.state)
    if migrated:
        yield Check("state", "ok", f"{where} is up to date")
    else:
        yield Check("state", "note", f"{where} is of an older version", "it is brought up to date when it is next used")


def _chat(settings: Settings) -> Iterator[Check]:
    if settings.chat_model:
        yield Check("chat", "ok", f"{settings.chat_model} words the answers (it was not asked)")
    elif settings.onboarding_chat:
        yield Check("chat", "note", "DALIL_ONBOARDING_CHAT wants a chat model, and none is set", "set DALIL_CHAT_MODEL")
    else:
        yield Check("chat", "ok", "no chat model is set; answers are quoted")
    if settings.entailment_model is not None and not settings.entailment_model.is_dir():
        yield Check("chat", "fault", f"there is no folder {settings.entailment_model}", "correct DALIL_ENTAILMENT_MODEL")


def _keys(settings: Settings) -> Iterator[Check]:
    keys = list_keys(settings.library())
    if keys:
        yield Check("keys", "ok", f"{len(keys)} keys, {sum(key.admin for key in keys)} of them administrators'")
    elif settings.hosts or settings.trusted_proxies:
        yield Check("keys", "fault", "others are to reach the server, and no key exists", "`dalil serve keys add NAME` makes one")
    else:
        yield Check("keys", "ok", "no key exists; only this machine may ask")


def _paths(settings: Settings) -> Iterator[Check]:
    from assistant.onboarding.path import load_paths
    from corpus.generation import manifest as manifests

    paths, faults = load_paths([*settings.onboarding, SHIPPED / "onboarding"])
    for fault in faults:
        yield Check("onboarding", "fault", f"{fault.file}:{fault.line}: {fault.what}", fault.remedy)
    indexed = manifests.current_or_none(settings.library()) is not None
    stale = stale_onboarding(settings) if indexed else {}
    for path, steps in stale.items():
        what = f"{path} quotes what stands no more, in {', '.join(steps)}"
        yield Check("onboarding", "fault", what, "`dalil onboard check` says where")
    if not faults and not stale:
        held = "what they quote stands in the library" if indexed else "what they quote can't be held against a library yet"
        yield Check("onboarding", "ok", f"{len(paths)} paths can be read; {held}")


def _terms(settings: Settings) -> Iterator[Check]:
    from corpus.terms.store import SHIPPED as SHIPPED_TERMS
    from corpus.terms.store import own_terms, usable

    own = own_terms(settings.library())
    yield Check("terms", "ok", f"{len(usable(SHIPPED_TERMS))} shipped terms, {len(own)} of one's own")


_LOOKS: dict[str, Callable[[Settings], Iterator[Check]]] = {
    "home": _home,
    "folders": _folders,
    "model": _model,
    "library": _generation,
    "quarantine": _quarantine,
    "ocr": _ocr,
    "libreoffice": _office,
    "state": _state,
    "chat": _chat,
    "keys": _keys,
    "onboarding": _paths,
    "terms": _terms,
}
