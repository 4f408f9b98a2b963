"""Text of a page that nobody sees: it is left out and told, because a reader didn't write it for readers.

Drawn invisibly, in the colour of its ground, too small, off the page, clipped away, covered, or on a layer that is off. Invisible
text over a scan is what an OCR engine saw there: it stays where the page shows ink that no other text accounts for. What the
operators of a page say is decisive where they say it; where a pattern or a picture lies below, the page as it is drawn tells.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import cos, radians, sin

import numpy as np
from numpy.typing import NDArray

from ingest.extract.pdf.content import Drawn, DrawnPage
from ingest.extract.pdf.paint import Box, Color, Ink, Unseen

Picture = NDArray[np.uint8]
"""A page as it is drawn: rows from the top, pixels, and the three colours."""

_FAINT = 0.06
"""Colours that differ by less than this in each component, of 1, are one to the eye."""
_FAINTEST = 0.05
_WRITING = 40
"""Of 255: what ink on paper differs from it at least, seen at a pixel a point."""
_INVISIBLE = 3
_LOW, _HIGH = -0.2, 0.8
"""Where the letters of a line stand about their baseline, in type sizes."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is seen of a page's glyphs, how many letters are not and why, and whether invisible text that an OCR engine wrote is
    among what stays.
    """

    glyphs: list[Drawn]
    hidden: Counter[str]
    by_ocr: bool = False


def seen_of(page: DrawnPage, box: Box, picture: Callable[[], Picture | None]) -> Seen:
    """The glyphs that a reader of the page sees. `box` is the page's; `picture` draws it, and is called only in doubt."""
    glyphs = page.glyphs
    if not glyphs or not (any(map(_is_odd, page.inks)) or _may_hide(page)):
        return Seen(glyphs, Counter())
    return _Look(page, box, picture).seen()


def _is_odd(ink: Ink) -> bool:
    """Whether letters in this ink may be unseen on white paper."""
    if ink.unseen or ink.mode % 4 == _INVISIBLE or ink.strength < _FAINTEST or ink.blends:
        return True
    return all(color is None or min(color) > 1 - _FAINT for color in ink.colors)


def _may_hide(page: DrawnPage) -> bool:
    """Whether something that is painted may cover letters, or be of their colour."""
    count = len(page.glyphs)
    colors = {color for ink in page.inks for color in ink.colors}
    return any(
        (paint.solid and paint.at > 0)
        or (paint.at < count and (paint.color is None or any(_alike(color, paint.color) for color in colors)))
        for paint in page.paints
    )


def _alike(one: Color | None, other: Color | None) -> bool:
    return one is None or other is None or max(abs(a - b) for a, b in zip(one, other, strict=True)) < _FAINT


def _reason(ink: Ink, *, ground: Color | None, covered: bool, scanned: bool) -> tuple[Unseen, bool]:
    """Why letters in an ink on a ground may be unseen, and whether the page as it is drawn must tell."""
    if ink.unseen:
        return ink.unseen, False
    if ink.mode % 4 == _INVISIBLE or ink.strength < _FAINTEST or scanned:
        return "covered" if scanned else "drawn invisibly", True
    if covered:
        return "covered", False
    pale = ink.blends or all(_alike(color, ground) for color in ink.colors)
    return ("in the colour of its ground", True) if pale else ("", False)


