"""The questions that people asked, kept for a while: when, what, as which groups, and whether they were answered.

All SQL of it is here. Neither an answer nor a name is kept: a code stands for the asker's key, so that askers can be counted.
What is older than the settings allow is deleted, with what was said about it.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from hashlib import blake2b
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, Row, case, delete, func, insert, null, select, update

from assistant.conversation.errors import UnknownAnswer
from assistant.conversation.feedback import NOTHING_SAID, Feedback
from assistant.model import Answer, Asker, Question
from assistant.state.engine import State
from assistant.state.tables import closures, feedback, questions
from corpus.home import now
from corpus.model import Language

_SWEEP_EVERY_S = 3600.0
_STAMP = "%Y-%m-%dT%H:%M:%SZ"
_AGAIN = "again"
"""The kind of an answer that nobody asked for anew: a closed gap's question has it since."""


@dataclass(frozen=True, slots=True)
class KeptQuestion:
    """One question as it is kept. `at` is UTC; `groups` None is the owner; `understood` is a follow-up as it was resolved."""

    id: str
    at: str
    text: str
    understood: str
    language: Language
    groups: tuple[str, ...] | None
    asker: str
    abstained: bool
    confidence: float
    kind: str
    feedback: Feedback = NOTHING_SAID

    @property
    def meant(self) -> str:
        """The question as it stands by itself."""
        return self.understood or self.text

    @property
    def as_asker(self) -> Asker:
        """Whoever asked, as the library knows them: their groups."""
        return Asker(None if self.groups is None else frozenset(self.groups))


@dataclass(frozen=True, slots=True)
class Result:
    """A question asked again: whether it is answered now, and from which documents."""

    question: str
    answered: bool
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Closure:
    """A gap that was closed, when, and what became of its questions."""

    gap: str
    at: str
    title: str
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many questions were asked, answered and not, and how many answers were found not useful."""

    asked: int
    answered: int
    unanswered: int
    badly_rated: int


class Questions:
    """The record of questions in the state database. Every method raises StateError when that can't be used."""

    def __init__(self, state: State, *, kept_days: int) -> None:
        self._state = state
        self._kept_days = kept_days
        self._swept: float | None = None

    def keep(self, id: str, question: Question, answer: Answer, *, asker: str, at: str = "") -> None:
        """Keep a question after its answer, but no greeting and none that was only asked back about. `asker` names a key; `at` is
        now unless it is given.
        """
        if answer.kind in ("social", "clarification"):
            return
        self._sweep()
        values = _row(id, question.text, question.asker.groups, pseudonym(asker), answer, at or now())
        with self._state.writing() as db:
            db.execute(insert(questions).values(**values))

    def keep_again(self, id: str, question: KeptQuestion, answer: Answer) -> None:
        """Keep the answer that a question has now that its gap is closed, so that its asker may rate that one too. It counts
        as no question of its own.
        """
        values = _row(id, question.text, question.groups, question.asker, answer, now()) | {"kind": _AGAIN}
        with self._state.writing() as db:
            db.execute(insert(questions).values(**values))

    def rate(self, id: str, said: Feedback) -> None:
        """Keep what its asker thinks of an answer; what was said of it before is replaced. Raises UnknownAnswer."""
        with self._state.writing() as db:
            if db.execute(select(questions.c.id).where(questions.c.id == id)).first() is None:
                raise UnknownAnswer("no answer of this id is kept", subject="id", remedy="send the `id` that came with it")
            db.execute(delete(feedback).where(feedback.c.question == id))
            useful = null() if said.useful is None else int(said.useful)
            values = {"useful": useful, "reason": storable(said.reason), "passed_on": int(said.passed_on), "at": now()}
            db.execute(insert(feedback).values(question=id, **values))

    def wanting(self, since: str = "") -> list[KeptQuestion]:
        """The open questions that were not answered, not well, or passed on; from a time on; the oldest first."""
        self._sweep()
        unwell = (questions.c.abstained == 1) | (feedback.c.useful == 0) | (feedback.c.passed_on == 1)
        wanted = (
            select(questions, feedback.c.useful, feedback.c.reason, feedback.c.passed_on)
            .outerjoin(feedback, feedback.c.question == questions.c.id)
            .where((questions.c.closed == "") & (questions.c.at >= since) & unwell)
            .order_by(questions.c.at, questions.c.id)
        )
        with self._state.reading() as db:
            return [_kept(row) for row in db.execute(wanted)]

    def tally(self, since: str = "") -> Tally:
        """Counts of everything that is kept from a time on, closed gaps among it."""
        badly = func.count(case((feedback.c.useful == 0, 1)))
        counted = (
            select(func.count(case((questions.c.kind != _AGAIN, 1))), func.count(case((questions.c.abstained == 1, 1))), badly)
            .select_from(questions.outerjoin(feedback, feedback.c.question == questions.c.id))
            .where(questions.c.at >= since)
        )
        with self._state.reading() as db:
            asked, unanswered, rated = db.execute(counted).one()
        return Tally(asked, asked - unanswered, unanswered, rated)

    def close(self, closure: Closure, ids: Sequence[str]) -> None:
        """Close a gap: its questions are open no more."""
        with self._state.writing() as db:
            for id in ids:
                db.execute(update(questions).where(questions.c.id == id).values(closed=closure.gap))
            results = [asdict(result) for result in closure.results]
            db.execute(delete(closures).where(closures.c.gap == closure.gap))
            db.execute(insert(closures).values(gap=closure.gap, at=closure.at, title=storable(closure.title), results=results))

    def closures(self) -> list[Closure]:
        """The gaps that were closed, the latest first."""
        with self._state.reading() as db:
            rows = db.execute(select(closures).order_by(closures.c.at.desc(), closures.c.gap))
            return [_closure(row) for row in rows]

    def forget(self) -> None:
        """Delete what was asked or closed longer ago than questions are kept."""
        oldest = (datetime.now(UTC) - timedelta(days=self._kept_days)).strftime(_STAMP)
        with self._state.writing() as db:
            db.execute(delete(questions).where(questions.c.at < oldest))
            db.execute(delete(closures).where(closures.c.at < oldest))

    def _sweep(self) -> None:
        """Forget what is due, at most once an hour."""
        if self._swept is None or time.monotonic() - self._swept > _SWEEP_EVERY_S:
            self.forget()
            self._swept = time.monotonic()


