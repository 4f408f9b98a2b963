"""The rows of a search."""

from pydantic import BaseModel, Field

from assistant.model import SearchResult
from assistant.retrieval.explain import Explanation


class ExplainedResult(BaseModel):
    """A passage and why it was found."""

    result: SearchResult
    explanation: Explanation


class ExplainedResults(BaseModel):
    """The best passages, best first, each with why."""

    results: list[ExplainedResult]


class SearchResults(BaseModel):
    """The best passages, best first."""

    results: list[SearchResult]
    note: str = Field("", description="a sentence while some passages are searched by their words alone; else empty")
