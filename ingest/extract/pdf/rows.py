"""Rows: the glyphs of a page by the baseline that they stand on, marks on their letters, from left to right.

Producers shift marks off the baseline and draw glyphs in any order; only where a mark belongs is told by its neighbours in the
order of drawing, because its place says little (some fonts draw it left of where it is set, some right).
"""

import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from operator import attrgetter

from ingest.extract.pdf.content import Drawn

_SAME_BASELINE = 0.3
"""Baselines closer than this, in type sizes, are one: some writers round heights, some shift letters."""
_RAISED = 0.75
_NO_ADVANCE = 0.02
_MARK_REACH = 1.3
_LATIN_MARKS = "\u036f"
"""The last of the marks that stand on the letter drawn before them, as in all scripts that run from the left."""
_DOUBLE_REACH = 0.12


@dataclass(slots=True)
class Unit:
    """A glyph that takes room, with the marks on it: `text` in written order, its place, and its font's weight."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    marks: list[str] = field(default_factory=list)

    @property
    def written(self) -> str:
        """The letters with their marks; those of a ligature stand on its last letter."""
        return self.text + "".join(self.marks) if self.marks else self.text


@dataclass(slots=True)
class Row:
    """Units on one baseline, from the left."""

    y: float
    size: float
    units: list[Unit]


def rows_of(glyphs: Sequence[Drawn]) -> list[Row]:
    """The rows from the top down."""
    units, marks = _units(glyphs)
    _lay(marks, units)
    return [_sorted(row) for row in _baselines(units)]


@lru_cache(maxsize=4096)
def is_mark(text: str) -> bool:
    """Whether the text is nothing but marks that stand on a letter."""
    return bool(text) and all(unicodedata.combining(char) or char == "\u0670" for char in text)


def _units(glyphs: Sequence[Drawn]) -> tuple[list[Unit], list[tuple[int, Drawn]]]:
    """Units in drawing order, and the marks with the number of units drawn before them."""
    units: list[Unit] = []
    marks: list[tuple[int, Drawn]] = []
    count = len(glyphs)
    for at, glyph in enumerate(glyphs):
        text = glyph.text
        if not text:
            continue
        laid = "" if text.isascii() else _laid_text(glyph) or _laid_beside(at, glyphs)
        if laid and not is_mark(text.strip()) and _stands_for_letter(at, glyphs):
            marks.append((len(units) + 1, glyph._replace(text=laid)))
            bare = "".join(char for char in text if not is_mark(char))
            units.append(Unit(bare, glyph.x0, glyph.x1, glyph.y, glyph.size, glyph.font.bold))
        elif laid:
            marks.append((len(units), glyph._replace(text=laid)))
        elif text not in (glyphs[at - 1].text, glyphs[(at + 1) % count].text) or not _repeats(at, glyphs):
            units.append(Unit(text, glyph.x0, glyph.x1, glyph.y, glyph.size, glyph.font.bold))
    return units, marks


def _laid_text(glyph: Drawn) -> str:
    """The marks that a glyph lays over a letter, or an empty string for a glyph that is a letter itself.

    Some writers give a mark the text of its whole cluster: the letter is then drawn beside it.
    """
    text = glyph.text.strip()
    if is_mark(text):
        return text
    if glyph.x1 - glyph.x0 < _NO_ADVANCE * glyph.size and len(text) > 1:
        return "".join(filter(is_mark, text))
    return ""


def _laid_beside(at: int, glyphs: Sequence[Drawn]) -> str:
    """The marks of a glyph without advance that says a whole letter, whose bare form a glyph beside it draws and says.

    A font's table has one text for it, also where it stands over the ligature of that letter, or alone over its second half.
    """
    glyph = glyphs[at]
    if glyph.x1 - glyph.x0 >= _NO_ADVANCE * glyph.size:
        return ""
    parts = unicodedata.normalize("NFD", glyph.text)
    marks = "".join(filter(unicodedata.combining, parts))
    bare = "".join(char for char in parts if not unicodedata.combining(char))
    beside = [glyphs[place] for place in (at - 1, at + 1) if 0 <= place < len(glyphs)]
    says = any(
        other.x1 - other.x0 >= _NO_ADVANCE * other.size and (bare.endswith(other.text) or other.text.endswith(bare))
        for other in beside
        if other.text
    )
    return marks if marks and bare and says else ""


def _stands_for_letter(at: int, glyphs: Sequence[Drawn]) -> bool:
    """Whether the first of two glyphs without advance that say the same letter and marks is the letter: no wider one says it."""
    text = glyphs[at].text
    behind = glyphs[at + 1] if at + 1 < len(glyphs) else None
    if behind is None or behind.text != text or behind.x1 - behind.x0 >= _NO_ADVANCE * behind.size:
        return False
    return all(other.text != text for other in (*glyphs[max(0, at - 1) : at], *glyphs[at + 2 : at + 3]))


def _repeats(at: int, glyphs: Sequence[Drawn]) -> bool:
    """Whether a glyph says again what a larger one beside it says, which it lies over: the dots or marks of that letter.

    Some writers give the text of a cluster to each of its glyphs.
    """
    glyph = glyphs[at]
    width = glyph.x1 - glyph.x0
    for beside in (at - 1, at + 1):
        if not 0 <= beside < len(glyphs) or glyphs[beside].text != glyph.text:
            continue
        other = glyphs[beside]
        if width < other.x1 - other.x0 and not glyph.text.isspace():
            common = min(glyph.x1, other.x1) - max(glyph.x0, other.x0)
            if common > 0.5 * width or (width < _NO_ADVANCE * glyph.size and abs(common) < _MARK_REACH * glyph.size):
                return True
    return False


def _lay(marks: Sequence[tuple[int, Drawn]], units: Sequence[Unit]) -> None:
    """Put each mark on its letter. Of an Arabic one that is the unit drawn after it where drawing goes to the right, else the one
    before.
    """
    for place, mark in marks:
        before = _near(units, range(place - 1, max(-1, place - 4), -1), mark)
        after = _near(units, range(place, min(len(units), place + 4)), mark)
        letter = before or after
        if before is not None and after is not None:
            letter = after if before.x0 < after.x0 and mark.text > _LATIN_MARKS else before
            if not _takes_marks(letter):
                letter = before if letter is after else after
        if letter is not None and mark.text not in (letter.text[-len(mark.text) :], *letter.marks):
            letter.marks.append(mark.text)


def _near(units: Sequence[Unit], places: range, mark: Drawn) -> Unit | None:
    for place in places:
        unit = units[place]
        if unit.text.isspace():
            continue
        reach = _MARK_REACH * mark.size
        if abs(unit.y - mark.y) < reach and unit.x0 - reach < mark.x0 < unit.x1 + reach:
            return unit
        return None
    return None


def _takes_marks(unit: Unit) -> bool:
    return any(char.isalpha() for char in unit.text)


def _baselines(units: Sequence[Unit]) -> list[Row]:
    """Units by baseline from the top; what is raised or lowered beside a row, and smaller, belongs to it."""
    exact: dict[float, list[Unit]] = {}
    for y, together in groupby(units, key=attrgetter("y")):
        exact.setdefault(round(y, 1), []).extend(together)
    rows: list[Row] = []
    for y in sorted(exact, reverse=True):
        members = exact[y]
        size = max(unit.size for unit in members)
        if rows and rows[-1].y - y < _SAME_BASELINE * min(size, rows[-1].size):
            last = rows[-1]
            if _letters(members) > _letters(last.units):
                last.y = y
            last.units += members
            last.size = max(last.size, size)
        else:
            rows.append(Row(y, size, members))
    return _with_raised(rows)


def _with_raised(rows: list[Row]) -> list[Row]:
    """Rows of few small glyphs that fill a hole of their neighbour (superscripts) joined to it."""
    kept: list[Row] = []
    for at, row in enumerate(rows):
        homes = [kept[-1]] if kept else []
        homes += rows[at + 1 : at + 2]
        home = next((home for home in homes if _is_raised(row, home)), None)
        if home is None:
            kept.append(row)
        else:
            home.units += row.units
    return kept


def _letters(units: Sequence[Unit]) -> int:
    return sum(len(unit.text) for unit in units)


def _is_raised(row: Row, home: Row) -> bool:
    if row.size > 0.85 * home.size or abs(row.y - home.y) > _RAISED * home.size:
        return False
    if 3 * _letters(row.units) > _letters(home.units):
        return False
    starts = sorted((unit.x0, unit.x1) for unit in home.units if not unit.text.isspace())
    for unit in row.units:
        middle = (unit.x0 + unit.x1) / 2
        at = bisect_left(starts, (middle, 0.0))
        left, right = starts[at - 1][1] if at else None, starts[at][0] if at < len(starts) else None
        if left is not None and left > middle:
            return False
        near = [abs(edge - middle) for edge in (left, right) if edge is not None]
        if not near or min(near) > 1.5 * home.size:
            return False
    return True


def _sorted(row: Row) -> Row:
    """The row from the left, without what is drawn twice to look bold."""
    row.units.sort(key=lambda unit: unit.x0 + unit.x1)
    kept: list[Unit] = []
    for unit in row.units:
        reach = _DOUBLE_REACH * unit.size
        twin = None
        for other in kept[-3:]:
            if other.text == unit.text and unit.x0 - other.x0 < reach:
                twin = other
                break
        if twin is None or unit.x0 - twin.x0 > 0.5 * (unit.x1 - unit.x0):
            kept.append(unit)
    row.units = kept
    return row
