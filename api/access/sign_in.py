"""The sign-in page: a key is kept in a cookie that scripts can't read, scoped to the server's path; then back to the link."""

from http import HTTPStatus
from urllib.parse import parse_qs, urlencode, urlsplit

from fastapi import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.access.keys import Keyring
from api.access.rules import COOKIE
from api.headers import root_path, route_path
from api.settings import Settings
from api.web.preferences import language_of
from api.web.rendering import render

_HALF_A_YEAR_S = 180 * 24 * 3600


def sign_in_page(request: Request, settings: Settings, *, refused: bool, status: int = 200, back: str = "") -> HTMLResponse:
    """The form. It remembers where its reader was going."""
    if not back:
        on_form = route_path(request.scope) == "/sign-in"
        back = request.query_params.get("next", "") if on_form else _here(request)
    back = inside(request, back)
    other = "en" if language_of(request, settings) == "ar" else "ar"
    in_other = f"{root_path(request.scope)}/sign-in?{urlencode({'next': back, 'lang': other})}"
    page = render(request, settings, "sign_in.html", status=status, about="admin", refused=refused, back=back, in_other=in_other)
    if status == HTTPStatus.UNAUTHORIZED:
        page.headers["WWW-Authenticate"] = "Bearer"
    return page


async def sign_in(request: Request, settings: Settings, keyring: Keyring) -> Response:
    """Keeps a known key in the cookie and leads back to where its reader was going; asks again for an unknown one."""
    form = parse_qs((await request.body()).decode("utf-8", "replace"))
    key = form.get("key", [""])[0].strip()
    back = form.get("next", [""])[0]
    if keyring.holder(key) is None:
        return sign_in_page(request, settings, refused=True, status=401, back=back)
    response = RedirectResponse(inside(request, back), status_code=303)
    response.set_cookie(
        COOKIE,
        key,
        max_age=_HALF_A_YEAR_S,
        path=f"{root_path(request.scope)}/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
    return response


def sign_out(request: Request) -> Response:
    """Forgets the key."""
    response = RedirectResponse(f"{root_path(request.scope)}/sign-in", status_code=303)
    response.delete_cookie(COOKIE, path=f"{root_path(request.scope)}/", httponly=True, samesite="lax")
    return response


def inside(request: Request, link: str) -> str:
    """The link, when it leads to a page of this server; else the server's first page."""
    first = f"{root_path(request.scope)}/"
    try:
        parts = urlsplit(link)
    except ValueError:
        return first
    hostile = parts.scheme or parts.netloc or "\\" in link or any(ord(character) < 32 for character in link)
    if hostile or not link.startswith(first) or link.startswith("//"):
        return first
    return link


def _here(request: Request) -> str:
    query = request.url.query
    return request.url.path + (f"?{query}" if query else "")
