"""A file is read as what it is; where its name and its content disagree, both are said."""

import zipfile
from pathlib import Path

import pytest

from ingest.errors import EncryptedDocument, UnreadableDocument, WrongKind
from ingest.extract.registry import FORMATS, extractor_for, format_of, readers_fingerprint, supported_extensions

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", b"PK\x05\x06" + b"\0" * 18, "the name says PDF but the content is a ZIP archive"),
        ("a.pdf", b"plain words", "the name says PDF but the content is text"),
        ("a.txt", b"%PDF-1.7\n", "the name says plain text but the content is a PDF"),
        ("a.docx", b"\x89PNG\r\n\x1a\n", "the name says Word but the content is a picture"),
        ("a.docx", OLE + b"\0" * 600, "an Office document of the kind before 2007"),
        ("a.md", b"\x7fELF\x02\x01\x01\0\0\0", "the content is a program"),
        ("a.exe", b"MZ", "files that end in '.exe' are not read"),
        ("a.docm", b"PK\x03\x04", "documents with macros are not read"),
        ("a", b"words", "no ending"),
    ],
)
def test_name_and_content_must_agree(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(WrongKind, match=said.replace("'", ".")) as raised:
        format_of(tmp_path / name)
    assert raised.value.remedy


def test_macros_under_another_name_are_refused_too(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr(
            "[Content_Types].xml", '<Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'
        )
        archive.writestr("word/document.xml", "<w:document/>")
    with pytest.raises(WrongKind, match="documents with macros are not read; save it as"):
        format_of(tmp_path / "a.docx")


def test_an_office_file_with_a_password_asks_for_one(tmp_path: Path) -> None:
    path = tmp_path / "locked.docx"
    path.write_bytes(OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(EncryptedDocument, match="password"):
        format_of(path)


def test_an_archive_that_is_cut_short_says_so(tmp_path: Path) -> None:
    path = tmp_path / "cut.docx"
    path.write_bytes(b"PK\x03\x04" + b"\0" * 100)
    with pytest.raises(UnreadableDocument, match="cut short"):
        format_of(path)


def test_a_workbook_named_as_a_document_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "book.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(WrongKind, match="the content is an Excel workbook"):
        format_of(path)


def test_the_ending_counts_in_any_case(tmp_path: Path) -> None:
    (tmp_path / "NOTE.TXT").write_text("words")
    assert extractor_for(tmp_path / "NOTE.TXT").name == "plain"


def test_every_format_names_an_extractor_of_its_media_type() -> None:
    from importlib import import_module

    for form in FORMATS:
        module, _, name = form.extractor.partition(":")
        extractor = getattr(import_module(f"ingest.extract.{module}"), name)()
        assert form.media_type in extractor.media_types
    assert ".pdf" in supported_extensions()


def test_the_fingerprint_of_the_readers_is_steady() -> None:
    assert readers_fingerprint() == readers_fingerprint()
    assert len(readers_fingerprint()) == 16
