"""OpenAI's wire format, as far as it has a meaning here. What a client may send beside it is let through unread."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, Field

from api.schemas.answers import answer_json
from assistant.model import Answer, SearchResult

MODEL = "dalil"
MADE = 1_763_942_400
"""When the model of this name came to be: clients want a time, and it is always the same."""


class ContentPart(BaseModel):
    """A part of a message; only text has a meaning here."""

    type: str
    text: str = ""


class Message(BaseModel):
    """One turn of a conversation."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[ContentPart] | None = None

    def text(self) -> str:
        """What the message says."""
        if isinstance(self.content, str):
            return self.content
        return "\n".join(part.text for part in self.content or [] if part.type == "text")


class StreamOptions(BaseModel):
    """How to stream."""

    include_usage: bool = False


class CompletionRequest(BaseModel):
    """A request to `POST /v1/chat/completions`. `language` is ours: the language wanted for the answer."""

    model: str
    messages: list[Message] = Field(min_length=1)
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    n: int | None = 1
    tools: list[Any] | None = None
    functions: list[Any] | None = None
    response_format: dict[str, Any] | None = None
    language: Literal["ar", "en", ""] = ""


class SearchRequest(BaseModel):
    """A request to `POST /v1/vector_stores/{id}/search`."""

    query: str | list[str]
    max_num_results: int = Field(10, ge=1, le=50)
    filters: dict[str, Any] | None = None
    rewrite_query: bool = False


@dataclass(frozen=True, slots=True)
class Completion:
    """What the objects of one completion have in common. `root` is the address that the server is reached at."""

    id: str
    created: int
    root: str = ""

    @classmethod
    def begin(cls, id: str, root: str) -> "Completion":
        """A completion that begins now."""
        return cls(id, int(time.time()), root)

    def whole(self, answer: Answer, prompt: str) -> dict[str, Any]:
        """The completion as one object."""
        text = answer_text(answer, root=self.root)
        message = {"role": "assistant", "content": text, "refusal": None, "dalil": answer_json(answer, root=self.root)}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        return self._object("chat.completion") | {"choices": [choice], "usage": usage(prompt, text)}

    def chunk(self, delta: dict[str, Any], *, finish: str | None = None, with_usage: bool = False) -> dict[str, Any]:
        """A chunk of the completion; where usage was asked for, all but the last say that theirs is not known."""
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return self._object("chat.completion.chunk") | {"choices": [choice]} | ({"usage": None} if with_usage else {})

    def last_chunk(self, prompt: str, text: str) -> dict[str, Any]:
        """The chunk that tells the usage."""
        return self._object("chat.completion.chunk") | {"choices": [], "usage": usage(prompt, text)}

    def _object(self, kind: str) -> dict[str, Any]:
        return {"id": self.id, "object": kind, "created": self.created, "model": MODEL, "system_fingerprint": None}


def usage(prompt: str, completion: str) -> dict[str, int]:
    """The usage, counted in words: no language model's tokens are spent."""
    asked, told = len(prompt.split()), len(completion.split())
    return {"prompt_tokens": asked, "completion_tokens": told, "total_tokens": asked + told}


def answer_text(answer: Answer, *, root: str = "") -> str:
    """The answer as text with its sources as numbered footnotes."""
    return "".join(answer_pieces(answer, root=root))


def answer_pieces(answer: Answer, *, root: str = "") -> Iterator[str]:
    """The same in pieces: a sentence each, then the footnotes."""
    if not answer.sentences:
        yield answer.answer
        if answer.kind == "social":
            yield "".join(f"\n• {choice.question}" for choice in answer.choices)
        return
    for at, sentence in enumerate(answer.sentences):
        yield sentence_piece(sentence.text, sentence.citations, first=at == 0)
    yield footnotes(answer, root=root)


def sentence_piece(text: str, citations: tuple[int, ...], *, first: bool) -> str:
    """A sentence with its marks, as it follows on the one before."""
    return ("" if first else "\n\n") + text.strip() + "".join(f" [{n}]" for n in citations)


def footnotes(answer: Answer, *, root: str = "") -> str:
    """The notes and sources under an answer, a line each."""
    arabic = answer.language == "ar"
    lines = [f"{note}" for note in answer.notes]
    if answer.citations:
        lines.append("المصادر:" if arabic else "Sources:")
    for citation in answer.citations:
        page = f"{'الصفحة' if arabic else 'page'} {citation.page_label or citation.page}"
        link = root + citation.url if citation.url.startswith("/") else citation.url
        lines.append(f"[{citation.n}] {citation.title or citation.document}{'،' if arabic else ','} {page}: {link}")
    return "\n\n" + "\n".join(lines) if lines else ""


def search_page(query: str | list[str], found: list[SearchResult], *, note: str = "") -> dict[str, Any]:
    """Passages as a page of a vector store's search; a `note` stands beside OpenAI's fields where there is one."""
    rows = [
        {
            "file_id": result.document,
            "filename": result.title or result.document,
            "score": result.score,
            "attributes": {
                "language": result.language,
                "page": result.page,
                "heading": result.heading[:512],
                "start": result.start,
                "end": result.end,
            },
            "content": [{"type": "text", "text": result.text}],
        }
        for result in found
    ]
    asked = query if isinstance(query, list) else [query]
    return {
        "object": "vector_store.search_results.page",
        "search_query": asked,
        "data": rows,
        "has_more": False,
        "next_page": None,
    } | ({"note": note} if note else {})
