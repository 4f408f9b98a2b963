"""`dalil eval`: parse, call one function, present."""

import click

from api.cli.present import TerminalProgress, print_json, say
from api.settings import Settings


@click.group(name="eval")
def evaluate() -> None:
    """Is the assistant good, is it better than before, and where does it fail?"""


@evaluate.command()
@click.option("--suite", type=click.Choice(["quick", "full"]), default="quick", show_default=True, help="How much is measured.")
@click.option("--dataset", "datasets", multiple=True, metavar="FORM:PATH", help="Questions; the gold set when none is named.")
@click.option("--pool", "pools", multiple=True, metavar="FORM:PATH", help="Ask them of these documents instead of their own.")
@click.option("--language", type=click.Choice(["ar", "en"]), default=None, help="Only questions in this language.")
@click.option("--half", type=click.Choice(["tune", "test"]), default=None, help="Only this half of the gold set.")
@click.option("--kind", "kinds", multiple=True, help="Only questions of this kind.")
@click.option("--limit", type=click.IntRange(0), default=0, help="Only so many questions of each set.")
@click.option("--baselines/--no-baselines", default=True, show_default=True, help="Measure the baselines beside it.")
@click.option("--json", "as_json", is_flag=True, help="Print the measures as JSON.")
def run(
    suite: str,
    datasets: tuple[str, ...],
    pools: tuple[str, ...],
    language: str | None,
    half: str | None,
    kinds: tuple[str, ...],
    limit: int,
    baselines: bool,
    as_json: bool,
) -> None:
    """Ask every question, measure, and store the run."""
    from evals.report.terminal import table
    from evals.run import RunOptions
    from evals.run import run as run_all

    options = RunOptions(
        suite=suite, datasets=datasets, pools=pools, language=language or "", half=half or "", kinds=kinds, limit=limit,
        baselines=baselines,
    )  # fmt: skip
    with TerminalProgress() as progress:
        stored = run_all(Settings.load(), options, progress=progress)
    if as_json:
        print_json({"run": stored.id, **stored.measures()})
        return
    click.echo(table(stored.measures()))
    say(f"stored: {stored.id} ({stored.folder})")
