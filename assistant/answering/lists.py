"""Lists in passages: the items that follow a lead-in, and the numbered steps of a practice, across a page's end too."""

import re
from collections.abc import Callable, Sequence

from assistant.answering.base import Found
from corpus.model import Passage, Span
from corpus.text.sentences import sentences

_ITEM = re.compile(r"^\s*(?:[-•*▪–]|\(?[\d\u0660-\u0669]{1,3}[.)\-])\s")
_NUMBERED = re.compile(r"^\s*\(?[\d\u0660-\u0669]{1,3}[.)\-]\s")
_LEAST = 3
_MOST = 12


def is_item(text: str) -> bool:
    """Whether a line is a list item: it begins with a bullet or a number."""
    return bool(_ITEM.match(text))


def items_after(found: Found, lead_in: Span) -> list[Span]:
    """The lines that follow a sentence which leads in to them, as far as its passage goes."""
    if not lead_in.of(found.version.text).rstrip().endswith((":", "：")):
        return []
    return sentences(found.version.text, Span(lead_in.end, found.passage.end))[:_MOST]


def steps_of(found: Sequence[Found], passages_of: Callable[[Found], dict[int, Passage]]) -> list[tuple[Found, Span]]:
    """The numbered items of the first of these passages that is a list of steps, with those that go on in the next passage."""
    for one in found:
        items = _items(one.version.text, one.passage)
        if len(items) < _LEAST:
            continue
        after = passages_of(one).get(one.passage.n + 1)
        if after is not None and after.heading == one.passage.heading:
            going_on = sentences(one.version.text, Span(after.start, after.end))
            items += _items(one.version.text, after) if going_on and _NUMBERED.match(going_on[0].of(one.version.text)) else []
        return [(one, item) for item in items[:_MOST]]
    return []


def _items(text: str, passage: Passage) -> list[Span]:
    """The numbered lines of a passage."""
    lines = [line for line in re.finditer(r"[^\n]+", text[passage.start : passage.end])]
    return [Span(passage.start + line.start(), passage.start + line.end()) for line in lines if _NUMBERED.match(line.group())]
