"""The default embedder: multilingual-e5-small in 8 bits, run by CTranslate2 on the processor.

In: text. Out: 384 numbers of length 1, the mean of the last hidden states (Wang et al. 2024, "Multilingual E5 Text Embeddings",
https://arxiv.org/abs/2402.05672). Those states themselves are at hand too, one for each token.

One text is encoded at a time, several at once in threads: on processors batches only pad and wait (32 passages together are
almost four times slower than 32 one by one), and a text's vector then never depends on its neighbours.
"""

import functools
import hashlib
import os
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.embed.base import Kept, LateInteraction, TokenStates, Vectors
from corpus.embed.convert import MODEL, damaged, ensure_model, read_manifest
from corpus.embed.tokenizer import RULES, Tokenizer, read_pieces

QUERY_PREFIX = "query: "
PASSAGE_PREFIX = "passage: "
POOLING = "mean"
DIMENSIONS = 384
MOST_TOKENS = 512
_WIDE = ("avx512f", "avx512bw", "avx512dq", "avx512vl")


@dataclass(frozen=True, slots=True)
class _Engine:
    tokenizer: Tokenizer
    encoder: Any  # ctranslate2.Encoder, which carries no types


class E5:
    """The default model as an `Embedder`. It is loaded, and where need be made, when it is first used."""

    name = f"{MODEL} (int8)"
    dimensions = DIMENSIONS

    def __init__(self, models_dir: Path, *, threads: int = 2, late_interaction: LateInteraction = "kept") -> None:
        self.late_interaction: LateInteraction = late_interaction
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

    def encode_passages_with_states(
        self, texts: Sequence[str], keep: Callable[[int, TokenStates], Kept], *, on_done: Callable[[int], None] | None = None
    ) -> tuple[Vectors, list[Kept]]:
        """The vectors of passages, [n, 384], and what `keep` makes of each one's place and token states."""
        self._engine()

        def encode(at: int) -> tuple[NDArray[np.float32], Kept]:
            tokens = self._states(texts[at], PASSAGE_PREFIX)
            return _mean(tokens), keep(at, tokens)

        vectors, kept = [], []
        with ThreadPoolExecutor(self._threads, thread_name_prefix="embed") as pool:
            for vector, made in pool.map(encode, range(len(texts))):
                vectors.append(vector)
                kept.append(made)
                if on_done:
                    on_done(len(vectors))
        return _stack(vectors), kept

    def encode_query_with_states(self, text: str) -> tuple[NDArray[np.float32], TokenStates]:
        """The vector of a question, [384], and its token states."""
        tokens = self._states(text, QUERY_PREFIX)
        return _mean(tokens), tokens

    def _vector(self, text: str, prefix: str) -> NDArray[np.float32]:
        return _mean(self._states(text, prefix))

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
    _use_wide_vectors()
    import ctranslate2

    with ThreadPoolExecutor(1) as pool:
        encoder = pool.submit(
            ctranslate2.Encoder, str(folder), device="cpu", compute_type="int8", inter_threads=threads, intra_threads=1
        )
        try:
            return _Engine(Tokenizer(*read_pieces(folder)), encoder.result())
        except (OSError, ValueError, KeyError, RuntimeError) as exc:
            raise damaged(folder, "its files can't be read") from exc


def _use_wide_vectors() -> None:
    """Let CTranslate2 use AVX-512 on AMD processors that have it: it never chooses it there itself, and is 15 % slower for that.

    The library reads its choice from the environment of the process when it is imported, and there is no other way to tell it.
    """
    if sys.platform != "linux" or "ctranslate2" in sys.modules:
        return
    processor = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    if "AuthenticAMD" in processor and all(f" {flag} " in processor for flag in _WIDE):
        os.environ.setdefault("CT2_FORCE_CPU_ISA", "AVX512")


def _mean(tokens: TokenStates) -> NDArray[np.float32]:
    mean = tokens.states.mean(axis=0)
    return np.asarray(mean / np.linalg.norm(mean), dtype=np.float32)


def _stack(vectors: Iterable[NDArray[np.float32]]) -> Vectors:
    rows = list(vectors)
    return np.stack(rows) if rows else np.empty((0, DIMENSIONS), dtype=np.float32)
