"""Any sentence-transformers model that is on this machine, by name or by folder, as an `Embedder`.

The model is looked for as a folder, inside the folder for models, then among those that Hugging Face's tools have downloaded
before. The network is never reached, and code that comes with a model is never run. Torch is imported when the first text is
encoded, not before. Vectors are scaled to length 1.
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

from corpus.embed.base import Vectors
from corpus.embed.prompts import Prompts, prompts_for
from corpus.errors import ModelError

CONFIG = "config_sentence_transformers.json"

_PASSAGE_NAMES = ("document", "passage", "corpus")
_BATCHES_AT_ONCE = 8
_HASHED_WHOLE = 1 << 20
_SAMPLES = 16
_UNUSABLE = (OSError, ValueError, RuntimeError, LookupError, TypeError, AttributeError, AssertionError, ImportError)
"""What the libraries raise for a folder that is not a model, or a device that is not there."""


class SentenceTransformersEmbedder:
    """A sentence-transformers model with the prompts that it was trained with. It is loaded when it is first used."""

    def __init__(self, model: str, models_dir: Path, *, batch: int = 32, device: str = "") -> None:
        self.name = model
        self._models_dir = models_dir
        self._batch = batch
        self._device = device
        self._loading = threading.Lock()
        self._loaded: Any = None

    @property
    def dimensions(self) -> int:
        """The length of a vector; the model is loaded to know it."""
        dimensions = self._model().get_embedding_dimension()
        if not isinstance(dimensions, int):
            raise _unusable(self.name, "it does not say how long its vectors are")
        return dimensions

    @functools.cached_property
    def fingerprint(self) -> str:
        """A hash of the model's files and of its prompts; large files are sampled. The model is not loaded for it."""
        parts = [f"{path.relative_to(self._folder)}={_digest(path)}" for path in _files(self._folder)]
        parts += [self._prompts.query, self._prompts.passage]
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
        vectors = self._model().encode(
            texts, prompt=prompt, batch_size=self._batch, show_progress_bar=False, normalize_embeddings=True
        )
        return np.asarray(vectors, dtype=np.float32)

    @functools.cached_property
    def _folder(self) -> Path:
        return find_model(self.name, self._models_dir)

    @functools.cached_property
    def _prompts(self) -> Prompts:
        return _own_prompts(self._folder) or prompts_for(self.name)

    def _model(self) -> Any:
        with self._loading:
            if self._loaded is None:
                self._loaded = _load(self.name, self._folder, self._device)
            return self._loaded


def find_model(model: str, models_dir: Path) -> Path:
    """The folder of the model `model` on this machine.

    Raises ModelError where it is not there.
    """
    for folder in (Path(model).expanduser(), models_dir / model):
        if (folder / "config.json").is_file() or (folder / "modules.json").is_file():
            return folder
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(model, local_files_only=True))
    except (HFValidationError, LocalEntryNotFoundError) as exc:
        remedy = f"put its folder at {models_dir / model}, or name the folder; Dalil downloads nothing"
        raise ModelError("the model is not on this machine", subject=model, remedy=remedy) from exc


def _load(name: str, folder: Path, device: str) -> Any:
    try:
        from safetensors import SafetensorError  # type: ignore[import-not-found, unused-ignore]
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar
    except ImportError as exc:
        remedy = "install it with `pip install 'dalil[neural]'` (`make setup NEURAL=1`), or use the default model"
        raise ModelError("sentence-transformers is not installed", subject=name, remedy=remedy) from exc
    disable_progress_bar()
    try:
        return SentenceTransformer(str(folder), device=device or None, local_files_only=True, trust_remote_code=False)
    except (*_UNUSABLE, SafetensorError) as exc:
        raise _unusable(name, str(exc).strip().partition("\n")[0]) from exc


def _unusable(name: str, why: str) -> ModelError:
    remedy = "check its folder and the device, or name another model"
    return ModelError(f"the model can't be used: {why}", subject=name, remedy=remedy)


def _own_prompts(folder: Path) -> Prompts | None:
    """The prompts that the model's own files name, None where they name none."""
    try:
        config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as exc:
        raise _unusable(str(folder), f"{CONFIG} can't be read") from exc
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
