"""What the doors call: the assistant, the sync, the record of questions. `create_app` is given one of these.

The routes see these shapes alone, so that no route knows `ingest`, and a test may put in an assistant that fails in its own way.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from api.access.rules import Access
from api.conversations import Talks
from assistant.conversation.feedback import Feedback
from assistant.conversation.gaps import Gaps
from assistant.model import Answer, Asker, Event, Question, SearchResult
from assistant.onboarding.course import Course
from assistant.retrieval.explain import Explanation
from corpus.generation.snapshot import Snapshot, Where
from corpus.model import Language


class Asked(Protocol):
    """The assistant as the doors use it; `assistant.assistant.Assistant` is the one."""

    def snapshot(self) -> Snapshot:
        """The generation that is served now. Raises NothingIndexed."""
        ...

    def ask(self, question: Question) -> Answer:
        """The whole answer."""
        ...

    def stream(self, question: Question) -> Iterator[Event]:
        """The answer as it comes: statuses, sources, sentences, then the whole answer. It blocks."""
        ...

    def search(
        self, text: str, *, k: int, language: str = "", where: Where = ..., asker: Asker = ..., around: int = 0
    ) -> list[SearchResult]:
        """The best passages, best first, with so many passages before and after each."""
        ...

    def search_note(self, language: Language) -> str:
        """What who searches should know of the library as it is served now; mostly nothing."""
        ...

    def search_explained(
        self, text: str, *, k: int, language: str = "", where: Where = ..., asker: Asker = ...
    ) -> list[tuple[SearchResult, Explanation]]:
        """The same, each with why it was found."""
        ...

    def suggestions(self, asker: Asker, language: str) -> list[str]:
        """Questions that the library can answer."""
        ...


Tell = Callable[[str, str, int, int], None]
"""Told as a sync goes: the stage, the document it is at, how many steps of the stage are done, and of how many."""

Sync = Callable[[Tell], Mapping[str, Any]]
"""Runs a sync to its end, telling its progress, and gives what `dalil index sync --json` prints."""

Record = Callable[[str, Question, Answer, Access], None]
"""Keeps a question and what became of it: the answer's id, both, and who asked."""

Rate = Callable[[str, Feedback], None]
"""Keeps what its asker thinks of an answer, by the answer's id. Raises UnknownAnswer, StateError."""


@dataclass(frozen=True, slots=True)
class Services:
    """What the doors call. Without a `sync` the administration's button is away, without a `record` nothing is kept, without
    `rate` and `gaps` there is no feedback and no list of gaps, without a `course` there is no onboarding. Without other `talks`
    conversations are held in memory alone.
    """

    assistant: Asked
    sync: Sync | None = None
    record: Record | None = None
    rate: Rate | None = None
    gaps: Gaps | None = None
    course: Course | None = None
    talks: Talks = field(default_factory=Talks)
    close: Callable[[], None] = field(default=lambda: None)
