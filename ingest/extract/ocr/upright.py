"""Pages that lie on their side or stand on their head: turned by a quarter, a half or three quarters before they are read.

Which way the lines run shows in the ink: its sums along the lines vary more than those across them (Postl 1986, as in
`picture.skew`). Which end is up shows only in what is read: letters on their head are recognised with little confidence.
"""

from collections.abc import Callable
from dataclasses import replace

from PIL import Image

from ingest.errors import OcrFailure
from ingest.extract.ocr.model import RecognisedPage, Recogniser
from ingest.extract.ocr.picture import grey, lies_on_its_side

_SURE = 0.85
"""A page that is read with this confidence stands upright."""
_CHANCE = 0.5
"""What confidence letters get by chance; what is above it is evidence."""


def recognised_upright(engine: Recogniser, picture: Image.Image, *, again: Callable[[], None]) -> RecognisedPage:
    """Read a page that may be turned by quarters. One that is read with confidence as it lies is read once.

    `again` is called before each turn after the first, and may refuse it with OcrFailure; what was read before then counts.
    Raises what the engine raises in the first turn.
    """
    page = grey(picture)
    aside = lies_on_its_side(page)
    readings: list[RecognisedPage] = []
    try:
        for turns in ((90, 270), (0, 180)) if aside else ((0, 180), (90, 270)):
            for turn in turns:
                if readings:
                    again()
                readings.append(replace(engine.recognise(page.rotate(turn, expand=True) if turn else page), turn=turn))
                if not readings[-1].lines or readings[-1].confidence >= _SURE:
                    break
            best = max(readings, key=_evidence)
            if best.confidence >= _SURE if best.lines else not aside:
                break
    except OcrFailure:
        if not readings:
            raise
    return max(readings, key=_evidence)


def _evidence(page: RecognisedPage) -> float:
    """How much speaks for a page as it was read: the confidence of its characters above chance, added up."""
    characters = (char for line in page.lines for char in line.characters if not char.text.isspace())
    return sum(max(0.0, char.confidence - _CHANCE) for char in characters)
