"""Sentences: where they begin and end in canonical text, Arabic and English.

A sentence ends at . ! ? ؟ ؛ or … (closing quotes and brackets included), or at a line end. A full stop inside a number, after a
single letter or after a known abbreviation ends nothing.
"""

import re

from corpus.model import Span

_END = re.compile(r"[.!?؟؛…]+[\"'»”’)\]]*(?=\s|$)|\n+")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(«\"])(?:[A-Za-z]|[\u0621-\u064a]|No|Nos|Mr|Mrs|Ms|Dr|Prof|St|Art|art|para|vol|p|pp|e\.g|i\.e|etc|vs|cf|Fig|fig|approx|هـ|ر\.ع|د|أ|م|ص|ت)\.$"
)
_NUMBERING = re.compile(r"^\s*(?:\d{1,3}|[A-Za-z]|[\u0621-\u064a])[.)]\s*$")


def sentences(text: str, within: Span | None = None) -> list[Span]:
    """The sentences of `text` (or of one span of it), as spans of `text` without surrounding white space, in order."""
    bounds = within or Span(0, len(text))
    found: list[Span] = []
    start = bounds.start
    for end in _END.finditer(text, bounds.start, bounds.end):
        if not end.group().startswith("\n"):
            before = text[max(start, end.start() - 12) : end.start() + 1]
            if end.group() == "." and (_ABBREVIATION.search(before) or _NUMBERING.match(text[start : end.end()])):
                continue
        _keep(found, text, start, end.end())
        start = end.end()
    _keep(found, text, start, bounds.end)
    return found


def _keep(found: list[Span], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if any(character.isalnum() for character in text[start:end]):
        found.append(Span(start, end))
