"""Texts and vectors for measuring size: words drawn as language draws them, vectors that depend on the text alone."""

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from api.library import SHIPPED
from corpus.embed.base import Vectors

_WORD = re.compile(r"[^\W\d_]{2,}")


def sentences_of(count: int, words: int, *, seed: int) -> list[str]:
    """So many texts of so many words, drawn from the shipped library's vocabulary by Zipf's law."""
    found = _WORD.findall(" ".join(path.read_text(encoding="utf-8") for path in sorted(SHIPPED.rglob("sources/*/*.md"))))
    vocabulary = np.array(sorted(set(found)))
    random = np.random.default_rng(seed)
    order = random.permutation(len(vocabulary))
    weights = 1.0 / np.arange(1, len(vocabulary) + 1)
    drawn = random.choice(order, size=(count, words), p=weights / weights.sum())
    return [" ".join(vocabulary[row]) + "." for row in drawn]


class SyntheticEmbedder:
    """Vectors from a hash of the text: the same for every system, and free of charge."""

    name = "synthetic"
    dimensions = 384
    fingerprint = "synthetic-384-1"

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """The vectors of questions."""
        return np.stack([self._vector(text) for text in texts])

    def encode_passages(self, texts: Iterable[str], *, on_done: Callable[[int], None] | None = None) -> Vectors:
        """The vectors of passages."""
        made = np.stack([self._vector(text) for text in texts])
        if on_done is not None:
            on_done(len(made))
        return made

    def _vector(self, text: str) -> NDArray[np.float32]:
        seed = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
        drawn = np.random.default_rng(seed).standard_normal(self.dimensions).astype(np.float32)
        return np.asarray(drawn / np.linalg.norm(drawn), dtype=np.float32)
