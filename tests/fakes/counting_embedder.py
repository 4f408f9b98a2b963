"""An embedder that notes what it is asked to embed, and takes its time over it, so that others come meanwhile."""

import time
from collections.abc import Callable, Iterable, Sequence

from corpus.embed.base import Embedder, Vectors


class CountingEmbedder:
    """Another embedder's vectors; `texts` are the questions that it was given; each call takes `slow_s` longer."""

    def __init__(self, inner: Embedder, *, slow_s: float = 0.0) -> None:
        self._inner = inner
        self._slow_s = slow_s
        self.texts: list[str] = []

    @property
    def name(self) -> str:
        return self._inner.name

    @property
    def dimensions(self) -> int:
        return self._inner.dimensions

    @property
    def fingerprint(self) -> str:
        return self._inner.fingerprint

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        time.sleep(self._slow_s)
        return self._inner.encode_queries(texts)

    def encode_passages(self, texts: Iterable[str], *, on_done: Callable[[int], None] | None = None) -> Vectors:
        return self._inner.encode_passages(texts, on_done=on_done)
