"""Keeps questions and conversations beside answering: in a thread of its own, so that no answer waits for the state database or
fails with it.

While that is locked or away, what is to be kept waits and is tried again for some minutes. What can't be kept then is told in the
log, without its text, and let go. A reader who rates an answer or opens a conversation at once is waited for.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from functools import partial

import structlog

from api.access.rules import Access
from assistant.conversation.feedback import Feedback
from assistant.conversation.history import Conversations, Turn
from assistant.conversation.questions import Questions
from assistant.model import Answer, Question
from assistant.state.errors import StateAway
from corpus.errors import DalilError
from corpus.home import now

_log = structlog.get_logger("dalil.questions")
_MOST_WAITING = 1000
_TRIED_AGAIN_AFTER_S = (0.5, 1, 2, 5, 10, 20, 40, 60, 60, 60)
_PATIENCE_S = 2.0
"""How long a rating waits for what is still to be kept."""

_LAST_S = 0.5
"""How long the end of the server does, which has seconds in all."""


class Recorder:
    """Takes questions and turns at once and keeps them one after another."""

    def __init__(self, questions: Questions, conversations: Conversations) -> None:
        self._questions = questions
        self._conversations = conversations
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="questions")
        self._lock = threading.Lock()
        self._waiting: set[Future[None]] = set()
        self._ending = threading.Event()

    def __call__(self, id: str, question: Question, answer: Answer, access: Access) -> None:
        """Keep a question with what became of it. It is an answer's `record`, and never raises."""
        self._later(partial(self._questions.keep, id, question, answer, asker=access.name, at=now()))

    def keep_turn(self, access: Access, conversation: str, turn: Turn, replaces: str) -> None:
        """Keep a turn of a conversation. It never raises."""
        self._later(partial(self._conversations.keep, access.name, conversation, replace(turn, at=now()), replaces=replaces))

    def forget(self) -> None:
        """Let go of what was kept for long enough."""
        self._later(self._questions.forget)
        self._later(self._conversations.forget)

    def rate(self, id: str, said: Feedback) -> None:
        """Keep what its asker thinks of an answer. Raises UnknownAnswer, StateError."""
        self.settle()
        self._questions.rate(id, said)

    def settle(self, patience_s: float = _PATIENCE_S) -> None:
        """Wait until what was taken so far is kept, or for as long as patience lasts."""
        with self._lock:
            waiting = set(self._waiting)
        wait(waiting, timeout=patience_s)

    def close(self) -> None:
        """Keep what is still waiting, as far as patience lasts, and take no more."""
        self._ending.set()
        self.settle(_LAST_S)
        self._writer.shutdown(wait=False, cancel_futures=True)

    def _later(self, keep: Callable[[], None]) -> None:
        with self._lock:
            if len(self._waiting) >= _MOST_WAITING:
                _log.warning("question_not_kept", reason="too many wait for the state database")
                return
            try:
                kept = self._writer.submit(self._keep, keep)
            except RuntimeError:  # the server ends
                return
            self._waiting.add(kept)
        kept.add_done_callback(self._done)

    def _done(self, kept: Future[None]) -> None:
        with self._lock:
            self._waiting.discard(kept)
        if not kept.cancelled() and (failure := kept.exception()) is not None:
            _log.error("question_not_kept", reason=type(failure).__name__)

    def _keep(self, keep: Callable[[], None]) -> None:
        """Keep one thing, and try again where the database is away."""
        for pause in (*_TRIED_AGAIN_AFTER_S, None):
            try:
                return keep()
            except StateAway as exc:
                if pause is None or self._ending.wait(pause):
                    _log.warning("question_not_kept", reason=exc.what)
                    return None
            except DalilError as exc:
                _log.warning("question_not_kept", reason=exc.what)
                return None
        return None
