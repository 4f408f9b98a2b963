"""Drafts for a person at the terminal: what is proposed, and judging it one by one: accept, reword, reject, or stop."""

from dataclasses import replace

import click

from api.library import ask_options, open_assistant
from api.settings import Settings
from corpus.progress import Progress
from evals.draft import Draft, drafts
from evals.errors import EvalError


def proposals(settings: Settings, document: str, *, progress: Progress) -> list[Draft]:
    """The drafts for a document, each question once. A chat model that doesn't answer is said, and the others stand.

    Raises UnknownDocument, and ChatModelError when the model of the settings can't be made.
    """
    snapshot = open_assistant(settings).snapshot()
    found = {draft.question: draft for draft in drafts(snapshot, document)}
    if settings.chat_model:
        from assistant.answering.generative import open_chat_model
        from evals.draft_by_model import drafts_by

        try:
            for draft in drafts_by(open_chat_model(ask_options(settings).chat), snapshot, document, progress=progress):
                found.setdefault(draft.question, draft)
        except EvalError as exc:
            progress.say(str(exc))
    return list(found.values())


def judged_by_hand(proposed: list[Draft]) -> list[Draft]:
    """The drafts that a person accepted, as they were left."""
    accepted: list[Draft] = []
    for at, draft in enumerate(proposed, start=1):
        click.echo(f"\n{at}/{len(proposed)}  {draft.question}\n    «{draft.quote}»")
        choice = click.prompt("accept, reword, reject or stop", type=click.Choice(["a", "w", "r", "s"]), default="r")
        if choice == "s":
            break
        if choice == "a":
            accepted.append(draft)
        elif choice == "w":
            accepted.append(replace(draft, question=click.prompt("question", default=draft.question)))
    return accepted
