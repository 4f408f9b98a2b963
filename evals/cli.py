"""`dalil eval`: parse, call one function, present."""

from dataclasses import asdict
from pathlib import Path

import click

from api.cli.present import TerminalProgress, print_json, say
from api.settings import Settings

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


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
@click.option("--judge", is_flag=True, help="Let the chat model of the settings judge citations, too; the gate never asks it.")
@json_option
def run(
    suite: str,
    datasets: tuple[str, ...],
    pools: tuple[str, ...],
    language: str | None,
    half: str | None,
    kinds: tuple[str, ...],
    limit: int,
    baselines: bool,
    judge: bool,
    as_json: bool,
) -> None:
    """Ask every question, measure, and store the run."""
    from evals.report.terminal import table
    from evals.run import RunOptions
    from evals.run import run as run_all

    options = RunOptions(
        suite=suite, datasets=datasets, pools=pools, language=language or "", half=half or "", kinds=kinds, limit=limit,
        baselines=baselines, judge=judge,
    )  # fmt: skip
    try:
        with TerminalProgress() as progress:
            stored = run_all(Settings.load(), options, progress=progress)
    except KeyboardInterrupt:
        say("stopped; the same command goes on where this one stopped")
        raise
    if as_json:
        print_json({"run": stored.id, **stored.measures()})
        return
    click.echo(table(stored.measures()))
    say(f"stored: {stored.id}; `dalil eval report` writes it as a page")


@evaluate.command("list")
@json_option
def list_runs(as_json: bool) -> None:
    """The stored runs, oldest first."""
    from evals import store
    from evals.report.terminal import aligned

    known = store.every(Settings.load().library().root)
    if as_json:
        print_json([{"run": run.id, **run.about} for run in known])
        return
    rows = [
        [run.id, run.about["state"], run.about["suite"], ", ".join(d["name"] for d in run.about["datasets"]), run.about["half"]]
        for run in known
    ]
    click.echo(aligned([["run", "state", "suite", "data", "half"], *rows]))


@evaluate.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
def check(paths: tuple[Path, ...]) -> None:
    """Check that every quotation of the gold set (or of these files) stands in its document; exit 1 where one doesn't."""
    from api.library import open_assistant
    from evals.datasets import gold
    from evals.places import check as check_all

    questions = tuple(q for path in paths or (gold.GOLD,) for q in gold.load(path).questions)
    missing = check_all(open_assistant(Settings.load()), questions)
    for one in missing:
        click.echo(f"{one.question}: {one.quotation.document}: {one.reason}: «{one.quotation.quote}»")
    say(f"{len(questions)} questions, {len(missing)} quotations to repair")
    if missing:
        raise click.exceptions.Exit(1)


@evaluate.command()
@click.argument("before")
@click.argument("after")
@json_option
def compare(before: str, after: str, as_json: bool) -> None:
    """What moved between two runs, and whether chance alone could have moved it."""
    from evals import store
    from evals.compare import compare as compare_runs
    from evals.report.comparison import as_text

    home = Settings.load().library().root
    found = compare_runs(store.read(home, before), store.read(home, after))
    if as_json:
        print_json(asdict(found))
    else:
        click.echo(as_text(found))


