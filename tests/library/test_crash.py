"""A sync that is cut off at any moment leaves what was served, and the next one completes."""

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus.backup import backup
from corpus.errors import StorageError
from corpus.generation import manifest
from corpus.generation.maintain import rebuild
from corpus.generation.verify import verify
from corpus.home import Home
from corpus.progress import Progress

KILLED_AT = """
import json, os, shutil, signal, sys, time
from pathlib import Path

import chromadb, conftest, tantivy
from corpus.generation.verify import verify
from corpus.home import Home

template, documents, work, seed = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), json.loads(sys.argv[4])
WATCHED = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "sqlite3.connect", "fcntl.flock"}
SECONDS = 6


def library(name):
    if not (work / name).exists():
        shutil.copytree(template, work / name, ignore=shutil.ignore_patterns("readers"))
    return conftest.Library(Home(work / name), documents)


def in_child(action):
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        action()
    except BaseException as exc:
        print(repr(exc), file=sys.stderr, flush=True)
        os._exit(1)
    os._exit(0)


def killed_after(made, events):
    seen = 0

    def watch(event, arguments):
        nonlocal seen
        if event in WATCHED:
            seen += 1
            if seen == events:
                os.kill(os.getpid(), signal.SIGKILL)

    def run():
        sys.addaudithook(watch)
        made.sync()
        Path(work / "events").write_text(str(seen))

    return in_child(run)


def look(name, told):
    made = library(name)
    found = verify(made.home, deep=True)
    seen = {"whole": found.whole, "differences": found.differences, "leftovers": found.leftovers}
    told.write_text(json.dumps(seen | {"served": made.served(), "leave": made.text_of("leave")}))


def state(name):
    told = work / f"{name}.json"
    assert in_child(lambda: look(name, told)) == 0
    return json.loads(told.read_text())


if seed == "count":
    assert killed_after(library("whole"), -1) == 0
    print((work / "events").read_text())
else:
    started = time.monotonic()
    for events in seed:
        if time.monotonic() - started > SECONDS:
            break
        name = f"killed-{events}"
        code = killed_after(library(name), events)
        cut_off = state(name)
        again = in_child(lambda: library(name).sync())
        print(json.dumps({"events": events, "code": code, "cut_off": cut_off, "again": again, "then": state(name)}), flush=True)
        shutil.rmtree(work / name)
"""


