"""What OCR of a few pages tells of glyphs that neither an outline nor a word decides: aligned by position, voted glyph by glyph.

Each recognised line gives the glyphs that are drawn inside its box and the characters that were seen there, both from the left.
The two are aligned as words of a sentence and its translation are (Vogel, Ney and Tillmann, "HMM-based word alignment in
statistical translation", 1996): a glyph draws none to three characters, near its own place, and what it draws elsewhere makes it
likelier. After a few rounds each glyph has the votes of all its occurrences.
"""

import math
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ingest.extract.ocr.model import RecognisedLine, RecognisedPage
from ingest.extract.pdf.content import Drawn
from ingest.extract.pdf.outlines.glyphs import FontKey

Code = tuple[FontKey, int]
"""A font and a code in it."""

_ROUNDS = 4
_MOST = 3
"""Characters that one glyph may draw."""
_COST_OF_SIZE = (3.0, 0.0, 1.5, 3.5)
_COST_OF_EXTRA = 3.0
"""Of a character that no glyph draws: OCR sees some twice."""
_COST_OF_PLACE = 4.0
"""Of a character that stands one type size beside its glyph."""
_COST_OF_OTHER = 4.0
"""Of a character that isn't the one that a glyph is known to draw."""
_SMOOTH = 0.5
_WINDOW = 6
"""How many characters further than their share a line's glyphs may lag."""
_LEAST_CONFIDENCE = 0.5
_BASELINE = 0.3
"""How far up a recognised line's box its letters stand, in its heights."""
_FIRM = 3
"""From so many votes on a glyph is taught to documents that come after."""
_MAJORITY = 0.6
_SEEN_MARKS = 0.25
"""Of the marks on letters OCR sees but some."""
_REACH = 0.5
WIDTH = 0.02
"""In type sizes; a glyph that takes less room is a mark on a letter."""


@dataclass(frozen=True, slots=True)
class Place:
    """A glyph in a row: what it is, where its middle is in type sizes, and what it is known to draw (None: nobody knows)."""

    code: Code
    x: float
    text: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """The glyphs of a line and the characters that were seen there, both from the left, at places in type sizes.

    Marks on letters stand apart, those that are drawn and those that were seen.
    """

    glyphs: tuple[Place, ...]
    seen: tuple[tuple[str, float], ...]
    marks: tuple[Place, ...] = ()
    seen_marks: tuple[tuple[str, float], ...] = ()


def rows(
    glyphs: Iterable[tuple[Code, Drawn, str | None]], page: RecognisedPage, box: tuple[float, float, float, float]
) -> list[Row]:
    """The rows of a page of which OCR saw a picture. `box` is the page's left, low, right and top edge, in points."""
    left, _, right, top = box
    scale = (right - left) / page.width
    lines = [line for line in page.lines if line.confidence >= _LEAST_CONFIDENCE]
    found: dict[int, list[tuple[Code, Drawn, str | None]]] = defaultdict(list)
    for code, glyph, text in glyphs:
        if not glyph.turn and (text is None or text.strip()):
            x, y = ((glyph.x0 + glyph.x1) / 2 - left) / scale, (top - glyph.y) / scale
            at = _line_at(lines, x, y)
            if at is not None:
                found[at].append((code, glyph, text))
    every = (_row(lines[at], members, left, scale) for at, members in sorted(found.items()))
    return [row for row in every if row.glyphs and row.seen]


def _row(line: RecognisedLine, members: Sequence[tuple[Code, Drawn, str | None]], left: float, scale: float) -> Row:
    size = max(glyph.size for _, glyph, _ in members)
    placed = [(g.x1 - g.x0 < WIDTH * g.size, ((g.x0 + g.x1) / 2 - left) / size, code, text) for code, g, text in members]
    placed.sort(key=lambda item: item[:3])
    seen = sorted(((char.x0 + char.x1) / 2 * scale / size, char.text) for char in line.characters if char.text.strip())
    letters = [(text, x) for x, text in seen if not unicodedata.combining(text)]
    wide = [x for is_mark, x, _, _ in placed if not is_mark]
    # An engine sees all letters a little to one side of where they are drawn: the ends of the line tell by how much.
    aside = (letters[0][1] + letters[-1][1] - wide[0] - wide[-1]) / 2 if letters and wide else 0.0
    return Row(
        tuple(Place(code, x + aside, text) for is_mark, x, code, text in placed if not is_mark),
        tuple(letters),
        tuple(Place(code, x + aside, text) for is_mark, x, code, text in placed if is_mark),
        tuple((text, x) for x, text in seen if unicodedata.combining(text)),
    )


