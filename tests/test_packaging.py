"""An installed wheel has every file that the code reads beside its modules, and writes nothing there."""

import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("corpus", "ingest", "assistant", "api", "evals")


def tracked() -> list[Path]:
    """Every file of the packages that git tracks, below the root."""
    listed = subprocess.run(["git", "ls-files", "-z", *PACKAGES], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("this is no git checkout")
    return [Path(name) for name in listed.stdout.split("\0") if name]


def test_every_tracked_file_of_a_package_is_in_the_wheel() -> None:
    setuptools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    patterns = setuptools["package-data"]["*"]
    files = tracked()
    assert len(files) > 100
    # a folder with a dot in its name is no package, so that nothing in it would be packed
    assert [path for path in files if any("." in folder for folder in path.parent.parts)] == []
    data = [path.name for path in files if path.suffix != ".py"]
    assert [name for name in data if not any(fnmatch(name, pattern) for pattern in patterns)] == []
    assert [pattern for pattern in patterns if not any(fnmatch(name, pattern) for name in data)] == []


def test_without_a_checkout_the_home_lies_with_the_users_data(tmp_path: Path) -> None:
    for path in tracked():
        if path.suffix == ".py":
            copy = tmp_path / "site" / path
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes((ROOT / path).read_bytes())
    script = "from api.settings import Settings; print(Settings.load().home)"
    ran = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={"HOME": str(tmp_path / "person"), "PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stdout.strip() == str(tmp_path / "person" / ".local" / "share" / "dalil"), ran.stderr
