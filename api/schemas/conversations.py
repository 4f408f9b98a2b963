"""Conversations as JSON."""

from dataclasses import asdict
from typing import Any, Literal

from pydantic import BaseModel, Field

from api.schemas.answers import ChatAnswer, answer_json
from assistant.conversation.history import Conversation, Turn, TurnState


class ConversationRow(BaseModel):
    """A conversation in a list."""

    id: str
    title: str
    begun: str = Field(description="UTC")
    last: str = Field(description="when it was last gone on with, UTC")
    turns: int
    new: int = Field(description="how many answers were given since to earlier questions, and not seen")


class ConversationList(BaseModel):
    """An asker's conversations, the latest first."""

    conversations: list[ConversationRow]


class TurnRow(BaseModel):
    """A question and its answer."""

    id: str
    at: str
    question: str
    language: str = Field(description="the language that the answer was wanted in; empty: that of the question")
    state: TurnState = Field(description="`stopped` before its end; `new`: answered when its gap was closed, and not seen yet")
    withheld: bool = Field(description="whether the answer is left out: a document that it cites may not be read any more")
    answer: ChatAnswer


class WholeConversation(ConversationRow):
    """A conversation with its turns, in their order."""

    said: list[TurnRow]


class Renamed(BaseModel):
    """Another title."""

    title: str = Field(min_length=1, max_length=400)


class Erased(BaseModel):
    """Confirms that everything is meant."""

    erase: Literal[True]


def conversation_json(talk: Conversation) -> dict[str, Any]:
    """A conversation of a list as an object."""
    return asdict(talk)


def turn_json(turn: Turn, *, root: str) -> dict[str, Any]:
    """A turn as an object; links to citations are under `root`."""
    told = {name: getattr(turn, name) for name in ("id", "at", "question", "state", "withheld")}
    return told | {"language": turn.wanted, "answer": {"id": turn.id} | answer_json(turn.answer, root=root)}
