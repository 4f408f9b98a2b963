"""Signing in and out, with a key."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.access.keys import Keyring
from api.access.sign_in import sign_in, sign_in_page, sign_out
from api.settings import Settings


def access_routes(settings: Settings, keyring: Keyring) -> APIRouter:
    """The routes of the sign-in page."""
    router = APIRouter(include_in_schema=False)

    @router.get("/sign-in")
    def form(request: Request) -> Response:
        return sign_in_page(request, settings, refused=False)

    @router.post("/sign-in")
    async def enter(request: Request) -> Response:
        return await sign_in(request, settings, keyring)

    @router.post("/sign-out")
    def leave(request: Request) -> Response:
        return sign_out(request)

    return router
