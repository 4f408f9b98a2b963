"""`dalil mcp`: the MCP server on stdin and stdout, for a client that starts it."""

import click

from api.library import open_assistant
from api.settings import Settings
from assistant.model import Asker


@click.command()
@click.option(
    "--as", "groups", metavar="GROUPS", help="Ask as a member of these groups (commas between); `public` is a stranger."
)
@click.option(
    "--address",
    default="http://127.0.0.1:8000",
    show_default=True,
    help="Where people open documents: links in what is given begin with it.",
)
def mcp(groups: str | None, address: str) -> None:
    """Answer a client of the Model Context Protocol on stdin and stdout, until it closes them."""
    from api.access.rules import Access
    from api.mcp.server import Caller, library_server
    from api.services import Services

    assistant = open_assistant(Settings.load(), long_lived=True)
    caller = Caller(Access(Asker.parse(groups), administrator=groups is None), address.rstrip("/"))
    try:
        library_server(Services(assistant), lambda _: caller).run("stdio")
    finally:
        assistant.close()
