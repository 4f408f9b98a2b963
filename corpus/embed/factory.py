"""Options in, an embedder out."""

import os
import sys

from corpus.embed.base import Embedder
from corpus.embed.e5 import E5
from corpus.embed.sentence_transformers import SentenceTransformersEmbedder
from corpus.errors import SettingError
from corpus.options import EmbedOptions

DEFAULT_MODEL = "e5"

_MOST_THREADS = 4


def open_embedder(options: EmbedOptions) -> Embedder:
    """The embedder that `options` name. Nothing is read or loaded until it is used.

    Raises SettingError where an option makes no sense.
    """
    if options.threads < 0:
        raise SettingError("the number of threads is negative", subject=f"threads = {options.threads}", remedy="use 0 or more")
    if options.batch < 1:
        raise SettingError("a batch holds at least one passage", subject=f"batch = {options.batch}", remedy="use 1 or more")
    if not options.model.strip():
        raise SettingError("no model is named", subject="model", remedy=f"use {DEFAULT_MODEL}, or a sentence-transformers model")
    if options.dimensions < 0:
        raise SettingError(
            "a vector can't have so few dimensions", subject=f"dimensions = {options.dimensions}", remedy="use 0 for all of them"
        )
    if options.dimensions and options.model == DEFAULT_MODEL:
        raise SettingError(
            "the default model was not trained to be cut",
            subject=f"dimensions = {options.dimensions}",
            remedy="use 0, or name a model that was",
        )
    if options.model == DEFAULT_MODEL:
        return E5(
            options.models_dir, threads=options.threads or min(_cores(), _MOST_THREADS), late_interaction=options.late_interaction
        )
    return SentenceTransformersEmbedder(
        options.model,
        options.models_dir,
        batch=options.batch,
        device=options.device,
        dimensions=options.dimensions,
        precision=options.precision,
    )


def _cores() -> int:
    """How many cores this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
