"""Where the lines of text stand on a page: PP-OCR's detector and the boxes that its map of text means.

The detector (differentiable binarisation, https://arxiv.org/abs/1911.08947) gives each pixel the probability of lying in the
middle of a line. Pixels that hang together are one line; its box grows by as much as the middle was shrunk in training.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ingest.extract.ocr.model import Box

_MEAN, _DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
WIDTH = 1280
"""How wide a page is made for the detector: it misses lines on smaller ones."""
_TALLEST = 3200
_STEP = 32
_TEXT = 0.3
_SURE = 0.5
_GROWTH = 1.3
_LEAST_PIXELS = 4


def detector_input(picture: Image.Image) -> tuple[NDArray[np.float32], float, float]:
    """A grey picture as the detector wants it, (1, 3, height, width), and how much larger it is, across and down."""
    scale = min(WIDTH / picture.width, _TALLEST / picture.height)
    width, height = (max(_STEP, round(length * scale / _STEP) * _STEP) for length in picture.size)
    page = np.asarray(picture.resize((width, height), Image.Resampling.LANCZOS), np.float32) / 255
    planes = [(page - mean) / deviation for mean, deviation in zip(_MEAN, _DEVIATION, strict=True)]
    return np.stack(planes)[None].astype(np.float32), width / picture.width, height / picture.height


def boxes(probabilities: NDArray[np.float32], across: float, down: float) -> list[Box]:
    """The lines of a map of probabilities, (height, width), in pixels of the picture before it was resized, top to bottom."""
    height, width = probabilities.shape
    found = []
    for pixels in components(probabilities > _TEXT):
        x0, y0 = min(start for _, start, _ in pixels), min(row for row, _, _ in pixels)
        x1, y1 = max(end for _, _, end in pixels), max(row for row, _, _ in pixels) + 1
        size = sum(end - start for _, start, end in pixels)
        if x1 - x0 < _LEAST_PIXELS or y1 - y0 < _LEAST_PIXELS:
            continue
        if sum(float(probabilities[row, start:end].sum()) for row, start, end in pixels) / size < _SURE:
            continue
        grown = (x1 - x0) * (y1 - y0) * _GROWTH / (2 * (x1 - x0 + y1 - y0))
        found.append(
            Box(
                round(max(0.0, x0 - grown) / across),
                round(max(0.0, y0 - grown) / down),
                round(min(float(width), x1 + grown) / across),
                round(min(float(height), y1 + grown) / down),
            )
        )
    return sorted(found, key=lambda box: (box.y0, -box.x1))


Run = tuple[int, int, int]
"""Pixels of one row that are text: the row, the first and the one after the last."""


def components(text: NDArray[np.bool_]) -> list[list[Run]]:
    """The runs of text that hang together, each group's in order of rows."""
    edges = np.diff(np.pad(text, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    rows, starts = np.nonzero(edges == 1)
    ends = np.nonzero(edges == -1)[1]
    runs = list(zip(rows.tolist(), starts.tolist(), ends.tolist(), strict=True))
    parents = list(range(len(runs)))
    above = 0
    for index, (row, start, end) in enumerate(runs):
        while runs[above][0] < row - 1 or (runs[above][0] == row - 1 and runs[above][2] <= start):
            above += 1
        other = above
        while runs[other][0] == row - 1 and runs[other][1] < end:
            parents[_root(parents, index)] = _root(parents, other)
            other += 1
    groups: dict[int, list[Run]] = {}
    for index, run in enumerate(runs):
        groups.setdefault(_root(parents, index), []).append(run)
    return list(groups.values())


def _root(parents: list[int], index: int) -> int:
    while parents[index] != index:
        parents[index] = parents[parents[index]]
        index = parents[index]
    return index


def typical_height(found: Sequence[Box]) -> float:
    """The median height of lines, 0 where there are none."""
    heights = sorted(box.y1 - box.y0 for box in found)
    return float(heights[len(heights) // 2]) if heights else 0.0
