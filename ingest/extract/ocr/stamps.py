"""Stamps: small pictures of a few words, often set aslant, which may carry a state mark.

A stamp is light with some ink on it; photographs aren't, and are passed over. Its frame and its lines tell how it is turned.
"""

import numpy as np
from PIL import Image, ImageOps

from ingest.extract.ocr.model import Recogniser
from ingest.extract.ocr.picture import grey, slant

_LIGHT = 170
_MOSTLY = 0.5
_MOST_INK = 0.45
_LEAST_INK = 0.01
_WIDTH = 600
"""Pixels across to which a smaller stamp is enlarged: engines miss what is tiny."""
_MARGIN = 0.2
_SURE = 0.6


def looks_like_a_stamp(picture: Image.Image) -> bool:
    """Whether a picture is mostly light and has some ink, as a stamp has and a photograph hasn't."""
    pixels = np.asarray(grey(picture))
    ink = float((pixels < _LIGHT).mean())
    return float((pixels >= _LIGHT).mean()) > _MOSTLY and _LEAST_INK < ink < _MOST_INK


def read_stamp(engine: Recogniser, picture: Image.Image) -> list[str]:
    """The lines of a stamp of which the engine is sure, as it lies and as its slant says. Raises what the engine raises."""
    page = grey(picture)
    scale = max(1.0, _WIDTH / page.width)
    page = page.resize((round(page.width * scale), round(page.height * scale)), Image.Resampling.LANCZOS)
    page = ImageOps.expand(page, round(_MARGIN * min(page.size)), 255)
    found: list[str] = []
    for degrees in dict.fromkeys((0.0, slant(page))):
        turned = page.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255) if degrees else page
        found += [" ".join(line.text.split()) for line in engine.recognise(turned).lines if line.confidence >= _SURE]
    return list(dict.fromkeys(found))
