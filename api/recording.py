"""Keeps questions beside answering: in a thread of its own, so that no answer waits for the state database or fails with it.

What can't be kept is told in the log, without its text, and let go. A reader who rates an answer at once is waited for.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import partial

import structlog

from api.access.rules import Access
from assistant.conversation.feedback import Feedback
from assistant.conversation.questions import Questions
from assistant.model import Answer, Question
from corpus.errors import DalilError
from corpus.home import now

_log = structlog.get_logger("dalil.questions")
_MOST_WAITING = 1000
_PATIENCE_S = 2.0
"""How long a rating waits for what is still to be kept."""

_LAST_S = 0.5
"""How long the end of the server does, which has seconds in all."""


class Recorder:
    """Takes questions at once and keeps them one after another."""

    def __init__(self, questions: Questions) -> None:
        self._questions = questions
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="questions")
        self._lock = threading.Lock()
        self._waiting: set[Future[None]] = set()

    def __call__(self, id: str, question: Question, answer: Answer, access: Access, conversation: str) -> None:
        """Keep a question with what became of it. It is an answer's `record`, and never raises."""
        self._later(partial(self._questions.keep, id, question, answer, asker=access.name, at=now()))

    def forget(self) -> None:
        """Let go of what was kept for long enough."""
        self._later(self._questions.forget)

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
        self.settle(_LAST_S)
        self._writer.shutdown(wait=False, cancel_futures=True)

    def _later(self, keep: Callable[[], None]) -> None:
        with self._lock:
            if len(self._waiting) >= _MOST_WAITING:
                _log.warning("question_not_kept", reason="too many wait for the state database")
                return
            try:
                kept = self._writer.submit(_told, keep)
            except RuntimeError:  # the server ends
                return
            self._waiting.add(kept)
        kept.add_done_callback(self._done)

    def _done(self, kept: Future[None]) -> None:
        with self._lock:
            self._waiting.discard(kept)
        if not kept.cancelled() and (failure := kept.exception()) is not None:
            _log.error("question_not_kept", reason=type(failure).__name__)


def _told(keep: Callable[[], None]) -> None:
    try:
        keep()
    except DalilError as exc:
        _log.warning("question_not_kept", reason=exc.what)
