"""Guided onboarding over HTTP: `/api/onboarding/…` for programs. The pages are in `api/web/onboarding.py`.

A learner is the holder of a key; on loopback, where nobody is asked for one, a chosen name (`?learner=`, or the cookie that the
page leaves). Guides are administrators and the groups of the setting `guides`.
"""

from collections.abc import Callable
from typing import Annotated, Any, Literal
from urllib.parse import quote, unquote

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from api.access.gate import AccessHere, access_of
from api.access.rules import Access
from api.errors import BadRequest, NotAllowed
from api.headers import root_path
from api.schemas.onboarding import (
    AnswerBody,
    EraseBody,
    ObjectionBody,
    TutorBody,
    due_json,
    path_json,
    reply_json,
    result_json,
    step_json,
    topic_json,
)
from api.settings import Settings
from assistant.onboarding import guide
from assistant.onboarding.certificate import certificate
from assistant.onboarding.course import Course, Learner
from assistant.onboarding.guide_sheets import Sheet, as_csv, as_xlsx, table
from assistant.onboarding.summary import summary
from assistant.onboarding.tutor import reply
from corpus.model import Language

COOKIE = "dalil_learner"
LONGEST_NAME = 80
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LanguageHere = Annotated[Literal["ar", "en"] | None, Query(description="the language wanted; unset: the interface's")]
LearnerHere = Annotated[str, Query(alias="learner", max_length=LONGEST_NAME, description="who learns, where no key says so")]


def learner_name(request: Request, access: Access, named: str = "") -> str:
    """The id of who learns: of the key, else of the name that was chosen; empty where none was."""
    if access.name:
        return f"key:{access.name}"
    name = (named or unquote(request.cookies.get(COOKIE, ""))).strip()[:LONGEST_NAME]
    return f"name:{name}" if name else ""


def require_guide(access: Access, settings: Settings) -> None:
    """Raises NotAllowed for anyone but an administrator and the groups of guides."""
    if not access.administrator and not set(settings.guides) & set(access.asker.groups or ()):
        raise NotAllowed("this is for those who guide learners", remedy="sign in with a key of one of the groups in DALIL_GUIDES")


def onboarding_routes(settings: Settings, course: Course) -> APIRouter:
    """The routes under `/api/onboarding`."""
    router = APIRouter(prefix="/api/onboarding", tags=["onboarding"])

    def learner(request: Request, language: LanguageHere = None, named: LearnerHere = "") -> Learner:
        access = access_of(request)
        learner_id = learner_name(request, access, named)
        if not learner_id:
            raise BadRequest("nobody says who learns", subject="learner", remedy="add ?learner=NAME, or sign in with a key")
        return Learner(learner_id, access.asker, language or settings.interface_language)

    Here = Annotated[Learner, Depends(learner)]

    @router.get("/paths")
    def paths(request: Request, access: AccessHere, language: LanguageHere = None, named: LearnerHere = "") -> dict[str, Any]:
        """The paths that this learner may follow, and how far they are; for guides also those that are hidden, and why."""
        wanted = language or settings.interface_language
        who = Learner(learner_name(request, access, named), access.asker, wanted)
        states = course.paths(who)
        told: dict[str, Any] = {"paths": [path_json(state, wanted) for state in states if not state.hidden]}
        if access.administrator:
            told["hidden"] = [{"id": s.path.id, "missing": list(s.hidden)} for s in states if s.hidden]
            told["faults"] = [str(fault) for fault in course.loaded()[1]]
        return told

    @router.post("/paths/{path}/start")
    def start(path: str, request: Request, who: Here) -> dict[str, Any]:
        """Begin a path, or go on with it: its next step."""
        return step_json(course.start(who, path), who.language, root=root_path(request.scope))

    @router.get("/current")
    def current(request: Request, who: Here) -> dict[str, Any]:
        """Where the learner goes on, on the path that was answered last."""
        return step_json(course.current(who), who.language, root=root_path(request.scope))

    @router.get("/paths/{path}/next")
    def next_step(path: str, request: Request, who: Here) -> dict[str, Any]:
        """The next step of a path that was begun."""
        return step_json(course.step(who, path, ""), who.language, root=root_path(request.scope))

    @router.get("/paths/{path}/changes")
    def changes(path: str, who: Here) -> dict[str, Any]:
        """The steps that are new or changed since the learner was told; they count as told from now on."""
        new, changed = course.changes(who, path)
        return {"new": [step.id for step in new], "changed": [step.id for step in changed]}

    @router.get("/paths/{path}/steps/{step}")
    def one_step(path: str, step: str, request: Request, who: Here) -> dict[str, Any]:
        """One step of a path that was begun."""
        return step_json(course.step(who, path, step), who.language, root=root_path(request.scope))

    @router.post("/paths/{path}/steps/{step}/answer")
    def answer(path: str, step: str, body: AnswerBody, request: Request, who: Here) -> dict[str, Any]:
        """Judge an answer and keep it. The same `sent` twice is one answer, so that it may be sent again after a dropped line."""
        result = course.answer(who, path, step, body.given(), sent=body.sent, review=body.review)
        return result_json(result, who.language, root=root_path(request.scope))

    @router.post("/paths/{path}/steps/{step}/tutor")
    def tutor(path: str, step: str, body: TutorBody, request: Request, who: Here) -> dict[str, Any]:
        """Ask the tutor in the middle of a step."""
        view = course.step(who, path, step)
        said = reply(course, who, view.step, body.text, body.wish)
        return reply_json(said, who.language, root=root_path(request.scope))

    @router.post("/objections", status_code=201)
    def objection(body: ObjectionBody, who: Here) -> dict[str, Any]:
        """ "I think this is right": passed on to those who guide."""
        course.object_to(who, body.attempt, body.point, body.note)
        return {"kept": True}

    _add_memory_routes(router, course, learner)
    _add_guide_routes(router, settings, course)
    return router


