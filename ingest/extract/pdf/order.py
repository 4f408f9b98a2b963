"""Lines of a page in written order, from its glyphs: spaces and gaps part words, wide gaps part lines."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.extract.pdf.bidi import Written, bracket_votes, joined, kind_of, written_order
from ingest.extract.pdf.fold import fold
from ingest.extract.pdf.mend import with_plain_teh, with_script_spaces
from ingest.extract.pdf.outlines.guess import arabic
from ingest.extract.pdf.readers import Line
from ingest.extract.pdf.rows import Row, Unit

_WIDE = 2.2
"""A gap this many times the type size parts two lines that stand beside each other."""
_SPACED_GAP = 0.24
_UNSPACED_GAP = 0.13
"""A gap that parts words, in type sizes: where a page draws its spaces, and where it doesn't."""


_LEAST_GAP = 0.03
_UNDER = 0.05
"""A space that begins as near as this to where a letter begins lies under it and parts nothing."""
_WIDER_THAN_SPACING = 1.6
_LEAST_LETTERS = 4
_ROOM = 0.25
"""The least share of a drawn space that the letters beside it leave free."""
_KERNED = 0.12
"""How far letters may run into each other, in type sizes, where the right one ends a word all the same."""
_SOFT_HYPHEN = "\u00ad"
_DOUBTFUL = "\x1f"
"""A space in no room: the words tell whether it parts them."""
_DOUBTFULLY_PARTED = re.compile(r"([\u0620-\u065f\u0670]+)\x1f(?=([\u0620-\u065f\u0670]+))")
_MARKS = re.compile(r"[\u0640\u064b-\u065f\u0670]")
_JOINING = "بتثجحخسشصضطظعغفقكلمنهيىئة"
_FINAL = frozenset("ة") | {
    form
    for form in map(chr, range(0xFE80, 0xFEF5))
    if unicodedata.decomposition(form).startswith(("<isolated>", "<final>")) and unicodedata.normalize("NFKC", form) in _JOINING
}
"""Letters that stand at the end of a word only: teh marbuta, and joining letters in a form that joins nothing after it."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Units of one row without a wide gap between them, from the left."""

    units: tuple[Unit, ...]
    y: float
    size: float

    @property
    def x0(self) -> float:
        return min(unit.x0 for unit in self.units)

    @property
    def x1(self) -> float:
        return max(unit.x1 for unit in self.units)


def segments(row: Row) -> list[Segment]:
    """The row cut at its wide gaps, from the left. Spaces at either end are dropped."""
    found: list[list[Unit]] = []
    right = 0.0
    for unit in row.units:
        if unit.text.isspace():
            if found:
                found[-1].append(unit)
            continue
        if not found or unit.x0 - right > _WIDE * max(unit.size, row.size / 2):
            found.append([unit])
        else:
            found[-1].append(unit)
        right = max(right, unit.x1) if len(found[-1]) > 1 else unit.x1
    return [Segment(tuple(units), row.y, row.size) for units in map(_trimmed, found)]


def _trimmed(units: list[Unit]) -> list[Unit]:
    while units and units[-1].text.isspace():
        units.pop()
    return units


def pieces(segment: Segment, *, spaced: bool) -> list[str]:
    """The segment's units from left to right, with a space wherever words part."""
    found: list[str] = []
    last: Unit | None = None
    space: Unit | None = None
    limit = max(_SPACED_GAP if spaced else _UNSPACED_GAP, _WIDER_THAN_SPACING * _letter_spacing(segment))
    for unit in segment.units:
        if unit.text.isspace():
            if space is None and last is not None and _parts(last, unit):
                space = unit
            continue
        if last is not None and _gap_parts(last, unit, limit):
            found.append(" ")
        elif last is not None and space is not None and _clears(space, unit):
            found.append(" " if _has_room(last, space, unit) else _DOUBTFUL)
        found.append(unit.written)
        if last is None or unit.x1 > last.x1 - 0.1 * unit.size:
            last = unit
        space = None
    return found


