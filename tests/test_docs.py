"""The documentation keeps up: what there is, is described; what is shown, happens."""

import doctest
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path

import pytest
import reference
import structlog
from click.testing import CliRunner
from pages import serve
from starlette.routing import BaseRoute, Route

from api.app import create_app
from api.cli.main import cli
from api.conversations import Talks
from api.library import open_assistant, open_conversations, open_course, open_questions, run_sync
from api.services import Services
from api.settings import Settings
from assistant.conversation.gaps import Gaps
from corpus.errors import DalilError
from corpus.progress import Progress

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
SHOWN = [ROOT / "README.md", ROOT / "README.ar.md"]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]
COMPARED = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE

ADDRESS = re.compile(r"`(GET|POST|PUT|DELETE) (/[^`\s]*)`")
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)(?:#[^)]*)?\)")
CONSOLE = re.compile(r"<!-- run -->\n```console\n(.*?)```", re.DOTALL)


# --- what there is, is described ---


def test_every_command_is_described_with_its_help(golden: Callable[[Path, str], None]) -> None:
    # click keeps a command's help as it was first asked for, by whichever test: the page wants a process of its own
    script = "import sys, reference; sys.stdout.write(reference.commands_page())"
    written = subprocess.run([sys.executable, "-c", script], cwd=ROOT / "scripts", capture_output=True, text=True, check=True)
    golden(DOCS / "cli.md", written.stdout)


def test_every_command_and_option_says_what_it_does() -> None:
    silent = [context.command_path for context in reference.commands() if not context.command.help]
    silent += [
        f"{context.command_path} {parameter.name}"
        for context in reference.commands()
        for parameter in context.command.params
        if parameter.param_type_name == "option" and not getattr(parameter, "help", None)
    ]
    assert silent == []


def test_every_error_is_described(golden: Callable[[Path, str], None]) -> None:
    golden(DOCS / "errors.md", reference.errors_page())


def test_every_error_stands_in_an_errors_file_and_says_what_it_means() -> None:
    described = reference.errors()
    assert [kind.__name__ for kind in described if not kind.__doc__] == []
    known = [DalilError]
    for kind in known:
        known += kind.__subclasses__()
    ours = {kind for kind in known if kind.__module__.partition(".")[0] in reference.PACKAGES}
    assert ours - set(described) == set()


def test_every_setting_is_described() -> None:
    described = (DOCS / "settings.md").read_text(encoding="utf-8")
    assert [name for name in Settings.model_fields if f"| `DALIL_{name.upper()}` | `{name}` |" not in described] == []


def test_every_address_is_described_and_every_described_one_is_there(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    assistant = open_assistant(settings)
    services = Services(
        assistant,
        sync=lambda _: {},
        record=lambda *_: None,
        rate=lambda *_: None,
        gaps=Gaps(assistant, open_questions(settings)),
        course=open_course(settings, assistant),
        talks=Talks(open_conversations(settings)),
    )
    assert all(getattr(services, field.name) is not None for field in fields(services)), "every door must be open here"
    served = set(addresses(create_app(settings, services).routes))
    described = set(ADDRESS.findall((DOCS / "http.md").read_text(encoding="utf-8")))
    assert served - described == set(), "not in docs/http.md"
    assert described - served == set(), "in docs/http.md, and not served"


def addresses(routes: list[BaseRoute], prefix: str = "") -> Iterator[tuple[str, str]]:
    """The method and the path of every route, also of routers that were taken in whole."""
    for route in routes:
        if isinstance(route, Route):
            path = re.sub(r":\w+}", "}", prefix + route.path)
            yield from ((method, path) for method in route.methods or () if method != "HEAD")
        else:
            below = getattr(route, "original_router", None) or getattr(route, "app", None)
            yield from addresses(getattr(below, "routes", []), prefix + getattr(route, "path", ""))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    named = LINK.findall(page.read_text(encoding="utf-8"))
    assert [name for name in named if not (page.parent / name).exists()] == []


def test_the_first_screenful_names_the_two_commands() -> None:
    for page in SHOWN:
        first = "\n".join(page.read_text(encoding="utf-8").splitlines()[:20])
        assert "make run" in first and "make test" in first


# --- what is shown, happens ---


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home with one guide of the shipped library in both languages."""
    settings = Settings(home=tmp_path_factory.mktemp("home"), workers=1)
    guides = sorted((ROOT / "corpus" / "library" / "guides").rglob("week-one-guide-*"))
    run_sync(settings, guides, progress=Progress())
    return settings


@pytest.fixture
def environment(shelf: Settings) -> dict[str, str]:
    """What is set for a command that is run as it is shown."""
    return {"DALIL_HOME": str(shelf.home), "COLUMNS": "100"}


@pytest.fixture(scope="module")
def address(shelf: Settings) -> Iterator[str]:
    """The address of a server of the shelf."""
    assistant = open_assistant(shelf, long_lived=True)
    with serve(create_app(shelf, Services(assistant, close=assistant.close))) as url:
        yield url.removeprefix("http://")


def shown_commands() -> list[object]:
    """Every `$ dalil …` of the blocks that are marked to be run, with what is shown below it."""
    found = []
    for page in SHOWN:
        for block in CONSOLE.findall(page.read_text(encoding="utf-8")):
            for entry in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                command, _, output = entry.partition("\n")
                found.append(pytest.param(command, output, id=f"{page.name}: {command}"))
    return found


@pytest.mark.parametrize(("command", "output"), shown_commands())
def test_a_shown_command_prints_what_is_shown(environment: dict[str, str], command: str, output: str) -> None:
    program, *arguments = shlex.split(command)
    assert program == "dalil"
    printed = CliRunner().invoke(cli, arguments, env=environment).output
    assert re.fullmatch(pattern_of(output), printed), printed


def pattern_of(shown: str) -> str:
    """What a block shows, as a pattern: a line of three dots stands for any lines, three dots in a line for anything in it."""
    lines = [line.rstrip() for line in shown.strip("\n").splitlines()]
    written = (re.escape(line).replace(re.escape("..."), ".*") for line in lines)
    return "".join("(?:.*\n)*" if line == "..." else f"{pattern} *\n" for line, pattern in zip(lines, written, strict=True))


@pytest.mark.parametrize("page", SHOWN, ids=lambda page: page.name)
def test_shown_python_gives_what_is_shown(
    page: Path, environment: dict[str, str], address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DALIL_HOME", environment["DALIL_HOME"])
    text = page.read_text(encoding="utf-8").replace("127.0.0.1:8000/v1", f"{address}/v1")
    examples = doctest.DocTestParser().get_doctest(text, {}, page.name, str(page), 0)
    told: list[str] = []
    with structlog.testing.capture_logs():  # the server's log would stand among what the examples print
        failed, tried = doctest.DocTestRunner(optionflags=COMPARED).run(examples, out=told.append)
    assert tried, "it shows no Python"
    assert not failed, "".join(told)
