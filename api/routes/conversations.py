"""Conversations at the door: each asker's own, listed, searched, opened, renamed, exported and deleted by them alone."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.access.gate import AccessHere
from api.conversations import Talks
from api.headers import root_path
from api.schemas.conversations import (
    ConversationList,
    ConversationRow,
    Erased,
    Renamed,
    WholeConversation,
    conversation_json,
    turn_json,
)
from api.services import Asked
from api.settings import Settings
from api.web.preferences import language_of
from assistant.conversation.export import ExportForm, docx, markdown
from assistant.conversation.history import Conversations, Turn, as_readable
from assistant.model import Asker

_MEDIA_TYPES: dict[ExportForm, str] = {
    "md": "text/markdown; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def conversation_routes(talks: Talks, kept: Conversations, assistant: Asked, settings: Settings) -> APIRouter:
    """The routes of the conversations that are kept."""
    router = APIRouter(prefix="/api/conversations", tags=["conversations"])

    @router.get("", response_model=ConversationList)
    def found(
        access: AccessHere,
        q: Annotated[str, Query(max_length=400, description="only those that hold all these words")] = "",
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
        skip: Annotated[int, Query(ge=0, description="how many of the latest are left out")] = 0,
    ) -> dict[str, Any]:
        """Your conversations, the latest first."""
        return {"conversations": [conversation_json(one) for one in _now().find(access.name, q, most=limit, skip=skip)]}

    @router.delete("", status_code=204)
    def erase(access: AccessHere, body: Erased) -> None:
        """Delete all your conversations; the body says `{"erase": true}`."""
        talks.deleted(access)
        _now().delete_all(access.name)

    @router.get("/{conversation:path}/export", response_class=Response)
    def export(access: AccessHere, request: Request, conversation: str, form: ExportForm = "md") -> Response:
        """A conversation as a file, Markdown (`md`) or Word (`docx`)."""
        talk, turns = _now().open(access.name, conversation)
        write = docx if form == "docx" else markdown
        address = str(request.base_url).rstrip("/")
        body = write(
            talk,
            _readable(turns, access.asker),
            language=language_of(request, settings),
            timezone=settings.timezone,
            address=address,
        )
        headers = {"Content-Disposition": f"attachment; filename=conversation.{form}"}
        return Response(body, media_type=_MEDIA_TYPES[form], headers=headers)

    @router.post("/{conversation:path}/seen", status_code=204)
    def seen(access: AccessHere, conversation: str) -> None:
        """Say that what is new in a conversation was seen."""
        kept.seen(access.name, conversation)

    @router.get("/{conversation:path}", response_model=WholeConversation)
    def opened(access: AccessHere, request: Request, conversation: str) -> dict[str, Any]:
        """A conversation with its questions and answers, as far as you may still read what they rest on."""
        talk, turns = _now().open(access.name, conversation)
        said = [turn_json(turn, root=root_path(request.scope)) for turn in _readable(turns, access.asker)]
        return conversation_json(talk) | {"said": said}

    @router.put("/{conversation:path}", response_model=ConversationRow)
    def rename(access: AccessHere, conversation: str, body: Renamed) -> dict[str, Any]:
        """Give a conversation another title."""
        now = _now()
        now.rename(access.name, conversation, body.title)
        return conversation_json(now.open(access.name, conversation)[0])

    @router.delete("/{conversation:path}", status_code=204)
    def delete(access: AccessHere, conversation: str) -> None:
        """Delete a conversation with all that was said in it."""
        talks.deleted(access, conversation)
        _now().delete(access.name, conversation)

    def _now() -> Conversations:
        talks.settle()
        return kept

    def _readable(turns: tuple[Turn, ...], asker: Asker) -> list[Turn]:
        view = assistant.snapshot().view(asker.groups)
        return [as_readable(turn, view) for turn in turns]

    return router
