"""DALIL_HOME: where everything that is written at run time lies, and who may write there.

catalogue.sqlite     the record: documents, versions, passages, vectors, generations
generations/<id>/    manifests; `current` names the one that is served
parts/<hash>/        immutable indexes, one per audience
files/<hash>         the originals, by content
states/<name>        token states for late interaction, a file for each version
state.sqlite         what people leave: questions, feedback, progress
keys.json            who may ask from elsewhere
models/              the converted default model (unless DALIL_MODELS says otherwise)
lock                 who is writing now
"""

import errno
import fcntl
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from corpus.errors import HomeBusy, StorageError

_NETWORK_FILE_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "9p", "fuse.sshfs", "fuse.s3fs", "fuse.rclone", "ceph"}
)


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of one library, by the names of what lies in it."""

    root: Path

    @property
    def catalogue(self) -> Path:
        return self.root / "catalogue.sqlite"

    @property
    def state(self) -> Path:
        return self.root / "state.sqlite"

    @property
    def generations(self) -> Path:
        return self.root / "generations"

    @property
    def current(self) -> Path:
        return self.generations / "current"

    @property
    def parts(self) -> Path:
        return self.root / "parts"

    @property
    def files(self) -> Path:
        return self.root / "files"

    @property
    def states(self) -> Path:
        return self.root / "states"

    @property
    def models(self) -> Path:
        return self.root / "models"

    @property
    def outlines(self) -> Path:
        """What documents that were read have taught of the letters that glyphs draw."""
        return self.root / "outlines"

    @property
    def lock(self) -> Path:
        return self.root / "lock"

    @property
    def unpacked(self) -> Path:
        """Where a restore unpacks a backup before it takes the place of what is here."""
        return self.root / ".unpacked"

    @property
    def set_aside(self) -> Path:
        """Where a restore keeps what was here until it is done; whoever writes next puts it back when that was cut off."""
        return self.root / ".set-aside"

    @property
    def replaced(self) -> Path:
        """What a finished restore has replaced, on its way out."""
        return self.root / ".replaced"

    def prepare(self) -> None:
        """Make the folder. Raises StorageError when it can't be made or lies on a network file system."""
        with told_by_disk(self.root):
            for folder in (self.root, self.generations, self.parts, self.files):
                folder.mkdir(parents=True, exist_ok=True)
        if lies_on_network(self.root):
            kind = file_system_of(self.root)
            raise StorageError(
                f"DALIL_HOME lies on a network file system ({kind}), where locks and SQLite can't be trusted",
                subject=str(self.root),
                remedy="set DALIL_HOME to a folder on a local disk; the documents themselves may stay on the share",
            )

    def is_writable(self) -> bool:
        """Whether this process may write here."""
        return os.access(self.root, os.W_OK)

    def is_being_written(self) -> bool:
        """Whether a process holds the write lock now."""
        try:
            handle = os.open(self.lock, os.O_RDONLY)
        except OSError:
            return False
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(handle)
        return False

    @contextmanager
    def writing(self, what: str) -> Iterator[None]:
        """Hold the one write lock while `what` is done. Raises HomeBusy, naming the holder, when another process has it."""
        self.prepare()
        with told_by_disk(self.lock):
            handle = os.open(self.lock, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as exc:
                raise HomeBusy(
                    f"another process is writing to this library ({_holder(os.pread(handle, 1000, 0))})",
                    subject=str(self.root),
                    remedy="wait for it to end, then run the command again",
                ) from exc
            with told_by_disk(self.lock):
                os.ftruncate(handle, 0)
                os.pwrite(handle, json.dumps({"pid": os.getpid(), "doing": what, "since": now()}).encode(), 0)
            self.undo_cut_off_restore()
            try:
                yield
            finally:
                os.ftruncate(handle, 0)
        finally:
            os.close(handle)

    def undo_cut_off_restore(self) -> None:
        """Put back what a restore had set aside when it was cut off, and drop what it had unpacked. Needs the write lock."""
        if self.set_aside.is_dir():
            for kept in sorted(self.set_aside.iterdir()):
                if kept.suffix == ".sqlite":
                    for beside in self.root.glob(f"{kept.name}-*"):
                        beside.unlink()
                drop(self.root / kept.name)
                kept.rename(self.root / kept.name)
            self.set_aside.rmdir()
        for leftover in (self.unpacked, self.replaced):
            drop(leftover)


def drop(path: Path) -> None:
    """Delete a file or a folder with all that is in it, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _holder(written: bytes) -> str:
    try:
        holder = json.loads(written)
        return f"process {holder['pid']}, {holder['doing']}, since {holder['since']}"
    except (ValueError, KeyError):
        return "its name is not written yet"


def now() -> str:
    """The present moment in UTC, to the second, as ISO 8601."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def file_system_of(folder: Path) -> str:
    """The kind of file system that `folder` lies on, as Linux's mount table names it; empty where there is no such table."""
    table = Path("/proc/self/mounts")
    if sys.platform != "linux" or not table.exists():
        return ""
    best, kind = "", ""
    target = str(folder.resolve())
    for line in table.read_text(encoding="utf-8", errors="surrogateescape").splitlines():
        _, mount, found, *_ = line.split(" ")
        mount = re.sub(r"\\(\d{3})", lambda octal: chr(int(octal.group(1), 8)), mount)
        inside = target == mount or target.startswith(mount.rstrip("/") + "/")
        if inside and len(mount) >= len(best):
            best, kind = mount, found
    return kind


def lies_on_network(folder: Path) -> bool:
    """Whether `folder` lies on a network file system, where locks and inode numbers can't be trusted."""
    return file_system_of(folder) in _NETWORK_FILE_SYSTEMS


@contextmanager
def told_by_disk(subject: Path) -> Iterator[None]:
    """Turn what the operating system says of a full or read-only disk into a StorageError that names `subject`."""
    try:
        yield
    except OSError as exc:
        if exc.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageError(
                "the disk is full; what was served before is still served",
                subject=str(subject),
                remedy="free some space and run it again",
            ) from exc
        if exc.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST):
            raise StorageError(
                f"it can't be written ({exc.strerror})",
                subject=str(subject),
                remedy="check who owns the folder, or set DALIL_HOME to another one",
            ) from exc
        raise


def require_space(folder: Path, needed_bytes: int) -> None:
    """Raise StorageError when the disk under `folder` has less than `needed_bytes` free."""
    free = shutil.disk_usage(folder).free
    if free < needed_bytes:
        raise StorageError(
            f"the disk has {free >> 20} MiB free and about {needed_bytes >> 20} MiB are needed",
            subject=str(folder),
            remedy="free some space and run it again; what was served before is still served",
        )


def has_room(folder: Path) -> bool:
    """Whether the disk under `folder` has room for anything: below 1 MiB a failure of an engine is the disk's."""
    return shutil.disk_usage(folder).free >= 1 << 20


def fsync_folder(folder: Path) -> None:
    """Make the names in a folder (or the content of a file) outlive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees either the old content or the new, whatever happens meanwhile."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    with open(draft, "wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    os.replace(draft, path)
    fsync_folder(path.parent)
