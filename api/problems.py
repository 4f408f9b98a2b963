"""Errors as HTTP tells them: one table from our classes to status, and the two forms that an error may take.

Everywhere an RFC 9457 problem detail (`application/problem+json`) with what to do as `remedy`; under `/v1` the form that OpenAI's
clients read. What is said of a fault of the server names no path.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import errors as doors
from api.headers import SECURITY_HEADERS, route_path
from assistant import errors as asking
from assistant.conversation import errors as conversing
from assistant.onboarding import errors as learning
from assistant.state import errors as keeping
from corpus import errors as library
from corpus.errors import DalilError
from corpus.terms.errors import TermbaseError
from ingest import errors as reading


@dataclass(frozen=True, slots=True)
class Kind:
    """How one class of error is told: its status, the end of its `type` and its title."""

    status: int
    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One error, ready to be told."""

    kind: Kind
    detail: str
    remedy: str = ""
    subject: str = ""
    headers: dict[str, str] = field(default_factory=dict)


KINDS: dict[type[DalilError], Kind] = {
    library.SettingError: Kind(500, "setting", "A setting is wrong"),
    library.UnknownDocument: Kind(404, "unknown-document", "No such document"),
    library.ModelError: Kind(503, "model", "The model can't be used"),
    library.CatalogueError: Kind(503, "catalogue", "The catalogue can't be used"),
    library.HomeBusy: Kind(409, "busy", "The library is being written"),
    library.GenerationError: Kind(503, "index", "The index can't be used"),
    library.NothingIndexed: Kind(503, "nothing-indexed", "Nothing is indexed yet"),
    TermbaseError: Kind(503, "termbase", "The termbase can't be used"),
    library.StorageError: Kind(507, "storage", "The disk can't be used"),
    reading.UnreadableDocument: Kind(422, "unreadable-document", "The document can't be read"),
    reading.OcrError: Kind(503, "ocr", "Pictures can't be read"),
    asking.AskError: Kind(422, "question", "The question can't be answered as it stands"),
    asking.QuestionTooLong: Kind(413, "question-too-long", "The question is too long"),
    asking.ChatModelError: Kind(502, "chat-model", "The language model can't be used"),
    conversing.UnknownAnswer: Kind(404, "unknown-answer", "No such answer"),
    conversing.UnknownGap: Kind(404, "unknown-gap", "No such gap"),
    conversing.UnknownConversation: Kind(404, "unknown-conversation", "No such conversation"),
    learning.BrokenPath: Kind(500, "broken-path", "A path can't be read"),
    learning.UnknownPath: Kind(404, "unknown-path", "No such path"),
    learning.UnknownStep: Kind(404, "unknown-step", "No such step"),
    learning.UnknownPoint: Kind(404, "unknown-point", "No such point"),
    learning.NotStarted: Kind(409, "path-not-begun", "The path isn't begun"),
    learning.NotFinished: Kind(409, "path-not-finished", "The path isn't finished"),
    learning.UnusableAnswer: Kind(422, "unusable-answer", "The answer can't be judged"),
    learning.OnboardingError: Kind(422, "onboarding", "The request isn't right"),
    keeping.StateError: Kind(503, "state-away", "What people leave can't be reached"),
    doors.NotSignedIn: Kind(401, "not-signed-in", "A key is asked for"),
    doors.NotAllowed: Kind(403, "not-allowed", "Not allowed"),
    doors.ForeignHost: Kind(400, "foreign-host", "Not this server's name"),
    doors.ForeignOrigin: Kind(403, "foreign-origin", "Sent by another site"),
    doors.NoSuchPage: Kind(404, "no-such-page", "No such page"),
    doors.NoPageImage: Kind(404, "no-page-image", "No image of this page"),
    doors.NoOriginal: Kind(404, "no-original", "The original isn't there"),
    doors.NoSuchReport: Kind(404, "no-such-report", "No such report"),
    doors.BadRequest: Kind(400, "bad-request", "The request isn't right"),
    doors.UnknownModel: Kind(404, "model-not-found", "No such model"),
    doors.SyncRunning: Kind(409, "sync-running", "A sync is under way"),
    doors.KeyNameError: Kind(409, "key-name", "The key's name is wrong"),
    doors.PortBusy: Kind(503, "port-busy", "The address is in use"),
}
"""A class that isn't here is told as the branch that it belongs to."""

UNEXPECTED = Kind(500, "unexpected", "Something went wrong")
INVALID = Kind(422, "invalid-request", "The request isn't right")
TYPE_PREFIX = "urn:dalil:problem:"


def kind_of(error: type[DalilError]) -> Kind | None:
    """How a class is told, or None when neither it nor its branch is in the table."""
    return next((KINDS[cls] for cls in error.__mro__ if cls in KINDS), None)


def problem_of(error: DalilError) -> Problem:
    """One of our errors, ready to be told."""
    kind = kind_of(type(error)) or UNEXPECTED
    told_subject = error.subject and kind.status < HTTPStatus.INTERNAL_SERVER_ERROR
    detail = f"{error.subject}: {error.what}" if told_subject else error.what
    headers = {"WWW-Authenticate": "Bearer"} if kind.status == HTTPStatus.UNAUTHORIZED else {}
    return Problem(kind, detail, error.remedy, error.subject, headers)


