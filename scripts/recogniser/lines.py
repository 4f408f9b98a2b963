"""Printed lines as the recogniser gets them: random text in random Arabic faces, soft, grained, and cut out a little at random.

Text comes from files named by whoever trains: one sentence a line, Arabic and English apart. Digits of both systems, dates,
shares and vowel marks are strewn in. A text with all its marks is to be read without them; a single mark is kept.
"""

import io
import random
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from bidi.algorithm import get_display
from fontTools.ttLib import TTFont
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

HEIGHT = 96
_PADDING = 16
_WIDEST = 3000
_EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_AS_RECOGNISED = str.maketrans("يىك٠١٢٣٤٥٦٧٨٩", "ییک۰۱۲۳۴۵۶۷۸۹")
_MARKS = re.compile("[\u064b-\u0652\u0670\u0640]")
_CONTROLS = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u0640]")
_MARKUP = re.compile(r"[*_#`|>\[\]{}<\\]+")


class Sample(NamedTuple):
    """A line: ink 1 on ground 0, (height, columns), and its characters as they are drawn from the left."""

    ink: NDArray[np.float32]
    drawn: str


class Lines:
    """Draws lines. `faces` are font files with Arabic, `modern` those of them that are drawn more often."""

    def __init__(
        self, seed: int, arabic: Sequence[str], english: Sequence[str], faces: Sequence[Path], modern: Sequence[Path]
    ) -> None:
        self._random = random.Random(seed)
        self._numbers = np.random.default_rng(seed)
        self._arabic, self._english, self._faces, self._modern = arabic, english, faces, modern

    def sample(self, alphabet: frozenset[str]) -> Sample:
        """One line that has only characters of the alphabet and of its face."""
        while True:
            text, said, direction = self._text()
            said = said.translate(_AS_RECOGNISED)
            face = self._random.choice(self._modern if self._random.random() < 0.33 else self._faces)
            if set(said) <= alphabet and {ord(char) for char in text if char != " "} <= _characters(face):
                ink = self._cut(text, face, direction)
                if ink is not None:
                    return Sample(ink, str(get_display(said, base_dir="R" if direction == "rtl" else "L")))

    def _text(self) -> tuple[str, str, str]:
        """A text, what is to be read of it, and its direction."""
        chance = self._random
        english = chance.random() < 0.13
        line = chance.choice(self._english if english else self._arabic)
        words = _CONTROLS.sub("", unicodedata.normalize("NFC", _MARKUP.sub(" ", line))).split()
        length = chance.choices((1, 2, 4, 6, 9, 14), (1, 2, 4, 4, 3, 1.5))[0]
        start = chance.randrange(max(1, len(words) - length + 1))
        words = words[start : start + length] or ["-"]
        for _ in range(chance.choice((0, 0, 0, 1) if english else (0, 0, 1, 1, 2))):
            words.insert(chance.randrange(len(words) + 1), self._number())
        text = " ".join(words)
        if english:
            return text, text, "ltr"
        text = _MARKS.sub("", text) if chance.random() < 0.3 else text.replace("\u0670", "")
        text = text.translate(_EASTERN) if chance.random() < 0.55 else text
        if chance.random() < 0.17:
            return self._vowelled(_MARKS.sub("", text)), _MARKS.sub("", text), "rtl"
        return text, text, "rtl"

    def _number(self) -> str:
        chance = self._random
        return chance.choice((
            str(chance.randint(1, 2030)),
            str(chance.randint(1900, 2030)),
            f"{chance.randint(1, 31)}/{chance.randint(1, 12)}/{chance.randint(1300, 2030)}",
            f"{chance.randint(0, 100)}.{chance.randint(0, 9)}%",
            f"{chance.randint(1, 999)},{chance.randint(100, 999)}",
            f"({chance.randint(1, 150)})",
            f"{chance.randint(1, 30)}-{chance.randint(31, 90)}",
            str(chance.randint(1, 10 ** chance.randint(1, 9))),
        ))  # fmt: skip

    def _vowelled(self, text: str) -> str:
        chance = self._random
        out = []
        for at, char in enumerate(text):
            out.append(char)
            if not "\u0621" <= char <= "\u064a" or char in "اأإآى" or chance.random() > 0.8:
                continue
            last = at + 1 >= len(text) or not "\u0621" <= text[at + 1] <= "\u064a"
            out.append("\u0651" if chance.random() < 0.15 else "")
            out.append(chance.choice("\u064b\u064c\u064d\u064e\u064f\u0650" if last else "\u064e\u064e\u064f\u0650\u0652"))
        return "".join(out)

    def _cut(self, text: str, face: Path, direction: str) -> NDArray[np.float32] | None:
        """The line drawn and cut out as from a scan; None where it is too long."""
        chance = self._random
        size = chance.choices((24, 28, 31, 33, 36, 40, 48, 60), (1, 2, 3, 4, 3, 2, 2, 1))[0]
        font = _font(face, size)
        left, low, right, high = font.getbbox(text, direction=direction)
        bare = font.getbbox(_MARKS.sub("", text), direction=direction)
        width = int(right - left)
        ground = chance.choice((255, 255, 250, 240, 225))
        picture = Image.new("L", (width + 4 * size, 4 * size), ground)
        place = (2 * size - left, size)
        ImageDraw.Draw(picture).text(place, text, font=font, fill=chance.choice((0, 0, 20, 40, 70)), direction=direction)
        picture = self._scanned(picture, ground)
        low, high = (low, high) if chance.random() < 0.5 else (bare[1], bare[3])
        tall, middle = max(high - low, 0.8 * size), size + (low + high) / 2
        top, bottom = middle - chance.uniform(0.52, 0.85) * tall, middle + chance.uniform(0.52, 0.85) * tall
        aside = chance.uniform(0.05, 0.6) * size
        picture = picture.crop(
            (int(2 * size - aside), max(0, int(top)), int(2 * size + width + aside), min(4 * size, int(bottom)))
        )
        columns = max(16, round(picture.width * HEIGHT / picture.height))
        if columns > _WIDEST:
            return None
        pixels = np.asarray(picture.resize((columns, HEIGHT), Image.Resampling.LANCZOS), np.float32) / 255
        light = np.pad(pixels, ((0, 0), (_PADDING, _PADDING)), constant_values=1.0)
        return np.asarray(light.max() - light, np.float32)

    def _scanned(self, picture: Image.Image, ground: int) -> Image.Image:
        chance = self._random
        picture = picture.rotate(chance.gauss(0, 0.12), Image.Resampling.BICUBIC, fillcolor=ground)
        picture = picture.filter(ImageFilter.GaussianBlur(chance.uniform(0.2, 1.1)))
        grain = self._numbers.normal(0, chance.uniform(0, 22), (picture.height, picture.width))
        picture = Image.fromarray((np.asarray(picture, np.float32) + grain).clip(0, 255).astype(np.uint8))
        if chance.random() < 0.2:
            return picture
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=chance.randint(50, 92))
        return Image.open(file).convert("L")


@lru_cache(maxsize=1000)
def _font(face: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(face), size, layout_engine=ImageFont.Layout.RAQM)


@lru_cache(maxsize=1000)
def _characters(face: Path) -> frozenset[int]:
    return frozenset(TTFont(face, lazy=True).getBestCmap())
