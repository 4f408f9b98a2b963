"""`dalil doctor`: is everything there that Dalil needs, and what to do where it isn't."""

from dataclasses import asdict

import click

from api.cli.main import DONE, FAILED
from api.cli.present import print_json


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def doctor(as_json: bool) -> int:
    """Check the home, settings, model, library and tools: a line each, with its remedy; 1 where there is a fault."""
    from api.doctor import examine

    checks = examine()
    whole = all(check.state != "fault" for check in checks)
    if as_json:
        print_json({"checks": [asdict(check) for check in checks], "ok": whole})
    for check in [] if as_json else checks:
        click.echo(str(check))
    return DONE if whole else FAILED
