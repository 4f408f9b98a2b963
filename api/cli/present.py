"""What commands print: JSON for programs, text for people, progress on stderr."""

import json
import sys
from types import TracebackType
from typing import Any, Self

from corpus.progress import Progress


def print_json(value: Any) -> None:
    """One JSON value on stdout."""
    json.dump(value, sys.stdout, ensure_ascii=False, separators=(",", ":"))
    sys.stdout.write("\n")


def say(sentence: str) -> None:
    """A sentence for a person, on stderr."""
    print(sentence, file=sys.stderr, flush=True)


class TerminalProgress(Progress):
    """Shows a bar with the time left on a terminal, and a line a stage elsewhere."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._task: Any = None

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
            from rich.progress import Progress as Bar

            columns = (
                TextColumn("{task.description:<12}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeRemainingColumn(),
                TextColumn("{task.fields[subject]}"),
            )
            self._bar = Bar(*columns, console=Console(stderr=True))
            self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()

    def stage(self, name: str, total: int) -> None:
        if not total:
            return
        if self._bar is not None:
            self._task = self._bar.add_task(name, total=total, subject="")
        else:
            say(f"{name}: {total}")

    def advance(self, steps: int, subject: str = "") -> None:
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, advance=steps, subject=subject[-40:])

    def say(self, sentence: str) -> None:
        if self._bar is not None:
            self._bar.console.print(sentence)
        else:
            say(sentence)


def shaped(text: str, *, width: int) -> str:
    """Arabic for a terminal that neither joins letters nor runs from right to left: shaped, reordered and set to the right,
    line by line.
    """
    import textwrap

    import arabic_reshaper
    from bidi.algorithm import get_display

    lines: list[str] = []
    for line in text.splitlines():
        for piece in textwrap.wrap(line, width) or [""]:
            shown = str(get_display(arabic_reshaper.reshape(piece)))
            lines.append(shown.rjust(width) if shown != piece else piece)
    return "\n".join(lines)
