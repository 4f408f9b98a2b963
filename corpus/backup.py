"""Backups: a whole library in one file, and back again.

    dalil-backup.json      what this file is: its format, the catalogue's version, when it was made, how large it is unpacked
    home/...               the catalogue, generations and their parts, originals, state, keys and whatever else lies in the home
    checksums.json         the SHA-256 of every file above

Databases are copied through SQLite's backup interface and a pin holds the generations, so that people can ask meanwhile and a
sync needn't wait. A restore is checked whole before anything is touched; what was there stays aside until it is done, and when it
is cut off, whoever writes next puts it back.
"""

import gzip
import hashlib
import io
import json
import os
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from corpus.catalogue import documents, schema
from corpus.errors import CatalogueError, DamagedBackup, DamagedGeneration, NewerCatalogue, SettingError
from corpus.generation import manifest as manifests
from corpus.generation.pins import Pin
from corpus.generation.verify import verify
from corpus.home import Home, drop, fsync_folder, now, require_space, told_by_disk

FORMAT = 1
_HEAD, _SUMS, _PREFIX = "dalil-backup.json", "checksums.json", "home/"
_NOT_COPIED = frozenset({"lock", "models", "generations", "parts", ".unpacked", ".set-aside", ".replaced"})
_PASSING = ("-wal", "-shm", "-journal", ".draft", ".lock")
_DATABASES = (".sqlite", ".sqlite3")
_STEP = 1 << 20
_UNREADABLE = (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile, ValueError, KeyError, TypeError, RecursionError)


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What a backup holds. `size_bytes` is that of the file."""

    file: str
    generation: str
    documents: int
    files: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """What a restore brought back. `revived` are documents that were removed by hand since; `made` is when the backup was (UTC).

    `revived_unknown` says that the library that was here could not be read, so that nobody can tell what it had removed.
    """

    generation: str
    documents: int
    made: str
    revived: tuple[str, ...]
    revived_unknown: bool = False


def backup(home: Home, target: Path) -> BackupReport:
    """Write the library into one file, check it, and only then give it its name.

    Raises StorageError when the disk is full, DamagedGeneration when what is served isn't whole, SettingError for a target inside
    the home.
    """
    target = target.absolute()
    if target.is_dir() or target.resolve().is_relative_to(home.root.resolve()):
        raise SettingError("a backup is a file outside the home", subject=str(target), remedy="name a file on another disk")
    draft = target.with_name(f".{target.name}.{os.getpid()}.draft")
    with ExitStack() as stack:
        stack.enter_context(told_by_disk(target))
        held = stack.enter_context(_pinned(home))
        found = verify(home, deep=False)
        if not found.whole:
            raise DamagedGeneration("it isn't whole: " + "; ".join(found.differences), subject=found.generation, remedy="")
        stack.callback(draft.unlink, missing_ok=True)
        if not target.parent.is_dir():
            raise SettingError("its folder isn't there", subject=str(target), remedy="make the folder, or name another")
        count = _write(home, draft, held)
        with open(draft, "rb") as handle:
            _read(handle, None)
        os.replace(draft, target)
        fsync_folder(target.parent)
    served = held[-1] if held else None
    return BackupReport(str(target), served.id if served else "", served.documents if served else 0, count, target.stat().st_size)


@contextmanager
def _pinned(home: Home) -> Iterator[list[manifests.Manifest]]:
    """The served generation (last) and those before it, held so that no prune drops their parts."""
    served = manifests.current_or_none(home)
    known = [m for m in manifests.all_manifests(home) if served is not None and m.number <= served.number]
    pins = [Pin.take(home, manifest.id) for manifest in known]
    try:
        yield [manifest for manifest in known if (home.generations / manifest.id / "manifest.json").exists()]
    finally:
        for pin in pins:
            pin.drop()


def _write(home: Home, draft: Path, held: list[manifests.Manifest]) -> int:
    sources = dict(_sources(home, held))
    head = {
        "format": FORMAT,
        "catalogue": schema.SCHEMA,
        "made": now(),
        "generation": held[-1].id if held else "",
        "bytes": 2 * sum(path.stat().st_size for path in sources.values() if path.exists()) + _STEP,
    }
    sums: dict[str, str] = {}
    handle = os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb")
    with handle, tempfile.TemporaryDirectory(prefix=".dalil-backup-", dir=draft.parent) as scratch:
        with tarfile.open(fileobj=handle, mode="w:gz", compresslevel=3, format=tarfile.PAX_FORMAT) as archive:
            _add_text(archive, _HEAD, json.dumps(head))
            for name, path in sources.items():
                if path.suffix in _DATABASES:
                    copy = Path(scratch) / "database"
                    copy_database(path, copy)
                    sums[name] = _add(archive, name, copy, like=path)
                    copy.unlink()
                elif path.is_file():
                    sums[name] = _add(archive, name, path, like=path)
            if held:
                pointer = Path(scratch) / "current"
                pointer.write_text(f"{held[-1].id}\n", encoding="utf-8")
                sums["generations/current"] = _add(archive, "generations/current", pointer, like=pointer)
            _add_text(archive, _SUMS, json.dumps(sums))
        handle.flush()
        os.fsync(handle.fileno())
    return len(sums)


def _sources(home: Home, held: list[manifests.Manifest]) -> Iterator[tuple[str, Path]]:
    """What is copied, by its name in the home."""
    roots = [path for path in sorted(home.root.iterdir()) if path.name not in _NOT_COPIED]
    roots += [home.generations / manifest.id / "manifest.json" for manifest in held]
    roots += sorted({home.parts / entry.part for manifest in held for entry in manifest.parts})
    for root in roots:
        for path in [root] if root.is_file() else sorted(root.rglob("*")):
            older = path.name.startswith(f"{home.catalogue.name}.before-")
            if path.is_file() and not path.is_symlink() and not path.name.endswith(_PASSING) and not older:
                yield path.relative_to(home.root).as_posix(), path


def copy_database(source: Path, target: Path) -> None:
    """Copy a SQLite database whole, whoever reads or writes it meanwhile; what `target` held is replaced in one transaction."""
    with (
        schema.told_by_sqlite(target),
        closing(schema.open_readable(source)) as opened,
        closing(sqlite3.connect(target, timeout=30)) as copy,
    ):
        opened.backup(copy)


def _add(archive: tarfile.TarFile, name: str, path: Path, *, like: Path) -> str:
    with open(path, "rb") as handle:
        seen = os.fstat(handle.fileno())
        member = tarfile.TarInfo(_PREFIX + name)
        member.size, member.mtime, member.mode = seen.st_size, int(seen.st_mtime), like.stat().st_mode & 0o777
        hashed = _Hashed(handle, seen.st_size)
        archive.addfile(member, hashed)  # type: ignore[arg-type]
    return hashed.digest()


def _add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    content = text.encode()
    member = tarfile.TarInfo(name)
    member.size = len(content)
    archive.addfile(member, io.BytesIO(content))


class _Hashed:
    """A file that is hashed while it is read; one that grows meanwhile ends where it ended, one that shrinks is filled up."""

    def __init__(self, handle: IO[bytes], size: int) -> None:
        self._handle, self._left, self._hash = handle, size, hashlib.sha256()

    def read(self, size: int) -> bytes:
        wanted = min(size, self._left)
        piece = self._handle.read(wanted).ljust(wanted, b"\0")
        self._left -= wanted
        self._hash.update(piece)
        return piece

    def digest(self) -> str:
        return self._hash.hexdigest()


def restore(home: Home, source: Path) -> RestoreReport:
    """Put a backup in the place of what is here.

    Everything that the backup holds replaces what has the same name; models and what the backup doesn't know stay. Raises
    DamagedBackup when the file isn't whole or isn't a backup, NewerCatalogue when a newer program wrote it, StorageError when the
    disk is full, HomeBusy while another process writes; then nothing has changed.
    """
    if not source.is_file():
        raise SettingError("there is no such file", subject=str(source), remedy="check the path")
    with told_by_disk(home.root), home.writing("restore"):
        try:
            head = _unpack(home, source)
            unpacked = Home(home.unpacked)
            found = verify(unpacked, deep=True, originals=False)
            if not found.whole:
                raise DamagedBackup("its library isn't whole: " + "; ".join(found.differences), subject=str(source))
            revived, unknown = _revived(home, unpacked)
            served = manifests.current_or_none(unpacked)
            _swap(home, unpacked)
        except BaseException:
            home.undo_cut_off_restore()
            raise
        drop(home.replaced)
        drop(home.unpacked)
    return RestoreReport(found.generation, served.documents if served else 0, head["made"], revived, unknown)


def _unpack(home: Home, source: Path) -> dict[str, Any]:
    home.unpacked.mkdir()
    with open(source, "rb") as handle:
        head = _read(handle, home.unpacked)
    unpacked = Home(home.unpacked)
    for folder in (unpacked.generations, unpacked.parts, unpacked.files):
        folder.mkdir(exist_ok=True)
    if unpacked.catalogue.exists():
        schema.connect(unpacked.catalogue, write=True).close()  # brings an older one up to date
    return head


def _read(handle: IO[bytes], folder: Path | None) -> dict[str, Any]:
    """Read a backup through, unpacking it into `folder` where one is given, and hold every file against its checksum."""
    name = getattr(handle, "name", "")
    sums: dict[str, str] = {}
    try:
        with gzip.GzipFile(fileobj=handle) as plain, tarfile.open(fileobj=plain, mode="r|") as archive:
            members = iter(archive)
            head = _head(archive, next(members, None), name)
            if folder is not None:
                require_space(folder, int(head["bytes"]) // 2)
            left = int(head["bytes"])
            for member in members:
                if member.name == _SUMS:
                    expected = dict(json.loads(_content(archive, member)))
                    break
                left -= member.size
                if left < 0:
                    raise DamagedBackup("it holds more than it says", subject=name, remedy="use another backup")
                sums[_name_of(member)] = _take(archive, member, folder)
            else:
                raise DamagedBackup("it is cut short", subject=name, remedy="use another backup")
            while plain.read(_STEP):  # to the end, where gzip's own checksum stands
                pass
    except _UNREADABLE as exc:
        raise DamagedBackup(f"it can't be read as a backup ({exc})", subject=name, remedy="use another backup") from exc
    if sums != expected:
        wrong = sorted(set(sums) ^ set(expected) | {key for key in sums.keys() & expected.keys() if sums[key] != expected[key]})
        raise DamagedBackup(f"it was changed or is damaged ({', '.join(wrong[:5])})", subject=name, remedy="use another backup")
    return head


def _head(archive: tarfile.TarFile, member: tarfile.TarInfo | None, name: str) -> dict[str, Any]:
    if member is None or member.name != _HEAD or member.size > _STEP:
        raise DamagedBackup("it isn't a backup of Dalil", subject=name, remedy="name a file that `dalil backup` wrote")
    head: dict[str, Any] = json.loads(_content(archive, member))
    if head["format"] > FORMAT or head["catalogue"] > schema.SCHEMA:
        raise NewerCatalogue("it was written by a newer version of Dalil", subject=name, remedy="update Dalil, then restore it")
    return {"made": str(head["made"]), "bytes": int(head["bytes"])}


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    handle = archive.extractfile(member)
    if handle is None:
        raise ValueError(f"{member.name} is no file")
    return handle.read()


def _name_of(member: tarfile.TarInfo) -> str:
    """A member's name in the home. Raises ValueError for anything but a plain file below it."""
    path = PurePosixPath(member.name)
    if not member.isreg() or not member.name.startswith(_PREFIX) or ".." in path.parts or "\0" in member.name:
        raise ValueError(f"{member.name!r} has no place in a backup")
    if path.parts[1] in {"lock", "models"} or path.parts[1].startswith("."):
        raise ValueError(f"{member.name!r} has no place in a backup")
    return path.relative_to(_PREFIX).as_posix()


