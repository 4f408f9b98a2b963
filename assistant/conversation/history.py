"""Conversations as they are kept: each its asker's own, with every question and the answer as it was told.

All SQL of them is here. A code stands for the asker's key in place of its name. An answer is kept as it was told, and shown as
long as its asker may read every document that it cites; `as_readable` sees to that. What has rested for longer than the settings
allow is deleted.
"""

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Row, case, delete, func, insert, or_, select, update

from assistant.conversation.errors import UnknownConversation
from assistant.conversation.followup import LOOKED_BACK
from assistant.conversation.questions import pseudonym, storable
from assistant.model import Answer, Choice, Citation, Closest, Sentence
from assistant.state.engine import State, add_once
from assistant.state.tables import conversations, turns
from corpus.generation.snapshot import View
from corpus.home import now
from corpus.text.normalise import fold

TurnState = Literal["whole", "stopped", "new"]
"""Told to its end; cut off before it; answered again when its gap was closed, and not seen since."""

_TITLE = 120
_SWEEP_EVERY_S = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One question of a conversation and its answer, as far as it had come when it was `stopped`. Times are UTC."""

    id: str
    question: str
    answer: Answer
    at: str = ""
    wanted: str = ""
    state: TurnState = "whole"
    withheld: bool = False
    """Whether the answer is left out, because it rests on a document that its asker may not read (any more)."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation in a list: its title, when it began and was last gone on with, how many turns, how many of them new."""

    id: str
    title: str
    begun: str
    last: str
    turns: int
    new: int