def _line_at(lines: Sequence[RecognisedLine], x: float, y: float) -> int | None:
    """The line in which a glyph stands whose baseline is at a place of the picture."""
    best: tuple[float, int] | None = None
    for index, line in enumerate(lines):
        tall = line.box.y1 - line.box.y0
        off = abs(y - (line.box.y1 - _BASELINE * tall))
        if line.box.x0 - tall / 2 <= x <= line.box.x1 + tall / 2 and off < tall / 2 and (best is None or off < best[0]):
            best = off, index
    return best[1] if best else None


def votes(found: Sequence[Row]) -> dict[Code, Counter[str]]:
    """What each glyph draws by the alignment of all rows, with how often."""
    told: dict[Code, Counter[str]] = {}
    for _ in range(_ROUNDS):
        following: dict[Code, Counter[str]] = defaultdict(Counter)
        for row in found:
            for place, text in zip(row.glyphs, _aligned(row, told), strict=True):
                following[place.code][text] += 1
        told = dict(following)
    for row in found:
        for mark in row.marks:
            near = min(row.seen_marks, key=lambda seen: abs(seen[1] - mark.x), default=("", math.inf))
            told.setdefault(mark.code, Counter())[near[0] if abs(near[1] - mark.x) < _REACH else ""] += 1
    return told


def decided(told: Counter[str], *, is_mark: bool) -> str | None:
    """The characters that most votes agree on; None where they don't. A mark that is hardly ever seen draws nothing."""
    if is_mark:
        text, most = Counter({text: n for text, n in told.items() if text}).most_common(1)[0] if any(told) else ("", 0)
        return text if most >= _SEEN_MARKS * told.total() else ""
    text, most = told.most_common(1)[0] if told else ("", 0)
    return text if text and most >= _MAJORITY * told.total() else None


def is_firm(told: Counter[str]) -> bool:
    """Whether a glyph was seen often enough to be remembered."""
    return told.total() >= _FIRM


def _aligned(row: Row, told: dict[Code, Counter[str]]) -> list[str]:
    """For each glyph the characters that it draws, in written order, by the cheapest alignment of a row."""
    glyphs, seen = row.glyphs, row.seen
    n, m = len(glyphs), len(seen)
    costs = [[math.inf] * (m + 1) for _ in range(n + 1)]
    taken = [[0] * (m + 1) for _ in range(n + 1)]
    costs[0] = [_COST_OF_EXTRA * j for j in range(m + 1)]
    for i, place in enumerate(glyphs, 1):
        before, here = costs[i - 1], costs[i]
        emit = _emission(place, told.get(place.code))
        for j in _near(place.x, seen):
            for size in range(min(_MOST, j) + 1):
                if before[j - size] == math.inf:
                    continue
                part = seen[j - size : j]
                off = sum(abs(x - place.x) for _, x in part)
                cost = before[j - size] + _COST_OF_SIZE[size] + _COST_OF_PLACE * off + emit(_written(part))
                if cost < here[j]:
                    here[j], taken[i][j] = cost, size
            if j and here[j - 1] + _COST_OF_EXTRA < here[j]:
                here[j], taken[i][j] = here[j - 1] + _COST_OF_EXTRA, -1
    return _back(row, costs, taken)


def _back(row: Row, costs: list[list[float]], taken: list[list[int]]) -> list[str]:
    i, j = len(row.glyphs), len(row.seen)
    if costs[i][j] == math.inf:
        return [""] * i
    out = [""] * i
    while i:
        size = taken[i][j]
        if size < 0:
            j -= 1
            continue
        out[i - 1] = _written(row.seen[j - size : j])
        i, j = i - 1, j - size
    return out


def _near(x: float, seen: Sequence[tuple[str, float]]) -> range:
    """How many characters may have been drawn once a glyph at `x` is: those on its left, more or less."""
    left = sum(place < x for _, place in seen)
    return range(max(0, left - _WINDOW), min(len(seen), left + _WINDOW) + 1)


def _emission(place: Place, told: Counter[str] | None) -> Callable[[str], float]:
    """What it costs that a glyph draws a text."""
    if place.text is not None:
        return lambda text: 0.0 if text == place.text else _COST_OF_OTHER
    if told is None:
        return lambda text: 0.0
    total = told.total() + _SMOOTH * 20
    return lambda text: -math.log((told[text] + _SMOOTH) / total)


def _written(part: Sequence[tuple[str, float]]) -> str:
    return _in_order("".join(text for text, _ in part))


@lru_cache(maxsize=4096)
def _in_order(drawn: str) -> str:
    """Characters that stand side by side from the left, as they are written: letters that run from the right turned round."""
    return drawn[::-1] if any(unicodedata.bidirectional(char) in ("R", "AL") for char in drawn) else drawn
