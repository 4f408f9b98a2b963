"""`dalil serve`: the page and the API, and the keys that open them."""

import click

from api.cli.present import print_json
from api.settings import Settings


@click.group(invoke_without_command=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="The port to listen on.")
@click.option("--root-path", default="", help="The path under which a proxy serves it.")
@click.pass_context
def serve(ctx: click.Context, host: str, port: int, root_path: str) -> None:
    """Serve the page and the API."""
    if ctx.invoked_subcommand is None:
        from api.server import serve as run

        run(Settings.load(), host=host, port=port, root_path=root_path)


@serve.group()
def keys() -> None:
    """API keys."""


@keys.command()
@click.argument("name")
@click.option("--groups", default="", help="The groups that its holder asks as (commas between).")
@click.option("--admin", is_flag=True, help="Its holder may use the administration.")
def add(name: str, groups: str, admin: bool) -> None:
    """Make a key and print it, once."""
    from api.access.keys import add_key

    click.echo(add_key(Settings.load().library(), name, groups=groups.split(","), admin=admin))


@keys.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_keys(as_json: bool) -> None:
    """The keys, without what opens them."""
    from api.access.keys import list_keys as listed

    rows = listed(Settings.load().library())
    if as_json:
        print_json([{"name": k.name, "groups": list(k.groups), "admin": k.admin, "added": k.added} for k in rows])
        return
    for key in rows:
        click.echo(f"{key.name}  {','.join(key.groups) or 'public'}{'  admin' if key.admin else ''}  {key.added}")


@keys.command()
@click.argument("name")
def revoke(name: str) -> None:
    """Take a key back."""
    from api.access.keys import revoke_key

    revoke_key(Settings.load().library(), name)
