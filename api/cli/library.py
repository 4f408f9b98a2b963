"""`dalil index verify|duplicates|catalogue`, `dalil backup`, `dalil restore`: looking after a library."""

from dataclasses import asdict
from pathlib import Path

import click

from api.cli.present import print_json, say
from api.library import folders_of
from api.settings import Settings

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
file_argument = click.argument("file", type=click.Path(path_type=Path))


@click.command()
@click.option("--quick", is_flag=True, help="Leave out vectors, Chroma and originals.")
@json_option
def verify(quick: bool, as_json: bool) -> int:
    """Check that what is served is whole; left-overs of an unfinished build are named and are no failure."""
    from corpus.generation.verify import verify as check

    settings = Settings.load()
    report = check(settings.library(), deep=not quick, originals=settings.keep_originals)
    if as_json:
        print_json(asdict(report) | {"whole": report.whole})
    else:
        for sentence in (*report.differences, *report.leftovers):
            say(sentence)
        if report.whole:
            say(f"generation {report.generation} is whole" if report.generation else "nothing is indexed yet")
    return 0 if report.whole else 1


@click.command()
@click.option("--output", type=click.Path(path_type=Path), help="Write the proposals as a sheet for `catalogue import`.")
@json_option
def duplicates(output: Path | None, as_json: bool) -> None:
    """Propose what seems to be here twice: equal files, near copies, probable editions."""
    from ingest.duplicates import find_duplicates, write_proposals

    proposals = find_duplicates(Settings.load().library())
    if output is not None:
        write_proposals(output, proposals)
        say(f"{len(proposals)} proposals in {output}; look them over, then `dalil index catalogue import {output}`")
    if as_json:
        print_json([asdict(proposal) for proposal in proposals])
    elif output is None:
        for proposal in proposals:
            click.echo(f"{proposal.kind}: {', '.join(document.id for document in proposal.documents)} ({proposal.why})")
        say(f"{len(proposals)} proposals")


@click.group()
def catalogue() -> None:
    """What is known of every document, as a sheet (.xlsx or .csv)."""


@catalogue.command("export")
@file_argument
def export(file: Path) -> None:
    """Write every document's row to FILE."""
    from ingest.sheets import export_sheet

    count = export_sheet(Settings.load().library(), file)
    say(f"{count} documents in {file}")


@catalogue.command("import")
@file_argument
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@json_option
def import_(file: Path, dry_run: bool, as_json: bool) -> None:
    """Take in what FILE says of documents; the next sync applies it."""
    from ingest.sheets import import_sheet

    settings = Settings.load()
    differences = import_sheet(settings.library(), file, dry_run=dry_run, roots=folders_of(settings))
    if as_json:
        print_json([asdict(difference) for difference in differences])
        return
    for difference in differences:
        click.echo(f"{difference.path}  {difference.field}: {difference.before or '-'} → {difference.after or '-'}")
    after = "nothing was changed" if dry_run else "`dalil index sync` applies it"
    say(f"{len(differences)} cells differ; {after}")


@click.command()
@file_argument
@json_option
def backup(file: Path, as_json: bool) -> None:
    """Write the whole library into FILE (.tar.gz) and check it; people may ask meanwhile."""
    from corpus.backup import backup as write

    report = write(Settings.load().library(), file)
    if as_json:
        print_json(asdict(report))
        return
    size = f"{report.size_bytes / 1e6:.1f} MB"
    say(f"{report.documents} documents, {size} in {report.file}, checked (generation {report.generation})")


@click.command()
@file_argument
@json_option
def restore(file: Path, as_json: bool) -> None:
    """Put the library that FILE holds in the place of the one that is here."""
    from corpus.backup import restore as bring_back

    report = bring_back(Settings.load().library(), file)
    if as_json:
        print_json(asdict(report))
        return
    say(f"restored {report.documents} documents as they were on {report.made} (generation {report.generation})")
    if report.revived:
        say(f"this brings back what was removed since: {', '.join(report.revived)}; `dalil index remove ID` removes it again")
    if report.revived_unknown:
        say("the library that was here could not be read, so that nobody can tell what had been removed from it")
