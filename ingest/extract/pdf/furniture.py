"""Which lines of a page are furniture: running headers, footers, page numbers, and entries of a table of contents.

A line at the top or bottom of a page is furniture when it stands there on several pages, the same but for a number that counts
with the pages; and so is a bare page number. Headings that repeat with other numbers («المادة (4)») are not.
"""

import re
from collections import defaultdict
from collections.abc import Sequence

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


def furniture_of(readings: Sequence[PageReading]) -> list[frozenset[int]]:
    """For each page the numbers of its lines that are furniture."""
    seen: dict[tuple[str, str], list[tuple[int, int, int]]] = defaultdict(list)
    for page, reading in enumerate(readings):
        for edge, index, line in _edges(reading):
            numbers = [int(number) for number in _NUMBER.findall(line.text)][:8]
            key = _SPACE_OR_SIGN.sub(" ", _NUMBER.sub("#", line.text)).strip()
            seen[edge, key].append((page, index, _counting(numbers, page)))
    found: list[set[int]] = [set() for _ in readings]
    enough = max(2, min(3, (len(readings) + 1) // 2))
    for (_, key), places in seen.items():
        if len({page for page, _, _ in places}) >= enough and _steady(key, places, readings):
            for page, index, _ in places:
                found[page].add(index)
    for page, reading in enumerate(readings):
        found[page] |= _page_numbers(reading, found[page]) | _contents(reading)
    return [frozenset(indices) for indices in found]


def _edges(reading: PageReading) -> list[tuple[str, int, Line]]:
    """The lines at the top and at the bottom of a page, by their place on it where that is known."""
    lines = reading.lines
    if not (reading.height and any(line.y for line in lines)):
        reach = min(_EDGE_LINES, (len(lines) + 1) // 2)
        top = [("top", index, lines[index]) for index in range(reach)]
        return top + [("bottom", index, lines[index]) for index in range(reach, len(lines))][-reach:]
    order = sorted(range(len(lines)), key=lambda index: -lines[index].y)
    margin = _MARGIN * reading.height
    top = [("top", index, lines[index]) for index in order[:_EDGE_LINES] if lines[index].y > reading.height - margin]
    return top + [("bottom", index, lines[index]) for index in order[-_EDGE_LINES:] if lines[index].y < margin]


def _counting(numbers: list[int], page: int) -> int:
    """The offset of the number that could be the page's, from the page's place; a large one where there is none."""
    return min((number - page for number in numbers), key=abs, default=0)


def _steady(key: str, places: list[tuple[int, int, int]], readings: Sequence[PageReading]) -> bool:
    """Whether the lines of one key are the same, or differ only by a number that counts with the pages."""
    texts = {readings[page].lines[index].text for page, index, _ in places}
    if len(texts) == 1:
        return True
    offsets = [offset for _, _, offset in places]
    most = max(set(offsets), key=offsets.count)
    return "#" in key and offsets.count(most) >= 0.8 * len(offsets)


def _contents(reading: PageReading) -> set[int]:
    """The entries of a table of contents: lines whose dots lead to a page number, where several stand on a page."""
    found = {index for index, line in enumerate(reading.lines) if _LEADER.search(line.text) and _ENTRY.search(line.text)}
    return found if len(found) >= _LEAST_ENTRIES else set()


def _page_numbers(reading: PageReading, known: set[int]) -> set[int]:
    """A bare page number that is the first or last line of the page beside other furniture."""
    order = [index for _, index, _ in _edges(reading) if index not in known]
    outer = {order[0], order[-1]} if order and len(reading.lines) > 1 else set()
    return {index for index in outer if _PAGE_NUMBER.match(reading.lines[index].text)}
