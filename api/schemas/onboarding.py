"""Onboarding as JSON: what the routes and the command line's `--json` give. Built from the course's values, in one language."""

from dataclasses import asdict
from typing import Any, Literal
from urllib.parse import quote, urlencode

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.answers import answer_json
from assistant.onboarding.clauses import LONGEST
from assistant.onboarding.closed import Given
from assistant.onboarding.course import Due, PathState, PointResult, Result, StepView, Topic
from assistant.onboarding.model import Both, Place
from assistant.onboarding.tutor import Reply, Wish
from assistant.onboarding.wording import told
from corpus.model import Language

MOST_CHOSEN = 50


class AnswerBody(BaseModel):
    """An answer: words, what was chosen by the numbers that are shown (from 0), true or false; as the question's kind wants
    it.
    """

    model_config = ConfigDict(extra="forbid")

    text: str = Field("", description=f"at most {LONGEST} characters")
    chosen: list[int] = Field([], max_length=MOST_CHOSEN)
    truth: bool | None = None
    sent: str = Field("", max_length=64, description="an id of the sender's own; the same answer sent twice counts once")
    review: bool = False

    def given(self) -> Given:
        """The answer as the course takes it."""
        return Given(self.text, tuple(self.chosen), self.truth)


class TutorBody(BaseModel):
    """A question to the tutor, or a wish by its name."""

    model_config = ConfigDict(extra="forbid")

    text: str = ""
    wish: Wish | None = None


class ObjectionBody(BaseModel):
    """ "I think this is right", on one point of a judgement."""

    model_config = ConfigDict(extra="forbid")

    attempt: int
    point: str = Field(max_length=200)
    note: str = Field("", max_length=1000)


class EraseBody(BaseModel):
    """Erasing wants to be said."""

    model_config = ConfigDict(extra="forbid")

    erase: Literal[True]


def path_json(state: PathState, language: Language) -> dict[str, Any]:
    """A path with how far the learner has come."""
    path = state.path
    return {
        "id": path.id,
        "title": path.title.in_(language),
        "role": path.role.in_(language),
        "summary": path.summary.in_(language),
        "steps": len(path.steps),
        "minutes": path.minutes,
        "begun": state.begun,
        "answered": state.answered,
        "passed": state.passed,
        "finished": state.finished,
    }


def step_json(view: StepView, language: Language, *, root: str = "") -> dict[str, Any]:
    """A step as a learner meets it. What is right isn't in it."""
    step, question = view.step, view.step.question
    return {
        "path": view.path.id,
        "path_title": view.path.title.in_(language),
        "id": step.id,
        "title": step.title.in_(language),
        "n": view.n,
        "of": len(view.path.steps),
        "minutes": step.minutes,
        "teach": [place_json(place, language, root=root) for place in view.teach],
        "glossary": [asdict(gloss) for gloss in view.glossary],
        "question": {
            "kind": question.kind,
            "ask": question.ask.in_(language),
            "hint": question.hint.in_(language),
            "points": len(question.key_points),
            "offered": _all_in(view.shown.offered, language),
            "left": _all_in(view.shown.left, language),
            "many": view.shown.many,
        },
        "best": view.best,
        "next": view.next,
        "before": list(view.before),
        "changed": view.changed,
    }


def result_json(result: Result, language: Language, *, root: str = "") -> dict[str, Any]:
    """A judged answer, point by point."""
    judgement = result.judgement
    return {
        "attempt": result.attempt,
        "path": result.path.id,
        "step": result.step.id,
        "score": judgement.score,
        "passed": result.passed,
        "verdict": told(language).verdict(judgement),
        "note": judgement.note,
        "right": judgement.right,
        "points": [_point_json(point, language, root) for point in result.points],
        "solution": list(result.solution),
        "next": result.next,
        "finished": result.finished,
    }


def _point_json(point: PointResult, language: Language, root: str) -> dict[str, Any]:
    return {
        "id": point.point.id,
        "say": point.point.say.in_(language),
        "outcome": point.outcome,
        "outcome_told": told(language).outcomes[point.outcome],
        "said": point.said,
        "because": point.because,
        "citations": [place_json(place, language, root=root) for place in point.places],
    }


def place_json(place: Place, language: Language, *, root: str = "") -> dict[str, Any]:
    """A quotation with its address, a link to it, and what a reader should be told of it."""
    notes = [told(language).other_language] if place.language != language else []
    notes += [told(language).moved_edition] if place.moved_edition else []
    query = urlencode({"version": place.version, "page": place.page, "start": place.start, "end": place.end})
    shown = asdict(place)
    del shown["moved_edition"]
    return shown | {"url": f"{root}/documents/{quote(place.document, safe='')}?{query}", "notes": notes}


def due_json(due: Due, language: Language) -> dict[str, Any]:
    """A step that comes back, with how many of its points are due."""
    return {
        "path": due.path.id,
        "step": due.step.id,
        "title": due.step.title.in_(language),
        "minutes": due.step.minutes,
        "points": [point.id for point in due.points],
    }


def topic_json(topic: Topic, language: Language) -> dict[str, Any]:
    """Mastery of one topic."""
    return {"title": topic.title.in_(language), "mastery": topic.mastery, "points": topic.points}


def reply_json(reply: Reply, language: Language, *, root: str = "") -> dict[str, Any]:
    """What the tutor says."""
    said: dict[str, Any] = {"wish": reply.wish, "text": reply.text, "language": reply.language}
    said["places"] = [place_json(place, reply.language, root=root) for place in reply.places]
    said["answer"] = answer_json(reply.answer, root=root) if reply.answer is not None else None
    return said


def _all_in(texts: tuple[Both, ...], language: Language) -> list[str]:
    return [text.in_(language) for text in texts]
