"""`dalil chat` keeps its conversation; `dalil conversations` lists, exports and deletes it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from api.settings import Settings

Dalil = Callable[..., subprocess.CompletedProcess[str]]
FIRST = "How many days of annual leave does an employee have?"


@pytest.fixture
def dalil(settings: Settings, tmp_path: Path) -> Dalil:
    """The command over the small library, with a state database of its own."""
    said = {"DALIL_HOME": str(settings.home), "DALIL_STATE": f"sqlite:///{tmp_path}/own.sqlite", "DALIL_INTERFACE_LANGUAGE": "en"}

    def run(*words: str, typed: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", "from api.cli.main import main; main()", *words]
        return subprocess.run(command, env=os.environ | said | more, input=typed, capture_output=True, text=True, check=False)

    return run


def test_a_conversation_in_the_terminal_is_kept_gone_on_with_exported_and_deleted(dalil: Dalil, tmp_path: Path) -> None:
    assert dalil("chat", typed=f"{FIRST}\n\n").returncode == 0
    (kept,) = json.loads(dalil("conversations", "list", "annual", "--json").stdout)
    assert (kept["title"], kept["turns"]) == (FIRST, 1)
    went_on = dalil("chat", "--conversation", kept["id"], typed="and how is it requested?\n\n")
    assert "annual leave" in went_on.stdout.partition("\n\n")[0]
    path = tmp_path / "talk.md"
    assert dalil("conversations", "export", kept["id"], "--output", str(path)).returncode == 0
    assert FIRST.replace("?", "") in path.read_text(encoding="utf-8")
    assert dalil("conversations", "delete", kept["id"]).returncode == 0
    gone = dalil("conversations", "delete", kept["id"])
    assert (gone.returncode, "no such conversation" in gone.stderr) == (1, True)


def test_prune_drops_the_turns_that_quote_a_removed_document_when_asked_for(dalil: Dalil, tmp_path: Path) -> None:
    folder, home = tmp_path / "folder", tmp_path / "home"
    folder.mkdir()
    (folder / "badge.md").write_text("# Badges\n\nA lost badge costs 7 rials.\n", encoding="utf-8")
    (folder / "lift.md").write_text("# Lifts\n\nThe lift is tested every June.\n", encoding="utf-8")
    own = {"DALIL_HOME": str(home), "DALIL_DEFAULT_AUDIENCE": "public"}
    assert dalil("index", "sync", str(folder), **own).returncode == 0
    assert dalil("chat", typed="What does a lost badge cost?\n\n", **own).returncode == 0
    assert dalil("index", "remove", "badge", **own).returncode == 0
    pruned = dalil("index", "prune", "--quotations", **own)
    assert "1 turns of conversations" in pruned.stderr
    assert json.loads(dalil("conversations", "list", "--json", **own).stdout) == []
