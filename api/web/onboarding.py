"""The pages of guided onboarding: paths, a step to read, its question, the judgement, review, progress, and the guide's view.

Each works as a form without scripts; `static/js/onboarding.js` keeps what is typed and sends it again after a dropped line.
"""

import secrets
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Annotated, Any
from urllib.parse import parse_qs, quote

from fastapi import APIRouter, Depends, Request
from fastapi.routing import APIRoute
from starlette.responses import RedirectResponse, Response

from api.access.gate import access_of
from api.access.rules import Access
from api.errors import BadRequest
from api.headers import root_path
from api.problems import problem_of
from api.routes.onboarding import (
    COOKIE,
    LONGEST_NAME,
    certificate_response,
    csv_response,
    learner_name,
    require_guide,
    summary_response,
    workbook_response,
)
from api.schemas.onboarding import due_json, path_json, reply_json, result_json, step_json, topic_json
from api.settings import Settings
from api.streaming import in_thread
from api.web.library import library_facts
from api.web.preferences import language_of
from api.web.rendering import YEAR_S, render
from assistant.onboarding import guide
from assistant.onboarding.check import stale_steps
from assistant.onboarding.closed import Given
from assistant.onboarding.course import Course, Learner, StepView
from assistant.onboarding.guide_sheets import SHEETS, Sheet
from assistant.onboarding.tutor import WISHES, Wish, reply
from assistant.onboarding.wording import told
from corpus.errors import DalilError


def onboarding_pages(settings: Settings, course: Course) -> APIRouter:
    """The routes under `/onboarding`, and the guide's under `/admin/onboarding`."""
    desk = _Desk(settings, course)
    router = APIRouter(include_in_schema=False, route_class=_route_class(desk))
    _add_path_routes(router, desk)
    _add_step_routes(router, desk)
    _add_guide_routes(router, desk)
    return router


class _Desk:
    """What every page needs: the learner, the words, and how a page is written."""

    def __init__(self, settings: Settings, course: Course) -> None:
        self.settings = settings
        self.course = course

    def learner(self, request: Request) -> Learner:
        """Who learns; `_NobodyYet` before a name was chosen."""
        access = access_of(request)
        learner = learner_name(request, access)
        if not learner:
            raise _NobodyYet
        return Learner(learner, access.asker, language_of(request, self.settings))

    def page(self, request: Request, template: str, *, status: int = 200, **values: Any) -> Response:
        """A page with the words of onboarding as `say`."""
        access = access_of(request)
        return render(
            request,
            self.settings,
            template,
            status=status,
            about="onboarding",
            library=library_facts(self.course.assistant, self.settings, access.asker),
            learner=learner_name(request, access).partition(":")[2],
            keyed=bool(access.name),
            guides=_is_guide(access, self.settings),
            **values,
        )

    def problem(self, request: Request, error: DalilError) -> Response:
        """A page that says what is wrong and what to do."""
        problem = problem_of(error)
        return self.page(request, "onboarding_problem.html", status=problem.kind.status, problem=problem)

    def home(self, request: Request) -> Response:
        """Back to the list of paths."""
        return RedirectResponse(f"{root_path(request.scope)}/onboarding", status_code=303)


class _NobodyYet(Exception):
    """No name was chosen yet."""


def _route_class(desk: _Desk) -> type[APIRoute]:
    """A route that leads whoever has no name yet to where it is chosen, and says on a page what is wrong."""

    class PageRoute(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            handle = super().get_route_handler()

            async def handled(request: Request) -> Response:
                try:
                    return await handle(request)
                except _NobodyYet:
                    return desk.home(request)
                except DalilError as exc:
                    return await in_thread(partial(desk.problem, request, exc))

            return handled

    return PageRoute


def _is_guide(access: Access, settings: Settings) -> bool:
    return access.administrator or bool(set(settings.guides) & set(access.asker.groups or ()))


class _Form:
    """What a form sent, as text."""

    def __init__(self, body: bytes) -> None:
        self._values = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=200)

    def first(self, name: str) -> str:
        """The value under a name; empty where there is none."""
        return self._values.get(name, [""])[0].replace("\r\n", "\n")

    def all(self, name: str) -> list[str]:
        """Every value under a name."""
        return self._values.get(name, [])


