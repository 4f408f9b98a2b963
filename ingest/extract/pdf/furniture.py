"""Which lines of a page are furniture: running headers, footers, page numbers, and entries of a table of contents.

A line at the top or bottom of a page is furniture when it stands there on several pages, the same but for a number that counts
with the pages; and so is a bare page number. Headings that repeat with other numbers («المادة (4)») are not.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from ingest.extract.pdf.readers import Line, PageReading

_NUMBER = re.compile(r"\d+")
_SPACE_OR_SIGN = re.compile(r"[\s\u0640\-–—|/().•·]+")
_PAGE_NUMBER = re.compile(
    r"^[\s\-–—|(\[]*(?:page|p\.|صفحة|الصفحة|ص)?[\s.:]*(\d{1,4}|[ivxl]{1,6})(?:\s*(?:/|of|من|\|)\s*\d{1,4})?[\s\-–—|)\]]*$",
    re.IGNORECASE,
)
_LEADER = re.compile(r"(?:[.·•_]\s?){5,}|…{3,}")
_ENTRY = re.compile(r"^\W*\d{1,4}\b|\b\d{1,4}\W*$")
_LEAST_ENTRIES = 3
_EDGE_LINES = 3
_MARGIN = 0.13


class _Place(NamedTuple):
    """A line at an edge: its page and number there, from 0, how far its number is ahead of the page, and its text."""

    page: int
    at: int
    offset: int
    text: str


def furniture_of(readings: Sequence[PageReading]) -> list[frozenset[int]]:
    """For each page the numbers of its lines that are furniture."""
    seen: dict[tuple[str, str], list[_Place]] = defaultdict(list)
    outer: list[list[_Place]] = []
    found: list[set[int]] = []
    for page, reading in enumerate(readings):
        lines = tuple(reading.lines)
        found.append(_contents(lines))
        outer.append([])
        for edge, index in _edges(lines, reading.height):
            text = lines[index].text
            numbers = [int(number) for number in _NUMBER.findall(text)][:8]
            key = _SPACE_OR_SIGN.sub(" ", _NUMBER.sub("#", text)).strip()
            place = _Place(page, index, _counting(numbers, page), text)
            seen[edge, key].append(place)
            outer[-1].append(place)
    enough = max(2, min(3, (len(readings) + 1) // 2))
    for (_, key), places in seen.items():
        if len({place.page for place in places}) >= enough and _steady(key, places):
            for place in places:
                found[place.page].add(place.at)
    return [
        frozenset(indices | (_page_numbers(places, indices) if len(reading.lines) > 1 else set()))
        for indices, places, reading in zip(found, outer, readings, strict=True)
    ]


def _edges(lines: Sequence[Line], height: float) -> list[tuple[str, int]]:
    """The numbers of the lines at the top and at the bottom of a page, by their place on it where that is known."""
    if not (height and any(line.y for line in lines)):
        reach = min(_EDGE_LINES, (len(lines) + 1) // 2)
        top = [("top", index) for index in range(reach)]
        return top + [("bottom", index) for index in range(reach, len(lines))][-reach:]
    order = sorted(range(len(lines)), key=lambda index: -lines[index].y)
    margin = _MARGIN * height
    top = [("top", index) for index in order[:_EDGE_LINES] if lines[index].y > height - margin]
    return top + [("bottom", index) for index in order[-_EDGE_LINES:] if lines[index].y < margin]


def _counting(numbers: list[int], page: int) -> int:
    """The offset of the number that could be the page's, from the page's place; a large one where there is none."""
    return min((number - page for number in numbers), key=abs, default=0)


def _steady(key: str, places: Sequence[_Place]) -> bool:
    """Whether the lines of one key are the same, or differ only by a number that counts with the pages."""
    if len({place.text for place in places}) == 1:
        return True
    offsets = Counter(place.offset for place in places)
    return "#" in key and max(offsets.values()) >= 0.8 * len(places)


def _contents(lines: Sequence[Line]) -> set[int]:
    """The entries of a table of contents: lines whose dots lead to a page number, where several stand on a page."""
    found = {index for index, line in enumerate(lines) if _LEADER.search(line.text) and _ENTRY.search(line.text)}
    return found if len(found) >= _LEAST_ENTRIES else set()


def _page_numbers(edges: Sequence[_Place], known: set[int]) -> set[int]:
    """A bare page number that is the first or last line of the page beside other furniture."""
    order = [place for place in edges if place.at not in known]
    outer = (order[0], order[-1]) if order else ()
    return {place.at for place in outer if _PAGE_NUMBER.match(place.text)}
