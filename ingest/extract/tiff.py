"""TIFF, as scanners and fax machines write it: its pages become those of a PDF without a text layer, and are read as such."""

import tempfile
from pathlib import Path

from PIL import Image, ImageSequence, UnidentifiedImageError

from ingest.errors import OverLimit, UnreadableDocument
from ingest.extract.base import ExtractedDocument
from ingest.extract.ocr.picture import grey
from ingest.extract.ocr.reader import Announce, PictureReader
from ingest.extract.pdf.extractor import PdfExtractor

_DPI = 200.0
_FEWEST_DPI = 50.0
"""Less than this is no resolution but a file that doesn't know its own."""


class TiffExtractor:
    """Reads `.tif` and `.tiff` files."""

    name = "tiff"
    media_types: tuple[str, ...] = ("image/tiff",)

    def __init__(
        self, pictures: PictureReader | None = None, outlines: Path | None = None, reading: Announce | None = None
    ) -> None:
        """`pictures` recognises the pages; there are no fonts whose `outlines` could be known."""
        self._pages = PdfExtractor(pictures, outlines, reading)

    def extract(self, path: Path) -> ExtractedDocument:
        """Read the file. Raises as `PdfExtractor.extract` does, and `OverLimit` for a picture of too many pixels."""
        with tempfile.TemporaryDirectory(prefix="dalil-") as folder:
            pdf = Path(folder) / f"{path.stem}.pdf"
            try:
                _write(path, pdf)
            except Image.DecompressionBombError as exc:
                raise OverLimit(
                    "it has more pixels than a page may have", subject=path.name, remedy="scan it at 300 dpi"
                ) from exc
            except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as exc:
                raise UnreadableDocument(
                    "the picture is damaged", subject=path.name, remedy="copy it again from where it came"
                ) from exc
            return self._pages.extract(pdf)


def _write(path: Path, pdf: Path) -> None:
    with Image.open(path) as picture:
        across = float(picture.info.get("dpi", (_DPI, _DPI))[0])
        pages = [grey(page.copy()) for page in ImageSequence.Iterator(picture)]
    first, *rest = pages
    first.save(pdf, "PDF", save_all=True, append_images=rest, resolution=across if across >= _FEWEST_DPI else _DPI)
