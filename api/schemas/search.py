"""The rows of a search."""

from pydantic import BaseModel, Field

from assistant.model import SearchResult
from assistant.retrieval.explain import Explanation


class ExplainedResult(BaseModel):
    """A passage and why it was found."""

    result: SearchResult
    explanation: Explanation


class _Results(BaseModel):
    note: str = Field("", description="a sentence while some passages are searched by their words alone; else empty")


class ExplainedResults(_Results):
    """The best passages, best first, each with why."""

    results: list[ExplainedResult]


class SearchResults(_Results):
    """The best passages, best first."""

    results: list[SearchResult]
