"""Sentences: where they begin and end in canonical text, Arabic and English.

A sentence ends at . ! ? ؟ or … (closing quotes and brackets included), or at a line end. A full stop inside a number, after a
single letter or after a known abbreviation ends nothing, nor does any mark inside brackets that are closed soon after it. A
semicolon joins two halves of one sentence, in Arabic as in English.
"""

import re

from corpus.model import Span

_END = re.compile(r"[.!?؟…]+[\"'»”’)\]]*(?=\s|$)|\n+")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(«\"])(?:[A-Za-z]|[\u0621-\u064a]|No|Nos|Mr|Mrs|Ms|Dr|Prof|St|Art|art|para|vol|p|pp|e\.g|i\.e|etc|vs|cf|Fig|fig|approx|هـ|ر\.ع|د|أ|م|ص|ت)\.$"
)
_INITIALS = re.compile(r"(?:^|[\s(«\"])(?:[A-Z]\.){2,}$")
_LETTERS = re.compile(r"(?:^|[\s(«\"])(?:[a-z]\.){2,}$")
_SMALL_NEXT = re.compile(r"[ \t]+[a-z\d]")
_BRACKET = re.compile(r"[()\[\]]")
_BRACKETED = 200
"""How far a bracket may stay open, in code points, until it is taken for a slip."""
_NUMBERING = re.compile(r"^\s*(?:\d{1,3}|[A-Za-z]|[\u0621-\u064a])[.)]\s*$")


def sentences(text: str, within: Span | None = None) -> list[Span]:
    """The sentences of `text` (or of one span of it), as spans of `text` without surrounding white space, in order."""
    bounds = within or Span(0, len(text))
    found: list[Span] = []
    start = bounds.start
    for end in _END.finditer(text, bounds.start, bounds.end):
        if not end.group().startswith("\n") and _goes_on(text, start, end):
            continue
        _keep(found, text, start, end.end())
        start = end.end()
    _keep(found, text, start, bounds.end)
    return found


def _goes_on(text: str, start: int, end: re.Match[str]) -> bool:
    """Whether the sentence from `start` goes on after this mark."""
    before = text[max(start, end.start() - 12) : end.start() + 1]
    if end.group() == ".":
        if _ABBREVIATION.search(before) or _INITIALS.search(before) or _NUMBERING.match(text[start : end.end()]):
            return True
        if _LETTERS.search(before) and _SMALL_NEXT.match(text, end.end()):
            return True
    return _is_bracketed(text, start, end)


def _is_bracketed(text: str, start: int, end: re.Match[str]) -> bool:
    """Whether a mark stands in brackets that opened in this sentence and are closed soon, on the same line."""
    opened = 0
    for bracket in _BRACKET.finditer(text, start, end.end()):
        opened = opened + 1 if bracket.group() in "([" else max(0, opened - 1)
    if not opened:
        return False
    line = text.find("\n", end.end())
    after = _BRACKET.search(text, end.end(), min(end.end() + _BRACKETED, line if line >= 0 else len(text)))
    return after is not None and after.group() in ")]"


def _keep(found: list[Span], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if any(character.isalnum() for character in text[start:end]):
        found.append(Span(start, end))
