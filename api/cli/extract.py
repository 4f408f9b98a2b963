"""`dalil extract`: the canonical text of one file, as the index would hold it."""

from dataclasses import asdict
from functools import partial
from pathlib import Path

import click

from api.cli.present import TerminalProgress, print_json
from corpus.errors import SettingError


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--page", type=click.IntRange(1), default=None, help="Only this page.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with how it was read.")
def extract(file: Path, page: int | None, as_json: bool) -> None:
    """Print the text of FILE as the index would hold it."""
    from api.settings import Settings
    from ingest.bundles import on_disk
    from ingest.extract.sandbox import extract_in_child

    settings = Settings.load()
    with TerminalProgress() as progress, on_disk(file) as opened:
        told = partial(_tell_page, progress, file.name)
        limits, ocr = settings.extract_limits(), settings.ocr_options()
        document = extract_in_child(opened, limits=limits, ocr=ocr, outlines=settings.library().outlines, told=told)
    pages = document.pages
    if page is not None:
        pages = tuple(p for p in pages if p.number == page)
        if not pages:
            raise SettingError(
                f"there is no page {page}; it has {len(document.pages)}", subject=str(file), remedy="name another page"
            )
    text = document.text if page is None else document.text[pages[0].start : pages[0].end]
    if as_json:
        print_json(
            {"text": text, "pages": [asdict(p) for p in pages], "declared": document.declared, "report": asdict(document.report)}
        )
    else:
        click.echo(text, nl=not text.endswith("\n"))


def _tell_page(progress: TerminalProgress, name: str, number: int, pages: int) -> None:
    progress.say(f"{name}: recognising page {number} of {pages}")
