"""Folders to files: what is there to be read, and what is left alone and why.

Hidden files, `~$` lock files, symbolic links that leave their folder, kinds that aren't read and what a `.dalilignore` file names
(one pattern a line, as `fnmatch` has them, relative to its folder) are left alone, and said.
"""

import fnmatch
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import SettingError

CATALOGUE_NAME = "catalogue.csv"
AUDIENCE_NAMES = (".audience", "_audience.txt")
IGNORE_NAME = ".dalilignore"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file as the folder shows it: `path` is relative to `root`, with forward slashes."""

    root: str
    path: str
    size: int
    mtime_ns: int
    inode: int

    @property
    def absolute(self) -> Path:
        """Where the file is."""
        return Path(self.root) / self.path


@dataclass(slots=True)
class Discovery:
    """What was found under the synced places.

    `away` are roots that aren't there; `covered` are (root, prefix) that were looked through, `closed` those below that
    couldn't be.
    """

    files: list[SourceFile] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    away: list[str] = field(default_factory=list)
    covered: list[tuple[str, str]] = field(default_factory=list)
    closed: list[tuple[str, str]] = field(default_factory=list)
    named: set[str] = field(default_factory=set)


def discover(roots: list[Path], *, paths: list[Path], known_roots: list[str], suffixes: frozenset[str]) -> Discovery:
    """Look through `paths` where given, else through every folder of `roots`.

    A path inside a known root is synced as a part of it. Raises SettingError for a path that isn't there.
    """
    found = Discovery()
    for path in paths:
        if not path.exists():
            raise SettingError("there is no such file or folder", subject=str(path), remedy="check the path")
        _look_at(found, path.resolve(), known_roots, suffixes)
    for root in roots if not paths else []:
        if not root.is_dir() or not any(root.iterdir()):
            found.away.append(str(root))
        else:
            _look_through(found, root.resolve(), "", suffixes)
    found.files = list({str(file.absolute): file for file in reversed(found.files)}.values())[::-1]
    return found


def _look_at(found: Discovery, path: Path, known_roots: list[str], suffixes: frozenset[str]) -> None:
    inside = [root for root in known_roots if path.is_relative_to(root)]
    if path.is_dir():
        root = Path(max(inside, key=len)) if inside else path
        if not any(path.iterdir()) and inside:
            found.away.append(str(path))
            return
        _look_through(found, root, "" if root == path else path.relative_to(root).as_posix(), suffixes)
        return
    root = Path(max(inside, key=len)) if inside else path.parent
    found.files.append(_source(root, path))
    found.named.add(str(path))


def _look_through(found: Discovery, root: Path, prefix: str, suffixes: frozenset[str]) -> None:
    found.covered.append((str(root), prefix))
    for path in _walk(found, root, root / prefix if prefix else root, suffixes):
        try:
            found.files.append(_source(root, path))
        except FileNotFoundError:
            found.skipped.append((_relative(path, root), "it went while the folder was being read"))


def _source(root: Path, path: Path) -> SourceFile:
    seen = path.stat()
    return SourceFile(str(root), path.relative_to(root).as_posix(), seen.st_size, seen.st_mtime_ns, seen.st_ino)


def _walk(found: Discovery, root: Path, folder: Path, suffixes: frozenset[str]) -> Iterator[Path]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as exc:
        found.skipped.append((_relative(folder, root), f"the folder can't be read ({exc.strerror})"))
        found.closed.append((str(root), "" if folder == root else _relative(folder, root)))
        return
    ignored = _ignored(folder)
    for entry in entries:
        path = Path(entry.path)
        reason = _reason_to_skip(entry, root, ignored)
        if reason is not None:
            if reason:
                found.skipped.append((_relative(path, root), reason))
        elif entry.is_dir():
            yield from _walk(found, root, path, suffixes)
        elif path.suffix.lower() in suffixes:
            yield path
        else:
            found.skipped.append((_relative(path, root), "files of this kind aren't read"))


def _reason_to_skip(entry: "os.DirEntry[str]", root: Path, ignored: list[str]) -> str | None:
    """Why an entry is left alone; empty when that needn't be said; None when it isn't."""
    if entry.name in (CATALOGUE_NAME, *AUDIENCE_NAMES, IGNORE_NAME) or any(
        fnmatch.fnmatch(entry.name, pattern) for pattern in ignored
    ):
        return ""
    if entry.name.startswith(".") or entry.name.startswith("~$"):
        return "hidden and lock files aren't read"
    if entry.is_symlink():
        target = Path(entry.path).resolve()
        if not target.exists() or not target.is_relative_to(root.resolve()) or target.is_dir():
            return "a link that leaves the folder isn't followed"
    return None


def _ignored(folder: Path) -> list[str]:
    path = folder / IGNORE_NAME
    if not path.is_file():
        return []
    lines = (line.strip().rstrip("/") for line in path.read_text(encoding="utf-8-sig").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _relative(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()
