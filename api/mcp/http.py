"""`/mcp`: the MCP server over streamable HTTP, behind the same gate as every other address.

Each request stands by itself: no session is kept, so that none can be taken over, and a key that is revoked counts at once.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import anyio
from anyio.abc import TaskGroup, TaskStatus
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from api.mcp.server import Caller, library_server
from api.metrics import Metrics
from api.services import Services
from api.streaming import in_thread

if TYPE_CHECKING:
    from mcp.server.mcpserver import Context
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

PATH = "/mcp"
METHODS = ("GET", "POST", "DELETE")


class McpDoor:
    """The door, usable while it is `open`. The SDK is loaded at the first request: a server that nobody asks so starts sooner."""

    def __init__(self, services: Services, metrics: Metrics, *, body_limit: int) -> None:
        self._services = services
        self._metrics = metrics
        self._body_limit = body_limit
        self._manager: StreamableHTTPSessionManager | None = None
        self._tasks: TaskGroup | None = None
        self._making = anyio.Lock()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """For as long as the application lives."""
        async with anyio.create_task_group() as self._tasks:
            yield
            self._tasks.cancel_scope.cancel()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with self._making:
            if self._manager is None and self._tasks is not None:
                self._manager = await self._tasks.start(self._run)
        if self._manager is not None:
            await self._manager.handle_request(scope, receive, send)

    def route(self) -> Route:
        """Its address."""
        return Route(PATH, endpoint=self, methods=list(METHODS))

    async def _run(self, *, task_status: TaskStatus["StreamableHTTPSessionManager"]) -> None:
        manager = await in_thread(self._made)
        async with manager.run():
            task_status.started(manager)
            await anyio.sleep_forever()

    def _made(self) -> "StreamableHTTPSessionManager":
        from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

        server = library_server(self._services, _caller, counted=self._metrics.answered)
        return StreamableHTTPSessionManager(
            server._lowlevel_server, json_response=True, stateless=True, max_request_body_size=self._body_limit
        )


def _caller(ctx: "Context[Any, Any]") -> Caller:
    request: Request[Any] | None = ctx.request_context.request
    if request is None:
        raise RuntimeError("a call over HTTP came without its request")
    return Caller(request.state.access, str(request.base_url).rstrip("/"))
