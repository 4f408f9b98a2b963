"""The default embedder: multilingual-e5-small in 8 bits, run by CTranslate2 on the processor.

In: text. Out: 384 numbers of length 1, the mean of the last hidden states (Wang et al. 2024, "Multilingual E5 Text Embeddings",
https://arxiv.org/abs/2402.05672). Those states themselves are at hand too, one for each token.

One text is encoded at a time, several at once in threads: on processors batches only pad and wait (32 passages together are
almost four times slower than 32 one by one), and a text's vector then never depends on its neighbours.
"""

import functools
import hashlib
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.embed.base import Vectors
from corpus.embed.convert import MODEL, damaged, ensure_model, read_manifest
from corpus.embed.tokenizer import RULES, Tokenizer, read_pieces

QUERY_PREFIX = "query: "
PASSAGE_PREFIX = "passage: "
POOLING = "mean"
DIMENSIONS = 384
MOST_TOKENS = 512


@dataclass(frozen=True, slots=True)
class TokenStates:
    """A text as the model sees it: one state a token, and the code points of the text that the token stands for.

    `states` is [tokens, 384], as the encoder leaves them; `spans` is [tokens, 2], half-open. The tokens of the prefix, the
    start and end tokens and bare marks of a word's start stand for nothing and have the span (0, 0).
    """

    states: NDArray[np.float32]
    spans: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class _Engine:
    tokenizer: Tokenizer
    encoder: Any  # ctranslate2.Encoder, which carries no types


class E5:
    """The default model as an `Embedder`. It is loaded, and where need be made, when it is first used."""

    name = f"{MODEL} (int8)"
    dimensions = DIMENSIONS

    def __init__(self, models_dir: Path, *, threads: int = 2) -> None:
        self._models_dir = models_dir
        self._threads = threads
        self._loading = threading.Lock()
        self._loaded: _Engine | None = None

    @functools.cached_property
    def fingerprint(self) -> str:
        """A hash of the model's files, the prefixes, the pooling and the tokenizer's rules; the model is not loaded for it."""
        files = read_manifest(ensure_model(self._models_dir))["files"]
        parts = [f"{name}={files[name]['sha256']}" for name in sorted(files)]
        parts += [QUERY_PREFIX, PASSAGE_PREFIX, POOLING, str(MOST_TOKENS), str(RULES)]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """The vectors of questions, [n, 384], each of length 1."""
        return _stack(self._vector(text, QUERY_PREFIX) for text in texts)

    def encode_passages(self, texts: Iterable[str], *, on_done: Callable[[int], None] | None = None) -> Vectors:
        """The vectors of passages, [n, 384], each of length 1; `on_done` is told after each how many are done so far."""
        self._engine()
        vectors = []
        with ThreadPoolExecutor(self._threads, thread_name_prefix="embed") as pool:
            for vector in pool.map(lambda text: self._vector(text, PASSAGE_PREFIX), texts):
                vectors.append(vector)
                if on_done:
                    on_done(len(vectors))
        return _stack(vectors)

    def _vector(self, text: str, prefix: str) -> NDArray[np.float32]:
        mean = self._states(text, prefix).states.mean(axis=0)
        return np.asarray(mean / np.linalg.norm(mean), dtype=np.float32)

    def _states(self, text: str, prefix: str) -> TokenStates:
        engine = self._engine()
        tokens = engine.tokenizer.encode(text, prefix=prefix, most_tokens=MOST_TOKENS)
        output = engine.encoder.forward_batch([tokens.ids])
        states = np.array(output.last_hidden_state, dtype=np.float32)[0]
        return TokenStates(states, np.array(tokens.spans, dtype=np.int32))

    def _engine(self) -> _Engine:
        with self._loading:
            if self._loaded is None:
                self._loaded = _load(ensure_model(self._models_dir), threads=self._threads)
            return self._loaded


def _load(folder: Path, *, threads: int) -> _Engine:
    """Read the encoder and the tokenizer side by side: together they take as long as the slower one."""
    import ctranslate2

    with ThreadPoolExecutor(1) as pool:
        encoder = pool.submit(
            ctranslate2.Encoder, str(folder), device="cpu", compute_type="int8", inter_threads=threads, intra_threads=1
        )
        try:
            return _Engine(Tokenizer(*read_pieces(folder)), encoder.result())
        except (OSError, ValueError, KeyError, RuntimeError) as exc:
            raise damaged(folder, "its files can't be read") from exc


def _stack(vectors: Iterable[NDArray[np.float32]]) -> Vectors:
    rows = list(vectors)
    return np.stack(rows) if rows else np.empty((0, DIMENSIONS), dtype=np.float32)
