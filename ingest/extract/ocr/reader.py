"""Reading the pages of one document that are pictures: the engine is opened for the first of them and kept for the rest."""

import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from ingest.errors import OcrFailure, OcrUnavailable
from ingest.extract.ocr.engines import installed, open_recogniser
from ingest.extract.ocr.model import RecognisedPage, Recogniser
from ingest.options import OcrOptions

if TYPE_CHECKING:
    from PIL import Image

Announce = Callable[[int, int], None]


_MOST_STAMPS = 8
"""How many pictures of one document may be taken for stamps. Together they get the time of a page."""


def _announce_nothing(number: int, pages: int) -> None:
    """For who doesn't want to know."""


class PictureReader:
    """Recognises pages of one document after the other; `announce` is called with page and number of pages before each.

    A page that is read in several turns is announced, and counted, once for each.
    """

    def __init__(self, options: OcrOptions | None = None, announce: Announce = _announce_nothing) -> None:
        self._options = options or OcrOptions()
        self._announce = announce
        self._engine: Recogniser | None = None
        self._missing: OcrUnavailable | None = None
        self._read = 0
        self._stamps = 0
        self._stamps_s = 0.0

    @property
    def ready(self) -> bool:
        """Whether an engine is there to read with. None is opened to find out."""
        try:
            return bool(installed(self._options))
        except (OcrFailure, OcrUnavailable):
            return False

    def recognise(self, picture: "Callable[[], Image.Image]", *, number: int, pages: int) -> RecognisedPage:
        """The lines of page `number` of so many; `picture` draws it, once it is clear that an engine is there.

        Raises OcrUnavailable where none is, OcrFailure where this page fails or is one more than a document may have.
        """
        from ingest.extract.ocr.upright import recognised_upright

        engine = self._opened()
        begin = partial(self._begin, number, pages)
        begin()
        return recognised_upright(engine, picture(), again=begin)

    def stamp(self, picture: "Image.Image", *, number: int, pages: int) -> list[str]:
        """The lines of a picture on page `number` that may be a stamp; none where it isn't, or where nothing can read it."""
        from ingest.extract.ocr.stamps import looks_like_a_stamp, read_stamp

        if self._stamps >= _MOST_STAMPS or self._stamps_s >= self._options.page_seconds or not looks_like_a_stamp(picture):
            return []
        self._stamps += 1
        started = time.monotonic()
        try:
            with suppress(OcrUnavailable, OcrFailure, MemoryError):
                return read_stamp(self._opened(), picture, begin=partial(self._begin, number, pages))
            return []
        finally:
            self._stamps_s += time.monotonic() - started

    def _begin(self, number: int, pages: int) -> None:
        """Count and announce one more recognition. Raises OcrFailure where it would be one too many."""
        if self._read >= self._options.most_pages:
            told = f"more than {self._options.most_pages} pages of it would have to be recognised"
            raise OcrFailure(told, remedy="split it")
        self._read += 1
        self._announce(number, pages)

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