@evaluate.command()
@click.argument("name", metavar="[RUN]", default="")
@click.option("--limits", type=click.Path(path_type=Path), default=None, help="The file with the limits.")
@click.option("--against", default="", metavar="RUN", help="The earlier run; the newest over the same data when none is named.")
@json_option
def gate(name: str, limits: Path | None, against: str, as_json: bool) -> None:
    """Hold a run (a new quick one when none is named) against the limits and an earlier run; exit 1 where one doesn't hold."""
    from evals import store
    from evals.gate import LIMITS, earlier_than, judge, limits_of
    from evals.run import RunOptions
    from evals.run import run as run_all

    settings = Settings.load()
    wanted = limits_of(limits or LIMITS)
    home = settings.library().root
    if name:
        judged = store.read(home, name)
    else:
        with TerminalProgress() as progress:
            judged = run_all(settings, RunOptions(baselines=False), progress=progress)
    findings = judge(judged, store.read(home, against) if against else earlier_than(home, judged), wanted)
    failed = [finding for finding in findings if not finding.holds]
    if as_json:
        print_json({"run": judged.id, "passed": not failed, "findings": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            click.echo(f"{'holds' if finding.holds else 'FAILS'}  {finding.sentence}")
    if failed:
        raise click.exceptions.Exit(1)


@evaluate.command()
@click.argument("name", metavar="RUN")
@click.argument("question")
@json_option
def explain(name: str, question: str, as_json: bool) -> None:
    """Each stage of one question of a run, and where its gold passage was lost."""
    from evals import store
    from evals.explain import as_text
    from evals.explain import explain as explain_one

    settings = Settings.load()
    found = explain_one(settings, store.read(settings.library().root, name), question)
    if as_json:
        print_json(asdict(found))
    else:
        click.echo(as_text(found))


@evaluate.command()
@click.argument("name", metavar="[RUN]", default="")
@click.option("--half", type=click.Choice(["tune", "test"]), default="tune", show_default=True, help="Which half is looked into.")
@json_option
def lost(name: str, half: str, as_json: bool) -> None:
    """Where the questions of a run lost their gold passages, most frequent way first."""
    from evals import store
    from evals.explain import losses
    from evals.report.terminal import aligned

    settings = Settings.load()
    home = settings.library().root
    found = losses(settings, store.read(home, name) if name else store.newest(home), half)
    if as_json:
        print_json([{"where": where, "id": one, "kind": kind, "text": text} for where, one, kind, text in found])
        return
    for where in dict.fromkeys(loss[0] for loss in found):
        rows = [["  " + one, kind, text] for place, one, kind, text in found if place == where]
        click.echo(f"{len(rows)} {where}\n{aligned(rows)}\n")


@evaluate.command()
@click.argument("name", metavar="[RUN]", default="")
@click.option("--output", type=click.Path(path_type=Path), default=None, help="Where the page is written.")
def report(name: str, output: Path | None) -> None:
    """Write a run as one self-contained page, with Markdown and JSON beside it; prints the path of the page."""
    from evals import store
    from evals.report.write import write_report

    home = Settings.load().library().root
    stored = store.read(home, name) if name else store.newest(home)
    click.echo(write_report(home, stored, output))


@evaluate.command()
@click.option("--half", type=click.Choice(["tune", "test"]), default="tune", show_default=True, help="Which half is asked.")
@click.option("--limit", type=click.IntRange(0), default=0, help="Only so many questions.")
@json_option
def ablate(half: str, limit: int, as_json: bool) -> None:
    """Switch off each part, one by one, and table the loss.

    Each with its 95 % interval, and a star where chance alone hardly gives it.
    """
    from evals.report.ablation import ablation_of, as_text

    with TerminalProgress() as progress:
        losses = ablation_of(Settings.load(), half=half, limit=limit, progress=progress)
    if as_json:
        print_json([asdict(loss) for loss in losses])
    else:
        click.echo(as_text(losses))


@evaluate.command()
@click.argument("document")
@click.option("--output", type=click.Path(path_type=Path), default=None, help="Append accepted questions to this YAML file.")
@click.option("--yes", is_flag=True, help="Accept all of them without asking.")
@json_option
def draft(document: str, output: Path | None, yes: bool, as_json: bool) -> None:
    """Propose questions with the words that answer them, to accept, reword or reject one by one.

    They come from numbers, steps, definitions and who decides; and from the chat model of the settings, where one is set.
    """
    from evals.draft import append
    from evals.drafting import proposals

    with TerminalProgress() as progress:
        proposed = proposals(Settings.load(), document, progress=progress)
    if as_json:
        print_json([asdict(one) for one in proposed])
        return
    from evals.drafting import judged_by_hand

    accepted = proposed if yes else judged_by_hand(proposed)
    target = output or Path(f"{document}.yaml")
    held = append(target, accepted, document)
    say(f"{len(accepted)} of {len(proposed)} accepted; {target} holds {held} questions")
