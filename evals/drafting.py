"""Judging drafts in the terminal: accept, reword, reject, or stop."""

from dataclasses import replace

import click

from evals.draft import Draft


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