async def _form(request: Request) -> _Form:
    try:
        return _Form(await request.body())
    except ValueError as exc:
        raise BadRequest("the form has more fields than one of ours", remedy="use the page that this server serves") from exc


Sent = Annotated[_Form, Depends(_form)]


def _add_path_routes(router: APIRouter, desk: _Desk) -> None:
    course = desk.course
    Here = Annotated[Learner, Depends(desk.learner)]

    @router.get("/onboarding")
    def paths(request: Request) -> Response:
        try:
            learner = desk.learner(request)
        except _NobodyYet:
            return desk.page(request, "onboarding_name.html")
        states = course.paths(learner)
        due = sum(len(one.points) for one in course.due(learner))
        return desk.page(
            request,
            "onboarding_paths.html",
            paths=[path_json(state, learner.language) for state in states if not state.hidden],
            hidden=[state for state in states if state.hidden] if access_of(request).administrator else [],
            faults=course.loaded()[1] if access_of(request).administrator else [],
            due=due,
            first=not any(state.begun for state in states),
            who_sees=told(learner.language).who_sees,
        )

    @router.post("/onboarding/name")
    def name(request: Request, form: Sent) -> Response:
        chosen = form.first("name").strip()[:LONGEST_NAME]
        back = desk.home(request)
        path = f"{root_path(request.scope)}/"
        back.set_cookie(COOKIE, quote(chosen, safe=""), max_age=YEAR_S if chosen else 0, path=path, samesite="lax", httponly=True)
        return back

    @router.get("/onboarding/review")
    def review(request: Request, learner: Here) -> Response:
        due = [due_json(one, learner.language) for one in course.due(learner)]
        return desk.page(request, "onboarding_review.html", due=due)

    @router.get("/onboarding/progress")
    def progress(request: Request, learner: Here) -> Response:
        begun = [state for state in course.paths(learner) if state.begun and not state.hidden]
        rows = [
            path_json(state, learner.language)
            | {"topics": [topic_json(topic, learner.language) for topic in course.topics(learner, state.path)]}
            for state in begun
        ]
        return desk.page(request, "onboarding_progress.html", paths=rows, who_sees=told(learner.language).who_sees)

    @router.post("/onboarding/erase")
    def erase(request: Request, learner: Here, form: Sent) -> Response:
        if form.first("sure") == "yes":
            course.progress.erase(learner.id)
        return desk.home(request)

    @router.get("/onboarding/summary")
    def summary(learner: Here) -> Response:
        return summary_response(course, learner, name=learner.id.partition(":")[2], entity=desk.settings.entity_name)

    @router.get("/onboarding/certificate/{path}")
    def certificate(path: str, learner: Here) -> Response:
        return certificate_response(course, learner, path, name=learner.id.partition(":")[2], entity=desk.settings.entity_name)


