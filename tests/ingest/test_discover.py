"""What is found in a folder and what is left alone: whatever lies there, the rest of it is read."""

import os
from pathlib import Path

import pytest

from corpus.errors import SettingError
from ingest import discover as discovery
from ingest.discover import Discovery, discover

KINDS = frozenset({".md", ".txt"})


def look(*roots: Path, paths: tuple[Path, ...] = (), known: tuple[Path, ...] = ()) -> Discovery:
    return discover(list(roots), paths=list(paths), known_roots=[str(root) for root in known], suffixes=KINDS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one document that must be found, whatever lies beside it."""
    root = tmp_path / "documents"
    root.mkdir()
    (root / "plan.md").write_text("# Plan\n")
    return root


def beside(found: Discovery) -> dict[str, str]:
    assert "plan.md" in [file.path for file in found.files]
    return dict(found.skipped)


@pytest.mark.parametrize("target", ["/etc/hostname", "..", "loop.txt", "nowhere.txt"])
def test_a_link_that_leaves_the_folder_or_leads_nowhere_is_not_followed(folder: Path, target: str) -> None:
    (folder / "loop.txt").symlink_to(target)
    assert "link" in beside(look(folder))["loop.txt"]


def test_a_link_inside_the_folder_is_read_as_a_document(folder: Path) -> None:
    (folder / "alias.md").symlink_to("plan.md")
    assert [file.path for file in look(folder).files] == ["alias.md", "plan.md"]


def test_a_pipe_named_like_a_document_is_not_opened(folder: Path) -> None:
    os.mkfifo(folder / "pipe.txt")
    assert "plain file" in beside(look(folder))["pipe.txt"]
    with pytest.raises(SettingError, match="neither a file nor a folder"):
        look(paths=(folder / "pipe.txt",))


def test_a_name_that_is_not_in_utf8_is_told_in_letters_that_can_be_printed(folder: Path) -> None:
    (folder / os.fsdecode(b"caf\xe9.txt")).write_text("x")
    skipped = beside(look(folder))
    assert "UTF-8" in skipped["caf\N{REPLACEMENT CHARACTER}.txt"]


def test_hidden_and_lock_files_are_not_read(folder: Path) -> None:
    for name in (".hidden.md", "~$plan.md"):
        (folder / name).write_text("x")
    assert set(beside(look(folder))) == {".hidden.md", "~$plan.md"}


def test_what_an_ignore_file_names_is_left_alone_without_a_word(folder: Path) -> None:
    (folder / ".dalilignore").write_text("# drafts\ndraft-*\nold/\n")
    (folder / "draft-1.md").write_text("x")
    (folder / "old").mkdir()
    (folder / "old" / "plan.md").write_text("x")
    assert beside(look(folder)) == {}
    assert len(look(folder).files) == 1


def test_an_ignore_file_that_can_not_be_read_closes_its_folder_alone(folder: Path) -> None:
    (folder / "hr").mkdir()
    (folder / "hr" / "pay.md").write_text("x")
    (folder / "hr" / ".dalilignore").write_bytes("مسودة*".encode("cp1256"))
    found = look(folder)
    assert ".dalilignore" in beside(found)["hr"]
    assert [file.path for file in found.files] == ["plan.md"]
    assert not found.would_show(str(folder / "hr" / "pay.md"))


def test_files_come_before_the_folders_beside_them(folder: Path) -> None:
    (folder / "archive").mkdir()
    (folder / "archive" / "plan.md").write_text("x")
    assert [file.path for file in look(folder).files] == ["plan.md", "archive/plan.md"]


@pytest.mark.parametrize("outside_first", [True, False])
def test_a_file_belongs_to_the_innermost_root_that_is_known(folder: Path, outside_first: bool) -> None:
    inner = folder / "hr"
    inner.mkdir()
    (inner / "pay.md").write_text("x")
    roots = (folder, inner) if outside_first else (inner, folder)
    expected = {(str(folder), "plan.md"), (str(inner), "pay.md")}
    assert {(file.root, file.path) for file in look(*roots).files} == expected
    assert {(file.root, file.path) for file in look(paths=(folder,), known=(inner,)).files} == expected
    assert [file.root for file in look(paths=(inner / "pay.md",), known=(folder, inner)).files] == [str(inner)]


@pytest.mark.parametrize("empty", [True, False])
def test_a_known_root_inside_another_may_be_away(folder: Path, empty: bool) -> None:
    inner = folder / "share"
    if empty:
        inner.mkdir()
    found = look(folder, known=(inner,))
    assert found.away == [str(inner)]
    assert not found.would_show(str(inner / "pay.md"))
    assert found.would_show(str(folder / "gone.md"))


def test_inode_numbers_of_a_share_say_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert look(folder).files[0].inode
    monkeypatch.setattr(discovery, "lies_on_network", lambda _: True)
    assert not look(folder).files[0].inode


def test_a_folder_that_was_never_there_is_told_and_one_that_was_is_away(folder: Path) -> None:
    gone = folder.parent / "gone"
    with pytest.raises(SettingError, match="folders"):
        look(folder, gone)
    assert look(folder, gone, known=(gone,)).away == [str(gone)]


def test_a_path_that_is_not_there_is_told(folder: Path) -> None:
    with pytest.raises(SettingError, match="no such file"):
        look(paths=(folder / "nowhere.md",))
