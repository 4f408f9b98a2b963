"""Archives of documents: their members are documents of their own, and nothing in them leads out."""

import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from ingest.bundles import members, on_disk
from ingest.discover import discover
from ingest.errors import OverLimit, UnreadableDocument
from ingest.extract.registry import supported_extensions

SUFFIXES = frozenset(supported_extensions())


def packed(path: Path, files: dict[str, bytes]) -> Path:
    """An archive of these files, of the form that its name says."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(name, content)
    else:
        with tarfile.open(path, "w:gz" if path.name.endswith("gz") else "w") as archive:
            for name, content in files.items():
                entry = tarfile.TarInfo(name)
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content))
    return path


@pytest.mark.parametrize("name", ["all.zip", "all.tar", "all.tar.gz", "ALL.TGZ"])
def test_each_document_has_a_place_and_can_be_opened_there(tmp_path: Path, name: str) -> None:
    bundle = packed(tmp_path / name, {"2026/leave.txt": b"leave", "إجازات.md": "إجازة".encode()})
    found = discover([tmp_path], paths=[], known_roots=[], suffixes=SUFFIXES)
    assert [file.path for file in found.files] == [f"{name}/2026/leave.txt", f"{name}/إجازات.md"]
    with on_disk(bundle / "2026" / "leave.txt") as file:
        assert (file.name, file.read_bytes()) == ("leave.txt", b"leave")
    assert not file.exists()


def test_what_leads_out_and_what_is_not_read_is_said(tmp_path: Path) -> None:
    packed(
        tmp_path / "mixed.zip",
        {
            "../out.txt": b"x",
            "/etc/abs.txt": b"x",
            "inner.zip": b"PK",
            "picture.bmp": b"BM",
            "__MACOSX/._a.txt": b"x",
            "good.txt": b"x",
        },
    )
    found = discover([tmp_path], paths=[], known_roots=[], suffixes=SUFFIXES)
    assert [file.path for file in found.files] == ["mixed.zip/good.txt"]
    reasons = dict(found.skipped)
    assert "leads out" in reasons["mixed.zip/../out.txt"] and "leads out" in reasons["mixed.zip//etc/abs.txt"]
    assert "within an archive" in reasons["mixed.zip/inner.zip"]
    assert "mixed.zip/picture.bmp" in reasons


def test_a_link_in_a_tar_is_not_followed(tmp_path: Path) -> None:
    path = tmp_path / "links.tar"
    with tarfile.open(path, "w") as archive:
        entry = tarfile.TarInfo("secret.txt")
        entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(entry)
    assert [one.reason for one in members(path)] == ["it isn't a plain file"]


@pytest.mark.parametrize("name", ["cut.zip", "cut.tar.gz"])
def test_a_damaged_archive_is_a_document_that_says_why(tmp_path: Path, name: str) -> None:
    whole = packed(tmp_path / name, {"a.txt": b"words " * 5000, "b.txt": b"more " * 5000})
    whole.write_bytes(whole.read_bytes()[:60])
    found = discover([tmp_path], paths=[], known_roots=[], suffixes=SUFFIXES)
    assert [file.path for file in found.files] == [name]
    assert not found.would_show(str(tmp_path / name / "a.txt"))  # what was read of it before stays
    with pytest.raises(UnreadableDocument, match="damaged"):
        members(tmp_path / name)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = packed(tmp_path / "bomb.zip", {f"{n}.txt": b"" for n in range(10_001)})
    with pytest.raises(OverLimit):
        members(bomb)


def test_old_names_in_arabic_are_read(tmp_path: Path) -> None:
    path = packed(tmp_path / "old.zip", {"name.txt": b"x"})
    old = "خطة.txt".encode("cp1256")
    path.write_bytes(path.read_bytes().replace(b"name.txt", old + b" " * (8 - len(old)) if len(old) < 8 else old[:8]))
    (only,) = members(path)
    assert only.name.startswith("خطة")
