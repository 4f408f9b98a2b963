"""The pages: the chat page, the API reference, and the files that pages need. All of it from this server's own origin."""

import mimetypes
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response

from api.services import Services
from api.settings import Settings
from api.templating import page

HERE = Path(__file__).resolve().parent.parent
ASSETS = HERE / "assets"
_CACHED = {"Cache-Control": "no-cache"}
_FROM_PACKAGE = ("swagger-ui.css", "swagger-ui-bundle.js")


def page_routes(services: Services, settings: Settings) -> APIRouter:
    """The routes of the pages."""
    router = APIRouter(include_in_schema=False)

    @router.get("/docs")
    def reference(request: Request) -> Response:
        return page(request, settings, "reference.html")

    @router.get("/assets/{name}")
    def asset(name: str) -> Response:
        path = _swagger_files() / name if name in _FROM_PACKAGE else ASSETS / name
        return file_response(path)

    return router


def file_response(path: Path) -> Response:
    """A file that a page needs. Raises a 404 where there is none."""
    if not path.is_file():
        raise HTTPException(404)
    return FileResponse(path, media_type=mimetypes.guess_type(path.name)[0] or "application/octet-stream", headers=_CACHED)


def _swagger_files() -> Path:
    """Where `fastapi-offline` keeps Swagger UI: the files are taken from the package, so that none comes from another origin."""
    import fastapi_offline

    return Path(fastapi_offline.__file__).resolve().parent / "static"
