"""ParisaOCR on ONNX Runtime: a page is set straight, its lines are found, cut out, read together, and put into reading order."""

import time
from collections.abc import Iterator, Sequence

import onnxruntime
from PIL import Image

from ingest.errors import OcrFailure, OcrUnavailable
from ingest.extract.ocr.display import reading_order, runs_right_to_left
from ingest.extract.ocr.letters import arabic_spelling, parted_numbers
from ingest.extract.ocr.model import Box, Character, RecognisedLine, RecognisedPage
from ingest.extract.ocr.order import in_reading_order
from ingest.extract.ocr.paris.detect import boxes, detector_input, typical_height
from ingest.extract.ocr.paris.lines import MOST_COLUMNS, Cut, batch, cut_lines, decode
from ingest.extract.ocr.paris.network import network
from ingest.extract.ocr.paris.weights import detector_file, package_version, read_recogniser, retrained
from ingest.extract.ocr.picture import grey, placed_before, skew, straight

_COLUMNS_A_BATCH = 4 * 2560


class ParisRecogniser:
    """Reads pages with ParisaOCR's networks. Opening it takes 0.3 s; threads may not share one."""

    def __init__(self, *, seconds: float, threads: int = 1) -> None:
        """`seconds` is what a page may take. Raises OcrUnavailable where the package or `onnx` isn't installed."""
        self._seconds = seconds
        weights = read_recogniser()
        try:
            graph = network(weights, retrained()).SerializeToString()
        except ImportError as exc:
            raise OcrUnavailable("ParisaOCR's network can't be built", subject="onnx", remedy="pip install onnx") from exc
        self._alphabet, self._height = weights.alphabet, weights.height
        self._lines = _session(graph, threads)
        self._detector = _session(detector_file().read_bytes(), threads)
        self.name = f"parisaocr {package_version()}"

    def recognise(self, picture: Image.Image) -> RecognisedPage:
        """The lines of one page. Raises OcrFailure when they take too long."""
        page = grey(picture)
        degrees = skew(page)
        page = straight(page, degrees)
        found = self._boxes(page)
        lines = [_line(box, drawn) for box, drawn in self._read(page, found) if any(char.text.strip() for char in drawn)]
        ordered = in_reading_order(lines)
        return RecognisedPage(self.name, tuple(placed_before(line, page.size, degrees) for line in ordered), *page.size, degrees)

    def _boxes(self, page: Image.Image) -> list[Box]:
        pixels, across, down = detector_input(page)
        (name,) = (given.name for given in self._detector.get_inputs())
        return boxes(self._detector.run(None, {name: pixels})[0][0, 0], across, down)

    def _read(self, page: Image.Image, found: Sequence[Box]) -> Iterator[tuple[Box, tuple[Character, ...]]]:
        """Each line's characters as drawn. Lines of about the same length are read together."""
        late = time.monotonic() + self._seconds
        cuts = cut_lines(page, found, height=self._height, line_height=typical_height(found))
        cuts.sort(key=lambda cut: cut.ink.shape[1])
        for group in _batches(cuts):
            if time.monotonic() > late:
                raise OcrFailure(f"it takes longer than {self._seconds:g} s", subject="page", remedy="allow more time")
            (scores,) = self._lines.run(None, batch(group))
            yield from ((cut.box, decode(line, cut, self._alphabet)) for cut, line in zip(group, scores, strict=True))


def _session(graph: bytes, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = False
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def _batches(cuts: Sequence[Cut]) -> Iterator[list[Cut]]:
    group: list[Cut] = []
    for cut in cuts:
        if group and (len(group) + 1) * cut.ink.shape[1] > max(_COLUMNS_A_BATCH, MOST_COLUMNS):
            yield group
            group = []
        group.append(cut)
    if group:
        yield group


def _line(box: Box, drawn: tuple[Character, ...]) -> RecognisedLine:
    """The line in reading order and in Arabic spelling."""
    rtl = runs_right_to_left("".join(character.text for character in drawn))
    return RecognisedLine(box, parted_numbers(arabic_spelling(reading_order(drawn, rtl=rtl))), rtl)
