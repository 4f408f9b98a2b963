"""`dalil index`: what a knowledge manager does with the library."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from api.cli.main import QUARANTINED, LazyGroup
from api.cli.present import TerminalProgress, print_json, say
from api.cli.summary import summary
from api.library import embedder_of, folders_of, open_conversations, run_sync, stale_onboarding
from api.settings import Settings
from corpus.errors import UnknownDocument
from corpus.listing import DocumentListing, list_documents, show_document

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")

MORE = {
    "verify": "api.cli.library:verify",
    "duplicates": "api.cli.library:duplicates",
    "catalogue": "api.cli.library:catalogue",
}


@click.group(cls=LazyGroup, lazy=MORE)
def index() -> None:
    """Fill the library, look at it, and undo."""


@index.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--yes", is_flag=True, help="Take documents out even where most of a folder vanished.")
@click.option("--rehash", is_flag=True, help="Read every file's bytes, whatever its size and time say.")
@click.option("--retry", is_flag=True, help="Try quarantined files again.")
@json_option
@click.pass_context
def sync(ctx: click.Context, paths: tuple[Path, ...], dry_run: bool, yes: bool, rehash: bool, retry: bool, as_json: bool) -> int:
    """Bring the library up to date with its folders (or with PATHS alone) and publish it."""
    settings = Settings.load()
    with TerminalProgress() as progress:
        report = run_sync(settings, list(paths), progress=progress, dry_run=dry_run, yes=yes, rehash=rehash, retry=retry)
    if as_json:
        print_json(_sync_json(report))
    else:
        say(
            summary(
                report, dry_run=dry_run, folders=[str(path) for path in paths] or [str(folder) for folder in folders_of(settings)]
            )
        )
        if not dry_run and any(report[name] for name in ("added", "changed", "removed")) and report["documents"]:
            for path, steps in stale_onboarding(settings).items():
                say(f"onboarding: {path} quotes what stands no more, in {', '.join(steps)}; `dalil onboard check` says where")
    return QUARANTINED if report["quarantined"] or report["unread_pages"] else 0


def _sync_json(report: dict[str, Any]) -> dict[str, Any]:
    """The report with a `reason` only where there is one."""
    rows = {
        name: [{k: v for k, v in row.items() if k != "reason" or v} for row in report[name]]
        for name in ("added", "changed", "removed", "quarantined")
    }
    return report | rows


@index.command("list")
@json_option
def list_(as_json: bool) -> None:
    """Every document, with its status."""
    rows = list_documents(Settings.load().library())
    if as_json:
        print_json([asdict(row) for row in rows])
        return
    for row in rows:
        click.echo(_line(row))


def _line(row: DocumentListing) -> str:
    mark = "!" if row.status == "quarantined" else " "
    parts = [f"{mark} {row.id}", row.title, f"[{row.language} {row.type}]", f"{row.passages} passages"]
    if row.unread_pages:
        parts.append(f"unread pages: {', '.join(str(page.number) for page in row.unread_pages)}")
    return "  ".join([*parts, *filter(None, [row.reason])])


@index.command()
@click.argument("document")
@json_option
def show(document: str, as_json: bool) -> None:
    """One document: its text, pages, passages and how it was read."""
    shown = show_document(Settings.load().library(), document)
    if shown is None:
        raise UnknownDocument("no document has this id", subject=document, remedy="`dalil index list` shows the ids")
    if as_json:
        print_json(shown)
        return
    click.echo(f"{shown['title']}  ({shown['id']}, version {shown['version']}, {shown['status']})")
    if shown["reason"]:
        click.echo(shown["reason"])
    click.echo(f"read by {shown['report']['reader']}; " + "; ".join(shown["report"]["notes"]) + "\n" if shown["report"] else "")
    click.echo(shown["text"])


@index.command()
@json_option
def status(as_json: bool) -> None:
    """What is served, by which models, and how much room it takes."""
    from api.status import library_status

    held = library_status(Settings.load())
    if as_json:
        print_json(held)
        return
    for name, value in held.items():
        click.echo(f"{name:>12}  {', '.join(f'{k} {v}' for k, v in value.items()) if isinstance(value, dict) else value}")


@index.command()
@click.argument("document")
def remove(document: str) -> None:
    """Take a document out of what is served, at once; its file stays where it is."""
    from corpus.generation.maintain import remove as take_out

    settings = Settings.load()
    served = take_out(settings.library(), document, embedder_of(settings))
    say(f"{document} is no longer served; `dalil index prune` takes its text off the disk (generation {served.id})")


@index.command()
def rebuild() -> None:
    """Build the indexes anew from the catalogue, reading no source file."""
    from corpus.generation.maintain import rebuild as build_anew

    settings = Settings.load()
    with TerminalProgress() as progress:
        served = build_anew(settings.library(), embedder_of(settings), progress=progress)
    say(f"rebuilt: {served.documents} documents, {served.passages} passages (generation {served.id})")


@index.command()
def rollback() -> None:
    """Serve what the generation before held."""
    from corpus.generation.maintain import rollback as go_back

    settings = Settings.load()
    served = go_back(settings.library(), embedder_of(settings))
    say(f"now served: {served.documents} documents, as before the last change (generation {served.id})")
    say("the next sync reads the files again")


@index.command()
@click.option(
    "--wait", "patience", type=float, default=10.0, show_default=True, help="Seconds to wait for readers of older generations."
)
@click.option(
    "--quotations",
    is_flag=True,
    help="Also drop the evaluation runs, reports and turns of conversations that quote removed documents.",
)
def prune(patience: float, quotations: bool) -> None:
    """Leave only what is served, and nothing of the text of removed documents."""
    from corpus.generation.maintain import drop_quotations, removed_documents
    from corpus.generation.maintain import prune as drop

    settings = Settings.load()
    with TerminalProgress() as progress:
        dropped = drop(settings.library(), patience_s=patience, progress=progress)
    if quotations:
        dropped += drop_quotations(settings.library())
        turns = open_conversations(settings).drop_quoting(removed_documents(settings.library()))
        dropped += [f"{turns} turns of conversations"] if turns else []
    say(f"dropped: {', '.join(dropped) or 'no generation'}")
