"""Arabic-Indic digits, told by their shape: a second pass over words that Tesseract garbles, reverses or takes for letters.

The word is cut into the pieces of ink that hang together, and each piece is told by a classifier of 400 pixels and three
measures (`digits.npz`, written by `scripts/fit_digits.py`). A word counts as a number only when every piece is sure.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ingest.extract.ocr.paris.detect import components

SIDE = 20
SIGNS = "٠١٢٣٤٥٦٧٨٩/-.:()%"
OTHER = len(SIGNS)
"""The class of what is neither a digit nor a sign of numbers."""
_SURE = 0.7
_LEAST_PIXELS = 4
_MOST_PIECES = 12


@dataclass(frozen=True, slots=True)
class Piece:
    """Ink that hangs together, cut out, and where it stands in its word: x from the left, y from the top, half-open."""

    ink: NDArray[np.bool_]
    x0: int
    y0: int
    x1: int
    y1: int


@dataclass(frozen=True, slots=True)
class _Weights:
    hidden: NDArray[np.float32]
    hidden_bias: NDArray[np.float32]
    out: NDArray[np.float32]
    out_bias: NDArray[np.float32]


def read_number(word: Image.Image, line_height: float) -> str:
    """The number that a cut-out word shows, in Arabic-Indic digits; empty where it shows something else."""
    found = pieces(np.asarray(word))
    if not 0 < len(found) <= _MOST_PIECES:
        return ""
    scores = _scores(np.stack([features(piece, line_height, word.height) for piece in found]))
    classes = scores.argmax(axis=1)
    if (scores.max(axis=1) < _SURE).any() or (classes == OTHER).any() or not (classes < 10).any():
        return ""
    return "".join(SIGNS[index] for index in classes)


def pieces(word: NDArray[np.uint8]) -> list[Piece]:
    """The pieces of ink of a word from the left; those that stand above each other are one."""
    low, high = float(np.percentile(word, 2)), float(np.percentile(word, 90))
    if high - low < 40:
        return []
    ink = word < (low + high) / 2
    boxes: list[list[int]] = []
    for runs in components(ink):
        if sum(end - start for _, start, end in runs) < _LEAST_PIXELS:
            continue
        box = [min(r[1] for r in runs), min(r[0] for r in runs), max(r[2] for r in runs), max(r[0] for r in runs) + 1]
        boxes.append(box)
    merged: list[list[int]] = []
    for box in sorted(boxes):
        last = merged[-1] if merged else None
        if last and min(last[2], box[2]) - max(last[0], box[0]) > 0.6 * min(last[2] - last[0], box[2] - box[0]):
            merged[-1] = [min(last[0], box[0]), min(last[1], box[1]), max(last[2], box[2]), max(last[3], box[3])]
        else:
            merged.append(box)
    return [Piece(ink[y0:y1, x0:x1], x0, y0, x1, y1) for x0, y0, x1, y1 in merged]


def features(piece: Piece, line_height: float, word_height: int) -> NDArray[np.float32]:
    """What the classifier sees: the piece in a square, its height beside the line's, its shape, and how high it stands."""
    height, width = piece.ink.shape
    side = max(height, width)
    square = Image.new("L", (side, side), 0)
    square.paste(Image.fromarray(piece.ink.astype(np.uint8) * 255), ((side - width) // 2, (side - height) // 2))
    pixels = np.asarray(square.resize((SIDE, SIDE), Image.Resampling.BOX), np.float32).ravel() / 255
    measures = (2 * side / line_height, height / (height + width), (piece.y0 + piece.y1) / 2 / word_height)
    return np.concatenate([pixels, np.array(measures, np.float32) * 3]).astype(np.float32)


def _scores(seen: NDArray[np.float32]) -> NDArray[np.float32]:
    weights = _weights()
    hidden = np.maximum(seen @ weights.hidden + weights.hidden_bias, 0)
    logits = hidden @ weights.out + weights.out_bias
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)


@cache
def _weights() -> _Weights:
    with (files(__package__) / "digits.npz").open("rb") as file, np.load(file) as kept:
        return _Weights(*(kept[name].astype(np.float32) for name in ("hidden", "hidden_bias", "out", "out_bias")))
