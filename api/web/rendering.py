"""Templates to pages: what every page needs to know, and the cookie that remembers its language."""

from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api.headers import root_path, route_path
from api.settings import Settings
from api.templating import LANGUAGE_COOKIE, language_of
from api.web.answers import language_of_text
from api.web.preferences import preferences_of
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


def render(request: Request, settings: Settings, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A template as a page in the reader's language, with `words` to say things and `root`, the path of the server."""
    language = language_of(request, settings)
    view = preferences_of(request, settings)
    body = (
        _environment()
        .get_template(template)
        .render(
            lang=language,
            dir="rtl" if language == "ar" else "ltr",
            other="en" if language == "ar" else "ar",
            words=Words(language, digits=view.digits),
            view=view,
            root=root_path(request.scope),
            here=_here(request),
            in_other=_here(request, lang="en" if language == "ar" else "ar"),
            entity=settings.entity_name,
            **values,
        )
    )
    response = HTMLResponse(body, status_code=status)
    if request.query_params.get("lang") == language:
        path = f"{root_path(request.scope)}/"
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=YEAR_S, path=path, samesite="lax")
    return response


def _here(request: Request, **changed: str) -> str:
    """This page's link, with some of its query changed."""
    query = [(name, value) for name, value in request.query_params.multi_items() if name not in changed]
    query += changed.items()
    path = root_path(request.scope) + quote(route_path(request.scope))
    return f"{path}?{urlencode(query)}" if query else path
