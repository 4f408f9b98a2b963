"""A library in one file and back: while it is read, checked before it is trusted, and undone when it is cut off."""

import gzip
import io
import json
import os
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from corpus.backup import backup, restore
from corpus.errors import DamagedBackup, HomeBusy, NewerCatalogue, SettingError
from corpus.generation import maintain
from corpus.generation.verify import verify
from corpus.home import Home


@pytest.fixture
def saved(three, tmp_path: Path) -> Path:
    """A backup of three documents, a key and a conversation."""
    with closing(sqlite3.connect(three.home.state)) as state, state:
        state.execute("CREATE TABLE conversations (text TEXT)")
        state.execute("INSERT INTO conversations VALUES ('what was asked')")
    (three.home.root / "keys.json").write_text('{"keys": []}')
    os.chmod(three.home.root / "keys.json", 0o600)
    target = tmp_path / "library.tar.gz"
    report = backup(three.home, target)
    assert (report.documents, report.size_bytes) == (3, target.stat().st_size)
    return target


def rewritten(source: Path, target: Path, change: Any) -> Path:
    """A backup with members changed: `change(name, content)` gives the new content, or None to leave the member out."""
    with tarfile.open(source) as old, tarfile.open(target, "w:gz") as new:
        for member in old:
            handle = old.extractfile(member)
            content = change(member.name, handle.read() if handle else b"")
            if content is not None:
                member.size = len(content)
                new.addfile(member, io.BytesIO(content))
    return target


def test_a_backup_makes_the_same_library_elsewhere(three, saved: Path, tmp_path: Path) -> None:
    there = Home(tmp_path / "elsewhere")
    report = restore(there, saved)
    assert (report.documents, report.revived) == (3, ())
    assert verify(there, deep=True).whole
    moved = type(three)(there, three.folder)
    assert moved.served() == three.served()
    assert moved.text_of("leave") == three.text_of("leave")
    assert moved.sync().unchanged == 3
    assert moved.embedder.embedded == []
    with closing(sqlite3.connect(there.state)) as state:
        assert state.execute("SELECT text FROM conversations").fetchall() == [("what was asked",)]
    assert (there.root / "keys.json").stat().st_mode & 0o777 == 0o600


def test_a_backup_is_for_its_owner_alone_and_leaves_nothing_beside_it(saved: Path) -> None:
    assert saved.stat().st_mode & 0o777 == 0o600
    assert not [path for path in saved.parent.iterdir() if path.name.startswith(".")]


def test_a_backup_is_made_while_people_ask_and_while_something_is_written(three, tmp_path: Path) -> None:
    reader = three.snapshot()
    with three.home.writing("a long sync"):
        assert backup(three.home, tmp_path / "b.tar.gz").documents == 3
    reader.close()


def test_a_restore_brings_back_what_was_and_says_what_it_revives(three, saved: Path) -> None:
    maintain.remove(three.home, "pay", three.embedder)
    three.write("leave.md", "# Leave\n\nThirty-five days.\n")
    three.sync()
    reader = three.snapshot()
    report = restore(three.home, saved)
    assert report.revived == ("pay",)
    assert three.served() == ["leave", "pay", "تغيير"]
    assert "thirty days" in three.text_of("leave")
    assert verify(three.home, deep=True).whole
    assert "Thirty-five" in reader.version(reader.by_document["leave"]).text
    reader.close()
    assert not [path.name for path in three.home.root.iterdir() if path.name.startswith(".")]


def test_whoever_has_the_state_open_goes_on_with_what_is_restored(three, saved: Path) -> None:
    with closing(sqlite3.connect(three.home.state)) as state:
        with state:
            state.execute("INSERT INTO conversations VALUES ('asked since')")
        restore(three.home, saved)
        assert state.execute("SELECT text FROM conversations").fetchall() == [("what was asked",)]


def cut(content: bytes) -> bytes:
    return content[: len(content) * 2 // 3]


def flipped(content: bytes) -> bytes:
    raw = bytearray(content)
    raw[len(raw) // 2] ^= 1
    return bytes(raw)


@pytest.mark.parametrize(
    "damage", [cut, flipped, lambda _: b"", lambda _: b"no backup", lambda _: gzip.compress(b"no archive" * 99)]
)
def test_a_damaged_or_foreign_file_is_refused_and_nothing_changes(three, saved: Path, damage: Any) -> None:
    saved.write_bytes(damage(saved.read_bytes()))
    with pytest.raises(DamagedBackup):
        restore(three.home, saved)
    assert verify(three.home, deep=True).whole
    assert not [path.name for path in three.home.root.iterdir() if path.name.startswith(".")]


def test_a_changed_or_missing_member_is_named(three, saved: Path, tmp_path: Path) -> None:
    def change(name: str, content: bytes) -> bytes | None:
        return b"{}" if name.endswith("keys.json") else content

    with pytest.raises(DamagedBackup, match=r"keys\.json"):
        restore(three.home, rewritten(saved, tmp_path / "changed.tar.gz", change))
    with pytest.raises(DamagedBackup, match=r"keys\.json"):
        restore(three.home, rewritten(saved, tmp_path / "less.tar.gz", lambda n, c: None if n.endswith("keys.json") else c))


@pytest.mark.parametrize("name", ["home/../../escaped", "/etc/escaped", "home/lock", "home/.set-aside/x", "elsewhere/x"])
def test_a_member_that_would_leave_the_home_is_refused(three, saved: Path, tmp_path: Path, name: str) -> None:
    hostile = tmp_path / "hostile.tar.gz"
    with tarfile.open(saved) as old, tarfile.open(hostile, "w:gz") as new:
        for member in old:
            if member.name == "checksums.json":
                new.addfile(tarfile.TarInfo(name), io.BytesIO())
            new.addfile(member, old.extractfile(member))
    with pytest.raises(DamagedBackup, match="no place in a backup"):
        restore(three.home, hostile)
    assert not list(tmp_path.rglob("escaped"))


def test_a_backup_of_a_newer_program_is_refused(three, saved: Path, tmp_path: Path) -> None:
    def newer(name: str, content: bytes) -> bytes:
        return json.dumps(json.loads(content) | {"catalogue": 99}).encode() if name == "dalil-backup.json" else content

    with pytest.raises(NewerCatalogue):
        restore(three.home, rewritten(saved, tmp_path / "newer.tar.gz", newer))


def test_a_restore_waits_for_nobody_who_writes(three, saved: Path) -> None:
    with three.home.writing("sync"), pytest.raises(HomeBusy):
        restore(three.home, saved)


def test_a_restore_that_was_cut_off_is_undone_by_whoever_writes_next(three, saved: Path) -> None:
    three.home.set_aside.mkdir()
    for name in ("catalogue.sqlite", "generations"):
        (three.home.root / name).rename(three.home.set_aside / name)
    three.home.unpacked.mkdir()
    assert len(verify(three.home, deep=False).leftovers) >= 2
    assert three.sync().unchanged == 3
    assert verify(three.home, deep=True).whole
    assert not three.home.set_aside.exists() and not three.home.unpacked.exists()


def test_a_damaged_library_can_be_restored_over(three, saved: Path) -> None:
    for path in three.home.root.glob("catalogue.sqlite*"):
        path.unlink()
    three.home.catalogue.write_bytes(b"rubbish" * 1000)
    report = restore(three.home, saved)
    assert report.revived_unknown
    assert verify(three.home, deep=True).whole


def test_a_backup_inside_the_home_is_refused(three) -> None:
    with pytest.raises(SettingError, match="outside the home"):
        backup(three.home, three.home.root / "b.tar.gz")
