"""The rules of the house that a machine can check: which way imports point, what an import may cost, and how rooms are named."""

import ast
import subprocess
import sys
from pathlib import Path

import no_network
import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("corpus", "ingest", "assistant", "api", "evals")
NAMES_THAT_SAY_NOTHING = frozenset({"utils", "util", "helpers", "common", "misc", "manager", "managers", "core"})

IMPORT_EVERYTHING = """
import importlib, pkgutil, sys
for name in {packages!r}:
    package = importlib.import_module(name)
    for module in pkgutil.walk_packages(package.__path__, name + "."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
print(*sorted(set(sys.modules) & {heavy!r}))
"""


def modules() -> list[Path]:
    """Every module of the five packages."""
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def test_imports_point_one_way() -> None:
    linted = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert linted.returncode == 0, linted.stdout + linted.stderr


def test_importing_every_module_needs_neither_network_nor_torch() -> None:
    script = IMPORT_EVERYTHING.format(packages=PACKAGES, heavy={"torch", "transformers", "sentence_transformers"})
    imported = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert imported.returncode == 0, imported.stderr
    assert imported.stdout.split() == []


def test_the_network_guard_reaches_the_processes_that_tests_start() -> None:
    script = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)"
    tried = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert "NetworkRefused" in tried.stderr


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.org", b"example.org"])
def test_another_machine_is_not_local(host: object) -> None:
    assert not no_network.is_local(host)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "::1", "localhost", None, ""])
def test_this_machine_is_local(host: object) -> None:
    assert no_network.is_local(host)


def test_modules_are_named_for_what_they_hold() -> None:
    paths = [path.relative_to(ROOT).with_suffix("") for path in modules()]
    assert [str(path) for path in paths if NAMES_THAT_SAY_NOTHING & set(path.parts)] == []


def test_every_module_says_what_it_is() -> None:
    parsed = {path: ast.parse(path.read_text(encoding="utf-8")) for path in modules()}
    assert [str(path.relative_to(ROOT)) for path, module in parsed.items() if not ast.get_docstring(module)] == []


def test_expected_files_are_not_being_rewritten(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--golden"):
        pytest.skip("the expected files are being written")
    assert not request.config.getoption("--golden")
