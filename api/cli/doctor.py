"""`dalil doctor`: what is there, what is missing, and what to do about it."""

from dataclasses import asdict

import click

from api.cli.main import FAILED
from api.cli.present import print_json
from api.settings import Settings

_MARKS = {"ok": " ", "note": "-", "fault": "!"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def doctor(as_json: bool) -> int:
    """Look whether everything that Dalil needs is there and fits together.

    "-" marks what is worth knowing, "!" what must be mended; both say how. Nothing is changed. Exit code 1 when something must be
    mended.
    """
    from api.doctor import examine

    found = examine(Settings.load())
    sound = all(check.state != "fault" for check in found)
    if as_json:
        print_json({"ok": sound, "checks": [asdict(check) for check in found]})
    for check in () if as_json else found:
        told = f"{check.what}; {check.remedy}" if check.remedy else check.what
        click.echo(f"{_MARKS[check.state]} {check.name + ':':<18}{told}")
    return 0 if sound else FAILED