def _letter_spacing(segment: Segment) -> float:
    """The usual gap between letters that no space parts, in type sizes, where it is the same all along: letters set apart."""
    gaps = sorted(
        (right.x0 - left.x1) / (right.size or 1.0)
        for left, right in pairwise(segment.units)
        if len(left.text) == len(right.text) == 1 and not (left.text.isspace() or right.text.isspace())
    )
    if len(gaps) < _LEAST_LETTERS or 2 * len(gaps) < len(segment.units) or gaps[0] < _UNSPACED_GAP / 2:
        return 0.0
    return gaps[len(gaps) // 2]


def _clears(space: Unit, unit: Unit) -> bool:
    """Whether a space lies left of the next letter, not under it."""
    return unit.x0 - space.x0 > _UNDER * unit.size


def _has_room(left: Unit, space: Unit, unit: Unit) -> bool:
    """Whether letters leave a drawn space some of its room, or the one on the right ends a word anyway."""
    return unit.x0 - left.x1 >= _ROOM * (space.x1 - space.x0) or unit.text[-1] in _FINAL or kind_of(unit.text) != "R"


def _gap_parts(left: Unit, unit: Unit, limit: float) -> bool:
    gap = (unit.x0 - left.x1) / (min(unit.size, left.size) or 1.0)
    return gap > limit or (gap > _LEAST_GAP and _ends_word(unit, left)) or (unit.text == "ة" and _follows_end(gap, left))


def _follows_end(gap: float, left: Unit) -> bool:
    """Whether a letter stands behind a teh marbuta, which ends words, with no gap but what kerning takes."""
    return gap > -_KERNED and kind_of(left.text) == "R"


def _ends_word(unit: Unit, left: Unit) -> bool:
    """Whether letters say that a word ends at a narrow gap: another script begins, or the letter on the right ends words."""
    kinds = kind_of(left.text), kind_of(unit.text)
    if kinds == ("R", "R"):
        return unit.text[-1] in _FINAL
    return set(kinds) == {"R", "L"} and unit.x0 - left.x1 > _UNSPACED_GAP * unit.size


def _parts(last: Unit, space: Unit) -> bool:
    """Whether a drawn space really stands behind the unit: at a line's end some writers set it below the last letter."""
    beside = space.x0 - last.x0 > _UNDER * last.size
    return beside and (space.x1 >= last.x1 - 0.02 * last.size or last.x1 - space.x0 <= 0.6 * (space.x1 - space.x0))


def draws_spaces(rows: Sequence[Row]) -> bool:
    """Whether the page's words are parted by spaces that are drawn, or by gaps alone."""
    spaces = letters = 0
    for row in rows:
        for unit in row.units:
            if unit.text.isspace():
                spaces += 1
            else:
                letters += len(unit.text)
    return spaces > 0.03 * letters


def is_rtl_text(texts: Sequence[str], *, page_rtl: bool) -> bool:
    """Whether a line runs from the right: by its letters, and where these leave doubt, as the page does."""
    arabic = latin = 0
    for text in texts:
        kind = kind_of(text)
        arabic += kind == "R"
        latin += kind == "L"
    if not arabic + latin:
        return page_rtl
    if not arabic:
        return page_rtl and texts[0] in ".،,؛:" and texts[-1] not in ".,:"
    share = arabic / (arabic + latin)
    return share >= 0.5 or page_rtl


def page_runs_rtl(rows: Sequence[Row]) -> bool:
    """Whether most letters of a page are Arabic."""
    texts = [unit.text for row in rows for unit in row.units]
    arabic = sum(not text.isascii() and kind_of(text) == "R" for text in texts)
    latin = sum(sum(map(str.isalpha, text)) if text.isascii() else kind_of(text) == "L" for text in texts) if arabic else 0
    return arabic > latin


def lines_of(parts: Sequence[tuple[Segment, int]], rows: Sequence[Row], *, page_rtl: bool) -> Iterator[Line]:
    """Segments in reading order, each with the number of its block, as lines."""
    spaced = draws_spaces(rows)
    written: list[tuple[Segment, int, bool, list[Written]]] = []
    votes = 0
    for segment, block in parts:
        texts = [text if text.isascii() else fold(text) for text in pieces(segment, spaced=spaced)]
        if not page_rtl and not any(not text.isascii() and kind_of(text) == "R" for text in texts):
            written.append((segment, block, False, [Written("".join(texts), False)]))
            continue
        texts = [letter for text in texts for letter in (text if text.isascii() else (text,))]
        rtl = is_rtl_text(texts, page_rtl=page_rtl) if texts else False
        order = written_order(texts, rtl=rtl)
        votes += bracket_votes(order)
        written.append((segment, block, rtl, order))
    for segment, block, rtl, order in written:
        text = with_script_spaces(with_plain_teh(" ".join(_settled(joined(order, mirror=votes < 0)).split())))
        if text and not rtl and segment.units[-1].text.endswith(_SOFT_HYPHEN):
            text += _SOFT_HYPHEN  # drawn, so a word is broken here: its other half says whether it stays
        if text:
            yield _line(segment, text, rtl=rtl, block=block)


def _settled(text: str) -> str:
    """The text with its doubtful spaces, each kept where two words are likelier there than one."""
    return _DOUBTFULLY_PARTED.sub(lambda match: match[1] + _between(match[1], match[2]), text) if _DOUBTFUL in text else text


def _between(first: str, second: str) -> str:
    language = arabic()
    one, other = _MARKS.sub("", first), _MARKS.sub("", second)
    return " " if language.score(one) + language.score(other) > language.score(one + other) else ""


def _line(segment: Segment, text: str, *, rtl: bool, block: int) -> Line:
    drawn = [unit for unit in segment.units if not unit.text.isspace()]
    sizes = sorted(unit.size for unit in drawn)
    bold = sum(unit.bold for unit in drawn) > 0.8 * len(drawn)
    return Line(text, segment.x0, segment.x1, segment.y, sizes[len(sizes) // 2], bold, rtl, block)