def unexpected_problem() -> Problem:
    """What is told of an error that nobody foresaw: nothing of its inside."""
    return Problem(
        UNEXPECTED, "the server failed to answer", "try again; the server's log says more, under the id of the request"
    )


def detail_of(problem: Problem) -> dict[str, Any]:
    """The problem as an RFC 9457 object."""
    told = {
        "type": TYPE_PREFIX + problem.kind.slug,
        "title": problem.kind.title,
        "status": problem.kind.status,
        "detail": problem.detail,
    }
    return told | ({"remedy": problem.remedy} if problem.remedy else {})


def openai_form(problem: Problem) -> dict[str, Any]:
    """The problem as OpenAI's clients read it."""
    status = problem.kind.status
    if status == HTTPStatus.UNAUTHORIZED:
        kind = "authentication_error"
    elif status == HTTPStatus.FORBIDDEN:
        kind = "permission_error"
    else:
        kind = "invalid_request_error" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "server_error"
    message = f"{problem.detail}; {problem.remedy}" if problem.remedy else problem.detail
    param = problem.subject if problem.kind in (KINDS[doors.BadRequest], INVALID) else None
    return {"error": {"message": message, "type": kind, "param": param or None, "code": problem.kind.slug.replace("-", "_")}}


def respond(problem: Problem, scope: Scope) -> Response:
    """The answer to a request that failed, in the form that its door speaks."""
    status = problem.kind.status
    if _speaks_openai(scope):
        if problem.kind is INVALID:
            status = int(HTTPStatus.BAD_REQUEST)
        return JSONResponse(openai_form(problem), status_code=status, headers=problem.headers)
    return JSONResponse(detail_of(problem), status_code=status, headers=problem.headers, media_type="application/problem+json")


class LimitedBody:
    """Refuses a body over the limit: by the length that it declares, else as soon as more has come."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdecimal() and int(declared) > self.limit:
            await respond(_framework_problem(_TOO_LARGE), scope)(scope, receive, send)
            return
        come = 0

        async def counted() -> Message:
            nonlocal come
            message = await receive()
            come += len(message.get("body", b""))
            if come > self.limit:
                raise _TOO_LARGE
            return message

        await self.app(scope, counted, send)


_TOO_LARGE = HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


OnPage = Callable[[Request, Problem], Response | None]
"""Tells a problem on a page, where a person's browser asked for one; None where a program did."""


def install(app: FastAPI, on_page: OnPage) -> None:
    """Tell every error in our forms: ours, the framework's and the unexpected."""

    def told(request: Request, problem: Problem) -> Response:
        return on_page(request, problem) or respond(problem, request.scope)

    async def ours(request: Request, error: Exception) -> Response:
        if not isinstance(error, DalilError):
            raise error
        return told(request, problem_of(error))

    async def frameworks(request: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException):
            raise error
        return told(request, _framework_problem(error))

    async def invalid(request: Request, error: Exception) -> Response:
        if not isinstance(error, RequestValidationError):
            raise error
        return told(request, _invalid(error))

    async def unexpected(request: Request, error: Exception) -> Response:
        response = told(request, unexpected_problem())
        response.headers.update(SECURITY_HEADERS)  # this one answers outside of the middleware that adds them
        return response

    app.add_exception_handler(DalilError, ours)
    app.add_exception_handler(HTTPException, frameworks)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(Exception, unexpected)


_SAID: dict[int, tuple[str, str]] = {
    404: ("there is nothing at this address", "/docs lists what there is"),
    405: ("this address doesn't answer to this method", "/docs lists what it answers to"),
    400: ("the body of the request can't be read", "send JSON in UTF-8, of a depth that a person would write"),
    413: ("the body of the request is too large", "send less at once"),
}


def _framework_problem(error: HTTPException) -> Problem:
    status = HTTPStatus(error.status_code)
    kind = Kind(int(status), status.phrase.lower().replace(" ", "-"), status.phrase)
    detail, remedy = _SAID.get(status, (str(error.detail), ""))
    return Problem(kind, detail, remedy, headers=dict(error.headers or {}))


def _invalid(error: RequestValidationError) -> Problem:
    wrong = error.errors()[0]
    where = ".".join(str(part) for part in wrong["loc"] if part != "body")
    if wrong["type"] == "json_invalid" or (wrong["type"] == "model_attributes_type" and not where):
        return Problem(INVALID, "the body isn't a JSON object", "send a JSON object, with Content-Type: application/json")
    detail = f"{where}: {wrong['msg']}" if where else str(wrong["msg"])
    return Problem(INVALID, detail[0].lower() + detail[1:], "/docs shows what this address takes", subject=where)


def _speaks_openai(scope: Scope) -> bool:
    path = route_path(scope)
    return path == "/v1" or path.startswith("/v1/")
