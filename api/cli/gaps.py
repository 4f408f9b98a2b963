"""`dalil gaps`: what people ask and the library can't answer yet, and closing what it answers by now."""

from datetime import datetime
from pathlib import Path
from typing import cast

import click

from api.cli.present import print_json, say
from api.library import open_assistant, open_conversations, open_questions
from api.settings import Settings
from assistant.conversation.gaps import Gap, Gaps
from assistant.model import OWNER
from corpus.errors import SettingError
from corpus.home import told_by_disk, write_whole
from corpus.model import Language

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group(invoke_without_command=True)
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only what was asked from this day on (YYYY-MM-DD).")
@click.option("--output", type=click.Path(path_type=Path), help="Write them as a sheet: an .xlsx or a .csv file.")
@click.option("--report", type=click.Path(path_type=Path), help="Write the director's page: a .docx or a .pdf file.")
@click.option("--language", type=click.Choice(["ar", "en"]), help="The language of what is written (default: the settings').")
@json_option
@click.pass_context
def gaps(
    ctx: click.Context, since: datetime | None, output: Path | None, report: Path | None, language: str | None, as_json: bool
) -> None:
    """Questions that were not answered, or not well, grouped by meaning; those of most askers first."""
    if ctx.invoked_subcommand is not None:
        return
    from api.schemas.gaps import gap_json
    from assistant.conversation.questions import beginning_of

    settings = Settings.load()
    form = _form_of(output, "a sheet", ("csv", "xlsx")) if output else ""
    page = _form_of(report, "the report", ("docx", "pdf")) if report else ""
    told_in: Language = cast(Language, language or settings.interface_language)
    begins = beginning_of(since.date() if since else None, settings.timezone)
    opened = _gaps(settings)
    if report:
        _write_report(settings, opened, report, page, begins, told_in)
        if not (output or as_json):
            return
    found = opened.open(OWNER, since=begins)
    if output:
        from api.gap_sheet import gap_sheet
        from api.schemas.gaps import SheetForm

        body = gap_sheet(found, cast(SheetForm, form), language=told_in, timezone=settings.timezone)
        with told_by_disk(output):
            write_whole(output, body)
        say(f"{len(found)} gaps were written to {output}")
    if as_json:
        print_json([gap_json(gap) for gap in found])
    elif not output:
        for gap in found:
            click.echo(_told(gap))
        say(f"{len(found)} gaps" if found else "nothing that was asked is unanswered")


@gaps.command()
@click.argument("id")
@json_option
def close(id: str, as_json: bool) -> None:
    """Close gap ID: its questions are asked again, and what became of each is told."""
    from api.schemas.gaps import closure_json

    closure = _gaps(Settings.load()).close(id, OWNER)
    if as_json:
        print_json(closure_json(closure))
        return
    for result in closure.results:
        told = f"answered from {', '.join(result.documents)}" if result.answered else "still not answered"
        click.echo(f"{result.question}  {told}")
    answered = sum(result.answered for result in closure.results)
    say(f"closed: {answered} of {len(closure.results)} questions are answered now")


def _write_report(settings: Settings, gaps: Gaps, path: Path, form: str, since: str, language: Language) -> None:
    from api.gap_report import ReportForm, gap_report, written
    from corpus.listing import list_documents

    report = gap_report(gaps, OWNER, list_documents(settings.library()), since=since, language=language)
    body = written(report, cast(ReportForm, form), language=language)
    with told_by_disk(path):
        write_whole(path, body)
    say(f"the report was written to {path}")


def _gaps(settings: Settings) -> Gaps:
    held = open_conversations(settings) if settings.conversations_kept_days > 0 else None
    return Gaps(open_assistant(settings), open_questions(settings), conversations=held)


def _form_of(output: Path, what: str, forms: tuple[str, ...]) -> str:
    form = output.suffix.lower().lstrip(".")
    if form not in forms:
        raise SettingError(f"{what} is a .{' or .'.join(forms)} file", subject=str(output), remedy="name it so")
    if not output.absolute().parent.is_dir():
        raise SettingError("its folder isn't there", subject=str(output), remedy="make the folder, or name another")
    return form


_STANDINGS = {
    "missing": "no document says it",
    "restricted": "it stands in a document that its asker may not read",
    "answered": "the library answers it now",
    "rated": "answered, but not well",
}


def _told(gap: Gap) -> str:
    """A gap in a few lines: its id, how often it was asked and by how many, its title, how it stands, its questions."""
    lines = [f"{gap.id}  {gap.times} times, {gap.askers} askers  {gap.title}  [{_STANDINGS[gap.standing]}]"]
    lines += [f"    {text}" for text in dict.fromkeys(question.meant for question in gap.questions)]
    for name, documents in (("closest", gap.closest), ("stands in", gap.stands_in)):
        if documents:
            lines.append(f"    {name}: {', '.join(one.title or one.document for one in documents)}")
    return "\n".join(lines)
