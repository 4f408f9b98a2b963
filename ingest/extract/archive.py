"""Whether an Office file may be unpacked: a small archive can hold gigabytes, and XML can name itself without end.

Decided from the archive's own directory and the first bytes of each XML part, before any reader opens it. What the directory
says wrongly is still bounded by the memory and time of the process that reads it.
"""

import zipfile
import zlib
from pathlib import Path

from lxml.etree import XMLSyntaxError

from ingest.errors import OverLimit, UnreadableDocument
from ingest.options import MIB, ExtractLimits

DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    XMLSyntaxError,
    EOFError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    NotImplementedError,
)
"""What readers of Office files raise on one that is damaged, beside errors of their own."""
_MOST_PARTS = 20_000
_SMALL = 10 * MIB
_XML_HEAD = 4096


def check_archive(path: Path, *, limits: ExtractLimits) -> None:
    """Raise `OverLimit` when unpacking would take too much, `UnreadableDocument` when an XML part declares entities."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _check_sizes(parts, path.name, limits)
            for part in parts:
                if part.filename.endswith((".xml", ".rels")) and part.file_size:
                    _check_xml(archive, part, path.name)
    except (*DAMAGE, OSError) as exc:
        remedy = "copy it again from where it came"
        raise UnreadableDocument("the file is damaged or cut short", subject=path.name, remedy=remedy) from exc
    except RuntimeError as exc:
        raise UnreadableDocument("parts of it are encrypted", subject=path.name, remedy="save it without a password") from exc


def _check_sizes(parts: list[zipfile.ZipInfo], subject: str, limits: ExtractLimits) -> None:
    unpacked = sum(part.file_size for part in parts)
    if unpacked > limits.unpacked_bytes:
        told = f"unpacked it would take {unpacked // MIB} MiB, and {limits.unpacked_bytes // MIB} MiB are allowed"
        raise OverLimit(told, subject=subject, remedy="make it smaller, or split it")
    if len(parts) > _MOST_PARTS:
        raise OverLimit(f"it has {len(parts)} parts, and {_MOST_PARTS} are allowed", subject=subject, remedy="split it")
    for part in parts:
        if part.file_size > _SMALL and part.file_size > limits.unpacked_ratio * max(part.compress_size, 1):
            told = f"its part '{part.filename}' grows {part.file_size // max(part.compress_size, 1)} times when unpacked"
            raise OverLimit(told, subject=subject, remedy="save it again in the program that it came from")


def _check_xml(archive: zipfile.ZipFile, part: zipfile.ZipInfo, subject: str) -> None:
    with archive.open(part) as stream:
        head = stream.read(_XML_HEAD).replace(b"\0", b"").upper()
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise UnreadableDocument(
            f"its part '{part.filename}' declares XML entities, which no Office program writes",
            subject=subject,
            remedy="save it again in the program that it came from",
        )
