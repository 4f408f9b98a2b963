"""Which OCR engine reads pictures of pages here: the one that is asked for, else the best that is installed."""

from ingest.errors import OcrUnavailable
from ingest.extract.ocr.model import Recogniser
from ingest.options import OcrOptions

_INSTALL = (
    "install one: pip install onnx && pip install --no-deps parisaocr==0.7.2,"
    " or apt-get install tesseract-ocr tesseract-ocr-script-arab"
)


def open_recogniser(options: OcrOptions) -> Recogniser:
    """The engine that `options` name, opened: `auto` is ParisaOCR where it is installed, else Tesseract.

    Raises OcrUnavailable, with what to install, where it isn't there or OCR is off.
    """
    from ingest.extract.ocr.paris import weights

    engine = options.engine
    if engine == "auto":
        if not installed(options):
            raise OcrUnavailable("no OCR engine is installed", subject="OCR", remedy=_INSTALL)
        engine = "paris" if weights.usable() else "tesseract"
    if engine == "paris":
        from ingest.extract.ocr.paris.recogniser import ParisRecogniser

        return ParisRecogniser(seconds=options.page_seconds)
    if engine == "tesseract":
        from ingest.extract.ocr.tesseract import TesseractRecogniser

        return TesseractRecogniser(seconds=options.page_seconds)
    raise OcrUnavailable("OCR is switched off", subject="DALIL_OCR", remedy="set DALIL_OCR to auto")


def installed(options: OcrOptions) -> str:
    """What would read pictures here, by name and version; empty where nothing would. Nothing is loaded."""
    from ingest.extract.ocr import tesseract
    from ingest.extract.ocr.paris import weights

    if options.engine in ("auto", "paris") and weights.usable():
        return f"parisaocr {weights.package_version()}"
    return tesseract.version() if options.engine in ("auto", "tesseract") else ""
