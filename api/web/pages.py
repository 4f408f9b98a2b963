"""The routes of the pages: the questions, a source in its document, the texts about the page, and the files that they need."""

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from fastapi import APIRouter, FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from api.access.gate import access_of
from api.access.sign_in import inside
from api.headers import root_path
from api.problems import Problem, problem_of
from api.schemas.answers import answer_json
from api.services import Asked, Services
from api.settings import Settings
from api.web.answers import by_number, cited_documents, groups
from api.web.fonts import FONTS, web_font
from api.web.library import library_facts
from api.web.opened import Place, open_source
from api.web.preferences import COOKIE, chosen
from api.web.rendering import YEAR_S, render
from assistant.conversation.history import Turn
from assistant.model import Answer, Asker, Question
from corpus.errors import DalilError
from corpus.model import Language

STATIC = Path(__file__).resolve().parent / "static"
TEXTS = ("help", "privacy", "terms", "accessibility", "contact")

AskerOf = Callable[[Request], Asker]


def add_pages(app: FastAPI, *, settings: Settings, services: Services, asker_of: AskerOf) -> None:
    """Put the pages over these services into an application. `asker_of` says who asks."""
    assistant = services.assistant
    app.include_router(_question_routes(settings, services, asker_of))
    app.include_router(_source_routes(settings, assistant, asker_of))
    app.include_router(_text_routes(settings, services, asker_of))
    app.include_router(_font_routes(settings))
    app.mount("/static", _Static(directory=STATIC))


def _question_routes(settings: Settings, services: Services, asker_of: AskerOf) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    assistant = services.assistant

    @router.get("/")
    def questions(request: Request, q: str = "", language: str = "") -> Response:
        """The page for questions. With `q` it is answered here, for a form without scripts and for a link to an answer."""
        asker = asker_of(request)
        library = library_facts(assistant, settings, asker)
        question = q.strip()
        asked = Question(question, language=_wanted(language), asker=asker)
        answer, problem = _answered(assistant, asked) if question else (None, None)
        begun = _begun(services, request, asked, answer) if answer else {}
        page = render(
            request,
            settings,
            "questions.html",
            library=library,
            question=question,
            answer=answer,
            problem=problem,
            answered=_for_scripts(request, question, language, answer, begun),
            groups=groups(answer.sentences) if answer else [],
            cited=cited_documents(answer.citations) if answer else [],
            citations=by_number(answer) if answer else {},
            suggestions={one: assistant.suggestions(asker, one) if library.documents else [] for one in ("ar", "en")},
            longest=settings.longest_question,
            takes_feedback=services.rate is not None,
            keeps_talks=services.talks.kept is not None,
            onboarding=services.course is not None,
        )
        page.headers["Cache-Control"] = "no-store"
        return page

    @router.get("/display")
    def display(request: Request) -> Response:
        """Keeps how the reader wants the pages to look, and leads back."""
        back = RedirectResponse(inside(request, request.query_params.get("next", "")), status_code=303)
        path = f"{root_path(request.scope)}/"
        back.set_cookie(COOKIE, chosen(request.query_params).cookie(), max_age=YEAR_S, path=path, samesite="lax")
        return back

    return router


def _wanted(language: str) -> Language | Literal[""]:
    return "ar" if language == "ar" else "en" if language == "en" else ""


def _answered(assistant: Asked, question: Question) -> tuple[Answer | None, Problem | None]:
    try:
        return assistant.ask(question), None
    except DalilError as exc:
        return None, problem_of(exc)


def _begun(services: Services, request: Request, question: Question, answer: Answer) -> dict[str, str]:
    """The ids of an answer of the page and of the conversation that begins with it, once both are kept."""
    answer_id, conversation, access = secrets.token_urlsafe(12), secrets.token_hex(12), access_of(request)
    turn = Turn(id=answer_id, question=question.text, answer=answer, wanted=question.language)
    services.talks.told(access, conversation, turn, before=())
    if services.record is not None:
        services.record(answer_id, question, answer, access)
    return {"id": answer_id, "conversation": conversation}


def _for_scripts(
    request: Request, question: str, language: str, answer: Answer | None, begun: dict[str, str]
) -> dict[str, Any] | None:
    """The answer as the scripts know it, so that they can go on where the server began."""
    if answer is None:
        return None
    return {"question": question, "language": language, "answer": begun | answer_json(answer, root=root_path(request.scope))}


def _source_routes(settings: Settings, assistant: Asked, asker_of: AskerOf) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/documents/{document:path}")
    def source(
        request: Request,
        document: str,
        version: int | None = None,
        page: int = 1,
        start: int = 0,
        end: int = 0,
        also: str = "",
        view: str = "",
    ) -> Response:
        """A page of a document with the cited words marked; `also` names further spans, as `12-40,95-120`."""
        asker = asker_of(request)
        library = library_facts(assistant, settings, asker)
        try:
            place = Place(document, version, page, start, end, also)
            opened = open_source(assistant.snapshot(), asker, settings.library(), place, image=view == "image")
        except DalilError as exc:
            problem = problem_of(exc)
            return render(request, settings, "problem.html", status=problem.kind.status, problem=problem, library=library)
        image = view == "image" and opened.has_images
        return render(request, settings, "source.html", source=opened, image=image, library=library)

    return router


def _text_routes(settings: Settings, services: Services, asker_of: AskerOf) -> APIRouter:
    questions_days = settings.questions_kept_days if services.record is not None else 0
    talks_days = settings.conversations_kept_days if services.talks.kept is not None else 0
    router = APIRouter(include_in_schema=False)

    def about(name: str) -> Callable[[Request], Response]:
        def text(request: Request) -> Response:
            library = library_facts(services.assistant, settings, asker_of(request))
            return render(
                request, settings, "text.html", name=name, library=library, kept_days=questions_days, talks_kept_days=talks_days
            )

        return text

    for name in TEXTS:
        router.add_api_route(f"/{name}", about(name), methods=["GET"])
    return router


def _font_routes(settings: Settings) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/static/fonts/{name}.woff2")
    def font(name: str) -> Response:
        """A font file; WOFF2 where it could be made."""
        path = web_font(name, settings.library().root / "fonts") if name in FONTS else None
        if path is None:
            raise HTTPException(404)
        headers = {"Cache-Control": f"private, max-age={YEAR_S}"}
        return FileResponse(path, media_type="font/woff2" if path.suffix == ".woff2" else "font/ttf", headers=headers)

    return router


class _Static(StaticFiles):
    """The styles and scripts: kept by the browser, and asked about each time, so that an update is seen at once."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response
