"""Tesseract as a recogniser: the program is run on the straightened page, and its table of words is made into lines.

The words' places are kept; a word's characters share its width evenly, and its confidence. Lines are ordered here, because
Tesseract takes the numbers of a list for a column of its own.
"""

import csv
import io
import os
import shutil
import subprocess
from collections.abc import Iterable
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from PIL import Image, ImageFilter

from ingest.errors import OcrFailure, OcrUnavailable
from ingest.extract.ocr.digits import read_number
from ingest.extract.ocr.display import runs_right_to_left
from ingest.extract.ocr.model import Box, Character, RecognisedLine, RecognisedPage
from ingest.extract.ocr.order import in_reading_order
from ingest.extract.ocr.picture import grey, placed_before, skew, straight

PROGRAM = "tesseract"
INSTALL = "sudo apt-get install tesseract-ocr tesseract-ocr-script-arab"
_ARABIC = ("Arabic", "ara")
"""Models of Arabic, the better one first."""
_INVISIBLE = dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"))
_SINGLE_BLOCK = "6"
_RESOLUTION = "300"
_TRAINED_WIDTH = 2480
"""The width of A4 at 300 dpi, in pixels."""
_MOST_SCALE = 1.5
_BLUR = 1.0
_LONGEST_NUMBER = 12
_SURE_WORD = 0.8
_SURE_NUMBER = 0.6
_LINE_HEIGHT = 1.6
"""How much higher a line is than its digits."""


class _Word(NamedTuple):
    line: tuple[str, ...]
    box: Box
    confidence: float
    text: str


class TesseractRecogniser:
    """Reads pages with the program `tesseract`."""

    def __init__(self, *, seconds: float) -> None:
        """`seconds` bounds each run. Raises OcrUnavailable where the program or its Arabic model is missing."""
        self._seconds = seconds
        models = _models()
        self._arabic = next((name for name in _ARABIC if name in models), "")
        if not self._arabic:
            raise OcrUnavailable("Tesseract has no model of Arabic", subject=PROGRAM, remedy=INSTALL)
        self.name = f"tesseract {_version()} {self._arabic}"

    def recognise(self, picture: Image.Image) -> RecognisedPage:
        """The lines of one page. Raises OcrFailure when Tesseract fails or takes too long."""
        page = grey(picture)
        degrees = skew(page)
        page = straight(page, degrees)
        words = [_with_digits(word, page) for word in self._words(page, self._arabic)]
        lines = in_reading_order(_lines(words))
        return RecognisedPage(self.name, tuple(placed_before(line, page.size, degrees) for line in lines), *page.size, degrees)

    def _words(self, page: Image.Image, models: str) -> list[_Word]:
        """The words of a page, found on a copy that is softer, against its grain, and as large as Tesseract was trained on."""
        scale = max(1.0, min(_MOST_SCALE, _TRAINED_WIDTH / page.width))
        size = round(page.width * scale), round(page.height * scale)
        data = io.BytesIO()
        page.filter(ImageFilter.GaussianBlur(_BLUR)).resize(size, Image.Resampling.LANCZOS).save(data, "PPM")
        command = [PROGRAM, "stdin", "stdout", "-l", models, "--psm", _SINGLE_BLOCK, "--dpi", _RESOLUTION, "tsv"]
        return _parse(_run(command, data.getvalue(), self._seconds), scale)


def _parse(table: str, scale: float) -> list[_Word]:
    """The words of Tesseract's table, their boxes divided by `scale`."""
    rows = csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE)
    words = []
    for row in rows:
        text = (row["text"] or "").translate(_INVISIBLE).strip()
        if row["level"] != "5" or not text:
            continue
        left, top, width, height = (round(int(row[name]) / scale) for name in ("left", "top", "width", "height"))
        line = tuple(row[name] for name in ("block_num", "par_num", "line_num"))
        words.append(_Word(line, Box(left, top, left + width, top + height), max(0.0, float(row["conf"])) / 100, text))
    return words


def _with_digits(word: _Word, page: Image.Image) -> _Word:
    """The word as a number, where its shape is one and Tesseract's reading isn't beyond doubt a word."""
    letters = sum("\u0621" <= char <= "\u064a" or (char.isascii() and char.isalpha()) for char in word.text)
    if len(word.text) > _LONGEST_NUMBER or (letters > 1 and word.confidence > _SURE_WORD):
        return word
    if word.text.isascii() and any(map(str.isdigit, word.text)) and word.confidence > _SURE_NUMBER:
        return word
    box = word.box
    cut = page.crop((box.x0 - 2, box.y0 - 2, box.x1 + 2, box.y1 + 2))
    number = read_number(cut, _LINE_HEIGHT * (box.y1 - box.y0))
    return word._replace(text=number) if number else word


def _lines(words: Iterable[_Word]) -> list[RecognisedLine]:
    return [_line(list(group)) for _, group in groupby(words, key=attrgetter("line"))]


def _line(words: list[_Word]) -> RecognisedLine:
    rtl = runs_right_to_left(" ".join(word.text for word in words))
    characters: list[Character] = []
    for word in words:
        if characters:
            characters.append(Character(" ", characters[-1].x0, characters[-1].x0, 1.0))
        step = (word.box.x1 - word.box.x0) / len(word.text)
        for index, char in enumerate(word.text):
            x0 = word.box.x1 - (index + 1) * step if runs_right_to_left(word.text) else word.box.x0 + index * step
            characters.append(Character(char, x0, x0 + step, word.confidence))
    boxes = [word.box for word in words]
    box = Box(min(b.x0 for b in boxes), min(b.y0 for b in boxes), max(b.x1 for b in boxes), max(b.y1 for b in boxes))
    return RecognisedLine(box, tuple(characters), rtl)


def version() -> str:
    """The program's version and its model of Arabic; empty where either is missing."""
    if not shutil.which(PROGRAM):
        return ""
    model = next((name for name in _ARABIC if name in _models()), "")
    return f"tesseract {_version()} {model}" if model else ""


@cache
def _models() -> frozenset[str]:
    return frozenset(_run([PROGRAM, "--list-langs"], b"", 30.0).split())


@cache
def _version() -> str:
    return _run([PROGRAM, "--version"], b"", 30.0).split()[1]


def _run(command: list[str], given: bytes, seconds: float) -> str:
    """What the program writes. It runs on one core: pages are read side by side already."""
    try:
        done = subprocess.run(
            command, input=given, capture_output=True, timeout=seconds, check=True, env={**os.environ, "OMP_THREAD_LIMIT": "1"}
        )
    except FileNotFoundError as exc:
        raise OcrUnavailable("Tesseract is not installed", subject=PROGRAM, remedy=INSTALL) from exc
    except subprocess.TimeoutExpired as exc:
        raise OcrFailure(f"Tesseract takes longer than {seconds:g} s for a page", subject=PROGRAM, remedy="allow more") from exc
    except subprocess.CalledProcessError as exc:
        said = exc.stderr.decode("utf-8", "replace").strip().splitlines()
        raise OcrFailure(
            f"Tesseract fails on a page ({said[-1] if said else exc.returncode})", subject=PROGRAM, remedy="scan it again"
        ) from exc
    return done.stdout.decode("utf-8", "replace")
