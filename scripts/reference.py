"""Pages of `docs/` that are written from the code: every command with its help, and every error.

`make golden` writes them, and a test fails where they lag behind.
"""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import click

from api.cli.main import cli, exit_code_of
from api.problems import kind_of
from corpus.errors import DalilError

PACKAGES = ("corpus", "ingest", "assistant", "api", "evals")
_WIDTH = 100


def commands() -> Iterator[click.Context]:
    """Every command as its context (whose `command_path` is its whole name), a group before its own."""
    yield from _below(_context(cli, "dalil", None))


def _below(context: click.Context) -> Iterator[click.Context]:
    yield context
    if isinstance(context.command, click.Group):
        for name in context.command.list_commands(context):
            command = context.command.get_command(context, name)
            if command is not None:
                yield from _below(_context(command, name, context))


def _context(command: click.Command, name: str, parent: click.Context | None) -> click.Context:
    given: dict[str, Any] = {**command.context_settings, "max_content_width": _WIDTH, "terminal_width": _WIDTH}
    return click.Context(command, info_name=name, parent=parent, **given)


def commands_page() -> str:
    """`docs/cli.md`."""
    parts = [
        "# Commands",
        "Exit codes: 0 done (that the library has no answer is an answer too); 1 failed; 2 wrong usage or setting; 3 done, but\n"
        "some documents or pages could not be read. `--json` prints one JSON value on stdout; progress and messages go to\n"
        "stderr. A failure is one sentence; `dalil --debug …` shows the trace.",
        "This page is written from the code by `make golden`.",
    ]
    for context in commands():
        parts += [f"## {context.command_path}", f"```text\n{context.get_help()}\n```"]
    return "\n\n".join(parts) + "\n"


def errors() -> list[type[DalilError]]:
    """Every class of error that stands in an `errors.py`, package by package, in the order of their definition."""
    found: list[type[DalilError]] = []
    for package in PACKAGES:
        for module in walk_packages(import_module(package).__path__, f"{package}."):
            if module.name.rpartition(".")[2] == "errors":
                defined = vars(import_module(module.name)).values()
                found += [c for c in defined if isinstance(c, type) and issubclass(c, DalilError) and c.__module__ == module.name]
    return found


def errors_page() -> str:
    """`docs/errors.md`."""
    lines = [
        "# Errors",
        "",
        "Every failure is told with what happened, to which document or setting, and what to do: on the command line in one",
        "sentence and an exit code, over HTTP as an RFC 9457 problem whose `type` is `urn:dalil:problem:` and the name below",
        "(under `/v1` in OpenAI's form, with that name as its `code`, in underscores).",
        "",
        "This page is written from the code by `make golden`.",
        "",
        "| class | what it means | exit code | HTTP | name |",
        "| --- | --- | --- | --- | --- |",
    ]
    for kind in errors():
        told = kind_of(kind)
        meaning = " ".join((kind.__doc__ or "").split())
        code = exit_code_of(kind.__new__(kind))  # its class alone decides
        http = f"{told.status} | `{told.slug}`" if told else "|"
        lines.append(f"| `{kind.__module__}.{kind.__name__}` | {meaning} | {code} | {http} |")
    return "\n".join(lines) + "\n"
