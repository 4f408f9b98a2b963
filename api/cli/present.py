"""What commands print: JSON for programs, text for people, progress on stderr."""

import json
import sys
import time
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


class Stage:
    """A stage under way: how many of its steps are done, since when, and when that was told last (both in monotonic seconds)."""

    def __init__(self, name: str, total: int, begun: float) -> None:
        self.name, self.total, self.begun, self.told, self.done = name, total, begun, begun, 0

    def line(self, now: float) -> str:
        """How far it is, how many steps a second it makes and how long the rest takes at that pace."""
        pace = self.done / (now - self.begun)
        left_s = (self.total - self.done) / pace
        left = f"{left_s / 60:,.0f} min" if left_s >= 60 else f"{left_s:.0f} s"
        return f"{self.name}: {self.done:,} of {self.total:,} ({pace:.{0 if pace >= 10 else 1}f} /s, {left} left)"


class TerminalProgress(Progress):
    """Shows a bar with the pace and the time left on a terminal, elsewhere a line a stage and one now and then within it."""

    def __init__(self, *, every_s: float = 10.0) -> None:
        self._bar: Any = None
        self._task: Any = None
        self._every_s = every_s
        self._stage = Stage("", 0, 0.0)

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, Task, TextColumn, TimeRemainingColumn
            from rich.progress import Progress as Bar
            from rich.text import Text

            class Pace(ProgressColumn):
                def render(self, task: "Task") -> Text:
                    return Text(f"{task.speed:.0f} /s" if task.speed else "")

            columns = (
                TextColumn("{task.description:<12}"),
                BarColumn(),
                MofNCompleteColumn(),
                Pace(),
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
            self._stage = Stage(name, total, time.monotonic())

    def advance(self, steps: int, subject: str = "") -> None:
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, advance=steps, subject=subject[-40:])
        elif steps:
            at = self._stage
            at.done += steps
            now = time.monotonic()
            if now - at.told >= self._every_s and at.done < at.total:
                at.told = now
                say(at.line(now))

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
