"""Texts and vectors for measuring size: words drawn as language draws them, vectors that depend on its words alone."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from api.library import SHIPPED
from corpus.embed.base import Vectors

_WORD_VECTORS = 16_384
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
    """Vectors free of charge, the same for every system: the sum of a fixed vector for each word, so that texts which share words
    lie near each other, as with a model.
    """

    name = "synthetic"
    dimensions = 384
    fingerprint = "synthetic-384-2"

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
        drawn = _word_vectors()[[crc32(word.encode()) % _WORD_VECTORS for word in text.split()]].sum(axis=0)
        return np.asarray(drawn / (np.linalg.norm(drawn) or 1.0), dtype=np.float32)  # a text without words stays at zero


@cache
def _word_vectors() -> NDArray[np.float32]:
    return np.random.default_rng(1).standard_normal((_WORD_VECTORS, SyntheticEmbedder.dimensions)).astype(np.float32)
