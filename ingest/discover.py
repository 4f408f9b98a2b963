"""Folders to files: what is there to be read, and what is left alone and why. An archive of documents is taken for a folder.

Hidden files, `~$` lock files, symbolic links that leave their folder, what is no plain file, kinds that aren't read and what a
`.dalilignore` file names (one pattern a line, as `fnmatch` has them, relative to its folder) are left alone, and said.
"""

import fnmatch
import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from corpus.errors import SettingError
from corpus.home import lies_on_network
from ingest.bundles import is_bundle, members
from ingest.errors import UnreadableDocument

CATALOGUE_NAME = "catalogue.csv"
AUDIENCE_NAMES = (".audience", "_audience.txt")
IGNORE_NAME = ".dalilignore"
_SETTINGS = (CATALOGUE_NAME, *AUDIENCE_NAMES, IGNORE_NAME)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file as the folder shows it: `path` is relative to `root`, with forward slashes; it may lead into an archive."""

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

    `away` are roots that aren't there (or are empty, as the place of a share that isn't mounted is); `covered` are the places
    that were looked through, `closed` those below that couldn't be. Places are whole paths.
    """

    files: list[SourceFile] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    away: list[str] = field(default_factory=list)
    covered: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    named: set[str] = field(default_factory=set)

    def would_show(self, place: str) -> bool:
        """Whether a file at this place would have been found, if it were still there."""
        return _is_in(place, self.covered) and not _is_in(place, [*self.closed, *self.away])


def discover(roots: list[Path], *, paths: list[Path], known_roots: list[str], suffixes: frozenset[str]) -> Discovery:
    """Look through `paths` where given, else through every folder of `roots`.

    `known_roots` are those that something was read from before; a file belongs to the innermost root that holds it. Raises
    SettingError for a path that isn't there, and for a root that never was.
    """
    found = Discovery()
    known = {*known_roots, *(str(root.resolve()) for root in roots)}
    for path in paths:
        _look_at(found, path, known, suffixes)
    for root in roots if not paths else []:
        if not os.path.lexists(root) and str(root.resolve()) not in known_roots:
            remedy = "check the setting `folders`, or make the folder"
            raise SettingError("there is no such folder", subject=str(root), remedy=remedy)
        if _is_away(root):
            found.away.append(str(root))
        else:
            _look_through(found, root.resolve(), known, suffixes)
    found.away += sorted(root for root in known - {*found.away} if _is_in(root, found.covered) and _is_away(Path(root)))
    found.files = list({str(file.absolute): file for file in found.files}.values())
    return found


def _is_away(root: Path) -> bool:
    try:
        return not root.is_dir() or not any(root.iterdir())
    except OSError:  # a share that went down, or a folder that was closed to us
        return True


def _is_in(place: str, folders: list[str]) -> bool:
    return any(place == folder or place.startswith(f"{folder.rstrip('/')}/") for folder in folders)


def _look_at(found: Discovery, path: Path, known: set[str], suffixes: frozenset[str]) -> None:
    if not path.exists():
        raise SettingError("there is no such file or folder", subject=str(path), remedy="check the path")
    path = path.resolve()
    if path.is_dir():
        if _is_away(path) and any(path.is_relative_to(root) for root in known):
            found.away.append(str(path))
        else:
            _look_through(found, path, known, suffixes)
    elif path.is_file():
        files = _files_of(found, _root_of(path, known), path, suffixes)
        found.files += files
        found.named |= {str(file.absolute) for file in files}
    else:
        raise SettingError("it is neither a file nor a folder", subject=str(path), remedy="name a document or a folder")


def _root_of(path: Path, known: set[str]) -> "_Root":
    holding = [folder for folder in (path, *path.parents) if str(folder) in known]
    folder = holding[0] if holding else path if path.is_dir() else path.parent
    return _Root(folder, not lies_on_network(folder))


@dataclass(frozen=True, slots=True)
class _Root:
    """The folder that files are found under; on a share its inode numbers say nothing."""

    folder: Path
    has_inodes: bool


def _look_through(found: Discovery, folder: Path, known: set[str], suffixes: frozenset[str]) -> None:
    found.covered.append(str(folder))
    found.files += _walk(found, _root_of(folder, known), folder, known, suffixes)


