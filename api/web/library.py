"""What the pages tell about the library: how much of it this reader may see, when it was indexed and with which models."""

import json
import os
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from api.services import Asked
from api.settings import Settings
from assistant.model import Asker
from corpus.catalogue import schema, versions
from corpus.errors import NothingIndexed
from corpus.home import Home


@dataclass(frozen=True, slots=True)
class LibraryFacts:
    """What one reader's library is. `last_indexed` is in the settings' time zone; None while nothing is indexed."""

    documents: int
    languages: tuple[str, ...]
    last_indexed: datetime | None
    finds_with: str
    words_with: str
    """The language model that words the answers; empty where answers are quotations."""
    indexing: bool


def library_facts(assistant: Asked, settings: Settings, asker: Asker) -> LibraryFacts:
    """The facts of the generation that is served, counted over what the asker may read."""
    home = settings.library()
    indexing = is_indexing(home)
    try:
        snapshot = assistant.snapshot()
    except NothingIndexed:
        return LibraryFacts(0, (), None, settings.embed_model, settings.chat_model, indexing)
    heads = snapshot.view(asker.groups).documents()
    languages = Counter(head.metadata.language for head in heads if head.metadata.language)
    catalogue = schema.connect(home.catalogue)
    try:
        made = versions.last_made(catalogue, [head.key for head in heads])
    finally:
        catalogue.close()
    return LibraryFacts(
        len(heads),
        tuple(language for language, _ in languages.most_common()),
        datetime.fromisoformat(made).astimezone(ZoneInfo(settings.timezone)) if made else None,
        snapshot.manifest.embedder,
        settings.chat_model,
        indexing,
    )


def is_indexing(home: Home) -> bool:
    """Whether a process that still lives has written that it is at work on this library."""
    try:
        pid = int(json.loads(home.lock.read_text(encoding="utf-8"))["pid"])
        os.kill(pid, 0)
    except PermissionError:
        return True
    except (OSError, ValueError, KeyError, TypeError, OverflowError):
        return False
    return True
