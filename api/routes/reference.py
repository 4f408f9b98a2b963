"""The API reference, from Swagger UI as `fastapi-offline` carries it: nothing of it comes from another origin."""

from pathlib import Path

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response

from api.access.gate import AskerHere
from api.services import Services
from api.settings import Settings
from api.web.library import library_facts
from api.web.rendering import render

_SWAGGER = {"swagger-ui.css": "text/css", "swagger-ui-bundle.js": "text/javascript"}


def reference_routes(services: Services, settings: Settings) -> APIRouter:
    """The page of the reference and the files that it needs."""
    router = APIRouter(include_in_schema=False)

    @router.get("/docs")
    def reference(request: Request, asker: AskerHere) -> Response:
        library = library_facts(services.assistant, settings, asker)
        return render(request, settings, "reference.html", about="admin", library=library)

    @router.get("/static/reference/{name}")
    def swagger(name: str) -> Response:
        """A file of Swagger UI."""
        if name not in _SWAGGER:
            raise HTTPException(404)
        return FileResponse(_swagger_files() / name, media_type=_SWAGGER[name], headers={"Cache-Control": "no-cache"})

    return router


def _swagger_files() -> Path:
    import fastapi_offline

    return Path(fastapi_offline.__file__).resolve().parent / "static"
