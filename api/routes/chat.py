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
from api.conversations import Conversations
from api.headers import root_path
from api.metrics import Metrics
from api.schemas.answers import ChatAnswer, ChatRequest, answer_json, citation_json
from api.services import Services
from api.streaming import EventStream, event, in_thread, opened
from assistant.model import Answer, Event, Question, Sentence, Sources, Status
from corpus.errors import DalilError

_log = structlog.get_logger("dalil.chat")


def chat_routes(services: Services, metrics: Metrics) -> APIRouter:
    """The routes of a conversation."""
    router = APIRouter(tags=["chat"])
    conversations = Conversations()

    @router.post("/api/chat", response_model=ChatAnswer, responses={200: {"content": {"text/event-stream": {}}}})
    async def chat(body: ChatRequest, request: Request, access: AccessHere) -> Response:
        """Answer a question from the library, each sentence with its citations, or say that the library doesn't hold the answer.

        Events of the stream: `status`, `sources`, `text` (a sentence each), `citations`, `done` (the whole answer), or `error`.
        """
        before = conversations.so_far((access.name, body.conversation)) if body.conversation else ()
        question = Question(body.question, language=body.language or "", asker=access.asker, history=before)
        kept = Kept(services, metrics, access, conversations, body.conversation or "", root_path(request.scope))
        if body.stream or "text/event-stream" in request.headers.get("accept", ""):
            events = await opened(services.assistant.stream(question))
            return EventStream(_told(events, question, kept))
        answer = await in_thread(partial(services.assistant.ask, question))
        return JSONResponse(await kept.whole(question, answer))

    @router.get("/api/suggestions")
    def suggestions(asker: AskerHere, language: Literal["ar", "en"] = "ar") -> dict[str, list[str]]:
        """Questions that the library can answer, in the language asked for."""
        return {"suggestions": services.assistant.suggestions(asker, language)}

    return router


class Kept:
    """What is done with a finished answer: it is given an id, counted, remembered for follow-ups, recorded and told."""

    def __init__(
        self, services: Services, metrics: Metrics, access: Access, conversations: Conversations, conversation: str, root: str
    ) -> None:
        self._services = services
        self._metrics = metrics
        self._access = access
        self._conversations = conversations
        self._conversation = conversation
        self.root = root

    async def whole(self, question: Question, answer: Answer) -> dict[str, Any]:
        """The answer as the door tells it, after it was counted and recorded."""
        self._metrics.answered(answer)
        if self._conversation and answer.kind != "social":
            self._conversations.asked((self._access.name, self._conversation), answer.understood_as or question.text)
        answer_id = secrets.token_urlsafe(12)
        if self._services.record is not None:
            record = partial(self._services.record, answer_id, question, answer, self._access, self._conversation)
            await in_thread(record)
        named = {"id": answer_id} | ({"conversation": self._conversation} if self._conversation else {})
        return named | answer_json(answer, root=self.root)


async def _told(events: AsyncIterator[Event], question: Question, kept: Kept) -> AsyncIterator[str]:
    told_sources = False
    try:
        async for item in events:
            if isinstance(item, Sentence | Answer) and not told_sources:
                yield event("sources", {"sources": []})  # an answer without any: a silence, a greeting
                told_sources = True
            match item:
                case Status():
                    yield event("status", asdict(item))
                case Sources():
                    told_sources = True
                    yield event("sources", asdict(item))
                case Sentence():
                    yield event("text", {"sentence": asdict(item)})
                case Answer():
                    yield event("citations", {"citations": [citation_json(c, root=kept.root) for c in item.citations]})
                    yield event("done", await kept.whole(question, item))
    except DalilError as exc:
        yield event("error", problems.detail_of(problems.problem_of(exc)))
    except Exception:  # the stream has begun, so that no status can say it any more: whatever it was, the reader is told
        _log.exception("stream_failed")
        yield event("error", problems.detail_of(problems.unexpected_problem()))
