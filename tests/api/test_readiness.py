"""A server that is ready before it is asked, and lets go of what it doesn't read any more."""

import os
import time
from pathlib import Path

import pytest

from api.access.keys import add_key, revoke_key
from api.library import open_assistant, open_course, run_sync
from api.readiness import Readiness, first_askers
from api.settings import Settings
from corpus.generation import maintain, pins
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


def test_suggestions_are_found_and_told_once_and_the_generation_before_is_let_go_though_nobody_asks(growing: Settings) -> None:
    told: list[list[str]] = []
    assistant = open_assistant(growing, long_lived=True)
    course = open_course(growing, assistant)
    readiness = Readiness(assistant, course, first_askers(growing, growing.library()), told.append)
    readiness.start()
    until = time.monotonic() + 20
    while not told and time.monotonic() < until:
        time.sleep(0.02)
    assert pins.holders(growing.library(), growing.library().current.read_text().strip()) == [os.getpid()]
    (growing.folders[0] / "visitors.md").write_text("# Visitors\n\nVisitors wear a yellow badge.\n", encoding="utf-8")
    run_sync(growing, [], progress=Progress())
    assert maintain.prune(growing.library(), patience_s=15, progress=Progress())
    readiness.end()
    assistant.close()
    assert len(told) == 1
