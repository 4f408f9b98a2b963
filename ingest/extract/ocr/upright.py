"""Pages that lie on their side or stand on their head: turned by a quarter, a half or three quarters before they are read.

Which way the lines run shows in the ink: its sums along the lines vary more than those across them (Postl 1986, as in
`picture.skew`). Which end is up shows only in what is read: letters on their head are recognised with little confidence.
"""

from collections.abc import Sequence
from dataclasses import replace

from PIL import Image

from ingest.extract.ocr.model import RecognisedPage, Recogniser
from ingest.extract.ocr.picture import grey, lies_on_its_side

_SURE = 0.85
"""A page that is read with this confidence stands upright."""
_CHANCE = 0.5
"""What confidence letters get by chance; what is above it is evidence."""


def recognised_upright(engine: Recogniser, picture: Image.Image) -> RecognisedPage:
    """Read a page that may be turned by quarters. One that is read with confidence as it lies is read once.

    Raises what the engine raises.
    """
    page = grey(picture)
    aside = lies_on_its_side(page)
    likely, unlikely = ((90, 270), (0, 180)) if aside else ((0, 180), (90, 270))
    found = _read(engine, page, likely)
    doubted = found.confidence < _SURE if found.lines else aside
    return max(found, _read(engine, page, unlikely), key=_evidence) if doubted else found


def _read(engine: Recogniser, page: Image.Image, turns: Sequence[int]) -> RecognisedPage:
    """The best reading in these turns; the first one that is beyond doubt."""
    readings = []
    for turn in turns:
        readings.append(replace(engine.recognise(page.rotate(turn, expand=True) if turn else page), turn=turn))
        if not readings[-1].lines or readings[-1].confidence >= _SURE:
            break
    return max(readings, key=_evidence)


def _evidence(page: RecognisedPage) -> float:
    """How much speaks for a page as it was read: the confidence of its characters above chance, added up."""
    characters = (char for line in page.lines for char in line.characters if not char.text.isspace())
    return sum(max(0.0, char.confidence - _CHANCE) for char in characters)
