"""`dalil chat`: a conversation in the terminal; `dalil conversations`: those that the owner of the library has held here."""

import secrets
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from api.cli.ask import as_option, json_option, language_option, shape_option, told
from api.cli.present import print_json, say
from api.library import open_assistant, open_conversations
from api.settings import Settings
from assistant.model import Asker, Question
from corpus.errors import SettingError

OWNER_NAME = ""
"""Under which name the conversations of the owner are kept: without a key."""


@click.command()
@click.option(
    "--conversation", default="", metavar="ID", help="Go on with this conversation (`dalil conversations list` names them)."
)
@language_option
@as_option
@shape_option
def chat(conversation: str, language: str | None, groups: str | None, shape: bool) -> None:
    """A conversation in the terminal; an empty line ends it."""
    from assistant.conversation.history import Turn

    settings = Settings.load()
    assistant = open_assistant(settings, long_lived=True)
    assistant.snapshot()
    kept = open_conversations(settings) if settings.conversations_kept_days > 0 else None
    place = conversation or secrets.token_hex(12)
    history = list(kept.before(OWNER_NAME, place)) if kept and conversation else []
    asker = Asker.parse(groups)
    chosen: Any = language or ""
    say("Ask in Arabic or English; an empty line ends. / اسأل بالعربية أو الإنجليزية، وسطر فارغ ينهي.")
    while text := _typed():
        answer = assistant.ask(Question(text, language=chosen, asker=asker, history=tuple(history)))
        click.echo(told(answer, shape=shape) + "\n")
        if answer.kind != "social":
            history.append(text)
        if kept is not None:
            kept.keep(OWNER_NAME, place, Turn(id=secrets.token_urlsafe(12), question=text, answer=answer, wanted=chosen))


def _typed() -> str:
    try:
        return input("» ").strip()
    except EOFError:
        return ""


@click.group()
def conversations() -> None:
    """The conversations of the owner: those held in the terminal, and on loopback without a key."""


@conversations.command("list")
@click.argument("text", default="")
@json_option
def listed(text: str, as_json: bool) -> None:
    """List them, the latest first; with TEXT those that hold all its words."""
    found = open_conversations(Settings.load()).find(OWNER_NAME, text, most=200)
    if as_json:
        print_json([asdict(one) for one in found])
        return
    for one in found:
        click.echo(f"{one.id}  {one.last}  {one.turns} turns  {one.title}{'  [new]' if one.new else ''}")
    say(f"{len(found)} conversations")


@conversations.command()
@click.argument("id")
@click.argument("title")
def rename(id: str, title: str) -> None:
    """Give conversation ID another title."""
    open_conversations(Settings.load()).rename(OWNER_NAME, id, title)


@conversations.command()
@click.argument("id")
@click.option("--output", required=True, type=click.Path(path_type=Path), help="The file: .md or .docx.")
@click.option("--address", default="", help="Where people open documents: links begin with it.")
def export(id: str, output: Path, address: str) -> None:
    """Write conversation ID to a file, as Markdown or Word."""
    from assistant.conversation.export import docx, markdown
    from corpus.home import told_by_disk, write_whole

    write = {".md": markdown, ".docx": docx}.get(output.suffix.lower())
    if write is None:
        raise SettingError("it is written as Markdown or Word", subject=str(output), remedy="name the file .md or .docx")
    settings = Settings.load()
    talk, turns = open_conversations(settings).open(OWNER_NAME, id)
    body = write(talk, turns, language=settings.interface_language, timezone=settings.timezone, address=address.rstrip("/"))
    with told_by_disk(output):
        write_whole(output, body)
    say(f"{talk.turns} turns were written to {output}")


@conversations.command()
@click.argument("id", required=False)
@click.option("--all", "everything", is_flag=True, help="Delete all of them.")
def delete(id: str | None, everything: bool) -> None:
    """Delete conversation ID, or all of them."""
    if (id is None) != everything:
        raise click.UsageError("name a conversation, or say --all")
    kept = open_conversations(Settings.load())
    if id is not None:
        kept.delete(OWNER_NAME, id)
        say("deleted")
    else:
        say(f"{kept.delete_all(OWNER_NAME)} conversations were deleted")
