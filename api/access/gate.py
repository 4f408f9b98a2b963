"""The gate before every route: refuses what is foreign, and lets through who is known; `access_of` tells a route who that is."""

from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api import problems
from api.access.rules import Access, Rules
from api.access.sign_in import sign_in_page
from api.errors import NotSignedIn
from api.headers import route_path
from api.settings import Settings
from assistant.model import Asker
from corpus.errors import DalilError

OPEN = frozenset({"/healthz", "/readyz", "/sign-in"})
OPEN_BELOW = ("/static/",)
FOR_PROGRAMS = ("/api/", "/v1/", "/mcp", "/metrics", "/openapi.json", "/admin/api/")


class Gate:
    """Lets a request through with an `Access` in its state, or answers it: 401, 400 or 403."""

    def __init__(self, app: ASGIApp, rules: Rules, settings: Settings) -> None:
        self.app = app
        self.rules = rules
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            self.rules.refuse_foreign(scope)
            if not is_open(route_path(scope)):
                scope.setdefault("state", {})["access"] = self.rules.identify(scope)
        except NotSignedIn as exc:
            if wants_a_page(scope):
                await sign_in_page(Request(scope), self.settings, refused=False, status=401)(scope, receive, send)
            else:
                await problems.respond(problems.problem_of(exc), scope)(scope, receive, send)
        except DalilError as exc:
            await problems.respond(problems.problem_of(exc), scope)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def is_open(path: str) -> bool:
    """Whether a path is for everyone: the health of the server, the sign-in page and what it needs."""
    return path in OPEN or path.startswith(OPEN_BELOW)


def wants_a_page(scope: Scope) -> bool:
    """Whether a person's browser asks for a page, so that a sign-in form serves it better than a problem detail."""
    accepts = Headers(scope=scope).get("accept", "")
    return scope["method"] == "GET" and "text/html" in accepts and not route_path(scope).startswith(FOR_PROGRAMS)


def access_of(request: Request) -> Access:
    """Who sent this request, as the gate found."""
    access: Access = request.state.access
    return access


def administrator_of(request: Request) -> Access:
    """Who sent this request. Raises NotAllowed for anyone but an administrator."""
    access = access_of(request)
    access.require_administrator()
    return access


def asker_of(request: Request) -> Asker:
    """The asker: the groups of whoever sent this request."""
    return access_of(request).asker


AskerHere = Annotated[Asker, Depends(asker_of)]
AccessHere = Annotated[Access, Depends(access_of)]
AdministratorHere = Annotated[Access, Depends(administrator_of)]
