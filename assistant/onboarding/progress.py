"""What is kept of learners: who follows which path, what they answered, what they should see again. All SQL of it is here.

Answers are only ever added, in one transaction with the memory of their points, so that two devices at once, a kill or a lock
take nothing away: an answer is kept whole or the sender is told that it wasn't. One that is sent twice (by its sender's id)
counts once.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import Connection, CursorResult, Row, delete, func, insert, select, update

from assistant.onboarding.closed import Given
from assistant.onboarding.model import Judgement, Outcome, Path, PointJudgement, Step
from assistant.onboarding.schedule import reviewed
from assistant.state.engine import State, add_once
from assistant.state.tables import attempts, cards, enrolments, learners, objections
from corpus.model import Language

_LARGEST_ID = 2**31 - 1
"""What an id can be in every database."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A learner on a path: since when, and the fingerprint of each step as the learner knows it."""

    path: str
    started: str
    steps: dict[str, str]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One answer as it was kept, with its judgement."""

    id: int
    learner: str
    path: str
    step: str
    fingerprint: str
    given: Given
    judgement: Judgement
    score: float
    review: bool
    at: str


@dataclass(frozen=True, slots=True)
class CardRow:
    """A learner's memory of one key point. `outcome` is what became of it last."""

    path: str
    step: str
    point: str
    card: dict[str, Any]
    due: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Objection:
    """A learner holds that a point was made after all."""

    attempt: int
    point: str
    note: str
    at: str


