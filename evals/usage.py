"""What a chat model was given and wrote for one question, in tokens, however often it was asked.

LangChain tells a handler of every call that is made under it. A server's own count is taken where it reports one; elsewhere
LangChain's estimate of the messages stands in.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any
from uuid import UUID

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.messages.utils import count_tokens_approximately
from langchain_core.outputs import ChatGeneration, LLMResult
from langchain_core.tracers.context import register_configure_hook


class Meter(BaseCallbackHandler):
    """Counts the tokens of the calls that it is told of."""

    def __init__(self) -> None:
        self.tokens = 0
        self._given: dict[UUID, int] = {}

    def on_chat_model_start(
        self, serialized: dict[str, Any], messages: list[list[BaseMessage]], *, run_id: UUID, **_: Any
    ) -> None:
        """A call begins: what is given to the model."""
        self._given[run_id] = _estimate([message for batch in messages for message in batch])

    def on_llm_end(self, response: LLMResult, *, run_id: UUID, **_: Any) -> None:
        """A call ended: what the server says of it, else what was given and written."""
        given = self._given.pop(run_id, 0)
        written = [one.message for batch in response.generations for one in batch if isinstance(one, ChatGeneration)]
        reported = sum(one.usage_metadata["total_tokens"] for one in written if isinstance(one, AIMessage) and one.usage_metadata)
        self.tokens += reported or given + _estimate(written)

    def on_llm_error(self, error: BaseException, *, run_id: UUID, **_: Any) -> None:
        """A call broke off: what was given was given all the same."""
        self.tokens += self._given.pop(run_id, 0)


def _estimate(messages: Sequence[BaseMessage]) -> int:
    return int(count_tokens_approximately(messages))


@contextmanager
def metered() -> Iterator[Meter]:
    """Count what is asked of chat models meanwhile, in this thread."""
    meter = Meter()
    place = _place()
    token = place.set(meter)
    try:
        yield meter
    finally:
        place.reset(token)


@cache
def _place() -> ContextVar[Meter | None]:
    """Where LangChain looks for the meter of the moment."""
    place: ContextVar[Meter | None] = ContextVar("dalil_meter", default=None)
    register_configure_hook(place, inheritable=True)
    return place
