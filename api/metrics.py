"""What the server counts for its operator, in Prometheus's form. Nothing here holds a question or a name."""

import time

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.headers import route_path
from api.logs import log_request
from assistant.model import Answer

CONTENT_TYPE = CONTENT_TYPE_LATEST
_SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)


class Metrics:
    """The counters of one application."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "dalil_requests", "Requests by route, method and status", ["route", "method", "status"], registry=self._registry
        )
        self._seconds = Histogram(
            "dalil_request_seconds", "Seconds to the end of an answer", ["route"], buckets=_SECONDS, registry=self._registry
        )
        self._answers = Counter("dalil_answers", "Answers by kind and language", ["kind", "language"], registry=self._registry)

    def requested(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one request."""
        self._requests.labels(route, method, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def answered(self, answer: Answer) -> None:
        """Count one answer."""
        self._answers.labels(answer.kind, answer.language).inc()

    def text(self) -> bytes:
        """The counters as Prometheus reads them."""
        return generate_latest(self._registry)


class Counted:
    """Counts every request and writes a line about it to the log: its path, never its query or its body."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        path = route_path(scope)  # what is mounted below changes the scope
        status = 500

        async def noting_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noting_status)
        finally:
            seconds = time.perf_counter() - began
            self.metrics.requested(_route_of(scope), scope["method"], status, seconds)
            log_request(scope, path, status, seconds)


def _route_of(scope: Scope) -> str:
    """The route's pattern rather than the path, so that ids don't multiply the counters."""
    route = scope.get("route")
    return str(getattr(route, "path", "")) or "other"
