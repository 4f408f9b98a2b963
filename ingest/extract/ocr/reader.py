"""Reading the pages of one document that are pictures: the engine is opened for the first of them and kept for the rest."""

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from ingest.errors import OcrFailure, OcrUnavailable
from ingest.extract.ocr.engines import open_recogniser
from ingest.extract.ocr.model import RecognisedPage, Recogniser
from ingest.options import OcrOptions

if TYPE_CHECKING:
    from PIL import Image

Announce = Callable[[int, int], None]


_MOST_STAMPS = 8
"""How many pictures of one document may be taken for stamps."""


def _announce_nothing(number: int, pages: int) -> None:
    """For who doesn't want to know."""


class PictureReader:
    """Recognises pages of one document after the other; `announce` is called with page and number of pages before each."""

    def __init__(self, options: OcrOptions | None = None, announce: Announce = _announce_nothing) -> None:
        self._options = options or OcrOptions()
        self._announce = announce
        self._engine: Recogniser | None = None
        self._missing: OcrUnavailable | None = None
        self._read = 0
        self._stamps = 0

    def recognise(self, picture: "Callable[[], Image.Image]", *, number: int, pages: int) -> RecognisedPage:
        """The lines of page `number` of so many; `picture` draws it, once it is clear that an engine is there.

        Raises OcrUnavailable where none is, OcrFailure where this page fails or is one more than a document may have.
        """
        from ingest.extract.ocr.upright import recognised_upright

        engine = self._opened()
        if self._read >= self._options.most_pages:
            told = f"more than {self._options.most_pages} pages of it would have to be recognised"
            raise OcrFailure(told, remedy="split it")
        self._read += 1
        self._announce(number, pages)
        return recognised_upright(engine, picture())

    def stamp(self, picture: "Image.Image") -> list[str]:
        """The lines of a picture that may be a stamp; none where it isn't, or where nothing can read it."""
        from ingest.extract.ocr.stamps import looks_like_a_stamp, read_stamp

        if self._stamps >= _MOST_STAMPS or not looks_like_a_stamp(picture):
            return []
        self._stamps += 1
        with suppress(OcrUnavailable, OcrFailure):
            return read_stamp(self._opened(), picture)
        return []

    def _opened(self) -> Recogniser:
        if self._missing is not None:
            raise self._missing
        if self._engine is None:
            try:
                self._engine = open_recogniser(self._options)
            except OcrUnavailable as missing:
                self._missing = missing
                raise
        return self._engine
