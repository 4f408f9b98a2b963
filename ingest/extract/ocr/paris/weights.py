"""The files that the package `parisaocr` carries, read without importing it (importing asks for kraken and torch).

A safetensors file is a length, a JSON header and the numbers (https://github.com/huggingface/safetensors#format).
"""

import json
import struct
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.errors import OcrUnavailable

PACKAGE = "parisaocr"
_RECOGNISER = "models/parisaocr-fa-0.1.safetensors"
_DETECTOR = "models/ppocrv6-det-small.onnx"
_TRAINED_FROM = "0.7.2"
_INSTALL = f"pip install --no-deps {PACKAGE}=={_TRAINED_FROM}"

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class RecogniserWeights:
    """The recogniser's tensors by name, the character of each class (class 0 is the blank), and the height of its lines."""

    tensors: dict[str, Array]
    alphabet: tuple[str, ...]
    height: int


def package_version() -> str:
    """The version of the package; empty where it isn't installed."""
    try:
        return distribution(PACKAGE).version
    except PackageNotFoundError:
        return ""


def usable() -> bool:
    """Whether the package is installed and its network can be built here."""
    return bool(package_version()) and find_spec("onnx") is not None


def detector_file() -> Path:
    """The line detector, an ONNX file. Raises OcrUnavailable where it isn't there."""
    return _file(_DETECTOR)


def read_recogniser() -> RecogniserWeights:
    """The recogniser. Raises OcrUnavailable where its file isn't there or is of another kind."""
    path = _file(_RECOGNISER)
    try:
        return _parse(path.read_bytes())
    except (OSError, ValueError, KeyError, TypeError, struct.error) as exc:
        raise OcrUnavailable("the recogniser's file is of another kind", subject=str(path), remedy=_INSTALL) from exc


def retrained() -> dict[str, Array]:
    """The constants of the network's graph that were trained further, by name; none for another version than they came from."""
    if package_version() != _TRAINED_FROM:
        return {}
    with (files(__package__) / "retrained.npz").open("rb") as file, np.load(file) as kept:
        return {name: kept[name].astype(np.float32) for name in kept.files}


def _file(name: str) -> Path:
    try:
        path = Path(str(distribution(PACKAGE).locate_file(f"{PACKAGE}/{name}")))
    except PackageNotFoundError as exc:
        raise OcrUnavailable("ParisaOCR is not installed", subject=PACKAGE, remedy=_INSTALL) from exc
    if not path.is_file():
        raise OcrUnavailable("ParisaOCR's installation lacks a file", subject=str(path), remedy=_INSTALL)
    return path


def _parse(data: bytes) -> RecogniserWeights:
    (length,) = struct.unpack_from("<Q", data)
    header: dict[str, Any] = json.loads(data[8 : 8 + length])
    ((key, meta),) = json.loads(header.pop("__metadata__")["kraken_meta"]).items()
    prefix = f"{key}.nn."
    tensors = {}
    for name, entry in header.items():
        if entry["dtype"] == "F32":
            start, end = (8 + length + offset for offset in entry["data_offsets"])
            tensors[name.removeprefix(prefix)] = np.frombuffer(data[start:end], "<f4").reshape(entry["shape"])
    alphabet = [""] * int(meta["num_classes"])
    for character, (label,) in meta["codec"].items():
        alphabet[label] = character
    return RecogniserWeights(tensors, tuple(alphabet), int(meta["height"]))
