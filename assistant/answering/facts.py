"""What a sentence is, whoever asks: its words and stems, what it tells of (numbers, times, names, causes), and its form.

Worked out once for each text and kept, since questions come back to the same sentences.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from assistant.answering.lists import CELLS, is_item
from corpus.text.analyser import terms
from corpus.text.normalise import fold

CUES = ("number", "time", "unit", "role", "place", "cause", "manner", "norm", "name", "pronoun")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_NUMBER = re.compile(r"\d+(?:[.,/:]\d+)*")
_YEAR = re.compile(r"\b(?:1[0-9]|20)\d\d\b")
_NAME = re.compile(r"(?<=[a-z,;)\d] )[A-Z][\w'-]+|[\"«“(][^\"»”)]{2,40}[\"»”)]")
_CONTENTS = re.compile(r"(?:\.\s?){4,}\s*\d*\s*$|…{2,}\s*\d*\s*$|_{4,}")
_PAGE = re.compile(r"^\W*(?:page|صفحه|ص)\W*\d+(?:\W*(?:of|من|/)\W*\d+)?\W*$")
_CAPTION = re.compile(r"^\s*(?:figure|fig\.?|table|chart|الشكل|شكل|الجدول|جدول|الرسم)\s*\(?\d+", re.IGNORECASE)
_FIRST_WORDS = 2


@dataclass(frozen=True, slots=True)
class SentenceFacts:
    """One sentence. `cues` counts the words of each of `CUES`; `names` are capitalised or quoted words inside it."""

    words: int
    stems: frozenset[str]
    content: frozenset[str]
    grams: frozenset[str]
    numbers: frozenset[str]
    years: int
    names: frozenset[str]
    cues: tuple[int, ...]
    cue_words: frozenset[str]
    leans_back: bool
    """Whether it begins with a pronoun, so that it can't be understood without the sentence before."""
    leads_in: bool
    item: bool
    row: bool
    caption: bool
    question: bool
    furniture: bool
    """Whether it is a line of a table of contents or a page's number."""


@lru_cache(maxsize=8_000)
def facts_of(text: str) -> SentenceFacts:
    """The facts of a sentence."""
    folded = fold(text)
    words = _WORD.findall(folded)
    found = terms(text)
    counts = dict.fromkeys(CUES, 0)
    known = _cues()
    for word in words:
        for cue in known.get(word, ()):
            counts[cue] += 1
    return SentenceFacts(
        words=len(text.split()),
        stems=frozenset(term.stem for term in found),
        content=frozenset(term.stem for term in found if not term.stop),
        grams=frozenset(gram for term in found for gram in term.grams),
        numbers=frozenset(_NUMBER.findall(folded)),
        years=len(_YEAR.findall(folded)),
        names=frozenset(fold(name).strip("\"'«»“”()") for name in _NAME.findall(text)),
        cues=tuple(counts.values()),
        cue_words=frozenset(word for word in words if word in known),
        leans_back=any("pronoun" in known.get(word, ()) for word in words[:_FIRST_WORDS]),
        leads_in=text.rstrip().endswith((":", "：")),
        item=is_item(text),
        row=CELLS in text,
        caption=bool(_CAPTION.match(text)),
        question=text.rstrip().endswith(("?", "؟")),
        furniture=bool(_CONTENTS.search(text) or _PAGE.match(folded)),
    )


@cache
def _cues() -> dict[str, frozenset[str]]:
    """The cues of each folded word."""
    rows = (files("assistant.answering") / "tables" / "cues.tsv").read_text(encoding="utf-8").splitlines()
    found: dict[str, set[str]] = {}
    for row in rows:
        if row and not row.startswith("#"):
            cue, words = row.split("\t")
            for word in words.split():
                found.setdefault(fold(word), set()).add(cue)
    return {word: frozenset(cues) for word, cues in found.items()}
