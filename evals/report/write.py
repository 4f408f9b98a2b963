"""Writing a report: one self-contained page in both languages, with the same as Markdown and JSON beside it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from corpus.home import told_by_disk, write_whole
from evals.report.content import content
from evals.report.markdown import as_markdown
from evals.report.plots import plots
from evals.report.terminal import shown
from evals.report.words import WORDS, kind, meaning
from evals.store import StoredRun


def write_report(home: Path, run: StoredRun, output: Path | None = None) -> Path:
    """Write the page, by default under `DALIL_HOME/evals/reports/`; gives its path. Raises BadRun while it isn't finished."""
    target = output or home / "evals" / "reports" / f"{run.id}.html"
    told = content(run, home)
    with told_by_disk(target.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, page(run, told).encode())
        write_whole(target.with_suffix(".md"), as_markdown(told).encode())
        write_whole(target.with_suffix(".json"), json.dumps(told, ensure_ascii=False, indent=1).encode())
    return target


def page(run: StoredRun, told: dict[str, Any]) -> str:
    """The page as HTML."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined
    )
    environment.filters.update(value=shown, plain=_plain)
    tolds = run.tolds()
    return environment.get_template("report.html").render(
        content=told,
        words=WORDS,
        kind=kind,
        meaning=meaning,
        plots={language: plots(tolds, language) for language in WORDS},
    )


def _plain(value: Any) -> str:
    """A value of what it ran on, for a person."""
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_plain(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return "; ".join(_plain(inner) for inner in value)
    return str(value)
