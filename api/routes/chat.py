"""`POST /api/chat`: a question in; a cited answer out, whole or as it comes. And the questions that a page may suggest."""

import secrets
from collections.abc import AsyncIterator
from dataclasses import asdict
from functools import partial
from typing import Any, Literal

import structlog
from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from api import problems
from api.access.gate import AccessHere, AskerHere
from api.access.rules import Access
from api.headers import root_path
from api.metrics import Metrics
from api.schemas.answers import ChatAnswer, ChatRequest, answer_json, citation_json
from api.services import Services
from api.streaming import EventStream, event, in_thread, opened
from assistant.conversation.history import Turn, TurnState
from assistant.model import Answer, Event, Question, Sentence, Sources, Status
from assistant.query.analyse import language_of_question
from corpus.errors import DalilError

_log = structlog.get_logger("dalil.chat")


def chat_routes(services: Services, metrics: Metrics) -> APIRouter:
    """The routes of a conversation."""
    router = APIRouter(tags=["chat"])

    @router.post("/api/chat", response_model=ChatAnswer, responses={200: {"content": {"text/event-stream": {}}}})
    async def chat(body: ChatRequest, request: Request, access: AccessHere) -> Response:
        """Answer a question from the library, each sentence with its citations, or say that the library doesn't hold the answer.

        Events of the stream: `status`, `sources`, `text` (a sentence each), `citations`, `done` (the whole answer), or `error`.
        """
        place = body.conversation or ""
        before = await in_thread(partial(services.talks.so_far, access, place, body.question)) if place else ()
        question = Question(body.question, language=body.language or "", asker=access.asker, history=before)
        kept = Kept(services, metrics, access, question, place, body.replaces or "", root_path(request.scope))
        if body.stream or "text/event-stream" in request.headers.get("accept", ""):
            events = await opened(services.assistant.stream(question))
            return EventStream(_told(events, kept))
        answer = await in_thread(partial(services.assistant.ask, question))
        return JSONResponse(await kept.whole(answer))

    @router.get("/api/suggestions")
    def suggestions(asker: AskerHere, language: Literal["ar", "en"] = "ar") -> dict[str, list[str]]:
        """Questions that the library can answer, in the language asked for."""
        return {"suggestions": services.assistant.suggestions(asker, language)}

    return router


class Kept:
    """What is done with an answer: it is given an id, counted, noted in its conversation, recorded and told."""

    def __init__(
        self,
        services: Services,
        metrics: Metrics,
        access: Access,
        question: Question,
        conversation: str,
        replaces: str,
        root: str,
    ) -> None:
        self._services = services
        self._metrics = metrics
        self._access = access
        self._question = question
        self._conversation = conversation
        self._replaces = replaces
        self.root = root
        self.id = secrets.token_urlsafe(12)

    async def whole(self, answer: Answer) -> dict[str, Any]:
        """The answer as the door tells it, after it was counted, noted and recorded."""
        self._metrics.answered(answer)
        self._note(answer, "whole")
        if self._services.record is not None:
            await in_thread(partial(self._services.record, self.id, self._question, answer, self._access))
        named = {"id": self.id} | ({"conversation": self._conversation} if self._conversation else {})
        return named | answer_json(answer, root=self.root)

    def stopped(self) -> None:
        """Note a question whose answer did not come to its end: its reader went away, or it failed."""
        language = self._question.language or language_of_question(self._question.text)
        self._note(Answer("", language, abstained=False, confidence=0.0), "stopped")

    def _note(self, answer: Answer, state: TurnState) -> None:
        if self._conversation:
            question = self._question
            turn = Turn(id=self.id, question=question.text, answer=answer, wanted=question.language, state=state)
            self._services.talks.told(self._access, self._conversation, turn, before=question.history, replaces=self._replaces)


async def _told(events: AsyncIterator[Event], kept: Kept) -> AsyncIterator[str]:
    told_sources = ended = False
    try:
        async for item in events:
            if isinstance(item, Sentence | Answer) and not told_sources:
                yield event("sources", {"sources": []})  # an answer without any: a silence, a greeting
                told_sources = True
            match item:
                case Status():
                    yield event("status", asdict(item) | {"id": kept.id})
                case Sources():
                    told_sources = True
                    yield event("sources", asdict(item))
                case Sentence():
                    yield event("text", {"sentence": asdict(item)})
                case Answer():
                    ended = True
                    whole = await kept.whole(item)
                    yield event("citations", {"citations": [citation_json(c, root=kept.root) for c in item.citations]})
                    yield event("done", whole)
    except DalilError as exc:
        yield event("error", problems.detail_of(problems.problem_of(exc)))
    except Exception:  # the stream has begun, so that no status can say it any more: whatever it was, the reader is told
        _log.exception("stream_failed")
        yield event("error", problems.detail_of(problems.unexpected_problem()))
    finally:
        if not ended:
            kept.stopped()
