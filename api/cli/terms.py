"""`dalil terms`: the termbase, which makes a question find documents in both languages."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from api.cli.main import FAILED
from api.cli.present import print_json, say
from api.settings import Settings
from corpus.home import Home
from corpus.terms.model import Entry, Term

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group()
def terms() -> None:
    """Institutional terms in both languages: look at them, add to them, check them."""


@terms.command("list")
@click.argument("query", required=False, default="")
@json_option
def list_(query: str, as_json: bool) -> None:
    """The terms, or those that QUERY names or is a part of; the library's own first."""
    from corpus.terms.store import load_termbase, own_terms

    home = Settings.load().library()
    own = {term.id for term in own_terms(home)}
    termbase = load_termbase(home)
    found = termbase.find(query) if query.strip() else list(termbase.terms)
    if as_json:
        print_json([_row(term) | {"own": term.id in own} for term in found])
        return
    for term in found:
        click.echo(_line(term))


@terms.command()
@click.option("--ar", required=True, help="The term in Arabic.")
@click.option("--en", required=True, help="The term in English.")
@click.option("--ar-synonym", "ar_synonyms", multiple=True, help="Another word for it in Arabic; may be given several times.")
@click.option("--en-synonym", "en_synonyms", multiple=True, help="Another word for it in English; may be given several times.")
@click.option("--acronym", "acronyms", multiple=True, help="An acronym, in either script; may be given several times.")
@click.option("--domain", default="", help="The field it belongs to.")
@click.option("--definition-ar", default="", help="What it means, in Arabic.")
@click.option("--definition-en", default="", help="What it means, in English.")
@json_option
def add(as_json: bool, **given: Any) -> None:
    """Add a term to the library's own; what is there already is brought together with it."""
    from corpus.errors import SettingError
    from corpus.terms.check import check_entries
    from corpus.terms.store import add_terms

    tidied: dict[str, Any] = {name: _tidy(value) for name, value in given.items()}
    term = Term(id="", **tidied)
    for problem in check_entries([Entry(0, term)], "the term"):
        raise SettingError(problem.what, remedy=problem.remedy)
    _told(add_terms(Settings.load().library(), [term]), as_json)


@terms.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@json_option
@click.pass_context
def check(ctx: click.Context, file: Path | None, as_json: bool) -> int:
    """Check FILE, or the shipped terms and the library's own; exits 1 when something is wrong."""
    from corpus.terms.check import check_file
    from corpus.terms.store import SHIPPED, own_file

    own = own_file(Settings.load().library())
    files = [file] if file else [path for path in (SHIPPED, own) if path.is_file()]
    problems = [problem for path in files for problem in check_file(path)]
    if as_json:
        print_json([asdict(problem) for problem in problems])
    else:
        for problem in problems:
            click.echo(str(problem))
        say(f"{len(problems)} problems in {', '.join(map(str, files))}" if problems else "nothing is wrong")
    return FAILED if problems else 0


@terms.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would be added, and add nothing.")
@json_option
def import_(file: Path, dry_run: bool, as_json: bool) -> int:
    """Add the terms of FILE: CSV, TSV, XLSX, TBX, TMX or a dictd dictionary.

    Rows that can't be used are left out and said; exits 1 when none can be used.
    """
    from corpus.terms.store import import_file

    change = import_file(Settings.load().library(), file, dry_run=dry_run)
    _told(change, as_json, dry_run=dry_run)
    used = change.added or change.changed or change.unchanged
    return 0 if used or not (change.problems or change.sentences) else FAILED


@terms.command()
@click.option("-n", "most", type=click.IntRange(1), default=50, show_default=True, help="How many at most.")
@json_option
def suggest(most: int, as_json: bool) -> None:
    """Terms that the library uses often and the termbase lacks, best first."""
    from corpus.terms.store import load_termbase
    from corpus.terms.suggest import suggest as propose

    home = Settings.load().library()
    found = propose(_served_texts(home), load_termbase(home))[:most]
    if as_json:
        print_json([asdict(suggestion) for suggestion in found])
        return
    for suggestion in found:
        click.echo(f"{suggestion.term}  [{suggestion.language}]  {suggestion.count} times in {suggestion.documents} documents")


def _served_texts(home: Home) -> list[tuple[str, str]]:
    from corpus.generation.snapshot import open_snapshot

    snapshot = open_snapshot(home, use_chroma=False)
    try:
        return [(head.document, snapshot.version(head.key).text) for head in snapshot.heads.values()]
    finally:
        snapshot.close()


def _told(change: Any, as_json: bool, *, dry_run: bool = False) -> None:
    """Print what adding terms did; rows that were left out and what is doubtful go to stderr."""
    if as_json:
        print_json(
            {
                "added": [_row(term) for term in change.added],
                "changed": [_row(term) for term in change.changed],
                "unchanged": change.unchanged,
                "sentences": change.sentences,
                "problems": [asdict(problem) for problem in change.problems],
            }
        )
        return
    for problem in change.problems:
        say(str(problem))
    if change.sentences:
        say(f"{change.sentences} units are sentences rather than terms and were left out")
    done = "would be" if dry_run else "were"
    say(f"{len(change.added)} terms {done} added, {len(change.changed)} changed, {change.unchanged} were there already")


def _row(term: Term) -> dict[str, Any]:
    """A term under the names of the table's columns."""
    row = asdict(term)
    return {("acronym" if name == "acronyms" else name): value for name, value in row.items()}


def _line(term: Term) -> str:
    others = "; ".join((*term.ar_synonyms, *term.en_synonyms, *term.acronyms))
    return f"{term.ar}  =  {term.en}" + (f"  ({others})" if others else "") + (f"  [{term.domain}]" if term.domain else "")


def _tidy(value: str | tuple[str, ...]) -> str | tuple[str, ...]:
    return " ".join(value.split()) if isinstance(value, str) else tuple(" ".join(one.split()) for one in value if one.strip())
