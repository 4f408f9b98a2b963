"""Whether the server lives, whether it is ready, and what it counts."""

from fastapi import APIRouter
from starlette.responses import Response

from api.access.gate import AdministratorHere
from api.metrics import CONTENT_TYPE, Metrics
from api.services import Services


def health_routes(services: Services, metrics: Metrics) -> APIRouter:
    """The routes for those who watch over the server."""
    router = APIRouter(tags=["health"])

    @router.get("/healthz")
    def alive() -> dict[str, str]:
        """The server answers."""
        return {"status": "ok"}

    @router.get("/readyz")
    def ready() -> dict[str, str]:
        """A generation is served; 503 until then."""
        services.assistant.snapshot()
        return {"status": "ready"}

    @router.get("/metrics")
    def counted(_: AdministratorHere) -> Response:
        """Counters in Prometheus's form, for an administrator."""
        return Response(metrics.text(), media_type=CONTENT_TYPE)

    return router
