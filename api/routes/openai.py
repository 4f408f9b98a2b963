"""OpenAI's doors: chat completions, models, a vector store's search; so that clients made for them ask this library unchanged.

The last user message is the question and the user messages before it are its history. What the other roles say changes nothing:
no instruction makes the library say what it doesn't hold.
"""

import secrets
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import structlog
from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from api import problems
from api.access.gate import AccessHere, AskerHere
from api.access.rules import Access
from api.errors import BadRequest, UnknownModel
from api.metrics import Metrics
from api.schemas.answers import answer_json
from api.schemas.openai import (
    MADE,
    MODEL,
    Completion,
    CompletionRequest,
    SearchRequest,
    answer_text,
    footnotes,
    search_page,
    sentence_piece,
)
from api.services import Services
from api.streaming import EventStream, compact, in_thread, opened
from assistant.model import Answer, Asker, Event, Question, Sentence
from assistant.query.analyse import language_of_question
from corpus.errors import DalilError
from corpus.generation.snapshot import Where

_log = structlog.get_logger("dalil.openai")


def openai_routes(services: Services, metrics: Metrics) -> APIRouter:
    """The routes under `/v1`."""
    router = APIRouter(prefix="/v1", tags=["openai"])

    @router.post("/chat/completions", response_class=JSONResponse)
    async def complete(body: CompletionRequest, request: Request, access: AccessHere) -> Response:
        """Answer the last user message from the library. The answer's citations are in `dalil` on the message."""
        question = question_of(body, access.asker)
        completion = Completion.begin(f"chatcmpl-{secrets.token_hex(12)}", str(request.base_url).rstrip("/"))
        finished = Finished(services, metrics, access, completion.id)
        if body.stream:
            events = await opened(services.assistant.stream(question))
            with_usage = body.stream_options is not None and body.stream_options.include_usage
            return EventStream(_chunks(events, question, completion, finished, with_usage=with_usage))
        answer = await in_thread(partial(services.assistant.ask, question))
        await finished.record(question, answer)
        return JSONResponse(completion.whole(answer, question.text))

    @router.get("/models")
    def models() -> dict[str, Any]:
        """The one model."""
        return {"object": "list", "data": [_MODEL]}

    @router.get("/models/{model}")
    def model(model: str) -> dict[str, Any]:
        """The model of this name."""
        _require_known(model)
        return _MODEL

    @router.post("/vector_stores/{store}/search")
    def search(store: str, body: SearchRequest, asker: AskerHere) -> dict[str, Any]:
        """The best passages. There is one store, the library, whatever id a client was given."""
        text = " ".join(body.query) if isinstance(body.query, list) else body.query
        where = Where(tuple(_conditions(body.filters))) if body.filters else Where()
        rows = services.assistant.search(text, k=body.max_num_results, where=where, asker=asker)
        return search_page(body.query, rows, note=services.assistant.search_note(language_of_question(text)))

    return router


_MODEL = {"id": MODEL, "object": "model", "created": MADE, "owned_by": "dalil"}


def question_of(body: CompletionRequest, asker: Asker) -> Question:
    """The question that a conversation ends with. Raises UnknownModel, BadRequest."""
    _require_known(body.model)
    if body.tools or body.functions:
        raise BadRequest("this model calls no tools", subject="tools", remedy="leave tools out")
    if (body.n or 1) != 1:
        raise BadRequest("this model gives one answer", subject="n", remedy="leave n out")
    if body.response_format and body.response_format.get("type") not in (None, "text"):
        raise BadRequest("this model answers in text alone", subject="response_format", remedy="leave response_format out")
    asked = [message for message in body.messages if message.role == "user"]
    if not asked:
        raise BadRequest("there is no user message", subject="messages", remedy="put the question in a message of role user")
    for message in asked:
        for part in message.content if isinstance(message.content, list) else []:
            if part.type != "text":
                raise BadRequest(f"this model reads no {part.type}", subject="messages", remedy="send parts of type text alone")
    return Question(
        asked[-1].text(), language=body.language, asker=asker, history=tuple(message.text() for message in asked[:-1])
    )


def _require_known(model: str) -> None:
    if model != MODEL:
        raise UnknownModel(f"there is no model {model!r}", remedy=f"use {MODEL!r}")


class Finished:
    """What is done with a finished completion: it is counted and recorded."""

    def __init__(self, services: Services, metrics: Metrics, access: Access, id: str) -> None:
        self._services = services
        self._metrics = metrics
        self._access = access
        self._id = id

    async def record(self, question: Question, answer: Answer) -> None:
        """Count the answer and keep it, where answers are kept."""
        self._metrics.answered(answer)
        if self._services.record is not None:
            await in_thread(partial(self._services.record, self._id, question, answer, self._access))


async def _chunks(
    events: AsyncIterator[Event], question: Question, completion: Completion, finished: Finished, *, with_usage: bool
) -> AsyncIterator[str]:
    """The chunks: the role, a sentence each, the footnotes with what they cite, the end, the usage where it was asked for."""

    def chunk(delta: dict[str, Any], finish: str | None = None) -> str:
        return _data(completion.chunk(delta, finish=finish, with_usage=with_usage))

    yield chunk({"role": "assistant", "content": ""})
    told = 0
    try:
        async for item in events:
            if isinstance(item, Sentence):
                yield chunk({"content": sentence_piece(item.text, item.citations, first=told == 0)})
                told += 1
            elif isinstance(item, Answer):
                await finished.record(question, item)
                rest = footnotes(item, root=completion.root) if told else answer_text(item, root=completion.root)
                yield chunk({"content": rest, "dalil": answer_json(item, root=completion.root)})
                yield chunk({}, finish="stop")
                if with_usage:
                    yield _data(completion.last_chunk(question.text, answer_text(item, root=completion.root)))
    except DalilError as exc:
        yield _data(problems.openai_form(problems.problem_of(exc)))
    except Exception:  # the stream has begun, so that no status can say it any more: whatever it was, the reader is told
        _log.exception("stream_failed")
        yield _data(problems.openai_form(problems.unexpected_problem()))
    yield "data: [DONE]\n\n"


def _data(content: dict[str, Any]) -> str:
    return f"data: {compact(content)}\n\n"


def _conditions(filters: dict[str, Any]) -> list[tuple[str, tuple[str, ...]]]:
    """OpenAI's filters as conditions: `eq` and `in` on a key, and `and` over them. Raises BadRequest for anything else."""
    kind = filters.get("type")
    if kind == "and" and isinstance(filters.get("filters"), list):
        return [condition for one in filters["filters"] if isinstance(one, dict) for condition in _conditions(one)]
    key, value = filters.get("key"), filters.get("value")
    values = tuple(str(v) for v in value) if kind == "in" and isinstance(value, list) else (str(value),)
    if kind not in ("eq", "in") or key not in Where.FIELDS:
        remedy = f"use eq, in and `and` over the keys {', '.join(Where.FIELDS)}"
        raise BadRequest("this filter can't be used", subject="filters", remedy=remedy)
    return [(str(key), values)]
