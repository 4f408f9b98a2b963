"""Keeps a server ready: the model loaded, the newest generation open, the questions to suggest found, before anybody asks; and
what answers are judged by, on the paths that learners follow, before they answer.

A generation that a server doesn't read any more is let go soon after the sync that replaced it, though nobody asks meanwhile: so
`prune` need not wait for the next question.
"""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress

from api.access.keys import list_keys
from api.settings import Settings
from assistant.assistant import Assistant
from assistant.model import Asker
from assistant.onboarding.course import Course
from corpus.errors import DalilError
from corpus.home import Home

_LOOK_S = 2.0
"""How often a newer generation is looked for."""

_MOST_ASKERS = 8
_PATIENCE_S = 1.0


def first_askers(settings: Settings, home: Home) -> list[Asker]:
    """As whom people will ask: the holders of keys, the groups of most keys first; without a key, whom loopback is taken for."""
    held = Counter(frozenset(key.groups) for key in list_keys(home))
    if held:
        return [Asker(groups) for groups, _ in held.most_common(_MOST_ASKERS)]
    return [Asker(None if settings.loopback_as is None else frozenset(settings.loopback_as))]


class Readiness:
    """Looks after an assistant and its course in a thread of its own, from `start` to `end`. `tell` is told the first questions,
    once.
    """

    def __init__(self, assistant: Assistant, course: Course, askers: Sequence[Asker], tell: Callable[[list[str]], None]) -> None:
        self._assistant = assistant
        self._course = course
        self._askers = askers
        self._tell = tell
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look_after, name="readiness", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def end(self) -> None:
        """Look no more; waits a moment for what is under way."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join(_PATIENCE_S)

    def _look_after(self) -> None:
        told = False
        while not self._ended.is_set():
            with suppress(DalilError):  # nothing indexed yet, or an index that can't be read: who asks is told
                found = self._prepare()
                if not told:
                    self._tell(found)
                    told = True
                self._course.prepare()
            self._ended.wait(_LOOK_S)

    def _prepare(self) -> list[str]:
        """Find the suggestions for everyone, which opens what they need; those in Arabic of the first asker are given."""
        found = [self._assistant.suggestions(asker, language) for asker in self._askers for language in ("ar", "en")]
        return found[0]
