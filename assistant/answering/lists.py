"""What stands around a sentence that a reader needs: a list's items and its lead-in, the steps of a practice across a page's end,
the header of a table's row.
"""

import re
from collections.abc import Callable

from assistant.answering.base import Found
from corpus.model import Passage, Span

_ITEM = re.compile(r"^\s*(?:[-•*▪–]|\(?[\d\u0660-\u0669]{1,3}[.)\-])\s")
_NUMBERED = re.compile(r"^\s*\(?[\d\u0660-\u0669]{1,3}[.)\-]\s")
_LEADS_IN = (":", "：")
CELLS = " | "
"""What stands between the cells of a row in canonical text."""
_LEAST = 3
_MOST = 12


def is_item(text: str) -> bool:
    """Whether a line is a list item: it begins with a bullet or a number."""
    return bool(_ITEM.match(text))


def items_after(found: Found, lead_in: Span) -> list[Span]:
    """The items that follow a sentence which leads in to them: bulleted or numbered lines, else the lines up to a gap."""
    text = found.version.text
    if not lead_in.of(text).rstrip().endswith(_LEADS_IN):
        return []
    lines = _lines(text, Span(lead_in.end, found.passage.end))
    while lines and lines[0].of(text).strip() in ("", *_LEADS_IN):
        lines.pop(0)
    marked = bool(lines) and is_item(lines[0].of(text))
    items: list[Span] = []
    for line in lines:
        if not line.of(text).strip():
            if marked:
                continue
            break
        if marked and not is_item(line.of(text)):
            break
        items.append(_trimmed(text, line))
    return items[:_MOST]


def list_around(found: Found, item: Span) -> list[Span]:
    """The whole list that an item stands in, its lead-in first where it has one; empty where the sentence is in no list."""
    text = found.version.text
    lines = [line for line in _lines(text, Span(found.passage.start, found.passage.end)) if line.of(text).strip()]
    at = next((number for number, line in enumerate(lines) if line.start <= item.start < line.end), None)
    if at is None or not is_item(lines[at].of(text)):
        return []
    first = last = at
    while first and is_item(lines[first - 1].of(text)):
        first -= 1
    while last + 1 < len(lines) and is_item(lines[last + 1].of(text)):
        last += 1
    whole = lines[first : last + 1][:_MOST]
    if first and lines[first - 1].of(text).rstrip().endswith(_LEADS_IN):
        whole.insert(0, lines[first - 1])
    return [_trimmed(text, line) for line in whole]


def header_of(found: Found, row: Span) -> Span | None:
    """The first row of the table that a row stands in; None for the first row itself, and where rows are a name and its value."""
    text = found.version.text
    rows: list[Span] = []
    for line in _lines(text, Span(found.passage.start, row.start)):
        rows = [*rows, line] if CELLS in line.of(text) else rows if not line.of(text).strip() and rows else []
    return _trimmed(text, rows[0]) if rows and rows[0].of(text).count(CELLS) > 1 else None


def steps_of(found: Found, passages_of: Callable[[Found], dict[int, Passage]]) -> list[Span]:
    """The numbered items of a passage that is a list of steps, with those that go on in the next passage."""
    text = found.version.text
    items = _numbered(text, found.passage)
    if len(items) < _LEAST:
        return []
    after = passages_of(found).get(found.passage.n + 1)
    if after is not None and after.heading == found.passage.heading:
        going_on = [line for line in _lines(text, Span(after.start, after.end)) if line.of(text).strip()]
        items += _numbered(text, after) if going_on and _NUMBERED.match(going_on[0].of(text)) else []
    return items[:_MOST]


def _numbered(text: str, passage: Passage) -> list[Span]:
    return [_trimmed(text, line) for line in _lines(text, Span(passage.start, passage.end)) if _NUMBERED.match(line.of(text))]


def _lines(text: str, within: Span) -> list[Span]:
    """The lines of a stretch of text, empty ones among them."""
    found, start = [], within.start
    while start < within.end:
        end = text.find("\n", start, within.end)
        end = within.end if end < 0 else end
        found.append(Span(start, end))
        start = end + 1
    return found


def _trimmed(text: str, line: Span) -> Span:
    shown = line.of(text)
    return Span(line.start + len(shown) - len(shown.lstrip()), line.end - len(shown) + len(shown.rstrip()))