class Progress:
    """The learners' records in the state database."""

    def __init__(self, state: State) -> None:
        self._state = state

    def known(self, learner: str) -> bool:
        """Whether a learner has begun anything."""
        with self._state.reading() as db:
            return db.execute(select(learners.c.id).where(learners.c.id == learner)).first() is not None

    def enrol(self, learner: str, path: Path, language: Language, now: datetime) -> Enrolment:
        """Begin a path, or go on with it: beginning twice changes nothing."""
        steps = {step.id: step.fingerprint for step in path.steps}
        with self._state.writing() as db:
            add_once(db, insert(learners).values(id=learner, language=language, since=stamp(now)))
            add_once(db, insert(enrolments).values(learner=learner, path=path.id, started=stamp(now), steps=steps))
        return cast(Enrolment, self.enrolment(learner, path.id))

    def enrolment(self, learner: str, path: str) -> Enrolment | None:
        """A learner's place on one path; None before it was begun."""
        return next((one for one in self.enrolments(learner) if one.path == path), None)

    def enrolments(self, learner: str) -> list[Enrolment]:
        """The paths that a learner has begun, the latest first."""
        wanted = (
            select(enrolments).where(enrolments.c.learner == learner).order_by(enrolments.c.started.desc(), enrolments.c.path)
        )
        with self._state.reading() as db:
            return [Enrolment(row.path, row.started, dict(row.steps)) for row in db.execute(wanted)]

    def acknowledge(self, learner: str, path: Path) -> None:
        """Note that a learner was told how the path has changed."""
        steps = {step.id: step.fingerprint for step in path.steps}
        place = (enrolments.c.learner == learner) & (enrolments.c.path == path.id)
        with self._state.writing() as db:
            db.execute(update(enrolments).where(place).values(steps=steps))

    def record(
        self, learner: str, path: Path, step: Step, given: Given, judgement: Judgement, *, sent: str, review: bool, now: datetime
    ) -> Attempt:
        """Keep an answer and what it does to the memory of its points; the one that was kept first, when it was sent before."""
        with self._state.writing() as db:
            # One learner's answers are written one after the other, whatever the database.
            db.execute(select(learners.c.id).where(learners.c.id == learner).with_for_update()).first()
            earlier = db.execute(select(attempts).where((attempts.c.learner == learner) & (attempts.c.sent == sent))).first()
            if earlier is not None:
                return _attempt(earlier)
            values = {
                "learner": learner,
                "path": path.id,
                "step": step.id,
                "fingerprint": step.fingerprint,
                "sent": sent,
                "given": {"text": given.text, "chosen": list(given.chosen), "truth": given.truth},
                "judgement": asdict(judgement),
                "score": judgement.score,
                "review": int(review),
                "at": stamp(now),
            }
            kept = _key_of(db.execute(insert(attempts).values(**values)))
            self._remember(db, learner, path.id, step.id, judgement.points, now)
            return Attempt(
                kept, learner, path.id, step.id, step.fingerprint, given, judgement, judgement.score, review, stamp(now)
            )

    def _remember(
        self, db: Connection, learner: str, path: str, step: str, points: Iterable[PointJudgement], now: datetime
    ) -> None:
        of_step = (cards.c.learner == learner) & (cards.c.path == path) & (cards.c.step == step)
        known = {row.point: dict(row.card) for row in db.execute(select(cards).where(of_step))}
        for point in points:
            memory = reviewed(known.get(point.id), point.outcome, now)
            values = {"card": memory.card, "due": stamp(memory.due), "outcome": point.outcome}
            if point.id in known:
                db.execute(update(cards).where(of_step & (cards.c.point == point.id)).values(**values))
            else:
                db.execute(insert(cards).values(learner=learner, path=path, step=step, point=point.id, **values))

    def attempts_of(self, learner: str, path: str) -> list[Attempt]:
        """A learner's answers on a path, the oldest first."""
        wanted = select(attempts).where((attempts.c.learner == learner) & (attempts.c.path == path)).order_by(attempts.c.id)
        with self._state.reading() as db:
            return [_attempt(row) for row in db.execute(wanted)]

    def best_of(self, learner: str, path: str) -> dict[str, float]:
        """The best score of every step of a path that a learner answered."""
        own = (attempts.c.learner == learner) & (attempts.c.path == path)
        wanted = select(attempts.c.step, func.max(attempts.c.score)).where(own).group_by(attempts.c.step)
        with self._state.reading() as db:
            return {step: float(score) for step, score in db.execute(wanted)}

    def cards_of(self, learner: str) -> list[CardRow]:
        """A learner's memory of every point, the most overdue first."""
        wanted = select(cards).where(cards.c.learner == learner).order_by(cards.c.due, cards.c.path, cards.c.step, cards.c.point)
        with self._state.reading() as db:
            return [CardRow(row.path, row.step, row.point, dict(row.card), row.due, row.outcome) for row in db.execute(wanted)]

    def object_to(self, learner: str, attempt: int, point: str, note: str, now: datetime) -> bool:
        """Keep that a learner holds a point to be made after all; False when the answer isn't this learner's, or has
        no such point.
        """
        if not 0 < attempt <= _LARGEST_ID:
            return False
        with self._state.writing() as db:
            own = db.execute(select(attempts).where((attempts.c.id == attempt) & (attempts.c.learner == learner))).first()
            if own is None or all(judged.id != point for judged in _attempt(own).judgement.points):
                return False
            add_once(db, insert(objections).values(attempt=attempt, point=point, note=note, at=stamp(now)))
            return True

    def everyone(self) -> list[tuple[str, Enrolment]]:
        """Every learner on every path, for those who guide."""
        with self._state.reading() as db:
            rows = db.execute(select(enrolments).order_by(enrolments.c.path, enrolments.c.learner))
            return [(row.learner, Enrolment(row.path, row.started, dict(row.steps))) for row in rows]

    def all_attempts(self, path: str = "") -> list[Attempt]:
        """Every answer of every learner, on one path or all, the oldest first."""
        wanted = select(attempts).order_by(attempts.c.id)
        with self._state.reading() as db:
            return [_attempt(row) for row in db.execute(wanted.where(attempts.c.path == path) if path else wanted)]

    def objections(self) -> list[Objection]:
        """Everything that learners object to, the newest first."""
        with self._state.reading() as db:
            rows = db.execute(select(objections).order_by(objections.c.at.desc(), objections.c.attempt.desc()))
            return [Objection(row.attempt, row.point, row.note, row.at) for row in rows]

    def export(self, learner: str) -> dict[str, Any]:
        """Everything that is kept of a learner."""
        with self._state.reading() as db:
            own = select(attempts.c.id).where(attempts.c.learner == learner)
            return {
                "learner": [_plain(row) for row in db.execute(select(learners).where(learners.c.id == learner))],
                "paths": [_plain(row) for row in db.execute(select(enrolments).where(enrolments.c.learner == learner))],
                "answers": [_plain(row) for row in db.execute(select(attempts).where(attempts.c.learner == learner))],
                "memory": [_plain(row) for row in db.execute(select(cards).where(cards.c.learner == learner))],
                "objections": [_plain(row) for row in db.execute(select(objections).where(objections.c.attempt.in_(own)))],
            }

    def erase(self, learner: str) -> int:
        """Forget a learner; gives how many answers were forgotten."""
        with self._state.writing() as db:
            own = select(attempts.c.id).where(attempts.c.learner == learner)
            count = db.execute(select(func.count()).select_from(attempts).where(attempts.c.learner == learner)).scalar_one()
            db.execute(delete(objections).where(objections.c.attempt.in_(own)))
            for table in (attempts, cards, enrolments):
                db.execute(delete(table).where(table.c.learner == learner))
            db.execute(delete(learners).where(learners.c.id == learner))
        return int(count)


def stamp(moment: datetime) -> str:
    """A moment as the tables keep it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _plain(row: Row[Any]) -> dict[str, Any]:
    return dict(row._mapping)


def _attempt(row: Row[Any]) -> Attempt:
    kept = dict(row.judgement)
    points = tuple(PointJudgement(**point) for point in kept.pop("points"))
    given = Given(row.given["text"], tuple(row.given["chosen"]), row.given["truth"])
    judgement = Judgement(points=points, **kept)
    return Attempt(
        row.id, row.learner, row.path, row.step, row.fingerprint, given, judgement, row.score, bool(row.review), row.at
    )


def _key_of(inserted: CursorResult[Any]) -> int:
    key = inserted.inserted_primary_key
    return int(key[0]) if key else 0
