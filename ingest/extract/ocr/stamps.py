"""Stamps: small pictures of a few words, often set aslant, which may carry a state mark.

A stamp is light with some ink on it; photographs aren't, and are passed over. Its frame and its lines tell how it is turned.
"""

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageOps

from ingest.extract.ocr.model import Recogniser
from ingest.extract.ocr.picture import grey, slant

_LIGHT = 170
_MOSTLY = 0.5
_MOST_INK = 0.45
_LEAST_INK = 0.01
_SIDE = 600
"""Pixels to which the longer side of a smaller stamp is enlarged: engines miss what is tiny."""
_MOST_PIXELS = 2_000_000
_MARGIN = 0.2
_SURE = 0.6


def looks_like_a_stamp(picture: Image.Image) -> bool:
    """Whether a picture is mostly light and has some ink, as a stamp has and a photograph hasn't."""
    pixels = np.asarray(grey(picture))
    ink = float((pixels < _LIGHT).mean())
    return float((pixels >= _LIGHT).mean()) > _MOSTLY and _LEAST_INK < ink < _MOST_INK


def read_stamp(engine: Recogniser, picture: Image.Image, *, begin: Callable[[], None]) -> list[str]:
    """The lines of a stamp of which the engine is sure, as it lies and as its slant says.

    `begin` is called before each of the two. Raises what it and the engine raise.
    """
    page = grey(picture)
    scale = min(max(1.0, _SIDE / max(page.size)), (_MOST_PIXELS / (page.width * page.height)) ** 0.5)
    page = page.resize([max(1, round(length * scale)) for length in page.size], Image.Resampling.LANCZOS)
    page = ImageOps.expand(page, round(_MARGIN * min(page.size)), 255)
    found: list[str] = []
    for degrees in dict.fromkeys((0.0, slant(page))):
        begin()
        turned = page.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255) if degrees else page
        found += [" ".join(line.text.split()) for line in engine.recognise(turned).lines if line.confidence >= _SURE]
    return list(dict.fromkeys(found))
