"""A blocking stream of events as server-sent events, which end when the reader goes away.

Each step of the generator runs in a worker thread. A reader who leaves cancels the wait; the step under way ends by itself, no
other is begun, and the generator is closed as it is let go.
"""

import json
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, TypeVar

from anyio.to_thread import run_sync
from starlette.responses import StreamingResponse

Item = TypeVar("Item")
HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}


class EventStream(StreamingResponse):
    """A response of server-sent events."""

    def __init__(self, events: AsyncIterator[str]) -> None:
        super().__init__(events, media_type="text/event-stream", headers=HEADERS)


def event(name: str, data: Any) -> str:
    """One named event; its data is JSON, on one line."""
    return f"event: {name}\ndata: {compact(data)}\n\n"


def compact(data: Any) -> str:
    """JSON on one line, in its own letters."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


async def in_thread(call: Callable[[], Item]) -> Item:
    """Runs a blocking call in a worker thread; whoever waits for it may leave before it ends."""
    return await run_sync(call, abandon_on_cancel=True)


async def steps(blocking: Iterator[Item]) -> AsyncIterator[Item]:
    """The items of a blocking iterator, each made in a worker thread."""
    stepper = _Stepper(blocking)
    try:
        while not stepper.ended:
            item = await in_thread(stepper.step)
            if not stepper.ended:
                yield item
    finally:
        stepper.leave()


async def opened(blocking: Iterator[Item]) -> AsyncIterator[Item]:
    """The same, once the first item is there: what is wrong from the start is raised here, while a status can still say it."""
    items = steps(blocking)
    first = await anext(items)

    async def all_items() -> AsyncIterator[Item]:
        yield first
        async for item in items:
            yield item

    return all_items()


class _Stepper:
    """Takes an iterator's steps one by one, and closes it when its reader leaves: at once, or after the step under way."""

    def __init__(self, blocking: Iterator[Any]) -> None:
        self._blocking = blocking
        self._stepping = threading.Lock()
        self._left = False
        self.ended = False

    def step(self) -> Any:
        """The next item; None, with `ended` set, after the last."""
        with self._stepping:
            try:
                item = next(self._blocking)
            except StopIteration:
                item, self.ended = None, True
        if self._left:
            self.leave()
        return item

    def leave(self) -> None:
        """Ask for no more."""
        self._left = True
        if self._stepping.acquire(blocking=False):
            try:
                close = getattr(self._blocking, "close", None)
                if close is not None:
                    close()
            finally:
                self._stepping.release()
