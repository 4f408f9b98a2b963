"""What every test has: no network, no home of the person who runs it, and the switch that rewrites expected files."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import no_network
import pytest

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_MISSING = "Chromium is not installed; `make test` as root installs it, elsewhere: sudo apt-get install chromium"

no_network.install()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds `--golden`, which `make golden` sets."""
    parser.addoption("--golden", action="store_true", help="write the expected files again instead of comparing with them")


def pytest_configure(config: pytest.Config) -> None:
    """Gives this run a home of its own and hands the network guard on to the processes that tests start."""
    guard = str(Path(__file__).parent / "guard")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [guard, os.environ.get("PYTHONPATH", "")]))
    for name in [name for name in os.environ if name.startswith("DALIL_") and name != "DALIL_MODELS"]:
        del os.environ[name]
    os.environ["DALIL_HOME"] = tempfile.mkdtemp(prefix="dalil-tests-")
    os.environ.setdefault("DALIL_MODELS", str(ROOT / ".dalil" / "models"))  # where `make setup` makes the default model


def pytest_unconfigure(config: pytest.Config) -> None:
    """Removes the home of this run."""
    shutil.rmtree(os.environ["DALIL_HOME"], ignore_errors=True)


@pytest.fixture(autouse=True)
def nothing_left_this_machine() -> Iterator[None]:
    """Fails a test during which something tried to reach another machine, also where the refusal was caught."""
    seen = len(no_network.refused)
    yield
    tried = no_network.refused[seen:]
    assert not tried, f"tried to reach another machine: {tried}"


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; a test that asks for it is skipped where there is none, unless REQUIRE_BROWSER is set."""
    found = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if found:
        return found
    if os.environ.get("REQUIRE_BROWSER"):
        pytest.fail(CHROMIUM_MISSING)
    pytest.skip(CHROMIUM_MISSING)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compares a text with an expected file: `golden(path, text)`; under `--golden` it writes the file instead."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            return
        assert path.exists(), f"{path} is missing; `make golden` writes it"
        assert text == path.read_text(encoding="utf-8")

    return compare
