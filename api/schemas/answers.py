"""An answer as JSON: what `dalil ask --json` prints and the doors send."""

from dataclasses import asdict
from typing import Any, Literal

from pydantic import BaseModel, Field

from assistant.model import Answer, AnswerKind, Choice, Citation, Closest, Sentence

_LEFT_OUT_WHEN_EMPTY = ("understood_as", "notes", "withheld", "illustrative", "choices")


def answer_json(answer: Answer, *, root: str = "") -> dict[str, Any]:
    """The answer as an object. Links to citations are under `root`, the path that the server is reached under."""
    told = asdict(answer)
    for name in _LEFT_OUT_WHEN_EMPTY:
        if not told[name]:
            del told[name]
    told["citations"] = [citation_json(citation, root=root) for citation in answer.citations]
    return told


def citation_json(citation: Citation, *, root: str = "") -> dict[str, Any]:
    """One citation as an object, its link under `root`."""
    told = asdict(citation)
    if root and citation.url.startswith("/"):
        told["url"] = root + citation.url
    return told


class ChatRequest(BaseModel):
    """A question to `POST /api/chat`."""

    question: str
    conversation: str | None = Field(None, max_length=200, description="the conversation that the question belongs to")
    language: Literal["ar", "en", ""] | None = Field(
        None, description="the language wanted for the answer; else that of the question"
    )
    replaces: str | None = Field(
        None, max_length=64, description="the id of an earlier turn of the conversation that this is a second try of"
    )
    stream: bool | None = Field(None, description="true for server-sent events; so does `Accept: text/event-stream`")


class ChatAnswer(BaseModel):
    """The answer from `POST /api/chat`."""

    id: str = Field(description="names this answer, for feedback")
    conversation: str | None = None
    answer: str
    language: Literal["ar", "en"]
    abstained: bool
    confidence: float = Field(ge=0, le=1, description="how likely it is that the library holds the answer")
    sentences: list[Sentence]
    citations: list[Citation]
    closest: list[Closest]
    kind: AnswerKind
    searched: int = Field(description="how many documents were searched")
    understood_as: str = ""
    notes: list[str] = []
    withheld: list[str] = Field([], description="why each sentence that the chat model wrote was withheld")
    illustrative: bool = False
    choices: list[Choice] = Field([], description="whole questions: what the asker may mean, or questions to begin with")
