"""The rows of a search."""

from pydantic import BaseModel

from assistant.model import SearchResult


class SearchResults(BaseModel):
    """The best passages, best first."""

    results: list[SearchResult]