class Conversations:
    """The conversations in the state database. Every method raises StateError when that can't be used.

    `owner` is always the name of a key, empty for the owner of the library; nobody reaches what another key's holder has said.
    """

    def __init__(self, state: State, *, kept_days: int) -> None:
        self._state = state
        self._kept_days = kept_days
        self._swept: float | None = None

    def keep(self, owner: str, conversation: str, turn: Turn, *, replaces: str = "") -> None:
        """Put a turn at the end of a conversation, which begins with it if need be; kept twice, it counts once.

        `replaces` is the id of an earlier turn of the same conversation that this one takes the place of: a second try.
        """
        self._sweep()
        who, name, at = pseudonym(owner), storable(conversation), turn.at or now()
        with self._state.writing() as db:
            if not db.execute(_touched(who, name, at)).rowcount:
                add_once(db, insert(conversations).values(owner=who, id=name, begun=at, last=at, **_titled(turn.question)))
            if replaces:
                db.execute(delete(turns).where(_of(who, name) & (turns.c.id == replaces)))
            add_once(db, insert(turns).values(owner=who, conversation=name, **_row(turn, at)))

    def before(self, owner: str, conversation: str) -> tuple[str, ...]:
        """The latest questions of a conversation as they were written, oldest first; greetings are left out."""
        wanted = (
            select(turns.c.question)
            .where(_of(pseudonym(owner), storable(conversation)))
            .where((turns.c.state != "new") & (turns.c.answer["kind"].as_string() != "social"))
            .order_by(turns.c.seq.desc())
            .limit(LOOKED_BACK)
        )
        with self._state.reading() as db:
            return tuple(row.question for row in db.execute(wanted))[::-1]

    def find(self, owner: str, text: str = "", *, most: int = 50, skip: int = 0) -> list[Conversation]:
        """The conversations that hold every word of a text in their title, questions or answers; the latest first."""
        who = pseudonym(owner)
        wanted = _counted(who)
        for word in fold(storable(text)).split():
            like = f"%{word.replace('!', '!!').replace('%', '!%').replace('_', '!_')}%"
            holding = select(turns.c.conversation).where((turns.c.owner == who) & turns.c.folded.like(like, escape="!"))
            titled = conversations.c.folded.like(like, escape="!")
            wanted = wanted.where(or_(conversations.c.id.in_(holding), titled))
        wanted = wanted.order_by(conversations.c.last.desc(), conversations.c.id).limit(most).offset(skip)
        with self._state.reading() as db:
            return [_conversation(row) for row in db.execute(wanted)]

    def open(self, owner: str, conversation: str) -> tuple[Conversation, tuple[Turn, ...]]:
        """A conversation with its turns, in the order in which they were asked. Raises UnknownConversation."""
        who, name = pseudonym(owner), storable(conversation)
        with self._state.reading() as db:
            row = db.execute(_counted(who).where(conversations.c.id == name)).first()
            if row is None:
                raise _unknown(conversation)
            kept = db.execute(select(turns).where(_of(who, name)).order_by(turns.c.seq))
            return _conversation(row), tuple(_turn(one) for one in kept)

    def rename(self, owner: str, conversation: str, title: str) -> None:
        """Give a conversation another title. Raises UnknownConversation."""
        place = _is(pseudonym(owner), storable(conversation))
        with self._state.writing() as db:
            if not db.execute(update(conversations).where(place).values(**_titled(title))).rowcount:
                raise _unknown(conversation)

    def seen(self, owner: str, conversation: str) -> None:
        """Note that its owner has seen what is new in a conversation."""
        new = _of(pseudonym(owner), storable(conversation)) & (turns.c.state == "new")
        with self._state.writing() as db:
            db.execute(update(turns).where(new).values(state="whole"))

    def delete(self, owner: str, conversation: str) -> None:
        """Delete a conversation with all that was said in it. Raises UnknownConversation."""
        who, name = pseudonym(owner), storable(conversation)
        with self._state.writing() as db:
            db.execute(delete(turns).where(_of(who, name)))
            if not db.execute(delete(conversations).where(_is(who, name))).rowcount:
                raise _unknown(conversation)

    def delete_all(self, owner: str) -> int:
        """Delete every conversation of an owner; how many there were."""
        who = pseudonym(owner)
        with self._state.writing() as db:
            db.execute(delete(turns).where(turns.c.owner == who))
            return db.execute(delete(conversations).where(conversations.c.owner == who)).rowcount

    def answered_since(self, question_id: str, turn: Turn) -> bool:
        """Put a new answer to an earlier question at the end of its conversation; False where that isn't kept (any more)."""
        with self._state.writing() as db:
            asked = db.execute(select(turns).where(turns.c.id == question_id)).first()
            if asked is None:
                return False
            at = turn.at or now()
            db.execute(_touched(asked.owner, asked.conversation, at))
            again = replace(turn, question=asked.question, wanted=asked.wanted, state="new")
            add_once(db, insert(turns).values(owner=asked.owner, conversation=asked.conversation, **_row(again, at)))
            return True

    def drop_quoting(self, documents: Sequence[str]) -> int:
        """Delete the turns whose answers quote one of these documents, and conversations left empty; how many turns."""
        gone = set(documents)
        with self._state.writing() as db:
            rows = db.execute(select(turns.c.seq, turns.c.answer)).all()
            quoting = [row.seq for row in rows if gone & set(_shown(answer_of(row.answer)))]
            for seq in quoting:
                db.execute(delete(turns).where(turns.c.seq == seq))
            held = select(turns.c.seq).where(_same_conversation())
            db.execute(delete(conversations).where(~held.exists()))
        return len(quoting)

    def forget(self) -> None:
        """Delete the conversations that were last gone on with longer ago than they are kept."""
        oldest = (datetime.now(UTC) - timedelta(days=self._kept_days)).strftime("%Y-%m-%dT%H:%M:%SZ")
        with self._state.writing() as db:
            rested = select(conversations.c.id).where((conversations.c.last < oldest) & _same_conversation())
            db.execute(delete(turns).where(rested.exists()))
            db.execute(delete(conversations).where(conversations.c.last < oldest))

    def _sweep(self) -> None:
        """Forget what is due, at most once an hour."""
        if self._swept is None or time.monotonic() - self._swept > _SWEEP_EVERY_S:
            self.forget()
            self._swept = time.monotonic()


