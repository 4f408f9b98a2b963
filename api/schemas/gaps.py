"""Feedback on an answer, and the gaps of the library, as JSON."""

from typing import Any, Literal, Self

from pydantic import BaseModel, Field, model_validator

from assistant.conversation.gaps import Gap, Near, Standing
from assistant.conversation.questions import Closure, KeptQuestion


class FeedbackRequest(BaseModel):
    """What a reader thinks of an answer."""

    id: str = Field(max_length=200, description="the `id` that came with the answer")
    useful: bool | None = Field(None, description="whether the answer was useful")
    reason: str = Field(
        "", max_length=1000, description="what is wrong with it: `wrong`, `incomplete`, `source`, `old`, or words"
    )
    pass_on: bool = Field(False, description="whether the question is passed on to the knowledge managers")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.useful is None and not self.pass_on:
            raise ValueError("say whether the answer was useful")
        return self


class GapQuestion(BaseModel):
    """One question of a gap. `groups` are its asker's; null is the owner."""

    text: str
    understood: str
    language: str
    at: str
    groups: list[str] | None
    abstained: bool
    confidence: float
    useful: bool | None
    reason: str
    passed_on: bool


class NearDocument(BaseModel):
    """A document beside a gap."""

    document: str
    title: str


class GapRow(BaseModel):
    """One gap: what is asked and not answered, how often and by how many, and what comes closest."""

    id: str
    title: str
    language: str
    standing: Standing
    times: int
    askers: int
    unanswered: int
    badly_rated: int
    passed_on: int
    first: str
    last: str
    reasons: list[str]
    closest: list[NearDocument]
    stands_in: list[NearDocument]
    questions: list[GapQuestion]


class ResultRow(BaseModel):
    """A question asked again."""

    question: str
    answered: bool
    documents: list[str]


class ClosureRow(BaseModel):
    """A gap that was closed, and what became of its questions."""

    id: str
    at: str
    title: str
    answered: int
    questions: int
    results: list[ResultRow]


class GapList(BaseModel):
    """The open gaps, and those that were closed."""

    gaps: list[GapRow]
    closed: list[ClosureRow]


SheetForm = Literal["csv", "xlsx"]


def gap_json(gap: Gap) -> dict[str, Any]:
    """One gap as an object."""
    told = {
        name: getattr(gap, name) for name in GapRow.model_fields if name not in ("reasons", "closest", "stands_in", "questions")
    }
    near = {"closest": [_near(one) for one in gap.closest], "stands_in": [_near(one) for one in gap.stands_in]}
    return told | {"reasons": list(gap.reasons)} | near | {"questions": [_question(one) for one in gap.questions]}


def closure_json(closure: Closure) -> dict[str, Any]:
    """One closed gap as an object."""
    return {
        "id": closure.gap,
        "at": closure.at,
        "title": closure.title,
        "answered": sum(result.answered for result in closure.results),
        "questions": len(closure.results),
        "results": [
            {"question": one.question, "answered": one.answered, "documents": list(one.documents)} for one in closure.results
        ],
    }


def _near(near: Near) -> dict[str, str]:
    return {"document": near.document, "title": near.title}


def _question(question: KeptQuestion) -> dict[str, Any]:
    said = question.feedback
    return {
        "text": question.text,
        "understood": question.understood,
        "language": question.language,
        "at": question.at,
        "groups": None if question.groups is None else list(question.groups),
        "abstained": question.abstained,
        "confidence": question.confidence,
        "useful": said.useful,
        "reason": said.reason,
        "passed_on": said.passed_on,
    }
