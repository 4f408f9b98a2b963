"""Archives of documents (`.zip`, `.tar`, also compressed): each document in one is a document of its own.

A document in an archive has a place like any other, the archive taken for a folder: `policies.zip/2026/leave.docx`. `members`
lists them; `on_disk` gives a place as a file that can be opened, taken out of its archive where it lies in one. Names that lead
out of the archive, links, and archives within archives are left alone, and said.
"""

import posixpath
import shutil
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

from ingest.errors import EncryptedDocument, OverLimit, UnreadableDocument
from ingest.extract.decode import decode
from ingest.options import MIB

Opener = Callable[[], IO[bytes]]
SUFFIXES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")
_MOST_MEMBERS = 10_000
_MOST_BYTES = 4096 * MIB
_MOST_A_MEMBER = 1024 * MIB
_DAMAGE = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError, NotImplementedError, ValueError)
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1


@dataclass(frozen=True, slots=True)
class Member:
    """One file in an archive: its name there, with forward slashes, its size unpacked, and why it can't be read, if so."""

    name: str
    size: int
    reason: str = ""


def is_bundle(path: Path) -> bool:
    """Whether a file's name says that it is an archive of documents."""
    return path.name.lower().endswith(SUFFIXES)


def members(bundle: Path) -> list[Member]:
    """The files in an archive, in its order.

    Raises `UnreadableDocument` for one that is damaged, `OverLimit` for one that holds too much.
    """
    try:
        return [member for member, _ in _entries(bundle)]
    except _DAMAGE as exc:
        raise _damaged(bundle) from exc


@contextmanager
def on_disk(place: Path) -> Iterator[Path]:
    """A file that can be opened: the place itself, or a copy of the archive's member that it names, for as long as it is used.

    Raises `UnreadableDocument` when the archive holds it no more or can't give it.
    """
    bundle = next((folder for folder in place.parents if is_bundle(folder) and folder.is_file()), None)
    if bundle is None:
        yield place
        return
    with tempfile.TemporaryDirectory(prefix="dalil-") as folder:
        copy = Path(folder) / place.name
        try:
            _take_out(bundle, place.relative_to(bundle).as_posix(), copy)
        except RuntimeError as exc:  # what zipfile raises on a member with a password
            raise EncryptedDocument("it asks for a password", subject=place.name, remedy="pack it without a password") from exc
        except _DAMAGE as exc:
            raise _damaged(bundle) from exc
        yield copy


def _take_out(bundle: Path, name: str, copy: Path) -> None:
    for member, opened in _entries(bundle):
        if member.name == name:
            with opened() as source, copy.open("wb") as target:
                shutil.copyfileobj(source, target, MIB)
            return
    raise UnreadableDocument("the archive holds it no more", subject=name, remedy="sync again")


def _entries(bundle: Path) -> Iterator[tuple[Member, Opener]]:
    """Every file of an archive with what opens it; they are counted on the way, so that a bomb is met before it goes off."""
    held = 0
    for n, (member, opened) in enumerate(_of_zip(bundle) if bundle.name.lower().endswith(".zip") else _of_tar(bundle)):
        held += member.size
        if n >= _MOST_MEMBERS or held > _MOST_BYTES:
            told = f"unpacked it holds more than {_MOST_MEMBERS} files or {_MOST_BYTES // MIB} MiB"
            raise OverLimit(told, subject=bundle.name, remedy="split it")
        yield member, opened


def _of_zip(path: Path) -> Iterator[tuple[Member, Opener]]:
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            if not entry.is_dir():
                reason = "it asks for a password; pack it without one" if entry.flag_bits & _ENCRYPTED else ""
                yield _member(_zip_name(entry), entry.file_size, reason), partial(archive.open, entry)


def _of_tar(path: Path) -> Iterator[tuple[Member, Opener]]:
    with tarfile.open(path) as archive:
        for entry in archive:
            if not entry.isdir():
                reason = "" if entry.isfile() else "it isn't a plain file"
                yield _member(entry.name, entry.size, reason), partial(_extracted, archive, entry)


def _extracted(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> IO[bytes]:
    opened = archive.extractfile(entry)
    assert opened is not None  # as for every plain file
    return opened


def _member(name: str, size: int, reason: str) -> Member:
    clean = posixpath.normpath(name.replace("\\", "/"))
    if clean.startswith(("/", "../")) or clean == ".." or "\0" in clean or ":" in clean.split("/")[0]:
        reason = "its name leads out of the archive"
    elif clean.lower().endswith(SUFFIXES):
        reason = "an archive within an archive isn't opened; unpack it"
    elif size > _MOST_A_MEMBER:
        reason = f"unpacked it has more than {_MOST_A_MEMBER // MIB} MiB"
    return Member(clean, size, reason)


def _zip_name(entry: zipfile.ZipInfo) -> str:
    """A member's name. Old programs wrote it in the encoding of their machine and didn't say which."""
    return entry.filename if entry.flag_bits & _UTF8_NAME else decode(entry.filename.encode("cp437", "replace")).text


def _damaged(bundle: Path) -> UnreadableDocument:
    return UnreadableDocument(
        "the archive is damaged or cut short", subject=bundle.name, remedy="copy it again from where it came, or unpack it"
    )