def run(library: Any, work: Path, seed: object) -> str:
    """Runs the script above: a parent that loads everything once and forks a process for each sync that is to be killed."""
    paths = [str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")]
    done = subprocess.run(
        [sys.executable, "-c", KILLED_AT, str(library.home.root), str(library.folder), str(work), json.dumps(seed)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_a_sync_that_is_killed_anywhere_leaves_what_was_served_and_the_next_one_completes(three, tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    three.write("leave.md", "# Leave\n\nThirty-five days of leave.\n")
    three.write("new.md", "# New\n\nSomething new.\n")
    (three.folder / "hr" / "pay.md").unlink()
    total = int(run(three, work, "count"))
    moments = [*random.Random(total).sample(range(1, total - 40), 8), *range(total - 40, total, 7)]
    random.Random(1).shuffle(moments)
    lines = run(three, work, moments).splitlines()
    assert lines
    for line in lines:
        found = json.loads(line)
        assert found["code"] == -9, found
        assert found["cut_off"]["whole"], found
        old, new = ["leave", "pay", "تغيير"], ["leave", "new", "تغيير"]
        assert found["cut_off"]["served"] in (old, new), found
        assert ("thirty days" in found["cut_off"]["leave"]) == (found["cut_off"]["served"] == old), found
        assert found["again"] == 0, found
        assert found["then"]["whole"] and found["then"]["served"] == new, found
        assert found["then"]["leftovers"] == [], found


def test_what_a_sync_that_was_cut_off_had_read_is_told_by_the_one_that_publishes_it(three) -> None:
    class CutOff(type(three.embedder)):
        def encode_passages(self, texts: Iterable[str], *, on_done: Callable[[int], None] | None = None) -> Any:
            raise KeyboardInterrupt

    three.write("leave.md", "# Leave\n\nThirty-five days of leave.\n")
    three.write("new.md", "# New\n\nSomething new.\n")
    (three.folder / "hr" / "pay.md").unlink()
    embedder, three.embedder = three.embedder, CutOff()
    with pytest.raises(KeyboardInterrupt):
        three.sync()
    three.embedder = embedder
    report = three.sync()
    told = [[change.id for change in changes] for changes in (report.added, report.changed, report.removed)]
    assert told == [["new"], ["leave"], ["pay"]]
    assert three.sync().unchanged == 3


def test_a_generation_that_was_never_served_is_named_swept_and_no_aim_of_a_rollback(three) -> None:
    served = manifest.read(three.home, manifest.current(three.home))
    ghost = three.home.generations / "g000002-ffffff"
    ghost.mkdir()
    written = (three.home.generations / served.id / "manifest.json").read_text(encoding="utf-8")
    (ghost / "manifest.json").write_text(written.replace(served.id, ghost.name).replace('"number": 1', '"number": 2'))
    (three.home.parts / "0123.draft").mkdir()
    found = verify(three.home, deep=True)
    assert found.whole
    assert len(found.leftovers) == 2
    three.sync()
    assert verify(three.home, deep=True).leftovers == ()
    assert [m.id for m in manifest.all_manifests(three.home)] == [served.id]


def test_a_damaged_manifest_is_built_anew(three) -> None:
    (three.home.generations / manifest.current(three.home) / "manifest.json").write_text("{")
    assert not verify(three.home, deep=False).whole
    rebuild(three.home, three.embedder, progress=Progress())
    assert verify(three.home, deep=True).whole
    assert three.served() == ["leave", "pay", "تغيير"]


def test_two_syncs_at_once_leave_one_of_them_told_and_the_library_whole(three) -> None:
    script = (
        "import sys, conftest; from pathlib import Path; from corpus.home import Home;"
        "conftest.Library(Home(Path(sys.argv[1])), Path(sys.argv[2])).sync()"
    )
    for n in range(5):
        three.write(f"more-{n}.md", f"# More {n}\n\nMore of it, number {n}.\n")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])}
    command = [sys.executable, "-c", script, str(three.home.root), str(three.folder)]
    both = [subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    told = [process.communicate()[1] for process in both]
    assert 0 in [process.returncode for process in both]
    for process, error in zip(both, told, strict=True):
        assert process.returncode == 0 or "HomeBusy" in error
    assert verify(three.home, deep=True).whole
    assert len(three.served()) == 8


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 16 MiB that can be filled up, mounted for one test."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = sys.platform == "linux" and os.geteuid() == 0
    mounted = (
        mounted
        and subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", place], check=False, capture_output=True
        ).returncode
        == 0
    )
    if not mounted:
        pytest.skip("only root may mount a small disk")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


@pytest.mark.parametrize("left", [0, 160 << 10, 900 << 10])
def test_a_full_disk_is_told_and_leaves_what_was_served(three, small_disk: Path, left: int) -> None:
    shutil.copytree(three.home.root, small_disk / "home", ignore=shutil.ignore_patterns("readers"))
    full = type(three)(Home(small_disk / "home"), three.folder)
    for n in range(30):
        three.write(f"more-{n}.md", f"# More {n}\n\n" + f"More of it, number {n}, and more of it. " * 80)
    fill(small_disk / "filler", left)
    with pytest.raises(StorageError):
        full.sync()
    assert full.served() == ["leave", "pay", "تغيير"]
    os.unlink(small_disk / "filler")
    assert verify(full.home, deep=True).whole
    full.sync()
    assert len(full.served()) == 33
    assert verify(full.home, deep=True).whole


class FillsUp(Progress):
    """Fills a disk when the indexes are about to be built, leaving so many bytes."""

    def __init__(self, disk: Path, left: int) -> None:
        self.filler, self.left = disk / "filler", left

    def say(self, sentence: str) -> None:
        fill(self.filler, self.left)


def fill(filler: Path, left: int) -> None:
    """Write a file that leaves `left` bytes of its disk."""
    if not filler.exists():
        filler.write_bytes(b"x" * max(0, shutil.disk_usage(filler.parent).free - left))


@pytest.mark.parametrize("left", [0, 24 << 10, 120 << 10])
def test_a_disk_that_fills_up_while_indexing_leaves_what_was_served(three, small_disk: Path, left: int) -> None:
    shutil.copytree(three.home.root, small_disk / "home", ignore=shutil.ignore_patterns("readers"))
    full = type(three)(Home(small_disk / "home"), three.folder)
    three.write("new.md", "# New\n\nSomething new.\n")
    with pytest.raises(StorageError):
        full.sync(progress=FillsUp(small_disk, left))
    assert full.served() == ["leave", "pay", "تغيير"]
    assert verify(full.home, deep=True).whole
    os.unlink(small_disk / "filler")
    full.sync()
    assert verify(full.home, deep=True).whole
    assert len(full.served()) == 4


def test_a_backup_to_a_full_disk_is_told_and_leaves_no_file(three, small_disk: Path) -> None:
    fill(small_disk / "filler", 16 << 10)
    with pytest.raises(StorageError):
        backup(three.home, small_disk / "library.tar.gz")
    assert [path.name for path in small_disk.iterdir()] == ["filler"]


def test_a_home_that_can_not_be_written_to_is_served_and_backed_up(three, small_disk: Path, tmp_path: Path) -> None:
    shutil.copytree(three.home.root, small_disk / "home", ignore=shutil.ignore_patterns("readers"))
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    fixed = type(three)(Home(small_disk / "home"), three.folder)
    assert fixed.served() == ["leave", "pay", "تغيير"]
    assert verify(fixed.home, deep=True).whole
    assert backup(fixed.home, tmp_path / "b.tar.gz").documents == 3
    with pytest.raises(StorageError):
        fixed.sync()
