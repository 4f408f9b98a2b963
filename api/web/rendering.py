"""Templates to pages: what every page needs to know, and the cookie that remembers its language."""

from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api.headers import root_path, route_path
from api.problems import Problem
from api.settings import Settings
from api.web.answers import language_of_text
from api.web.library import LibraryFacts
from api.web.preferences import LANGUAGE_COOKIE, language_of, preferences_of
from api.web.words import Words

TEMPLATES = Path(__file__).resolve().parent / "templates"
YEAR_S = 365 * 24 * 3600


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals["language_of_text"] = language_of_text
    return environment


def render(
    request: Request,
    settings: Settings,
    template: str,
    *,
    status: int = 200,
    about: str = "",
    library: LibraryFacts | None = None,
    **values: Any,
) -> HTMLResponse:
    """A template as a page in the reader's language, with `words` to say things and `root`, the path of the server.

    `about` names the words that the page's kind has of its own, said by `say`. Without the `library`'s facts the foot tells
    nothing of it and leads nowhere: so it is for those who haven't signed in.
    """
    language = language_of(request, settings)
    other = "en" if language == "ar" else "ar"
    view = preferences_of(request, settings)
    access = getattr(request.state, "access", None)
    common = {
        "lang": language,
        "dir": "rtl" if language == "ar" else "ltr",
        "other": other,
        "words": Words(language, digits=view.digits),
        "say": Words(language, digits=view.digits, about=about),
        "view": view,
        "root": root_path(request.scope),
        "here": _here(request),
        "in_other": _here(request, lang=other),
        "entity": settings.entity_name,
        "library": library,
        "signed_in_as": access.name if access else "",
        "admin_pages": request.app.state.admin_pages if access and access.administrator else (),
    }
    response = HTMLResponse(_environment().get_template(template).render(common | values), status_code=status)
    if request.query_params.get("lang") == language:
        path = f"{root_path(request.scope)}/"
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=YEAR_S, path=path, samesite="lax")
    return response


def problem_page(request: Request, settings: Settings, problem: Problem) -> HTMLResponse:
    """What went wrong, on a page that leads on."""
    page = render(request, settings, "problem.html", status=problem.kind.status, problem=problem)
    page.headers.update(problem.headers)
    return page


def _here(request: Request, **changed: str) -> str:
    """This page's link, with some of its query changed."""
    query = [(name, value) for name, value in request.query_params.multi_items() if name not in changed]
    query += changed.items()
    path = root_path(request.scope) + quote(route_path(request.scope))
    return f"{path}?{urlencode(query)}" if query else path
