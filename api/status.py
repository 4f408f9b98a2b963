"""What is served and by what: for `dalil index status`, the page's footer and the administration."""

from collections import Counter
from pathlib import Path
from typing import Any

from api.settings import Settings
from corpus.catalogue import generations, schema, versions
from corpus.embed.factory import DEFAULT_MODEL
from corpus.generation import manifest as manifests
from corpus.home import Home
from corpus.text import analyser


def library_status(settings: Settings) -> dict[str, Any]:
    """The served generation, its size and its models. Raises NothingIndexed before the first."""
    home = settings.library()
    served = manifests.read(home, manifests.current(home))
    connection = schema.connect(home.catalogue)
    try:
        heads = versions.heads(connection, generations.held(connection, served.id))
        published = generations.published(connection)
    finally:
        connection.close()
    return {
        "generation": served.id,
        "published": served.created,
        "documents": served.documents,
        "passages": served.passages,
        "vectors": served.vectors,
        "languages": dict(sorted(Counter(head.metadata.language for head in heads.values()).items())),
        "partitions": len(served.parts),
        "embedder": served.embedder,
        "engine": "tantivy + chroma",
        "analyser": analyser.FINGERPRINT,
        "answerer": settings.chat_model or "extractive",
        "late_interaction": settings.late_interaction if settings.embed_model == DEFAULT_MODEL else "off",
        "size_bytes": _size(home),
        "states_bytes": _inside(home.states),
        "previous": [generation for generation in published if generation != served.id],
    }


def _size(home: Home) -> int:
    inside = sum(map(_inside, (home.parts, home.generations, home.files)))
    return inside + sum(path.stat().st_size for path in home.root.glob(f"{home.catalogue.name}*"))


def _inside(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