def beginning_of(day: date | None, timezone: str) -> str:
    """When a day begins in a time zone, in UTC as it is kept; empty for no day."""
    if day is None:
        return ""
    return datetime.combine(day, clock(), ZoneInfo(timezone)).astimezone(UTC).strftime(_STAMP)


def pseudonym(name: str) -> str:
    """The code that stands for a key: it lets askers be counted without naming them. It is no secret: names can be tried."""
    return blake2b(storable(name).encode(), digest_size=8, person=b"asker").hexdigest()


def storable(text: str) -> str:
    """Text that every database takes: without halves of surrogate pairs and without NUL."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")


def _row(id: str, text: str, groups: Iterable[str] | None, asker: str, answer: Answer, at: str) -> dict[str, Any]:
    return {
        "id": id,
        "at": at,
        "text": storable(text),
        "understood": storable(answer.understood_as),
        "language": answer.language,
        "groups": JSON.NULL if groups is None else sorted(map(storable, groups)),
        "asker": asker,
        "abstained": int(answer.abstained),
        "confidence": answer.confidence,
        "kind": answer.kind,
        "closed": "",
    }


def _kept(row: Row[Any]) -> KeptQuestion:
    said = Feedback(
        useful=None if row.useful is None else bool(row.useful), reason=row.reason or "", passed_on=bool(row.passed_on)
    )
    return KeptQuestion(
        id=row.id,
        at=row.at,
        text=row.text,
        understood=row.understood,
        language="ar" if row.language == "ar" else "en",
        groups=None if row.groups is None else tuple(row.groups),
        asker=row.asker,
        abstained=bool(row.abstained),
        confidence=row.confidence,
        kind=row.kind,
        feedback=said,
    )


def _closure(row: Row[Any]) -> Closure:
    results = tuple(Result(one["question"], one["answered"], tuple(one["documents"])) for one in row.results)
    return Closure(row.gap, row.at, row.title, results)
