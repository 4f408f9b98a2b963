"""From settings to the things that do the work: the assistant over a home, and a sync of its folders.

Both the command line and the server open them here, so that a setting means the same at either door.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.settings import CHECKOUT, Settings
from assistant.assistant import Assistant
from assistant.options import AskOptions, ChatModelOptions, RerankOptions, RetrievalOptions
from corpus.embed.base import Embedder
from corpus.embed.factory import open_embedder
from corpus.errors import SettingError
from corpus.progress import Progress

if TYPE_CHECKING:
    from assistant.conversation.history import Conversations
    from assistant.conversation.questions import Questions
    from assistant.onboarding.course import Course

SHIPPED = CHECKOUT / "corpus" / "library"
_MOST_WORKERS = 4


def embedder_of(settings: Settings) -> Embedder:
    """The embedder of the settings; its model is loaded when it is first used."""
    return open_embedder(settings.embed_options())


def ask_options(settings: Settings) -> AskOptions:
    """How questions are asked and answered."""
    chat = ChatModelOptions(
        model=settings.chat_model,
        base_url=settings.chat_base_url,
        api_key=settings.chat_api_key.get_secret_value(),
        timeout_s=settings.chat_timeout_s,
        retries=settings.chat_retries,
        context_tokens=settings.chat_context_tokens,
    )
    rerank = RerankOptions(
        model=settings.rerank_model,
        models_dir=settings.models or settings.library().models,
        depth=settings.rerank_depth,
        device=settings.embed_device,
        precision=settings.embed_precision,
    )
    return AskOptions(
        longest_question=settings.longest_question,
        retrieval=RetrievalOptions(rerank=rerank),
        chat=chat,
        entailment_model=settings.entailment_model,
    )


def open_assistant(settings: Settings, *, long_lived: bool = False) -> Assistant:
    """The assistant over the home of the settings."""
    return Assistant(settings.library(), embedder_of(settings), options=ask_options(settings), long_lived=long_lived)


def open_course(settings: Settings, assistant: Assistant) -> "Course":
    """Guided onboarding over an assistant's library, with the paths of the settings and the shipped ones."""
    from assistant.onboarding.chat import ChatTutor
    from assistant.onboarding.course import Course
    from assistant.onboarding.progress import Progress as Kept
    from assistant.state.engine import State

    folders = (*settings.onboarding, SHIPPED / "onboarding")
    chat = ChatTutor(assistant.options.chat) if settings.onboarding_chat and settings.chat_model else None
    return Course(assistant, Kept(State(settings.library(), address=settings.state)), folders, chat=chat)


def open_questions(settings: Settings) -> "Questions":
    """The questions that are kept of this library's askers."""
    from assistant.conversation.questions import Questions
    from assistant.state.engine import State

    return Questions(State(settings.library(), address=settings.state), kept_days=settings.questions_kept_days)


def open_conversations(settings: Settings) -> "Conversations":
    """The conversations that are kept of this library's askers."""
    from assistant.conversation.history import Conversations
    from assistant.state.engine import State

    return Conversations(State(settings.library(), address=settings.state), kept_days=settings.conversations_kept_days)


def stale_onboarding(settings: Settings) -> dict[str, list[str]]:
    """By path, the onboarding steps that rest on words that the library no longer has; a hidden path is left out."""
    from assistant.onboarding.check import missing_documents, stale_steps
    from assistant.onboarding.path import load_paths
    from corpus.generation.snapshot import open_snapshot

    paths, _ = load_paths([*settings.onboarding, SHIPPED / "onboarding"])
    snapshot = open_snapshot(settings.library(), use_chroma=False)
    try:
        view = snapshot.view(None)
        return stale_steps([path for path in paths if not missing_documents(path, view)], view)
    finally:
        snapshot.close()


def folders_of(settings: Settings) -> tuple[Path, ...]:
    """The folders that a sync without a path reads: the configured ones, and the shipped library where it is wanted."""
    shipped = settings.shipped_library if settings.shipped_library is not None else not settings.folders
    return (*settings.folders, *((SHIPPED,) if shipped else ()))


def run_sync(
    settings: Settings,
    paths: list[Path],
    *,
    progress: Progress,
    dry_run: bool = False,
    yes: bool = False,
    rehash: bool = False,
    retry: bool = False,
) -> dict[str, Any]:
    """Bring the library up to date; what it did, as `dalil index sync --json` prints it, with what a person should know
    beside it.
    """
    from ingest.options import SyncOptions
    from ingest.sync import sync

    options = SyncOptions(
        folders=folders_of(settings),
        illustrative=frozenset({SHIPPED}),
        default_audience=_default_audience(settings),
        default_audience_is_unset=settings.default_audience is None,
        keep_originals=settings.keep_originals,
        workers=settings.workers or min(os.cpu_count() or 1, _MOST_WORKERS),
        limits=settings.extract_limits(),
        ocr=settings.ocr_options(),
        dry_run=dry_run,
        yes=yes,
        rehash=rehash,
        retry=retry,
    )
    return asdict(sync(settings.library(), paths, embedder_of(settings), options=options, progress=progress))


def _default_audience(settings: Settings) -> tuple[str, ...]:
    """Who may read a document that names no audience, as audiences are compared. Raises SettingError."""
    from ingest.audience import parse_groups

    try:
        return parse_groups(list(settings.audience_of_the_unnamed()))
    except ValueError as exc:
        raise SettingError(
            f"«{exc}» can't be the name of a group", subject="DALIL_DEFAULT_AUDIENCE", remedy="name groups, with commas between"
        ) from exc


def sync_job(settings: Settings) -> Callable[[Callable[[str, str, int, int], None]], Mapping[str, Any]]:
    """A sync for the admin page: told (stage, document, done, total) as it goes."""

    class Told(Progress):
        def __init__(self, tell: Callable[[str, str, int, int], None]) -> None:
            self._tell, self._stage, self._done, self._total = tell, "", 0, 0

        def stage(self, name: str, total: int) -> None:
            self._stage, self._done, self._total = name, 0, total
            self._tell(name, "", 0, total)

        def advance(self, steps: int, subject: str = "") -> None:
            self._done += steps
            self._tell(self._stage, subject, self._done, self._total)

    return lambda tell: run_sync(settings, [], progress=Told(tell))
