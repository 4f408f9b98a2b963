"""The stored evaluation reports, for an administrator: the list of them with what moved, and each as it was written."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from api.access.gate import AdministratorHere
from api.evaluations import HEADLINE, report_page, stored_reports
from api.schemas.evaluations import ReportList, reports_json
from api.services import Services
from api.settings import Settings
from api.web.library import library_facts
from api.web.rendering import render

REPORT_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"
"""A report holds its styles and drawings in itself, and needs nothing else: no script, no form, no other address."""


def evaluation_routes(services: Services, settings: Settings) -> APIRouter:
    """The routes of the reports, under `/admin`."""
    router = APIRouter(prefix="/admin", tags=["admin"])
    home = settings.library().root

    @router.get("/evals", include_in_schema=False)
    def evaluations_page(access: AdministratorHere, request: Request) -> Response:
        return render(
            request,
            settings,
            "admin_evals.html",
            about="evals",
            library=library_facts(services.assistant, settings, access.asker),
            stored=stored_reports(home),
            headline=HEADLINE,
            local=lambda utc: datetime.fromisoformat(utc).astimezone(ZoneInfo(settings.timezone)),
        )

    @router.get("/api/evals", response_model=ReportList)
    def evaluations(_: AdministratorHere) -> dict[str, Any]:
        """The stored reports with their figures, the newest first."""
        return reports_json(stored_reports(home))

    @router.get("/evals/{run}", response_class=HTMLResponse)
    def evaluation(_: AdministratorHere, run: str) -> HTMLResponse:
        """One report, as `dalil eval report` wrote it."""
        return HTMLResponse(report_page(home, run), headers={"Content-Security-Policy": REPORT_POLICY})

    return router
