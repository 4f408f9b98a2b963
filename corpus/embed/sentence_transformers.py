"""Any sentence-transformers model that is on this machine, by name or by folder, as an `Embedder`.

`folders` says where it is looked for. Torch is imported when the first text is encoded, not before. Vectors are cut to the
dimensions that are asked for, then scaled to length 1.
"""

import functools
import hashlib
import itertools
import json
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from corpus.embed.base import Precision, Vectors
from corpus.embed.folders import find_model, in_precision, library, unusable
from corpus.embed.prompts import Prompts, prompts_for
from corpus.errors import ModelError

CONFIG = "config_sentence_transformers.json"

_PASSAGE_NAMES = ("document", "passage", "corpus")
_BATCHES_AT_ONCE = 8
_HASHED_WHOLE = 1 << 20
_SAMPLES = 16
_TINY = np.float32(1e-12)


class SentenceTransformersEmbedder:
    """A sentence-transformers model with the prompts that it was trained with. It is loaded when it is first used."""

    def __init__(
        self,
        model: str,
        models_dir: Path,
        *,
        batch: int = 32,
        device: str = "",
        dimensions: int = 0,
        precision: Precision = "auto",
    ) -> None:
        self.name = model
        self._models_dir = models_dir
        self._batch = batch
        self._device = device
        self._dimensions = dimensions
        self._precision = precision
        self._loading = threading.Lock()
        self._loaded: Any = None

    @property
    def dimensions(self) -> int:
        """The length of a vector; the model is loaded to know it."""
        dimensions = self._model().get_embedding_dimension()
        if not isinstance(dimensions, int):
            raise unusable(self.name, "it does not say how long its vectors are")
        if self._dimensions > dimensions:
            remedy = f"set DALIL_EMBED_DIMENSIONS to at most {dimensions}, or to 0 for all of them"
            raise ModelError(
                f"its vectors have {dimensions} dimensions, not {self._dimensions}", subject=self.name, remedy=remedy
            )
        return self._dimensions or dimensions

    @functools.cached_property
    def fingerprint(self) -> str:
        """A hash of the model's files, of its prompts and of where vectors are cut; large files are sampled, nothing is loaded.

        The precision is left out: vectors in float16 can be compared with those in float32.
        """
        parts = [f"{path.relative_to(self._folder)}={_digest(path)}" for path in _files(self._folder)]
        parts += [self._prompts.query, self._prompts.passage]
        if self._dimensions:
            parts.append(f"dimensions={self._dimensions}")
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """The vectors of questions, [n, dimensions], each of length 1."""
        return self._encode(list(texts), self._prompts.query)

    def encode_passages(self, texts: Iterable[str], *, on_done: Callable[[int], None] | None = None) -> Vectors:
        """The vectors of passages, [n, dimensions], each of length 1; `on_done` is told now and then how many are done so far."""
        vectors = [self._encode([], "")]
        done = 0
        for some in _portions(texts, self._batch * _BATCHES_AT_ONCE):
            vectors.append(self._encode(some, self._prompts.passage))
            done += len(some)
            if on_done:
                on_done(done)
        return np.concatenate(vectors)

    def _encode(self, texts: list[str], prompt: str) -> Vectors:
        if not texts:
            return np.empty((0, self.dimensions), dtype=np.float32)
        with library(self.name):
            whole = self._model().encode(texts, prompt=prompt, batch_size=self._batch, show_progress_bar=False)
        vectors: Vectors = np.array(whole, dtype=np.float32)[:, : self.dimensions]
        if not np.isfinite(vectors).all():
            remedy = "set DALIL_EMBED_PRECISION to float32; if it is, check the model's files"
            raise ModelError("the model's vectors hold what is no number", subject=self.name, remedy=remedy)
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), _TINY)
        return vectors

    @functools.cached_property
    def _folder(self) -> Path:
        return find_model(self.name, self._models_dir)

    @functools.cached_property
    def _prompts(self) -> Prompts:
        return _own_prompts(self._folder) or prompts_for(self.name)

    def _model(self) -> Any:
        with self._loading:
            if self._loaded is None:
                self._loaded = _load(self.name, self._folder, self._device, self._precision)
            return self._loaded


def _load(name: str, folder: Path, device: str, precision: Precision) -> Any:
    with library(name) as sentence_transformers:
        model = sentence_transformers.SentenceTransformer(
            str(folder), device=device or None, local_files_only=True, trust_remote_code=False
        )
        return in_precision(model, precision)


def _own_prompts(folder: Path) -> Prompts | None:
    """The prompts that the model's own files name, None where they name none."""
    try:
        config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as exc:
        raise unusable(str(folder), f"{CONFIG} can't be read") from exc
    named = config.get("prompts") if isinstance(config, dict) else None
    if not isinstance(named, dict) or not any(named.values()):
        return None
    passage = next((str(named[name]) for name in _PASSAGE_NAMES if named.get(name)), "")
    return Prompts(query=str(named.get("query") or ""), passage=passage)


def _files(folder: Path) -> list[Path]:
    found = [path for path in folder.rglob("*") if path.is_file()]
    return sorted(path for path in found if not any(part.startswith(".") for part in path.relative_to(folder).parts))


def _digest(path: Path) -> str:
    """A hash of a file's size and contents; of a large file, of samples spread over it."""
    size = path.stat().st_size
    digest = hashlib.sha256(str(size).encode())
    with path.open("rb") as file:
        if size <= _HASHED_WHOLE:
            digest.update(file.read())
            return digest.hexdigest()
        length = _HASHED_WHOLE // _SAMPLES
        for n in range(_SAMPLES):
            file.seek((size - length) * n // (_SAMPLES - 1))
            digest.update(file.read(length))
    return digest.hexdigest()


def _portions(texts: Iterable[str], size: int) -> Iterator[list[str]]:
    rest = iter(texts)
    while some := list(itertools.islice(rest, size)):
        yield some
