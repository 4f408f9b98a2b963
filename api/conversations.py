"""The conversations that go on: what a follow-up leans on, and where its answer is kept.

A conversation is known by the id that its client gave it, and only to the holder of the key under which it was begun. The latest
questions are held in memory for an hour, so that a follow-up is understood at once and while the state database is away; those
of other conversations are read from there, where conversations are kept.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from api.access.rules import Access
from assistant.conversation.followup import LOOKED_BACK, leans
from assistant.conversation.history import Conversations, Turn
from assistant.state.errors import StateAway

_MOST = 2000
_KEPT_S = 3600.0

Settle = Callable[[], None]
KeepTurn = Callable[[Access, str, Turn, str], None]
"""Keeps a turn of somebody's conversation, in the place of another (empty: of none). It never raises and never waits."""


@dataclass(frozen=True, slots=True)
class _Talk:
    questions: tuple[str, ...]
    last_s: float


class Talks:
    """What was asked in each conversation, as it was written. May be shared between threads.

    Without `kept` nothing outlives the memory. `settle` waits until what was to be kept just now is kept.
    """

    def __init__(
        self,
        kept: Conversations | None = None,
        *,
        keep: KeepTurn = lambda *_: None,
        settle: Settle = lambda: None,
        held_s: float = _KEPT_S,
        most: int = _MOST,
    ) -> None:
        self._kept = kept
        self._keep = keep
        self.settle = settle
        self._held_s = held_s
        self._most = most
        self._lock = threading.Lock()
        self._talks: OrderedDict[tuple[str, str], _Talk] = OrderedDict()

    @property
    def kept(self) -> Conversations | None:
        """The conversations in the state database; None where they aren't kept."""
        return self._kept

    def so_far(self, access: Access, conversation: str, question: str) -> tuple[str, ...]:
        """The questions that a question may lean on, oldest first.

        Raises StateAway when they can't be reached and the question makes no sense without them.
        """
        with self._lock:
            self._forget()
            talk = self._talks.get((access.name, conversation))
        if talk is not None:
            return talk.questions
        try:
            return self._kept.before(access.name, conversation) if self._kept is not None else ()
        except StateAway:
            if leans(question):
                raise
            return ()

    def told(self, access: Access, conversation: str, turn: Turn, *, before: tuple[str, ...], replaces: str = "") -> None:
        """Note a turn, and keep it; `before` is what `so_far` gave for it."""
        if turn.answer.kind != "social":
            key = (access.name, conversation)
            with self._lock:
                talk = self._talks.pop(key, None)
                earlier = talk.questions if talk else before
                if replaces and earlier and earlier[-1] == turn.question:
                    earlier = earlier[:-1]
                self._talks[key] = _Talk((*earlier, turn.question)[-LOOKED_BACK:], time.monotonic())
                self._forget()
        if self._kept is not None:
            self._keep(access, conversation, turn, replaces)

    def deleted(self, access: Access, conversation: str | None = None) -> None:
        """Let go of what is held of a conversation, or of everything of its asker."""
        with self._lock:
            for key in [key for key in self._talks if key[0] == access.name and conversation in (None, key[1])]:
                del self._talks[key]

    def _forget(self) -> None:
        """Let go of those that have rested, which stand first, and of more than may be held."""
        until = time.monotonic() - self._held_s
        while self._talks and (len(self._talks) > self._most or next(iter(self._talks.values())).last_s <= until):
            self._talks.popitem(last=False)
