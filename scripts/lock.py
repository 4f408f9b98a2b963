"""Resolves the pinned dependencies: `requirements/{core,ocr,dev,neural,bench}.txt` from `pyproject.toml`.

The files are constraint files for pip. They hold for every Python from 3.11 on and for Linux and macOS, name no index, and agree
with each other: what is in an earlier one is kept as it is in the later ones. Needs a network; `uv` is put into a temporary
environment.
"""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("core", "ocr", "dev", "neural", "bench")
BUILD_TOOLS = "setuptools>=80\n"  # installed beside the rest, so that an editable install needs no isolated build


def main() -> None:
    """Writes the four files, each under the constraints of those before it."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        binaries = Path(folder) / "bin"
        subprocess.run([binaries / "pip", "install", "--quiet", "--disable-pip-version-check", "uv"], check=True)
        for position, name in enumerate(LOCKS):
            compile_lock(binaries / "uv", name, LOCKS[:position])
            print(f"requirements/{name}.txt", flush=True)


def compile_lock(uv: Path, name: str, earlier: tuple[str, ...]) -> None:
    """Resolves one file; `earlier` are the names of those that it must agree with."""
    command = [str(uv), "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--no-annotate", "--upgrade"]
    command += ["--custom-compile-command", "make lock", "--output-file", f"requirements/{name}.txt"]
    if name != "core":
        command += ["--extra", name]
    for other in earlier:
        command += ["--constraint", f"requirements/{other}.txt"]
    subprocess.run([*command, "pyproject.toml", "-"], cwd=ROOT, input=BUILD_TOOLS, text=True, check=True)


if __name__ == "__main__":
    sys.exit(main())
