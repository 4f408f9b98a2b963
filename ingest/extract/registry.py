"""Which extractor reads which file: by what its name says and what its content is. The two must agree."""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import import_module, metadata
from pathlib import Path

from ingest.bundles import is_bundle, members
from ingest.errors import EncryptedDocument, UnreadableDocument, WrongKind
from ingest.extract import sniff
from ingest.extract.base import Extractor
from ingest.extract.legacy import libreoffice
from ingest.extract.ocr.reader import Announce, PictureReader


@dataclass(frozen=True, slots=True)
class Format:
    """One format that is read: what it is called, its media type, and where its extractor stands (imported when needed)."""

    name: str
    media_type: str
    extensions: tuple[str, ...]
    content: str
    extractor: str
    distributions: tuple[str, ...] = ()
    recognised: bool = False
    """Whether its pages may be pictures, whose text is recognised (OCR)."""

    @property
    def zipped(self) -> bool:
        """Whether the file is an archive of parts."""
        return self.content in (sniff.DOCX, sniff.PPTX, sniff.XLSX, sniff.ODT, sniff.EPUB)


_OFFICE = "application/vnd.openxmlformats-officedocument"
_LEGACY = "legacy:LegacyOfficeExtractor"
FORMATS = (
    Format("plain text", "text/plain", (".txt", ".text"), sniff.TEXT, "plain:PlainExtractor"),
    Format(
        "Markdown", "text/markdown", (".md", ".markdown"), sniff.TEXT, "markdown:MarkdownExtractor", ("markdown-it-py", "PyYAML")
    ),
    Format("HTML", "text/html", (".html", ".htm", ".xhtml"), sniff.TEXT, "html:HtmlExtractor", ("lxml",)),
    Format("PDF", "application/pdf", (".pdf",), sniff.PDF, "pdf.extractor:PdfExtractor", ("qalam", "pypdfium2", "pypdf"), True),
    Format("TIFF", "image/tiff", (".tif", ".tiff"), sniff.TIFF, "tiff:TiffExtractor", ("pypdfium2", "pillow"), True),
    Format("Word", f"{_OFFICE}.wordprocessingml.document", (".docx",), sniff.DOCX, "docx:DocxExtractor", ("python-docx",)),
    Format(
        "PowerPoint", f"{_OFFICE}.presentationml.presentation", (".pptx",), sniff.PPTX, "pptx:PptxExtractor", ("python-pptx",)
    ),
    Format("Excel", f"{_OFFICE}.spreadsheetml.sheet", (".xlsx",), sniff.XLSX, "xlsx:XlsxExtractor", ("openpyxl",)),
    Format("OpenDocument", "application/vnd.oasis.opendocument.text", (".odt",), sniff.ODT, "odt:OdtExtractor", ("lxml",)),
    Format("EPUB", "application/epub+zip", (".epub",), sniff.EPUB, "epub:EpubExtractor", ("lxml",)),
    Format("e-mail", "message/rfc822", (".eml",), sniff.TEXT, "eml:EmlExtractor", ("lxml",)),
    Format("old Word", "application/msword", (".doc",), sniff.OLD_WORD, _LEGACY),
    Format("old PowerPoint", "application/vnd.ms-powerpoint", (".ppt",), sniff.OLD_POWERPOINT, _LEGACY),
    Format("old Excel", "application/vnd.ms-excel", (".xls",), sniff.OLD_EXCEL, _LEGACY),
)
READERS_VERSION = "7"
"""Changed by hand when an extractor of ours reads more than before, so that quarantined files are tried again."""

_WITH_MACROS = (".docm", ".dotm", ".xlsm", ".xltm", ".pptm", ".potm", ".ppsm")
_BY_EXTENSION = {extension: form for form in FORMATS for extension in form.extensions}


def supported_extensions() -> tuple[str, ...]:
    """The file name endings that are read, in lower case and with their dot."""
    return tuple(_BY_EXTENSION)


def format_of(path: Path) -> Format:
    """The format of a file, by name and content.

    Raises `WrongKind` when the name's ending isn't known or the content is something else, `EncryptedDocument` for an Office
    file with a password, `UnreadableDocument` for one that is cut short.
    """
    form = _BY_EXTENSION.get(path.suffix.lower())
    if form is None and is_bundle(path):
        members(path)  # says what is wrong with one that can't be opened
        raise WrongKind("it is an archive, and the documents in it are read one by one", subject=path.name, remedy="sync it")
    if path.suffix.lower() in _WITH_MACROS or (form is not None and form.zipped and sniff.sniff(path) == sniff.MACROS):
        kind = "documents with macros are not read"
        raise WrongKind(kind, subject=path.name, remedy="save it as .docx, .xlsx or .pptx, which hold none")
    if form is None:
        named = (
            f"files that end in '{path.suffix}' are not read" if path.suffix else "its name has no ending that says what it is"
        )
        raise WrongKind(named, subject=path.name, remedy=f"what is read: {', '.join(_BY_EXTENSION)}")
    content = sniff.sniff(path)
    if content == form.content:
        return form
    if content == sniff.LOCKED_OFFICE and form.media_type.startswith(_OFFICE):
        raise EncryptedDocument("it asks for a password", subject=path.name, remedy="save it without a password")
    if content == sniff.CUT_ZIP and form.zipped:
        raise UnreadableDocument("the file is cut short", subject=path.name, remedy="copy it again from where it came")
    raise WrongKind(
        f"the name says {form.name} but the content is {content}", subject=path.name, remedy="rename it, or save it again"
    )


def extractor_for(
    path: Path, *, pictures: PictureReader | None = None, outlines: Path | None = None, reading: Announce | None = None
) -> Extractor:
    """The extractor that reads this file, with `pictures` for pages that are pictures, and the folder of `outlines` that earlier
    documents taught; `reading` is called with page and number of pages after each that was read. Raises as `format_of` does.
    """
    form = format_of(path)
    module, _, name = form.extractor.partition(":")
    kind = getattr(import_module(f"ingest.extract.{module}"), name)
    extractor: Extractor = kind(pictures or PictureReader(), outlines, reading) if form.recognised else kind()
    return extractor


@cache
def readers_fingerprint() -> str:
    """A short digest of what reads documents here: it changes with the version of any reader."""
    names = sorted({name for form in FORMATS for name in form.distributions})
    legacy = f"libreoffice={libreoffice() is not None}"
    said = ";".join([READERS_VERSION, legacy, *(f"{name}={metadata.version(name)}" for name in names)])
    return sha256(said.encode()).hexdigest()[:16]
