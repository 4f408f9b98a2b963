"""TMX, a translation memory: its short units are terms, its sentences are left out and counted."""

import re
from pathlib import Path
from typing import Any

from corpus.terms.model import Entry, Reading, Term
from corpus.terms.readers.markup import inside, language_of, parse, text_in
from corpus.terms.readers.merge import merged

_MARKUP = frozenset({"bpt", "ept", "it", "ph", "ut"})
"""Codes of the translated document's own layout inside a segment."""
_MOST_WORDS = 6
_SENTENCE = re.compile(r"[.!?؟:؛;]\s*$|[.!?؟]\s")


def read(path: Path) -> Reading:
    """The terms of a TMX file. Raises TermbaseError when it is broken or of another kind."""
    root = parse(path, root_names=("tmx",), kind="TMX")
    entries: list[Entry] = []
    sentences = 0
    for unit in inside(root, "tu"):
        arabic, english = _segments(unit, "ar"), _segments(unit, "en")
        if not arabic or not english:
            continue
        if any(map(_is_sentence, (arabic[0], english[0]))):
            sentences += 1
            continue
        term = Term("", arabic[0], english[0], tuple(arabic[1:]), tuple(english[1:]), domain=_property(unit, "domain"))
        entries.append(Entry(int(unit.sourceline or 0), term))
    return Reading(merged(entries), sentences=sentences)


def _segments(unit: Any, language: str) -> list[str]:
    segments = (
        text_in(segment, without=_MARKUP)
        for variant in inside(unit, "tuv")
        if language_of(variant) == language
        for segment in inside(variant, "seg")
    )
    return list(dict.fromkeys(filter(None, segments)))


def _property(unit: Any, kind: str) -> str:
    return next((text_in(note) for note in inside(unit, "prop") if note.get("type") == kind), "")


def _is_sentence(text: str) -> bool:
    return len(text.split()) > _MOST_WORDS or bool(_SENTENCE.search(text))
