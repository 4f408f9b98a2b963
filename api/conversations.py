"""The last questions of the conversations that go on now, so that a follow-up is understood. In memory, and for an hour.

A conversation is known by the id that its client gave it, and only to the holder of the key under which it was begun.
"""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

_TURNS = 6
_MOST = 2000
_KEPT_S = 3600.0

Key = tuple[str, str]
"""The name of the asker's key, and the conversation's id."""


@dataclass(frozen=True, slots=True)
class _Talk:
    questions: tuple[str, ...]
    last_s: float


class Conversations:
    """What was asked in each, as it was understood. May be shared between threads."""

    def __init__(self, *, kept_s: float = _KEPT_S, most: int = _MOST) -> None:
        self._kept_s = kept_s
        self._most = most
        self._lock = threading.Lock()
        self._talks: OrderedDict[Key, _Talk] = OrderedDict()

    def so_far(self, key: Key) -> tuple[str, ...]:
        """The questions that were asked before in a conversation, the latest last."""
        with self._lock:
            self._forget()
            talk = self._talks.get(key)
            return talk.questions if talk else ()

    def asked(self, key: Key, understood: str) -> None:
        """Note what was asked now."""
        with self._lock:
            before = self._talks.pop(key, None)
            questions = (*(before.questions if before else ()), understood)[-_TURNS:]
            self._talks[key] = _Talk(questions, time.monotonic())
            self._forget()

    def _forget(self) -> None:
        """Let go of those that have rested, which stand first, and of more than may be kept."""
        until = time.monotonic() - self._kept_s
        while self._talks and (len(self._talks) > self._most or next(iter(self._talks.values())).last_s <= until):
            self._talks.popitem(last=False)
