"""What a file's bytes are, whatever its name says."""

import zipfile
import zlib
from pathlib import Path

from ingest.extract.decode import looks_like_text

PDF = "a PDF"
DOCX = "a Word document"
PPTX = "a PowerPoint presentation"
XLSX = "an Excel workbook"
TEXT = "text"
TIFF = "a TIFF picture"
LOCKED_OFFICE = "a password-protected Office document"
EPUB = "an EPUB book"
ODT = "an OpenDocument text"
OLD_WORD = "a Word document of before 2007"
OLD_POWERPOINT = "a PowerPoint presentation of before 2007"
OLD_EXCEL = "an Excel workbook of before 2007"
OLD_OFFICE = "an Office document of the kind before 2007"
MACROS = "an Office document with macros"
ZIP = "a ZIP archive"
CUT_ZIP = "a ZIP archive that is cut short"
UNKNOWN = "of a kind that isn't known"

_HEAD = 65_536
_PART_START = 1 << 20
_OFFICE_PARTS = (("word/", DOCX), ("ppt/", PPTX), ("xl/", XLSX))
_MIMETYPES = {b"application/epub+zip": EPUB, b"application/vnd.oasis.opendocument.text": ODT}
_OLD_STREAMS = (("WordDocument", OLD_WORD), ("PowerPoint Document", OLD_POWERPOINT), ("Workbook", OLD_EXCEL), ("Book", OLD_EXCEL))
_MAGIC = (
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\0", TIFF),
    (b"MM\0*", TIFF),
    (b"BM", "a picture"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"%!PS", "a PostScript document"),
    (b"SQLite format 3\0", "a database"),
)


def sniff(path: Path) -> str:
    """Say in words what the content is: one of the constants of this module, or another phrase with its article."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
        if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
            return _old_office(head + file.read(16 * _HEAD))
    if b"%PDF-" in head[:1024]:
        return PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zip(path)
    if looks_like_text(head) and not head.startswith(b"{\\rtf"):
        return TEXT
    return next((name for magic, name in _MAGIC if head.startswith(magic)), UNKNOWN)


def _zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            named = _start(archive, "mimetype")[:100].strip() if "mimetype" in names else b""
            macros = "[Content_Types].xml" in names and b"macroEnabled" in _start(archive, "[Content_Types].xml")
    except (RuntimeError, zlib.error, zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError):
        return CUT_ZIP
    if named in _MIMETYPES:
        return _MIMETYPES[named]
    if macros:
        return MACROS
    if "[Content_Types].xml" in names:
        for folder, kind in _OFFICE_PARTS:
            if any(name.startswith(folder) for name in names):
                return kind
    return ZIP


def _start(archive: zipfile.ZipFile, name: str) -> bytes:
    """The first bytes of a part, which may unpack to gigabytes: this is asked before the archive's sizes are checked."""
    with archive.open(name) as part:
        return part.read(_PART_START)


def _old_office(head: bytes) -> str:
    """An OLE container holds either a document of before 2007 or a newer one in encrypted form."""
    if "EncryptedPackage".encode("utf-16-le") in head:
        return LOCKED_OFFICE
    return next((kind for stream, kind in _OLD_STREAMS if stream.encode("utf-16-le") in head), OLD_OFFICE)
