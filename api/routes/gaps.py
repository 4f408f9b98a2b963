"""`POST /api/feedback`, and for administrators what the library can't answer yet: as a page, as JSON and as a sheet."""

from datetime import date, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from api.access.gate import AccessHere, AdministratorHere
from api.gap_report import MEDIA_TYPES as REPORT_TYPES
from api.gap_report import ReportForm, gap_report, written
from api.gap_sheet import MEDIA_TYPES, gap_sheet
from api.headers import root_path
from api.schemas.gaps import ClosureRow, FeedbackRequest, GapList, SheetForm, closure_json, gap_json
from api.services import Asked, Rate
from api.settings import Settings
from api.web.library import library_facts
from api.web.preferences import language_of
from api.web.rendering import render
from assistant.conversation.feedback import Feedback
from assistant.conversation.gaps import Gaps
from assistant.conversation.questions import beginning_of
from corpus.listing import list_documents

Since = Annotated[date | None, Query(description="only what was asked from this day on, in the server's time zone")]
_CLOSED_SHOWN = 10


def feedback_routes(rate: Rate) -> APIRouter:
    """The route by which readers say what they think of an answer."""
    router = APIRouter(tags=["chat"])

    @router.post("/api/feedback", status_code=204)
    def feedback(body: FeedbackRequest, _: AccessHere) -> None:
        """Say whether an answer was useful, or pass its question on. What was said of the same answer before is replaced."""
        rate(body.id, Feedback(useful=body.useful, reason=body.reason.strip(), passed_on=body.pass_on))

    return router


def gap_routes(gaps: Gaps, assistant: Asked, settings: Settings) -> APIRouter:
    """The routes of the gaps, under `/admin`."""
    router = APIRouter(prefix="/admin", tags=["admin"])

    @router.get("/gaps", include_in_schema=False)
    def gaps_page(access: AdministratorHere, request: Request, since: Since = None, closed: str = "") -> Response:
        """The page; `closed` names the gap that was closed just now."""
        return render(
            request,
            settings,
            "admin_gaps.html",
            about="gaps",
            library=library_facts(assistant, settings, access.asker),
            gaps=gaps.open(access.asker, since=beginning_of(since, settings.timezone)),
            closures=[closure_json(closure) for closure in gaps.closed(access.asker)[:_CLOSED_SHOWN]],
            closed=closed,
            since=since.isoformat() if since else "",
            kept_days=settings.questions_kept_days,
            local=lambda utc: datetime.fromisoformat(utc).astimezone(ZoneInfo(settings.timezone)),
        )

    @router.get("/api/gaps", response_model=GapList)
    def gaps_list(access: AdministratorHere, since: Since = None) -> dict[str, Any]:
        """The open gaps, those of most askers first, and the gaps that were closed, the latest first."""
        found = gaps.open(access.asker, since=beginning_of(since, settings.timezone))
        return {"gaps": [gap_json(gap) for gap in found], "closed": [closure_json(one) for one in gaps.closed(access.asker)]}

    @router.get("/gaps.csv", response_class=Response)
    def as_csv(access: AdministratorHere, request: Request, since: Since = None) -> Response:
        """The open gaps as CSV."""
        return sheet(access, request, since, "csv")

    @router.get("/gaps.xlsx", response_class=Response)
    def as_xlsx(access: AdministratorHere, request: Request, since: Since = None) -> Response:
        """The open gaps as a workbook."""
        return sheet(access, request, since, "xlsx")

    @router.get("/gaps.docx", response_class=Response)
    def report_docx(access: AdministratorHere, request: Request, since: Since = None) -> Response:
        """The director's page as a Word document."""
        return report(access, request, since, "docx")

    @router.get("/gaps.pdf", response_class=Response)
    def report_pdf(access: AdministratorHere, request: Request, since: Since = None) -> Response:
        """The director's page as a PDF."""
        return report(access, request, since, "pdf")

    def report(access: AdministratorHere, request: Request, since: date | None, form: ReportForm) -> Response:
        language = language_of(request, settings)
        begins = beginning_of(since, settings.timezone)
        told = gap_report(gaps, access.asker, list_documents(settings.library()), since=begins, language=language)
        headers = {"Content-Disposition": f"attachment; filename=gaps-report.{form}"}
        return Response(written(told, form, language=language), media_type=REPORT_TYPES[form], headers=headers)

    def sheet(access: AdministratorHere, request: Request, since: date | None, form: SheetForm) -> Response:
        found = gaps.open(access.asker, since=beginning_of(since, settings.timezone))
        body = gap_sheet(found, form, language=language_of(request, settings), timezone=settings.timezone)
        headers = {"Content-Disposition": f"attachment; filename=gaps.{form}"}
        return Response(body, media_type=MEDIA_TYPES[form], headers=headers)

    @router.post("/gaps/{gap}/close", response_model=ClosureRow)
    def close(access: AdministratorHere, request: Request, gap: str) -> Response:
        """Close a gap: its questions are asked again, and what became of each is told. A form is led back to the page."""
        closure = gaps.close(gap, access.asker)
        if "text/html" in request.headers.get("accept", ""):
            return RedirectResponse(f"{root_path(request.scope)}/admin/gaps?closed={closure.gap}#closed", status_code=303)
        return JSONResponse(closure_json(closure))

    return router
