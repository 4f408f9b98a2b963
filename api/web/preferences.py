"""How a reader wants the pages: their language and look, kept in cookies, so that the server writes them so from the first byte.

The language is `?lang=`, else the cookie that it left, else the setting `interface_language`, whatever the browser says.
"""

from dataclasses import asdict, dataclass, fields
from typing import cast
from urllib.parse import parse_qsl, quote, unquote, urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request

from api.settings import Settings
from corpus.model import Language

COOKIE = "dalil_view"
LANGUAGE_COOKIE = "dalil_lang"
CHOICES = {
    "theme": ("auto", "light", "dark"),
    "size": ("1", "2", "3"),
    "contrast": ("usual", "more"),
    "digits": ("western", "arabic"),
}


@dataclass(frozen=True, slots=True)
class Preferences:
    """The reader's choices, each one of `CHOICES`."""

    theme: str = "auto"
    size: str = "1"
    contrast: str = "usual"
    digits: str = "western"

    def cookie(self) -> str:
        """As the cookie holds them."""
        return quote(urlencode(asdict(self)))


def language_of(request: Request, settings: Settings) -> Language:
    """The language in which a page is written for this reader."""
    for said in (request.query_params.get("lang"), request.cookies.get(LANGUAGE_COOKIE)):
        if said in ("ar", "en"):
            return cast(Language, said)
    return settings.interface_language


def preferences_of(request: Request, settings: Settings) -> Preferences:
    """What the cookie says, where it says something known; else the settings."""
    said = dict(parse_qsl(unquote(request.cookies.get(COOKIE, ""))))
    return _known({"digits": settings.digits} | said)


def chosen(params: QueryParams) -> Preferences:
    """What a submitted form says. A box that isn't ticked is not sent, and means the first choice."""
    return _known(dict(params))


def _known(said: dict[str, str]) -> Preferences:
    names = [field.name for field in fields(Preferences)]
    return Preferences(**{name: said[name] for name in names if said.get(name) in CHOICES[name]})
