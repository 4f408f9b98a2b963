"""The original file of a version: found by its content, told with its media type and name.

An original that runs (HTML) is served in a sandbox, so that it can't act as a page of ours.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from api.errors import NoOriginal
from corpus.catalogue import documents, schema
from corpus.catalogue.versions import VersionRecord
from corpus.home import Home

_OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".docx": f"{_OFFICE}.wordprocessingml.document",
    ".pptx": f"{_OFFICE}.presentationml.presentation",
    ".xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    ".html": "text/html",
    ".htm": "text/html",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".txt": "text/plain",
    ".text": "text/plain",
    ".csv": "text/csv",
}
_SHOWN_INLINE = frozenset({"application/pdf", "text/html", "text/plain", "text/markdown"})
SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"


@dataclass(frozen=True, slots=True)
class Original:
    """A file that holds exactly what a version was read from."""

    path: Path
    name: str
    content: str
    """Its SHA-256."""

    @property
    def media_type(self) -> str:
        """The media type by the file's name."""
        return MEDIA_TYPES.get(Path(self.name).suffix.lower(), "application/octet-stream")

    def headers(self) -> dict[str, str]:
        """Its type, its name (RFC 6266, in its own letters too) and what it may do in a browser."""
        how = "inline" if self.media_type in _SHOWN_INLINE else "attachment"
        plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%' else "_" for c in self.name)
        headers = {
            "Content-Disposition": f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(self.name, safe='')}",
            "Cache-Control": "private, no-cache",
            "ETag": f'"{self.content}"',
        }
        if self.media_type != "application/pdf":  # browsers' own viewers of PDF don't start in a sandbox, and run nothing as ours
            headers["Content-Security-Policy"] = SANDBOX
        return headers

    def content_type(self) -> str:
        """The media type, with the charset of a text where it is certain."""
        if self.media_type in ("text/plain", "text/markdown", "text/csv"):
            return f"{self.media_type}; charset={_charset(self.path)}"
        return self.media_type


def original_of(home: Home, version: VersionRecord) -> Original:
    """The original of a version: kept in the home, or where it was read from if it is unchanged. Raises NoOriginal."""
    catalogue = schema.connect(home.catalogue)
    try:
        record = documents.find(catalogue, version.document)
    finally:
        catalogue.close()
    name = Path(record.path).name if record else version.document
    kept = home.files / version.content[:2] / version.content
    if kept.is_file():
        return Original(kept, name, version.content)
    source = Path(record.root) / record.path if record else None
    if source is None or not source.is_file():
        raise NoOriginal(
            "the original isn't kept here any more", subject=version.document, remedy="sync again, or look where it came from"
        )
    with open(source, "rb") as handle:
        found = hashlib.file_digest(handle, "sha256").hexdigest()
    if found != version.content:
        raise NoOriginal(
            "the file has changed since it was read",
            subject=version.document,
            remedy="sync, so that the library holds it as it is now",
        )
    return Original(source, name, version.content)


def _charset(path: Path) -> str:
    """UTF-16 by its mark, UTF-8 where it decodes so, else the Arabic page of Windows."""
    content = path.read_bytes()
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "windows-1256"
    return "utf-8"
