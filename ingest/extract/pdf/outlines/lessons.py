"""What a document whose fonts have honest maps teaches of outlines.

Mostly a glyph draws what its map says. Three things are told only by its neighbours, and met in fonts that split letters: a head
whose map says nothing (U+FFFD) draws the letter that is told of the tail beside it; a tail of which now this and now that letter
is told draws none; and a letter of which only the mark is drawn (the hamza that is laid over a plain alef) is that mark.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ingest.extract.pdf.content import Drawn
from ingest.extract.pdf.fold import fold
from ingest.extract.pdf.outlines.known import KnownGlyph
from ingest.extract.pdf.outlines.outline import LENGTH, Vectors

_SURE = 0.9
_ONE_DESIGN = 0.005
ARABIC_SIGNS = dict(zip("0123456789,;?%", "٠١٢٣٤٥٦٧٨٩،؛؟٪", strict=True))
"""Arabic signs by the ASCII signs in whose place legacy fonts have them."""
_MARKS = ("\u0653", "\u0654", "\u0655")
_WHOLE_LETTER = 0.27
"""A letter's height in em at which it can't be its mark alone."""


@dataclass(slots=True)
class Told:
    """What the text of a document told of one glyph: by itself, by `/ActualText`, and of the glyphs drawn before and after it."""

    seen: Counter[str] = field(default_factory=Counter)
    actual: Counter[str] = field(default_factory=Counter)
    before: Counter[str] = field(default_factory=Counter)
    after: Counter[str] = field(default_factory=Counter)
    by_head: int = 0


Glyphs = dict[tuple[int, int], Told]
"""By the identity of a font object and a code."""


def listen(glyphs: Sequence[Drawn], told: Glyphs) -> None:
    """Add what one page, in drawing order, tells of its glyphs."""
    for at, glyph in enumerate(glyphs):
        entry = told.setdefault((id(glyph.font), glyph.code), Told())
        before, after = glyphs[at - 1] if at else None, glyphs[at + 1] if at + 1 < len(glyphs) else None
        entry.seen[glyph.text] += 1
        if glyph.whole:
            entry.actual[glyph.text] += 1
        if before is not None:
            entry.before[before.text] += 1
        if after is not None:
            entry.after[after.text] += 1
        entry.by_head += any(other is not None and other.text == "\ufffd" for other in (before, after))


def lessons(told: Glyphs, vectors: Mapping[tuple[int, int], Vectors]) -> list[KnownGlyph]:
    """The outlines that the document teaches, each with one vote."""
    found = []
    for key, entry in told.items():
        vector = vectors.get(key)
        if vector is None or not vector.any():
            continue
        text = _text(entry, float(vector[LENGTH - 1]) * 2, float(vector[LENGTH - 3]) * 2)
        if text is not None and _teachable(text):
            found.append(KnownGlyph(text, 1, vector))
    return found


def _text(entry: Told, height: float, middle: float) -> str | None:
    seen = entry.seen.total()
    if entry.seen["\ufffd"] >= _SURE * (seen - entry.actual.total()) > 0:
        return _of_neighbours(entry)
    named = Counter({text: n for text, n in entry.seen.items() if text != "\ufffd"})
    if not named:
        return None
    text, most = named.most_common(1)[0]
    actual = Counter({text: n for text, n in entry.actual.items() if text != "\ufffd"})
    if actual:
        first, n = actual.most_common(1)[0]
        if n >= _SURE * actual.total() and len(text) < len(first) <= 3 and first.isalpha():
            return fold(first)
    if len(named) > 1 and most < _SURE * named.total() and entry.by_head >= _SURE * seen:
        return ""
    return _mark_alone(fold(text), height, middle) if most >= _SURE * named.total() or entry.actual else None


def _of_neighbours(entry: Told) -> str | None:
    """The one letter that is always told of the glyph before, or always of the one after."""
    for neighbours in (entry.before, entry.after):
        text, most = neighbours.most_common(1)[0] if neighbours else ("", 0)
        if most >= _SURE * neighbours.total() and len(text) == 1 and text.isalpha():
            return text
    return None


def _mark_alone(text: str, height: float, middle: float) -> str:
    """The mark of a letter of which nothing else is drawn."""
    parts = unicodedata.normalize("NFD", text)
    if len(parts) == 2 and parts[1] in _MARKS and height < _WHOLE_LETTER and (height < 0.2 or not 0.05 < middle < 0.25):
        return parts[1]
    return text


def _teachable(text: str) -> bool:
    return len(text) <= 8 and not any(unicodedata.category(char) in ("Cc", "Co", "Cn", "Cs") or char == "\ufffd" for char in text)


def merged(glyphs: Iterable[KnownGlyph]) -> list[KnownGlyph]:
    """One entry for each outline, with the characters that most fonts tell of it and all their votes.

    Where fonts differ, what could be told only on evidence wins also against more of them: that a glyph is a tail, that it draws
    both letters of a ligature, that it draws the Arabic sign of which a map names the Latin one.
    """
    designs: list[tuple[Vectors, Counter[str]]] = []
    for glyph in glyphs:
        votes = next((votes for vector, votes in designs if float(((vector - glyph.vector) ** 2).sum()) < _ONE_DESIGN**2), None)
        if votes is None:
            votes = Counter()
            designs.append((glyph.vector, votes))
        votes[glyph.text] += glyph.votes
    return [KnownGlyph(_agreed(votes), votes.total(), vector) for vector, votes in designs]


def _agreed(votes: Counter[str]) -> str:
    ranked = sorted(votes, key=lambda text: (-votes[text], text))
    first = ranked[0]
    for text in ranked[1:]:
        told = votes[text] * 5 >= votes[first]
        if told and (not text or (first and first in text) or (first.isascii() and ARABIC_SIGNS.get(first) == text)):
            first = text
    return first
