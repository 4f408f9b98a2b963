"""What OCR thought of a page that it read: how sure it was of the whole, and which words it doubts."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from corpus.model import ExtractionReport, Page, Span

DOUBTFUL = 0.75
"""A word whose characters were read with less confidence than this on the mean is shown as doubtful."""
_TOKEN = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Recognition:
    """A page's confidence, 0 to 1, and where its doubtful words stand in the document's text."""

    confidence: float
    doubts: tuple[Span, ...]


def recognition_of(report: ExtractionReport, text: str, page: Page) -> Recognition | None:
    """What the report says of OCR on a page; None where it was read from its text layer.

    A word is found by being the so-manieth of its spelling on the page: layout may have moved its line since it was recognised.
    """
    told = next((entry for entry in report.evidence.get("ocr", ()) if entry["page"] == page.number), None)
    if told is None or page.number in {unread.number for unread in report.unread_pages}:
        return None
    places: dict[str, list[Span]] = defaultdict(list)
    for token in _TOKEN.finditer(text, page.start, page.end):
        places[token[0]].append(Span(*token.span()))
    seen: Counter[str] = Counter()
    doubts = []
    for word, confidence in told.get("words", ()):
        if confidence < DOUBTFUL and seen[word] < len(places.get(word, ())):
            doubts.append(places[word][seen[word]])
        seen[word] += 1
    return Recognition(float(told["confidence"]), tuple(sorted(doubts, key=lambda span: span.start)))
