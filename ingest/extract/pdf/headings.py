"""Which paragraphs are headings: by the outline, by size and weight against the body's, and by the wording of numbered parts."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ingest.extract.inline import one_line
from ingest.extract.pdf.readers import Line

_ORDINAL = r"(?:ال\w+(?:\s+(?:عشرة?|وال\w+))?|\d+|[أ-ي])"
_PARTS = (
    (re.compile(rf"^(?:ال)?(?:باب)\s*\(?\s*{_ORDINAL}\s*\)?(?:\s*[:\-–—].{{0,80}})?$"), 2),
    (re.compile(rf"^(?:ال)?(?:فصل)\s*\(?\s*{_ORDINAL}\s*\)?(?:\s*[:\-–—].{{0,80}})?$"), 3),
    (re.compile(rf"^(?:ال)?(?:قسم|فرع|مبحث|ملحق)\s*\(?\s*{_ORDINAL}\s*\)?(?:\s*[:\-–—].{{0,80}})?$"), 4),
    (re.compile(r"^(?:ال)?مادة\s*\(\s*[\d\u0660-\u0669]+\s*(?:مكررا?ً?)?\s*\)(?:\s*[:\-–—]?\s*[^.،]{0,80})?$"), 5),
    (re.compile(rf"^المادة\s+{_ORDINAL}(?:\s*[:\-–—][^.،]{{0,80}})?$"), 5),
    (re.compile(r"^part\s+(?:\d+|[ivxlc]+|one|two|three|four|five)\b[^.]{0,80}$", re.IGNORECASE), 2),
    (re.compile(r"^(?:chapter|annex|appendix)\s+(?:\d+|[ivxlc]+|[a-z])\b[^.]{0,80}$", re.IGNORECASE), 3),
    (re.compile(r"^section\s+[\d.]+\b[^.]{0,80}$", re.IGNORECASE), 4),
    (re.compile(r"^article\s*\(?\s*(?:\d+|[ivxlc]+)\s*\)?\b[^.]{0,80}$", re.IGNORECASE), 5),
)
_SENTENCE_END = re.compile(r"[.؟?!؛;,،:]\s*$")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Scale:
    """The type sizes of a document: its body's, and the heading level of each larger one.

    `bold_tells` is false where much of the text is bold, or its font is called so: then weight makes no heading.
    """

    body: float
    levels: Mapping[float, int]
    outline: Mapping[str, int]
    bold_tells: bool = True

    def level(self, lines: Sequence[Line]) -> int:
        """The heading level of a paragraph, 1 to 6, or 0 for body text."""
        text = one_line(" ".join(line.text for line in lines))
        if not any(char.isalpha() for char in text) or text.startswith("•") or len(text) > _LONGEST or len(lines) > 3:
            return 0
        named = self.outline.get(folded(text), 0)
        if named:
            return min(named, 6)
        sized = self.levels.get(_step(lines[0].size), 0)
        if sized:
            return sized
        part = part_level(text)
        if part:
            return part
        bold = (
            self.bold_tells
            and all(line.bold for line in lines)
            and len(lines) == 1
            and len(text) < 100
            and not _SENTENCE_END.search(text)
        )
        return min(len(self.levels) + 1, 6) if bold else 0


def part_level(text: str) -> int:
    """The level of a line that names a numbered part of a law or a report («المادة (1)», 'Chapter 2'), or 0."""
    return next((level for pattern, level in _PARTS if pattern.match(text.strip())), 0)


def measure(lines: Iterable[Line], outline: Mapping[str, int]) -> Scale:
    """The scale of a document. A size is a heading's when it is a tenth larger than the body's and little is set in it."""
    weights: Counter[float] = Counter()
    bold = 0
    for line in lines:
        if line.size:
            weights[_step(line.size)] += len(line.text)
            bold += len(line.text) if line.bold else 0
    if not weights:
        return Scale(0.0, {}, outline)
    total = sum(weights.values())
    body = max(weights, key=lambda size: weights[size])
    larger = sorted((size for size, weight in weights.items() if size >= 1.1 * body and weight < 0.3 * total), reverse=True)
    levels: dict[float, int] = {}
    level, last = 0, float("inf")
    for size in larger:
        if size < 0.95 * last:
            level, last = level + 1, size
        levels[size] = min(level, 6)
    return Scale(body, levels, outline, bold_tells=bold < 0.35 * total)


def folded(text: str) -> str:
    """A heading's wording without white space, marks and punctuation, for comparison with the outline."""
    return re.sub(r"[\W_\u0640\u064b-\u0652]+", "", text).lower()


def _step(size: float) -> float:
    return round(size * 2) / 2
