"""The default model, made once: in DALIL_MODELS where that is set, else where a person's own would be."""

import os
from pathlib import Path

import pytest

from corpus.embed.convert import ensure_model
from corpus.embed.e5 import E5


@pytest.fixture(scope="session")
def models_dir() -> Path:
    """The folder for models, with the default model in it."""
    folder = Path(os.environ.get("DALIL_MODELS") or Path.home() / ".cache" / "dalil" / "models")
    ensure_model(folder)
    return folder


@pytest.fixture(scope="session")
def e5(models_dir: Path) -> E5:
    """The default embedder, loaded once."""
    return E5(models_dir, threads=2)
