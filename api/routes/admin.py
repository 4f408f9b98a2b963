"""The administration: the whole library with what could not be read and why, the last sync, and a button that starts one."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from api.access.gate import AdministratorHere
from api.errors import BadRequest
from api.headers import root_path
from api.reasons import Cause, cause_of
from api.schemas.admin import LibraryState, SyncStatus
from api.services import Services
from api.settings import Settings
from api.syncing import SyncRunner
from api.web.library import library_facts
from api.web.rendering import render
from corpus.generation import manifest as manifests
from corpus.home import Home
from corpus.listing import DocumentListing, list_documents
from corpus.model import PUBLIC

_EXAMPLES = 5


def admin_routes(services: Services, settings: Settings) -> APIRouter:
    """The routes under `/admin`, for an administrator."""
    router = APIRouter(prefix="/admin", tags=["admin"])
    runner = SyncRunner(services.sync) if services.sync is not None else None
    home = settings.library()

    @router.get("/library", include_in_schema=False)
    def library_page(access: AdministratorHere, request: Request) -> Response:
        state = _library(home, runner)
        synced = state["last_sync"]
        return render(
            request,
            settings,
            "admin_library.html",
            about="admin",
            library=library_facts(services.assistant, settings, access.asker),
            state=state,
            last_sync=datetime.fromisoformat(synced).astimezone(ZoneInfo(settings.timezone)) if synced else None,
            can_sync=runner is not None,
        )

    @router.get("/api/library", response_model=LibraryState)
    def library(_: AdministratorHere) -> dict[str, Any]:
        """Every document with its status, reasons in both languages, and the last sync."""
        return _library(home, runner)

    @router.get("/api/sync", response_model=SyncStatus)
    def sync_state(_: AdministratorHere) -> dict[str, Any]:
        """Where the sync stands."""
        return asdict(_required(runner).state)

    @router.post("/sync", status_code=202, response_model=SyncStatus)
    def start_sync(_: AdministratorHere, request: Request) -> Response:
        """Start a sync of the folders in the settings. A browser's form is led back to the page."""
        state = _required(runner).start()
        if "text/html" in request.headers.get("accept", ""):
            return RedirectResponse(f"{root_path(request.scope)}/admin/library", status_code=303)
        return JSONResponse(asdict(state), status_code=202)

    return router


def _required(runner: SyncRunner | None) -> SyncRunner:
    if runner is None:
        raise BadRequest("this server starts no sync", remedy="run `dalil index sync` where the library is")
    return runner


def _library(home: Home, runner: SyncRunner | None) -> dict[str, Any]:
    served = manifests.current_or_none(home)
    listings = list_documents(home)
    return {
        "generation": served.id if served else "",
        "last_sync": served.created if served else "",
        "indexed": sum(row.status == "indexed" for row in listings),
        "quarantined": sum(row.status == "quarantined" for row in listings),
        "public": sum(row.status == "indexed" and PUBLIC in row.audience for row in listings),
        "documents": [_row(listing) for listing in listings],
        "causes": _causes(listings),
        "sync": asdict(runner.state) if runner else None,
    }


def _row(listing: DocumentListing) -> dict[str, Any]:
    row = asdict(listing) | _in_both(listing.reason)
    row["unread_pages"] = [asdict(unread) | _in_both(unread.reason) for unread in listing.unread_pages]
    return row


def _in_both(reason: str) -> dict[str, str]:
    if not reason:
        return {"reason_ar": "", "reason_en": ""}
    cause = cause_of(reason)
    return {"reason_ar": cause.ar, "reason_en": cause.en}


def _causes(listings: list[DocumentListing]) -> list[dict[str, Any]]:
    """What could not be read, the commonest cause first."""
    documents: dict[Cause, list[str]] = {}
    pages: dict[Cause, int] = {}
    for listing in listings:
        reasons = [listing.reason] if listing.reason else []
        for cause in {cause_of(reason) for reason in [*reasons, *(unread.reason for unread in listing.unread_pages)]}:
            documents.setdefault(cause, []).append(listing.path)
        for unread in listing.unread_pages:
            cause = cause_of(unread.reason)
            pages[cause] = pages.get(cause, 0) + 1
    rows = [
        asdict(cause) | {"documents": len(paths), "pages": pages.get(cause, 0), "examples": paths[:_EXAMPLES]}
        for cause, paths in documents.items()
    ]
    return sorted(rows, key=lambda row: (-row["documents"], row["id"]))
