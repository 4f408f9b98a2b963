"""`dalil gaps`: what people ask and the library can't answer yet, and closing what it answers by now."""

from datetime import datetime
from pathlib import Path
from typing import cast

import click

from api.cli.present import print_json, say
from api.library import open_assistant, open_questions
from api.settings import Settings
from assistant.conversation.gaps import Gap, Gaps
from assistant.model import OWNER
from corpus.errors import SettingError
from corpus.home import told_by_disk, write_whole

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group(invoke_without_command=True)
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only what was asked from this day on (YYYY-MM-DD).")
@click.option("--output", type=click.Path(path_type=Path), help="Write them as a sheet: an .xlsx or a .csv file.")
@json_option
@click.pass_context
def gaps(ctx: click.Context, since: datetime | None, output: Path | None, as_json: bool) -> None:
    """Questions that were not answered, or not well, grouped by meaning; those of most askers first."""
    if ctx.invoked_subcommand is not None:
        return
    from api.schemas.gaps import gap_json
    from assistant.conversation.questions import beginning_of

    settings = Settings.load()
    form = _form_of(output) if output else ""
    found = _gaps(settings).open(OWNER, since=beginning_of(since.date() if since else None, settings.timezone))
    if output:
        from api.gap_sheet import gap_sheet
        from api.schemas.gaps import SheetForm

        body = gap_sheet(found, cast(SheetForm, form), language=settings.interface_language, timezone=settings.timezone)
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


def _gaps(settings: Settings) -> Gaps:
    return Gaps(open_assistant(settings), open_questions(settings))


def _form_of(output: Path) -> str:
    form = output.suffix.lower().lstrip(".")
    if form not in ("csv", "xlsx"):
        raise SettingError("a sheet is an .xlsx or a .csv file", subject=str(output), remedy="name it so")
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
