"""Pages that the server writes itself, in the reader's language: sign-in, administration, API reference.

The language is `?lang=`, else the cookie that it left, else the setting `interface_language`, whatever the browser says.
"""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api.headers import root_path
from api.settings import Settings
from api.words import WORDS
from corpus.model import Language

TEMPLATES = Path(__file__).resolve().parent / "web" / "templates"
LANGUAGE_COOKIE = "dalil_lang"
_A_YEAR_S = 365 * 24 * 3600


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def language_of(request: Request, settings: Settings) -> Language:
    """The language in which a page is written for this reader."""
    for said in (request.query_params.get("lang"), request.cookies.get(LANGUAGE_COOKIE)):
        if said in ("ar", "en"):
            return cast(Language, said)
    return settings.interface_language


def page(request: Request, settings: Settings, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A template as a page, with the words of the reader's language as `words` and the path of the server as `root`."""
    language = language_of(request, settings)
    body = (
        _environment()
        .get_template(template)
        .render(
            lang=language,
            dir="rtl" if language == "ar" else "ltr",
            other="en" if language == "ar" else "ar",
            words=WORDS[language],
            root=root_path(request.scope),
            entity=settings.entity_name,
            **values,
        )
    )
    response = HTMLResponse(body, status_code=status)
    if request.query_params.get("lang") == language:
        path = f"{root_path(request.scope)}/"
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=_A_YEAR_S, path=path, samesite="lax", httponly=False)
    return response


def local_time(utc: str, timezone: str) -> str:
    """A time of the catalogue (ISO 8601, UTC) as people of a time zone read it; empty stays empty."""
    if not utc:
        return ""
    return datetime.fromisoformat(utc.replace("Z", "+00:00")).astimezone(ZoneInfo(timezone)).strftime("%Y-%m-%d %H:%M")