def _add_step_routes(router: APIRouter, desk: _Desk) -> None:
    course = desk.course
    Here = Annotated[Learner, Depends(desk.learner)]

    def shown(request: Request, learner: Learner, view: StepView, part: str, **more: Any) -> Response:
        values: dict[str, Any] = {"reply": None, "problem": None, "given": Given(), "changes": ([], [])} | more
        return desk.page(
            request,
            "onboarding_step.html",
            status=values["problem"].kind.status if values["problem"] else 200,
            step=step_json(view, learner.language, root=root_path(request.scope)),
            before=[one.title.in_(learner.language) for one in view.path.steps if one.id in view.before],
            part=part,
            sent=secrets.token_hex(16),
            review=request.query_params.get("review") == "1",
            **values,
        )

    @router.post("/onboarding/{path}/start")
    def start(path: str, request: Request, learner: Here) -> Response:
        view = course.start(learner, path)
        return RedirectResponse(f"{root_path(request.scope)}/onboarding/{path}/{view.step.id}", status_code=303)

    @router.get("/onboarding/{path}")
    def onward(path: str, request: Request, learner: Here) -> Response:
        view = course.step(learner, path, "")
        return RedirectResponse(f"{root_path(request.scope)}/onboarding/{path}/{view.step.id}", status_code=303)

    @router.get("/onboarding/{path}/{step}")
    def step_page(path: str, step: str, request: Request, learner: Here, part: str = "read") -> Response:
        new, changed = course.changes(learner, path)
        view = course.step(learner, path, step)
        titles = tuple([one.title.in_(learner.language) for one in steps] for steps in (new, changed))
        return shown(request, learner, view, "ask" if part == "ask" else "read", changes=titles)

    @router.post("/onboarding/{path}/{step}")
    def answered(path: str, step: str, request: Request, learner: Here, form: Sent) -> Response:
        view = course.step(learner, path, step)
        given = _given(form, view)
        sent, review = form.first("sent"), form.first("review") == "1"
        try:
            result = course.answer(learner, path, step, given, sent=sent, review=review)
        except DalilError as exc:  # what was typed stays on the page
            return shown(request, learner, view, "ask", problem=problem_of(exc), given=given)
        following = view.path.step(result.next)
        return desk.page(
            request,
            "onboarding_result.html",
            result=result_json(result, learner.language, root=root_path(request.scope)),
            step=step_json(view, learner.language, root=root_path(request.scope)),
            given=given,
            following=following.title.in_(learner.language) if following else "",
            review=review,
        )

    @router.post("/onboarding/{path}/{step}/tutor")
    def tutor(path: str, step: str, request: Request, learner: Here, form: Sent) -> Response:
        said = form.first("wish")
        wish: Wish | None = next((one for one in WISHES if one == said), None)
        view = course.step(learner, path, step)
        answer = reply(course, learner, view.step, form.first("text"), wish)
        told_of = reply_json(answer, learner.language, root=root_path(request.scope))
        return shown(request, learner, view, "ask" if form.first("part") == "ask" else "read", reply=told_of)

    @router.post("/onboarding/{path}/{step}/objection")
    def objection(path: str, request: Request, learner: Here, form: Sent) -> Response:
        course.object_to(learner, _number(form.first("attempt"), 0), form.first("point")[:200], "")
        return desk.page(request, "onboarding_thanks.html", path=path)


def _given(form: _Form, view: StepView) -> Given:
    """What a form says, as an answer of the step's kind."""
    kind = view.step.question.kind
    text = form.first("text")
    if kind == "open":
        return Given(text)
    if kind == "true_false":
        said = form.first("truth")
        return Given(text, truth=said == "true" if said in ("true", "false") else None)
    if kind == "choice":
        return Given(chosen=tuple(_number(n, -1) for n in form.all("chosen")))
    places = [form.first(f"place-{n}") for n in range(len(view.shown.left or view.shown.offered))]
    numbers = [_number(place, -1) for place in places]
    if kind == "matching":
        return Given(chosen=tuple(numbers))
    order = sorted(range(len(numbers)), key=lambda n: numbers[n])
    return Given(chosen=tuple(order if sorted(numbers) == list(range(len(numbers))) else numbers))


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def _add_guide_routes(router: APIRouter, desk: _Desk) -> None:
    @router.get("/admin/onboarding")
    def overview(request: Request) -> Response:
        require_guide(access_of(request), desk.settings)
        view = desk.course.view(access_of(request).asker)
        paths = desk.course.loaded()[0]
        return desk.page(
            request,
            "onboarding_guide.html",
            seen=guide.overview(desk.course),
            sheets=SHEETS,
            stale=stale_steps(paths, view),
            faults=desk.course.loaded()[1],
        )

    @router.get("/admin/onboarding/{sheet}.csv")
    def as_csv(sheet: Sheet, request: Request) -> Response:
        require_guide(access_of(request), desk.settings)
        return csv_response(desk.course, sheet, language_of(request, desk.settings))

    @router.get("/admin/onboarding/onboarding.xlsx")
    def as_xlsx(request: Request) -> Response:
        require_guide(access_of(request), desk.settings)
        return workbook_response(desk.course, language_of(request, desk.settings))
