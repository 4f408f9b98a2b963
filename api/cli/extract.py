"""`dalil extract`: the canonical text of one file, as the index would hold it."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.cli.present import TerminalProgress, print_json
from corpus.errors import SettingError
from corpus.model import Page

if TYPE_CHECKING:
    from ingest.extract.base import ExtractedDocument
    from ingest.extract.wire import Notice


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--page", type=click.IntRange(1), default=None, help="Only this page.")
@click.option("--compare", is_flag=True, help="What every reader makes of each page of a PDF, side by side.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with how it was read.")
def extract(file: Path, page: int | None, compare: bool, as_json: bool) -> None:
    """Print the text of FILE as the index would hold it."""
    from api.settings import Settings
    from ingest.bundles import on_disk
    from ingest.extract.sandbox import extract_in_child

    settings = Settings.load()
    with TerminalProgress() as progress, on_disk(file) as opened:
        limits, ocr = settings.extract_limits(), settings.ocr_options()
        outlines = settings.library().outlines
        told = _Pages(progress, file.name)
        document = extract_in_child(opened, limits=limits, ocr=ocr, outlines=outlines, compare=compare, told=told)
    pages = document.pages
    if page is not None:
        pages = tuple(p for p in pages if p.number == page)
        if not pages:
            raise SettingError(
                f"there is no page {page}; it has {len(document.pages)}", subject=str(file), remedy="name another page"
            )
    if compare and not as_json:
        _print_side_by_side(file, document, pages)
        return
    text = document.text if page is None else document.text[pages[0].start : pages[0].end]
    if as_json:
        blocks = [asdict(block) for block in document.blocks if pages[0].start <= block.start <= pages[-1].end]
        print_json({
            "text": text, "pages": [asdict(p) for p in pages], "blocks": blocks, "declared": document.declared,
            "report": asdict(document.report),
        })  # fmt: skip
    else:
        click.echo(text, nl=not text.endswith("\n"))


def _print_side_by_side(file: Path, document: "ExtractedDocument", pages: Sequence[Page]) -> None:
    """A table a page, a column a reader, the chosen one marked; every text as the reader has it."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    found = document.report.evidence.get("alternatives")
    if found is None:
        raise SettingError("it has one reader, and nothing to compare", subject=str(file), remedy="--compare is for PDF files")
    console = Console()
    for page in pages:
        chosen = document.report.evidence["pages"][page.number - 1]["reader"]
        table = Table(title=f"{page.label}", show_lines=True, expand=True)
        for one in found[page.number - 1]:
            table.add_column(f"{'* ' if one['reader'] == chosen else ''}{one['reader']} {one['score']:.2f}", ratio=1)
        table.add_row(*(escape(one["text"]) for one in found[page.number - 1]))
        console.print(table)


class _Pages:
    """Shows which page of a file is read, and says which one is recognised."""

    def __init__(self, progress: TerminalProgress, name: str) -> None:
        self._progress = progress
        self._name = name
        self._read = 0

    def __call__(self, notice: "Notice") -> None:
        if notice.doing == "recognising":
            self._progress.say(f"{self._name}: recognising page {notice.number} of {notice.pages}")
            return
        if not self._read:
            self._progress.stage(f"reading {self._name}", notice.pages)
        self._progress.advance(notice.number - self._read)
        self._read = notice.number
