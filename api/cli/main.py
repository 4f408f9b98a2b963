"""`dalil`: a table of commands, each imported only when it is asked for, and one place where a failure becomes a sentence
and an exit code.
"""

import os
import sys
import traceback
from importlib import import_module

import click

from corpus.errors import DalilError, SettingError

COMMANDS = {
    "index": "api.cli.index:index",
    "extract": "api.cli.extract:extract",
    "search": "api.cli.ask:search",
    "ask": "api.cli.ask:ask",
    "chat": "api.cli.chat:chat",
    "conversations": "api.cli.chat:conversations",
    "serve": "api.cli.serve:serve",
    "mcp": "api.cli.mcp:mcp",
    "models": "api.cli.models:models",
    "terms": "api.cli.terms:terms",
    "onboard": "api.cli.onboard:onboard",
    "gaps": "api.cli.gaps:gaps",
    "eval": "evals.cli:evaluate",
    "doctor": "api.cli.doctor:doctor",
    "backup": "api.cli.library:backup",
    "restore": "api.cli.library:restore",
}
DONE, FAILED, WRONG_USAGE, QUARANTINED = 0, 1, 2, 3


class LazyGroup(click.Group):
    """A group whose commands are named by `module:attribute` and imported when they are used."""

    def __init__(self, *args: object, lazy: dict[str, str] | None = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._lazy = lazy or {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *self._lazy})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._lazy:
            return super().get_command(ctx, cmd_name)
        module, _, name = self._lazy[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=LazyGroup, lazy=COMMANDS, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--debug", is_flag=True, help="Show the whole trace of a failure.")
@click.version_option(package_name="dalil", prog_name="dalil")
def cli(debug: bool) -> None:
    """Dalil: answers about institutional practices, in Arabic and English, each sentence with its evidence."""


def exit_code_of(error: DalilError) -> int:
    """2 for what is wrong with a setting, an argument or a question; 1 for everything else."""
    from assistant.errors import EmptyQuestion, QuestionTooLong

    return WRONG_USAGE if isinstance(error, SettingError | EmptyQuestion | QuestionTooLong) else FAILED


def main() -> None:
    """Run the command line; every failure is one sentence on stderr and an exit code."""
    debug = "--debug" in sys.argv
    _multiply_alone()
    try:
        code = cli.main(standalone_mode=False)
        sys.exit(code if isinstance(code, int) else DONE)
    except click.exceptions.Exit as exc:
        sys.exit(exc.exit_code)
    except click.Abort:
        sys.exit(130)
    except click.exceptions.NoArgsIsHelpError as exc:
        exc.show()
        sys.exit(exc.exit_code)
    except click.ClickException as exc:
        if debug:
            traceback.print_exc()
        print(f"dalil: {_usage(exc)}", file=sys.stderr)
        sys.exit(exc.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(FAILED)
    except DalilError as exc:
        _tell(exc, debug)
        sys.exit(exit_code_of(exc))
    except MemoryError:
        print("dalil: there is not enough memory for this", file=sys.stderr)
        sys.exit(FAILED)
    except OSError as exc:
        if debug:
            traceback.print_exc()
        print(f"dalil: {exc.filename or 'the system'}: {exc.strerror or exc}; check the file or the disk", file=sys.stderr)
        sys.exit(FAILED)
    except Exception as exc:  # the outermost door: whatever it is, a person is told in one sentence
        if debug:
            traceback.print_exc()
        told = " ".join(f"{type(exc).__name__}: {exc}".split())
        print(f"dalil: something failed that was not foreseen ({told}); `dalil --debug …` shows where", file=sys.stderr)
        sys.exit(FAILED)


def _multiply_alone() -> None:
    """Let numpy's OpenBLAS multiply in the thread that asks it, unless the environment says otherwise.

    By default it starts a thread a core, which wait for each other by spinning and serve one caller at a time: matrices as small
    as ours cost twice the processor time for it. It reads its choice when numpy is imported; there is no other way to tell it.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def _usage(error: click.ClickException) -> str:
    """What is wrong with how a command was given, and where to read how it is given."""
    told = " ".join(error.format_message().split()).rstrip(".")
    asked = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx is not None else "dalil"
    return f"{told}; see `{asked} --help`"


def _tell(error: DalilError, debug: bool) -> None:
    if debug:
        traceback.print_exc()
    print(f"dalil: {error}", file=sys.stderr)
