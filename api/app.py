"""The application: every door, behind one gate. Nothing happens at import; `create_app` makes one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from starlette.middleware import Middleware

from api import problems
from api.access.gate import Gate, asker_of, wants_a_page
from api.access.keys import Keyring
from api.access.rules import Rules
from api.headers import HeadLikeGet, UnderRootPath, WithHeaders
from api.mcp.http import McpDoor
from api.metrics import Counted, Metrics
from api.routes.access import access_routes
from api.routes.admin import admin_routes
from api.routes.chat import chat_routes
from api.routes.conversations import conversation_routes
from api.routes.documents import document_routes
from api.routes.evaluations import evaluation_routes
from api.routes.gaps import feedback_routes, gap_routes
from api.routes.health import health_routes
from api.routes.onboarding import onboarding_routes
from api.routes.openai import openai_routes
from api.routes.reference import reference_routes
from api.routes.search import search_routes
from api.services import Services
from api.settings import Settings
from api.web.onboarding import onboarding_pages
from api.web.pages import add_pages
from api.web.rendering import problem_page

NO_TELEMETRY = TelemetryConfig(tracing=False, metrics=False, logs=False, operation_spans=False)


def create_app(settings: Settings, services: Services, *, root_path: str = "", loopback_only: bool = True) -> FastAPI:
    """The application over these services.

    `root_path` is the sub-path under which a proxy shows it; `loopback_only` says whether it is listened for on loopback alone.
    """
    keyring = Keyring(settings.library())
    metrics = Metrics()
    rules = Rules(
        keyring,
        loopback_as=settings.loopback_as,
        hosts=tuple(host.lower() for host in settings.hosts),
        loopback_only=loopback_only,
        proxied=bool(root_path or settings.trusted_proxies),
    )

    mcp = McpDoor(services, metrics, body_limit=settings.body_limit)

    @asynccontextmanager
    async def until_the_end(app: FastAPI) -> AsyncIterator[None]:
        async with mcp.open():
            yield
        services.close()

    app = FastAPI(
        title="Dalil",
        summary="Answers from an institution's own documents, with the evidence for every sentence",
        version="0.1.0",
        docs_url=None,
        redoc_url=None,
        telemetry=NO_TELEMETRY,
        lifespan=until_the_end,
        middleware=[
            Middleware(UnderRootPath, root_path=root_path),
            Middleware(WithHeaders),
            Middleware(Counted, metrics=metrics),
            Middleware(HeadLikeGet),
            Middleware(Gate, rules=rules, settings=settings),
            Middleware(problems.LimitedBody, limit=settings.body_limit),
        ],
    )
    app.state.admin_pages = tuple(
        name
        for name, there in (("library", True), ("gaps", services.gaps), ("onboarding", services.course), ("evals", True))
        if there is not None
    )
    problems.install(
        app, lambda request, problem: problem_page(request, settings, problem) if wants_a_page(request.scope) else None
    )
    for router in (
        health_routes(services, metrics),
        access_routes(settings, keyring),
        chat_routes(services, metrics),
        search_routes(services),
        document_routes(services, settings),
        openai_routes(services, metrics),
        admin_routes(services, settings),
        evaluation_routes(services, settings),
        reference_routes(services, settings),
    ):
        app.include_router(router)
    app.router.routes.append(mcp.route())
    if services.talks.kept is not None:
        app.include_router(conversation_routes(services.talks, services.talks.kept, services.assistant, settings))
    if services.rate is not None:
        app.include_router(feedback_routes(services.rate))
    if services.gaps is not None:
        app.include_router(gap_routes(services.gaps, services.assistant, settings))
    if services.course is not None:
        app.include_router(onboarding_routes(settings, services.course))
        app.include_router(onboarding_pages(settings, services.course))
    add_pages(app, settings=settings, services=services, asker_of=asker_of)
    return app