def _take(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path | None) -> str:
    """Read one file, writing it where a folder is given; gives its hash."""
    handle, digest = archive.extractfile(member), hashlib.sha256()
    if handle is None:
        raise ValueError(f"{member.name} is no file")
    target = folder / _name_of(member) if folder is not None else None
    if target is not None:
        target.parent.mkdir(parents=True, exist_ok=True)
    with open(target or os.devnull, "xb" if target else "wb") as out:
        while piece := handle.read(_STEP):
            digest.update(piece)
            out.write(piece)
        if target is not None:
            out.flush()
            os.fsync(out.fileno())
            os.fchmod(out.fileno(), member.mode & 0o666)
    return digest.hexdigest()


def _revived(home: Home, unpacked: Home) -> tuple[tuple[str, ...], bool]:
    """The documents that were removed by hand here and that the backup brings back; and whether that could not be told."""
    if not home.catalogue.exists():
        return (), False
    try:
        with closing(schema.connect(home.catalogue)) as present:
            removed = {d.id for d in documents.all_documents(present, removed=True) if d.removed and d.removed_by == "hand"}
    except (CatalogueError, sqlite3.DatabaseError):
        return (), True
    if not unpacked.catalogue.exists():
        return (), False
    with closing(schema.connect(unpacked.catalogue)) as then:
        return tuple(d.id for d in documents.all_documents(then) if d.id in removed), False


def _swap(home: Home, unpacked: Home) -> None:
    """Set aside what is here and put in its place what was unpacked; renaming `set_aside` at the end makes it so."""
    home.set_aside.mkdir()
    state = unpacked.state.exists() and _keep_state(home)
    for new in sorted(unpacked.root.iterdir()):
        if state and new.name == home.state.name:
            continue
        beside = home.root.glob(f"{new.name}-*") if new.suffix == ".sqlite" else ()
        for old in [home.root / new.name, *beside]:
            if old.exists():
                old.rename(home.set_aside / old.name)
        new.rename(home.root / new.name)
    if state:
        copy_database(unpacked.state, home.state)
    fsync_folder(home.root)
    home.set_aside.rename(home.replaced)
    fsync_folder(home.root)


def _keep_state(home: Home) -> bool:
    """Copy the present state aside; a server that has it open goes on with what is restored into it. False where none is."""
    if not home.state.exists():
        return False
    try:
        copy_database(home.state, home.set_aside / home.state.name)
    except CatalogueError:  # it is damaged: it goes aside as it is
        drop(home.set_aside / home.state.name)
        return False
    return True
