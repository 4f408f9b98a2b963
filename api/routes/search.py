"""`GET /api/search`: the best passages for a few words."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query

from api.access.gate import AdministratorHere, AskerHere
from api.errors import BadRequest
from api.schemas.search import ExplainedResults, SearchResults
from api.services import Services
from assistant.query.analyse import language_of_question
from assistant.retrieval.neighbours import MOST_AROUND
from corpus.generation.snapshot import Where

MOST_RESULTS = 100


def search_routes(services: Services) -> APIRouter:
    """The route of a search."""
    router = APIRouter(tags=["search"])

    @router.get("/api/search", response_model=SearchResults)
    def search(
        asker: AskerHere,
        q: Annotated[str, Query(description="what to look for")],
        k: Annotated[int, Query(ge=1, le=MOST_RESULTS, description="how many passages")] = 10,
        language: Annotated[Literal["ar", "en", ""], Query(description="only passages in this language")] = "",
        where: Annotated[list[str], Query(description="KEY=VALUE: only documents of which this is so")] = [],  # noqa: B006
        around: Annotated[int, Query(ge=0, le=MOST_AROUND, description="how many passages before and after each to tell")] = 0,
    ) -> dict[str, Any]:
        """The best passages, best first, with their addresses."""
        found = services.assistant.search(q, k=k, language=language, where=where_of(where), asker=asker, around=around)
        note = services.assistant.search_note(language or language_of_question(q))
        return {"results": [asdict(row) for row in found], "note": note}

    @router.get("/admin/api/search", response_model=ExplainedResults)
    def explained(
        access: AdministratorHere,
        q: Annotated[str, Query(description="what to look for")],
        k: Annotated[int, Query(ge=1, le=MOST_RESULTS, description="how many passages")] = 10,
        language: Annotated[Literal["ar", "en", ""], Query(description="only passages in this language")] = "",
        where: Annotated[list[str], Query(description="KEY=VALUE: only documents of which this is so")] = [],  # noqa: B006
    ) -> dict[str, Any]:
        """The best passages, each with its rank and score from every source, the words that matched and the nearest tokens."""
        found = services.assistant.search_explained(q, k=k, language=language, where=where_of(where), asker=access.asker)
        note = services.assistant.search_note(language or language_of_question(q))
        return {"results": [{"result": asdict(row), "explanation": asdict(why)} for row, why in found], "note": note}

    return router


def where_of(conditions: list[str]) -> Where:
    """The conditions of `KEY=VALUE`; those of one key are alternatives. Raises BadRequest for a key that can't be asked for."""
    values: dict[str, tuple[str, ...]] = {}
    for condition in conditions:
        key, sign, value = condition.partition("=")
        if not sign or key not in Where.FIELDS:
            raise BadRequest(
                f"{condition!r} is no condition", subject="where", remedy=f"write KEY=VALUE; keys are {', '.join(Where.FIELDS)}"
            )
        values[key] = (*values.get(key, ()), value)
    return Where(tuple(values.items()))
