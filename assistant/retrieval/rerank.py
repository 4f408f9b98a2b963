"""A cross-encoder, where one is set, that reads the question and each of the best candidates together and puts them in its order.

After Nogueira and Cho, "Passage Re-ranking with BERT" (2019). The model is any sentence-transformers `CrossEncoder` with one
score, on this machine; it is loaded when it is first asked. It orders the places and leaves them their scores, since those are
what the confidence in an answer was fitted to; its own score (the logit, which doesn't saturate) is for explaining.
"""

import threading
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from assistant.model import Candidate, Query
from assistant.options import RerankOptions
from corpus.embed.cache import embedded_text
from corpus.embed.folders import find_model, in_precision, library
from corpus.errors import ModelError
from corpus.generation.snapshot import View


def rerank(view: View, query: Query, candidates: Sequence[Candidate], *, options: RerankOptions) -> list[Candidate]:
    """The candidates with the first `options.depth` of them in the cross-encoder's order. Raises ModelError."""
    top = candidates[: options.depth]
    if not top:
        return []
    texts = [embedded_text(view.snapshot.place(c.address), view.text(c.address)) for c in top]
    return [*reordered(top, _opened(options).scores(query.text, texts)), *candidates[options.depth :]]


def reordered(candidates: Sequence[Candidate], scores: Sequence[float]) -> list[Candidate]:
    """The candidates by these scores, best first; equal ones stay in their order, and each place keeps its score."""
    order = sorted(range(len(candidates)), key=lambda n: -scores[n])
    return [
        replace(candidates[n], score=place.score, reranked=scores[n], reranked_rank=rank)
        for rank, (n, place) in enumerate(zip(order, candidates, strict=True), start=1)
    ]


class _CrossEncoder:
    """The model that options name; threads take turns at it."""

    def __init__(self, options: RerankOptions) -> None:
        self._options = options
        self._lock = threading.Lock()
        self._model: Any = None

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """How well each text answers the question; has meaning only among them. Raises ModelError."""
        name = self._options.model
        with self._lock:
            if self._model is None:
                self._model = self._load()
            with library(name):
                import torch  # type: ignore[import-not-found, unused-ignore]

                pairs = [(question, text) for text in texts]
                given = self._model.predict(pairs, activation_fn=torch.nn.Identity(), show_progress_bar=False)
        scores = np.asarray(given, dtype=np.float32)
        if scores.ndim != 1:
            remedy = "name a model that was trained to rank"
            raise ModelError(f"it sorts into {scores.shape[-1]} classes and gives no score", subject=name, remedy=remedy)
        if not np.isfinite(scores).all():
            remedy = "set DALIL_EMBED_PRECISION to float32; if it is, check the model's files"
            raise ModelError("the model's scores hold what is no number", subject=name, remedy=remedy)
        return [float(score) for score in scores]

    def _load(self) -> Any:
        options = self._options
        folder = find_model(options.model, options.models_dir)
        with library(options.model) as sentence_transformers:
            model = sentence_transformers.CrossEncoder(
                str(folder), device=options.device or None, local_files_only=True, trust_remote_code=False
            )
            return in_precision(model, options.precision)


@lru_cache(maxsize=1)
def _opened(options: RerankOptions) -> _CrossEncoder:
    """The model of these options: one a process, whoever asks."""
    return _CrossEncoder(options)