def _source(root: _Root, path: Path) -> SourceFile:
    seen = path.stat()
    inode = seen.st_ino if root.has_inodes else 0
    return SourceFile(str(root.folder), path.relative_to(root.folder).as_posix(), seen.st_size, seen.st_mtime_ns, inode)


def _walk(found: Discovery, root: _Root, folder: Path, known: set[str], suffixes: frozenset[str]) -> Iterator[SourceFile]:
    """The files of a folder, then those of the folders in it, each in the order of their names."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: (entry.is_dir(follow_symlinks=False), entry.name))
        ignored = _ignored(folder)
    except OSError as exc:
        _close(found, root, folder, f"the folder can't be read ({exc.strerror})")
        return
    except UnicodeDecodeError:
        _close(found, root, folder, f"its {IGNORE_NAME} can't be read; save that as UTF-8")
        return
    for entry in entries:
        path = Path(entry.path)
        reason = _reason_to_skip(entry, root.folder, ignored, suffixes)
        if reason is not None:
            if reason:
                found.skipped.append((_relative(path, root), reason))
        elif entry.is_dir():
            yield from _walk(found, _root_of(path, known) if str(path) in known else root, path, known, suffixes)
        else:
            try:
                yield from _files_of(found, root, path, suffixes)
            except FileNotFoundError:
                found.skipped.append((_relative(path, root), "it went while the folder was being read"))
            except OSError as exc:
                _close(found, root, path, f"it can't be looked at ({exc.strerror})")


def _files_of(found: Discovery, root: _Root, path: Path, suffixes: frozenset[str]) -> list[SourceFile]:
    """A file as a document, or the documents in it where it is an archive; one that can't be opened is a document that can't."""
    whole = _source(root, path)
    if not is_bundle(path):
        return [whole]
    try:
        held = members(path)
    except UnreadableDocument:
        found.closed.append(str(path))
        return [whole]
    found.covered.append(str(path))
    files = []
    for member in held:
        reason = member.reason or _reason_by_name(PurePosixPath(member.name), suffixes)
        if reason:
            found.skipped.append((f"{whole.path}/{member.name}", reason))
        elif reason is None:
            files.append(replace(whole, path=f"{whole.path}/{member.name}", size=member.size))
    return files


def _reason_by_name(path: PurePosixPath, suffixes: frozenset[str]) -> str | None:
    """Why a member of an archive is left alone; empty when that needn't be said; None when it isn't."""
    if path.name in _SETTINGS or "__MACOSX" in path.parts:
        return ""
    if any(part.startswith((".", "~$")) for part in path.parts):
        return "hidden and lock files aren't read"
    return None if path.suffix.lower() in suffixes else "files of this kind aren't read"


def _close(found: Discovery, root: _Root, path: Path, reason: str) -> None:
    found.skipped.append((_relative(path, root), reason))
    found.closed.append(str(path))


def _reason_to_skip(entry: "os.DirEntry[str]", root: Path, ignored: list[str], suffixes: frozenset[str]) -> str | None:
    """Why an entry is left alone; empty when that needn't be said; None when it isn't."""
    if entry.name in _SETTINGS or any(
        fnmatch.fnmatch(entry.name, pattern) for pattern in ignored
    ):
        return ""
    if entry.name.startswith((".", "~$")):
        return "hidden and lock files aren't read"
    if _shown(entry.name) != entry.name:
        return "its name isn't in UTF-8; rename it"
    if entry.is_symlink():
        target = Path(os.path.realpath(entry.path))
        if not target.is_file() or not target.is_relative_to(root):
            return "a link that leaves the folder isn't followed"
    if entry.is_dir():
        return None
    if Path(entry.name).suffix.lower() not in suffixes and not is_bundle(Path(entry.name)):
        return "files of this kind aren't read"
    return None if entry.is_file() else "it isn't a plain file"


def _ignored(folder: Path) -> list[str]:
    path = folder / IGNORE_NAME
    if not path.is_file():
        return []
    lines = (line.strip().rstrip("/") for line in path.read_text(encoding="utf-8-sig").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _relative(path: Path, root: _Root) -> str:
    return _shown(path.relative_to(root.folder).as_posix())


def _shown(name: str) -> str:
    """A name as it can be printed and written down."""
    return os.fsencode(name).decode(errors="replace")