def _add_memory_routes(router: APIRouter, course: Course, learner: Callable[..., Learner]) -> None:
    """What a learner keeps: reviews, progress, the certificate, and their own data."""
    Here = Annotated[Learner, Depends(learner)]

    @router.get("/review")
    def review(who: Here) -> dict[str, Any]:
        """What is due today, a few minutes of it."""
        return {"due": [due_json(one, who.language) for one in course.due(who)]}

    @router.get("/progress")
    def progress(who: Here) -> dict[str, Any]:
        """How far the learner is on each path, and how well each topic is known."""
        begun = [state for state in course.paths(who) if state.begun and not state.hidden]
        rows = [
            path_json(state, who.language)
            | {"topics": [topic_json(topic, who.language) for topic in course.topics(who, state.path)]}
            for state in begun
        ]
        return {"paths": rows, "due": sum(len(one.points) for one in course.due(who))}

    @router.get("/paths/{path}/certificate", response_class=Response)
    def certificate_of(path: str, who: Here, on: str = "") -> Response:
        """The certificate of a finished path as a PDF; `on` is the name on it."""
        return certificate_response(course, who, path, name=on or who.id.partition(":")[2])

    @router.get("/summary", response_class=Response)
    def summary_of(who: Here, on: str = "") -> Response:
        """How far the learner is on every path, what is known and what was missed, as a PDF; `on` is the name on it."""
        return summary_response(course, who, name=on or who.id.partition(":")[2])

    @router.get("/me")
    def export(who: Here) -> dict[str, Any]:
        """Everything that is kept of the learner."""
        return course.progress.export(who.id)

    @router.delete("/me")
    def erase(body: EraseBody, who: Here) -> dict[str, Any]:
        """Forget the learner. The body says `{"erase": true}`."""
        return {"erased": course.progress.erase(who.id)}


def certificate_response(course: Course, learner: Learner, path: str, *, name: str, entity: str = "") -> Response:
    """The certificate as a file to be saved."""
    done, day = course.finished_on(learner, path)
    pdf = certificate(done, name=name[:LONGEST_NAME], day=day, language=learner.language, entity=entity)
    return _saved(pdf, f"certificate-{done.id}.pdf")


def summary_response(course: Course, learner: Learner, *, name: str, entity: str = "") -> Response:
    """The learner's summary as a file to be saved."""
    return _saved(summary(course, learner, name=name[:LONGEST_NAME], entity=entity), "onboarding-summary.pdf")


def _saved(pdf: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Response(pdf, media_type="application/pdf", headers=headers)


def _add_guide_routes(router: APIRouter, settings: Settings, course: Course) -> None:
    @router.get("/guide")
    def overview(access: AccessHere, language: LanguageHere = None) -> dict[str, Any]:
        """For those who guide: who is where, which step fails most, and what learners object to."""
        require_guide(access, settings)
        wanted = language or settings.interface_language
        seen = guide.overview(course)
        steps = [
            {
                "path": row.path,
                "step": row.step,
                "title": row.title.in_(wanted),
                "learners": row.learners,
                "failed_first": row.failed_first,
                "wrong": [
                    {"count": group.count, "example": group.example, "missed": [say.in_(wanted) for say in group.missed]}
                    for group in row.wrong
                ],
            }
            for row in seen.steps
        ]
        objections = [
            {
                "learner": row.learner,
                "path": row.path,
                "point": row.point.in_(wanted),
                "answer": row.answer,
                "note": row.note,
                "at": row.at,
            }
            for row in seen.objections
        ]
        head, *rows = table(seen, "learners", "en")
        keys = [str(name).replace(" ", "_") for name in head]
        return {"learners": [dict(zip(keys, row, strict=True)) for row in rows], "steps": steps, "objections": objections}


def csv_response(course: Course, sheet: Sheet, language: Language) -> Response:
    """One sheet of what guides see."""
    body = as_csv(guide.overview(course), sheet, language)
    headers = {"Content-Disposition": f"attachment; filename={sheet}.csv"}
    return Response(body, media_type="text/csv; charset=utf-8", headers=headers)


def workbook_response(course: Course, language: Language) -> Response:
    """All that guides see, as a workbook."""
    headers = {"Content-Disposition": "attachment; filename=onboarding.xlsx"}
    return Response(as_xlsx(guide.overview(course), language), media_type=XLSX, headers=headers)