class _Look:
    """One look at a page that may hold unseen text."""

    def __init__(self, page: DrawnPage, box: Box, picture: Callable[[], Picture | None]) -> None:
        self._page = page
        self._glyphs = page.glyphs
        self._box = box
        self._boxes = np.array([_box_of(glyph) for glyph in page.glyphs])
        self._draw: Callable[[], Picture | None] | None = picture
        self._shown: Picture | None = None

    def seen(self) -> Seen:
        count = len(self._glyphs)
        covered, scanned, grounds, told = self._painted()
        reasons: list[Unseen] = []
        doubts = np.zeros(count, dtype=bool)
        for at, glyph in enumerate(self._glyphs):
            reason, doubts[at] = _reason(
                glyph.ink, ground=tuple(grounds[at]) if told[at] else None, covered=covered[at], scanned=scanned[at]
            )
            reasons.append(reason)
        by_ocr = self._settle(reasons, doubts)
        kept = [glyph for glyph, reason in zip(self._glyphs, reasons, strict=True) if not reason]
        letters: Counter[str] = Counter()
        for glyph, reason in zip(self._glyphs, reasons, strict=True):
            if reason:
                letters[reason] += sum(map(str.isalnum, glyph.text))
        return Seen(kept, +letters, by_ocr)

    def _painted(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.float64], NDArray[np.bool_]]:
        """By glyph: whether a shape covers it, whether a picture does, the colour of its ground, and whether that is known."""
        count = len(self._glyphs)
        order = np.arange(count)
        covered, scanned, told = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool), np.ones(count, dtype=bool)
        grounds = np.ones((count, 3))
        across = (self._boxes[:, 0] + self._boxes[:, 2]) / 2
        up = (self._boxes[:, 1] + self._boxes[:, 3]) / 2
        for paint in self._page.paints:
            left, low, right, top = paint.box
            inside = (left <= across) & (across <= right) & (low <= up) & (up <= top)
            above = inside & (order >= paint.at)
            told[above] = paint.color is not None
            if paint.color is not None:
                grounds[above] = paint.color
            if paint.solid:
                below = inside & (order < paint.at)
                (scanned if paint.picture else covered)[below] = True
        return covered, scanned, grounds, told

    def _settle(self, reasons: list[Unseen], doubts: NDArray[np.bool_]) -> bool:
        """Take back the reasons that the picture of the page speaks against; whether text that OCR wrote is among what stays."""
        plain = [self._boxes[at] for at, reason in enumerate(reasons) if not reason]
        visible = self._mask(plain) if doubts.any() else None
        by_ocr = False
        for places in self._doubtful(reasons, doubts):
            reason, ink = reasons[places[0]], self._glyphs[places[0]].ink
            colored = reason == "in the colour of its ground"
            box = self._around(places)
            contrast, shared = self._contrast(box), self._share(visible, box)
            if contrast is None:
                stays = colored and None in ink.colors
            elif colored:
                stays = contrast > 255 * _FAINT and (shared < 0.5 or None in ink.colors)
            else:
                stays = contrast > _WRITING and shared < 0.5
            if stays:
                by_ocr = by_ocr or not colored
                for at in places:
                    reasons[at] = ""
        return by_ocr

    def _doubtful(self, reasons: Sequence[Unseen], doubts: NDArray[np.bool_]) -> Iterator[list[int]]:
        """Runs of glyphs in doubt for one reason: lines of what may be OCR's, words of what may have the colour of its ground."""

        def run(at: int) -> tuple[object, ...]:
            glyph = self._glyphs[at]
            return bool(doubts[at]), reasons[at], glyph.turn, round(glyph.y)

        for key, members in groupby(range(len(self._glyphs)), key=run):
            places = list(members)
            if not key[0]:
                continue
            if key[1] != "in the colour of its ground":
                yield places
                continue
            word: list[int] = []
            for at in places:
                if self._glyphs[at].text.isspace() and word:
                    yield [*word, at]
                    word = []
                else:
                    word.append(at)
            if word:
                yield word

    def _around(self, places: Sequence[int]) -> Box:
        boxes = self._boxes[places]
        left, low = boxes[:, :2].min(axis=0)
        right, top = boxes[:, 2:].max(axis=0)
        return float(left), float(low), float(right), float(top)

    def _picture(self) -> Picture | None:
        if self._draw is not None:
            self._shown, self._draw = self._draw(), None
        return self._shown

    def _pixels(self, box: Box, shape: tuple[int, ...]) -> tuple[slice, slice]:
        """Rows and columns of a page's picture that a box covers."""
        left, low, right, top = self._box
        across, up = shape[1] / (right - left), shape[0] / (top - low)
        columns = slice(max(0, int((box[0] - left) * across)), max(0, int((box[2] - left) * across) + 1))
        return slice(max(0, int((top - box[3]) * up)), max(0, int((top - box[1]) * up) + 1)), columns

    def _contrast(self, box: Box) -> float | None:
        """How far the colours in a box lie apart, of 255; None where the page can't be drawn."""
        shown = self._picture()
        if shown is None:
            return None
        cut = shown[self._pixels(box, shown.shape)].reshape(-1, 3)
        if not cut.size:
            return 0.0
        low, high = np.percentile(cut, (1, 99), axis=0)
        return float((high - low).max())

    def _mask(self, boxes: Sequence[NDArray[np.float64]]) -> NDArray[np.bool_]:
        """Where boxes lie on the page, a pixel a point or less."""
        left, low, right, top = self._box
        scale = min(1.0, 2000 / max(right - left, top - low, 1.0))
        mask = np.zeros((max(1, int((top - low) * scale)), max(1, int((right - left) * scale))), dtype=bool)
        for box in boxes:
            mask[self._pixels((box[0], box[1], box[2], box[3]), mask.shape)] = True
        return mask

    def _share(self, mask: NDArray[np.bool_] | None, box: Box) -> float:
        cut = mask[self._pixels(box, mask.shape)] if mask is not None else np.zeros(0)
        return float(cut.mean()) if cut.size else 0.0


def _box_of(glyph: Drawn) -> Box:
    """Where the letters of a glyph stand on the page."""
    low, top = glyph.y + _LOW * glyph.size, glyph.y + _HIGH * glyph.size
    if not glyph.turn:
        return glyph.x0, low, glyph.x1, top
    along = radians(glyph.turn)
    corners = [
        (x * cos(along) - y * sin(along), x * sin(along) + y * cos(along)) for x in (glyph.x0, glyph.x1) for y in (low, top)
    ]
    across, up = [x for x, _ in corners], [y for _, y in corners]
    return min(across), min(up), max(across), max(up)
