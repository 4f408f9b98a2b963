"""What the pages tell about the library, counted over what one reader may see."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from api.settings import Settings
from api.web.library import is_indexing, library_facts
from assistant.assistant import Assistant
from assistant.model import Asker
from corpus.home import Home


def test_hidden_documents_are_not_counted(settings: Settings, assistant: Assistant) -> None:
    owner = library_facts(assistant, settings, Asker(None))
    stranger = library_facts(assistant, settings, Asker(frozenset()))
    assert owner.documents == stranger.documents + 1
    assert set(owner.languages) == {"ar", "en"}
    assert owner.last_indexed is not None
    assert str(owner.last_indexed.tzinfo) == "Asia/Muscat"


def test_a_living_writer_means_that_indexing_is_under_way(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert not is_indexing(home)
    home.lock.write_text(json.dumps({"pid": os.getpid(), "doing": "sync", "since": ""}), encoding="utf-8")
    assert is_indexing(home)


def test_a_writer_that_was_killed_is_not_taken_for_one_at_work(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    home = Home(tmp_path)
    home.lock.write_text(json.dumps({"pid": gone.pid, "doing": "sync", "since": ""}), encoding="utf-8")
    assert not is_indexing(home)


@pytest.mark.parametrize("written", ["", "{}", "[]", '{"pid": "x"}', "\0"])
def test_a_lock_without_a_writer_is_free(tmp_path: Path, written: str) -> None:
    home = Home(tmp_path)
    home.lock.write_text(written, encoding="utf-8")
    assert not is_indexing(home)
