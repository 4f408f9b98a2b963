"""Which OCR engine reads pictures of pages here: the one that is asked for, else the best that is installed."""

from ingest.errors import OcrUnavailable
from ingest.extract.ocr import tesseract
from ingest.extract.ocr.model import Recogniser
from ingest.extract.ocr.paris import weights
from ingest.options import OcrOptions


def open_recogniser(options: OcrOptions) -> Recogniser:
    """The engine that `options` name, opened: `auto` is ParisaOCR where it is installed, else Tesseract.

    Raises OcrUnavailable, with what to install, where it isn't there or OCR is off.
    """
    engine = options.engine
    if engine == "auto":
        engine = "paris" if weights.usable() else "tesseract"
    if engine == "paris":
        from ingest.extract.ocr.paris.recogniser import ParisRecogniser

        return ParisRecogniser()
    if engine == "tesseract":
        return tesseract.TesseractRecogniser(seconds=options.page_seconds)
    raise OcrUnavailable("OCR is switched off", subject="ocr = off", remedy="set it to auto")


def installed(options: OcrOptions) -> str:
    """What would read pictures here, by name and version; empty where nothing would. Nothing is loaded."""
    engines = {"paris": weights.usable() and f"paris {weights.package_version()}", "tesseract": tesseract.version()}
    wanted = ("paris", "tesseract") if options.engine == "auto" else (options.engine,)
    return next((found for engine in wanted if (found := engines.get(engine))), "")