def as_readable(turn: Turn, view: View) -> Turn:
    """A turn as its asker may see it now: without an answer that rests on what they may not read, and without such passages."""
    if any(view.document(one.document) is None for one in turn.answer.citations):
        left = Answer("", turn.answer.language, turn.answer.abstained, turn.answer.confidence, kind=turn.answer.kind)
        return replace(turn, answer=left, withheld=True)
    closest = tuple(one for one in turn.answer.closest if view.document(one.document) is not None)
    return replace(turn, answer=replace(turn.answer, closest=closest))


def answer_of(told: dict[str, Any]) -> Answer:
    """An answer from its object; what other versions of the program told beside it is left out."""
    parts = {
        "sentences": tuple(_made(Sentence, one | {"citations": tuple(one["citations"])}) for one in told["sentences"]),
        "citations": tuple(_made(Citation, one) for one in told["citations"]),
        "closest": tuple(_made(Closest, one) for one in told["closest"]),
        "notes": tuple(told["notes"]),
        "withheld": tuple(told.get("withheld", ())),
        "choices": tuple(_made(Choice, one) for one in told.get("choices", ())),
    }
    return _made(Answer, told | parts)  # type: ignore[no-any-return]


def _made(kind: type, values: dict[str, Any]) -> Any:
    known = {field.name for field in fields(kind)}
    return kind(**{name: value for name, value in values.items() if name in known})


def _row(turn: Turn, at: str) -> dict[str, Any]:
    return {
        "id": turn.id,
        "at": at,
        "question": storable(turn.question),
        "wanted": turn.wanted,
        "answer": _storable(asdict(turn.answer)),
        "state": turn.state,
        "folded": fold(storable(f"{turn.question} {turn.answer.answer}")),
    }


def _titled(title: str) -> dict[str, str]:
    shown = " ".join(storable(title).split())[:_TITLE]
    return {"title": shown, "folded": fold(shown)}


def _storable(value: Any) -> Any:
    """Plain values with every text in them as a database takes it."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {key: _storable(one) for key, one in value.items()}
    return [_storable(one) for one in value] if isinstance(value, list | tuple) else value


def _turn(row: Row[Any]) -> Turn:
    state: TurnState = row.state
    return Turn(id=row.id, question=row.question, answer=answer_of(row.answer), at=row.at, wanted=row.wanted, state=state)


def _conversation(row: Row[Any]) -> Conversation:
    return Conversation(row.id, row.title, row.begun, row.last, row.turns or 0, row.new or 0)


def _counted(owner: str) -> Any:
    """An owner's conversations, each with how many turns it has, and how many of them are new."""
    new = func.sum(case((turns.c.state == "new", 1), else_=0)).label("new")
    held = (
        select(turns.c.conversation, func.count().label("turns"), new)
        .where(turns.c.owner == owner)
        .group_by(turns.c.conversation)
        .subquery()
    )
    joined = conversations.outerjoin(held, conversations.c.id == held.c.conversation)
    return select(conversations, held.c.turns, held.c.new).select_from(joined).where(conversations.c.owner == owner)


def _shown(answer: Answer) -> list[str]:
    return [one.document for one in answer.citations] + [one.document for one in answer.closest]


def _is(owner: str, id: str) -> Any:
    return (conversations.c.owner == owner) & (conversations.c.id == id)


def _of(owner: str, conversation: str) -> Any:
    return (turns.c.owner == owner) & (turns.c.conversation == conversation)


def _same_conversation() -> Any:
    return (turns.c.owner == conversations.c.owner) & (turns.c.conversation == conversations.c.id)


def _touched(owner: str, id: str, at: str) -> Any:
    return update(conversations).where(_is(owner, id)).values(last=at)


def _unknown(conversation: str) -> UnknownConversation:
    return UnknownConversation(
        "there is no such conversation",
        subject=conversation,
        remedy="`GET /api/conversations` or `dalil conversations list` names yours",
    )
