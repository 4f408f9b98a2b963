"""Writes the default model as a sentence-transformers folder: the same weights in 32 bits, to be used or trained on with torch.

Neither torch nor transformers is needed to write it: `model.safetensors` is a length, a JSON header and the numbers
(https://github.com/huggingface/safetensors#format), the rest is JSON.
"""

import json
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from corpus.embed.convert import MODEL, ensure_model
from corpus.embed.e5 import MOST_TOKENS, PASSAGE_PREFIX, QUERY_PREFIX
from corpus.embed.sentence_transformers import CONFIG
from corpus.embed.tokenizer import BOS, DROPPED, EOS, MASK, PAD, SPACES, SPECIAL, UNK, read_pieces
from corpus.embed.weights import PackedWeights, Shape, find_weights, open_weights
from corpus.errors import ModelError, StorageError

_LAYER_PARTS = {
    "attention.self.query": "q",
    "attention.self.key": "k",
    "attention.self.value": "v",
    "attention.output.dense": "ao",
    "attention.output.LayerNorm": "aln",
    "intermediate.dense": "fi",
    "output.dense": "fo",
    "output.LayerNorm": "oln",
}

Tensor = tuple[str, tuple[int, ...]]
"""The packed name of a tensor and its shape; without a name it is all zeros."""


def export_sentence_transformers(models_dir: Path, target: Path) -> Path:
    """Write the default model into the new or empty folder `target`, about 490 MB, and return it.

    Raises ModelError where the weights are not installed or `target` is in use, StorageError where it can't be written.
    """
    weights = open_weights(find_weights())
    model = ensure_model(models_dir)
    try:
        target.mkdir(parents=True, exist_ok=True)
        if any(target.iterdir()):
            raise ModelError("the folder is not empty", subject=str(target), remedy="name a new or an empty folder")
        _write_safetensors(target / "model.safetensors", weights)
        for name, contents in _json_files(weights.shape, *read_pieces(model)).items():
            path = target / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(json.dumps(contents, ensure_ascii=False), encoding="utf-8")
    except OSError as exc:
        remedy = "free 500 MB, or name a folder that can be written"
        raise StorageError(f"the model can't be written: {exc.strerror or exc}", subject=str(target), remedy=remedy) from exc
    return target


def _write_safetensors(path: Path, weights: PackedWeights) -> None:
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    tensors = _tensors(weights.shape)
    at = 0
    for name, (_, shape) in tensors.items():
        size = 4 * int(np.prod(shape))
        header[name] = {"dtype": "F32", "shape": list(shape), "data_offsets": [at, at + size]}
        at += size
    encoded = json.dumps(header).encode()
    encoded += b" " * (-len(encoded) % 8)
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(encoded)) + encoded)
        for packed, shape in tensors.values():
            numbers = weights.tensor(packed, *shape) if packed else np.zeros(shape, dtype=np.float32)
            file.write(numbers.astype("<f4", copy=False).tobytes())


def _tensors(shape: Shape) -> dict[str, Tensor]:
    """The tensors of the model under the names that transformers' BERT gives them."""
    hidden, wide = shape.hidden, shape.feed_forward
    tensors: dict[str, Tensor] = {
        "embeddings.word_embeddings.weight": ("emb.word", (shape.vocabulary, hidden)),
        "embeddings.position_embeddings.weight": ("emb.pos", (shape.positions, hidden)),
        "embeddings.token_type_embeddings.weight": ("emb.type", (shape.types, hidden)),
        "embeddings.LayerNorm.weight": ("emb.ln.w", (hidden,)),
        "embeddings.LayerNorm.bias": ("emb.ln.b", (hidden,)),
        # BERT ends in a layer that the mean of the states does not use; it is not among the packed weights.
        "pooler.dense.weight": ("", (hidden, hidden)),
        "pooler.dense.bias": ("", (hidden,)),
    }
    for n in range(shape.layers):
        for name, packed in _LAYER_PARTS.items():
            rows, columns = {"fi": (wide, hidden), "fo": (hidden, wide)}.get(packed, (hidden, hidden))
            weight = (hidden,) if name.endswith("LayerNorm") else (rows, columns)
            tensors[f"encoder.layer.{n}.{name}.weight"] = (f"l{n}.{packed}.w", weight)
            tensors[f"encoder.layer.{n}.{name}.bias"] = (f"l{n}.{packed}.b", (rows,))
    return tensors


def _json_files(shape: Shape, pieces: list[str], scores: list[float]) -> dict[str, Any]:
    return {
        "config.json": _model_config(shape),
        "tokenizer.json": tokenizer_json(pieces, scores),
        "tokenizer_config.json": _tokenizer_config(),
        "modules.json": list(_modules()),
        "sentence_bert_config.json": {"max_seq_length": MOST_TOKENS, "do_lower_case": False},
        "1_Pooling/config.json": {"word_embedding_dimension": shape.hidden, "pooling_mode_mean_tokens": True},
        CONFIG: {
            "prompts": {"query": QUERY_PREFIX, "document": PASSAGE_PREFIX},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }


def _modules() -> Iterator[dict[str, Any]]:
    for n, (folder, kind) in enumerate((("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize"))):
        yield {"idx": n, "name": str(n), "path": folder, "type": f"sentence_transformers.models.{kind}"}


def _model_config(shape: Shape) -> dict[str, Any]:
    return {
        "_name_or_path": MODEL,
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": shape.hidden,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "intermediate_size": shape.feed_forward,
        "vocab_size": shape.vocabulary,
        "max_position_embeddings": shape.positions,
        "type_vocab_size": shape.types,
        "layer_norm_eps": shape.epsilon,
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.1,
        "attention_probs_dropout_prob": 0.1,
        "initializer_range": 0.02,
        "pad_token_id": 0,
        "position_embedding_type": "absolute",
        "dtype": "float32",
    }


def _tokenizer_config() -> dict[str, Any]:
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": MOST_TOKENS,
        "bos_token": BOS,
        "cls_token": BOS,
        "eos_token": EOS,
        "sep_token": EOS,
        "pad_token": PAD,
        "unk_token": UNK,
        "mask_token": MASK,
        "clean_up_tokenization_spaces": False,
    }


def tokenizer_json(pieces: list[str], scores: list[float]) -> dict[str, Any]:
    """The rules of `corpus.embed.tokenizer` in the format of the `tokenizers` library."""
    ids = {special: pieces.index(special) for special in SPECIAL}
    metaspace = {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": True}
    special = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    start, end = ({"SpecialToken": {"id": name, "type_id": 0}} for name in (BOS, EOS))
    first, second = ({"Sequence": {"id": name, "type_id": 0}} for name in ("A", "B"))
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [{"id": ids[name], "content": name, **special} for name in SPECIAL],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                _replace(f"[{DROPPED}]", ""),
                _replace(f"[{SPACES}]", " "),
                {"type": "NFKC"},
                _replace(" {2,}", " "),
                {"type": "Strip", "strip_left": False, "strip_right": True},
            ],
        },
        "pre_tokenizer": metaspace,
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [start, first, end],
            "pair": [start, first, end, end, second, end],
            "special_tokens": {name: {"id": name, "ids": [ids[name]], "tokens": [name]} for name in (BOS, EOS)},
        },
        "decoder": metaspace,
        "model": {"type": "Unigram", "unk_id": ids[UNK], "vocab": list(zip(pieces, scores, strict=True)), "byte_fallback": False},
    }


def _replace(pattern: str, content: str) -> dict[str, Any]:
    return {"type": "Replace", "pattern": {"Regex": pattern}, "content": content}
