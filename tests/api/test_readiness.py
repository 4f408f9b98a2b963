"""A server that is ready before it is asked, and lets go of what it doesn't read any more."""

import time
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest

from api.access.keys import add_key, revoke_key
from api.library import open_assistant, open_course, run_sync
from api.readiness import Readiness, first_askers
from api.settings import Settings
from corpus.generation import maintain
from corpus.progress import Progress


@pytest.fixture
def growing(tmp_path: Path) -> Settings:
    """The settings of a library of one document, to which others may be added."""
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "badge.md").write_text("# Badges\n\nA lost badge is replaced within two working days.\n", encoding="utf-8")
    settings = Settings(home=tmp_path / "home", folders=(folder,), default_audience=("public",), workers=1)
    run_sync(settings, [], progress=Progress())
    return settings


def test_whoever_will_ask_is_whom_the_suggestions_are_found_for(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert [asker.groups for asker in first_askers(settings, settings.library())] == [None]
    taken = settings.model_copy(update={"loopback_as": ("hr",)})
    assert [asker.groups for asker in first_askers(taken, taken.library())] == [{"hr"}]
    for name, groups in {"one": ("board",), "two": (), "three": ()}.items():
        add_key(settings.library(), name, groups=groups)
    assert [asker.groups for asker in first_askers(taken, taken.library())] == [{"public"}, {"board"}]
    for name in ("one", "two", "three"):
        revoke_key(settings.library(), name)


def test_suggestions_are_found_before_anybody_asks_and_told_once(growing: Settings) -> None:
    told: list[list[str]] = []
    assistant = open_assistant(growing, long_lived=True)
    course = open_course(growing, assistant)
    readiness = Readiness(assistant, course, first_askers(growing, growing.library()), told.append)
    readiness.start()
    until = time.monotonic() + 20
    while not told and time.monotonic() < until:
        time.sleep(0.02)
    readiness.end()
    assistant.close()
    assert len(told) == 1


def test_a_server_that_nobody_asks_lets_go_of_the_generation_before(growing: Settings, starting: Any) -> None:
    running = starting(growing).wait("/readyz")
    assert httpx.get(f"{running.url}/").status_code == 200
    (growing.folders[0] / "visitors.md").write_text("# Visitors\n\nVisitors wear a yellow badge.\n", encoding="utf-8")
    run_sync(growing, [], progress=Progress())
    assert maintain.prune(growing.library(), patience_s=15, progress=Progress())
    assert httpx.get(f"{running.url}/api/documents/visitors").status_code == 200
    code, seconds, _, err = running.end()
    assert (code, "Traceback" in err) == (0, False)
    assert seconds < 5
