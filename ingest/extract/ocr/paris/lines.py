"""Cutting lines out of a page for the recogniser, and reading its scores: connectionist temporal classification (CTC).

A line is cut with a margin, because the dots of its letters stand outside the detector's box; what the margin holds of the lines
around is painted over. It is made as high as the network wants, padded with ground, and turned to ink 1 on ground 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from ingest.extract.ocr.model import Box, Character
from ingest.extract.ocr.paris.repair import Seen, repaired
from ingest.extract.ocr.paris.spaces import false_blanks

Array = NDArray[np.float32]

_MARGIN = 0.25
_LEAST_MARGIN = 6
_PADDING = 16
_TRAINED_WIDTH = 2560
_EDGE = 128
"""Columns of ground after a line that the network must see for its padding to look the same as when there are many more."""
MOST_COLUMNS = 8192
_COLUMNS_A_SHARE, _COLUMNS_A_SCORE = 4, 8


@dataclass(frozen=True, slots=True)
class Cut:
    """A line as the network wants it, (height, columns), and where it came from: `x0` in the page, and pixels per column."""

    box: Box
    ink: Array
    x0: int
    scale: float

    def place(self, column: float) -> float:
        """Where a column of the line lies in the page."""
        within = min(max(0.0, column - _PADDING), float(self.ink.shape[1]) - 2 * _PADDING)
        return self.x0 + within * self.scale


def cut_lines(page: Image.Image, boxes: Sequence[Box], *, height: int, line_height: float) -> list[Cut]:
    """The lines of a grey page, each as the network wants it. `line_height` is that of a typical line, in pixels."""
    across = max(_LEAST_MARGIN, round(_MARGIN * line_height))
    return [_cut(page, box, boxes, across=across, height=height) for box in boxes]


def _cut(page: Image.Image, box: Box, boxes: Sequence[Box], *, across: int, height: int) -> Cut:
    down = max(2, across // 2)
    area = Box(max(0, box.x0 - across), max(0, box.y0 - down), min(page.width, box.x1 + across), min(page.height, box.y1 + down))
    line = page.crop(area)
    ground = int(np.median(np.asarray(line)[[0, -1]]))
    draw = ImageDraw.Draw(line)
    for other in boxes:
        part = _intrusion(other, box, area)
        if part is not None:
            draw.rectangle((part.x0 - area.x0, part.y0 - area.y0, part.x1 - area.x0 - 1, part.y1 - area.y0 - 1), fill=ground)
    columns = min(MOST_COLUMNS, max(_COLUMNS_A_SCORE, round(line.width * height / line.height)))
    pixels = np.asarray(line.resize((columns, height), Image.Resampling.LANCZOS), np.float32) / 255
    ink = np.pad(pixels, ((0, 0), (_PADDING, _PADDING)), constant_values=1.0)
    return Cut(box, ink.max() - ink, area.x0, line.width / columns)


def _intrusion(other: Box, own: Box, area: Box) -> Box | None:
    """What of another line lies in the margin of one's own; None where nothing does."""
    if other == own:
        return None
    x0, y0, x1, y1 = max(other.x0, area.x0), max(other.y0, area.y0), min(other.x1, area.x1), min(other.y1, area.y1)
    middle_x, middle_y = (other.x0 + other.x1) / 2, (other.y0 + other.y1) / 2
    if middle_y < own.y0:
        y1 = min(y1, own.y0)
    elif middle_y > own.y1:
        y0 = max(y0, own.y1)
    elif middle_x < own.x0:
        x1 = min(x1, own.x0)
    else:
        x0 = max(x0, own.x1)
    return Box(x0, y0, x1, y1) if x0 < x1 and y0 < y1 else None


def batch(cuts: Sequence[Cut]) -> dict[str, Array]:
    """The network's inputs for lines that are read together: padded to the widest, with the weights that its gates want."""
    widest = max(cut.ink.shape[1] for cut in cuts)
    width = -(-(widest + _EDGE) // _COLUMNS_A_SCORE) * _COLUMNS_A_SCORE
    width = min(width, max(_TRAINED_WIDTH, -(-widest // _COLUMNS_A_SCORE) * _COLUMNS_A_SCORE))
    lines = np.zeros((len(cuts), 1, cuts[0].ink.shape[0], width), np.float32)
    valid = np.zeros((len(cuts), width // _COLUMNS_A_SCORE), np.float32)
    for line, mask, cut in zip(lines, valid, cuts, strict=True):
        line[0, :, : cut.ink.shape[1]] = cut.ink
        mask[: max(1, cut.ink.shape[1] // _COLUMNS_A_SCORE)] = 1
    return {"lines": lines, "share": np.broadcast_to(_share(width), (len(cuts), width // _COLUMNS_A_SHARE, 1)), "valid": valid}


def _share(width: int) -> Array:
    """How much each column counts in a mean over the line: alike, but one of ground for all those that were saved."""
    columns = width // _COLUMNS_A_SHARE
    trained = max(columns, _TRAINED_WIDTH // _COLUMNS_A_SHARE)
    share = np.full((columns, 1), 1 / trained, np.float32)
    share[-_EDGE // _COLUMNS_A_SHARE // 2] += (trained - columns) / trained
    return share


def decode(scores: Array, cut: Cut, alphabet: Sequence[str]) -> tuple[Character, ...]:
    """The characters of one line as drawn, from the left: the best class of each column, repeats joined."""
    labels = scores.argmax(axis=1)
    used = max(1, cut.ink.shape[1] // _COLUMNS_A_SCORE)
    seen: list[Seen] = []
    start = 0
    for column in range(1, used + 1):
        if column < used and labels[column] == labels[start]:
            continue
        if labels[start]:
            seen.append(Seen(int(labels[start]), start, column))
        start = column
    places = [(item.start * _COLUMNS_A_SCORE, item.end * _COLUMNS_A_SCORE) for item in seen]
    inside = false_blanks(cut.ink, [alphabet[item.label] for item in seen], places)
    seen = repaired([item for index, item in enumerate(seen) if index not in inside], scores, alphabet)
    return tuple(
        Character(
            alphabet[item.label],
            cut.place(item.start * _COLUMNS_A_SCORE),
            cut.place(item.end * _COLUMNS_A_SCORE),
            float(scores[item.start : item.end, item.label].max()),
        )
        for item in seen
    )
