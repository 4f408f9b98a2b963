"""Fits the classifier of Arabic-Indic digits that Tesseract's words are held against: writes `ingest/extract/ocr/digits.npz`.

Digits, the signs of numbers and what is mistaken for them are drawn in the Arabic fonts that are installed, in several sizes, a
little turned, soft and grained, as scanners give them. Run with `PYTHONPATH=. python scripts/fit_digits.py`.
"""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from sklearn.neural_network import MLPClassifier

from ingest.extract.ocr.digits import OTHER, SIGNS, features, pieces

TARGET = Path(__file__).resolve().parent.parent / "ingest" / "extract" / "ocr" / "digits.npz"
OTHERS = "لمنيبعسكى234689ABTLMm،؛؟*+=«»"
TIMES = 16
HIDDEN = 48


def fonts() -> list[str]:
    """Files of the installed fonts that have Arabic."""
    told = subprocess.run(["fc-list", ":lang=ar", "file"], capture_output=True, text=True, check=True).stdout
    names = sorted({line.rstrip(": ").strip() for line in told.splitlines()})
    return [name for name in names if name.endswith((".ttf", ".otf")) and "Nastaliq" not in name and "Quran" not in name]


def samples(rng: np.random.Generator) -> Iterator[tuple[np.ndarray, int]]:
    """Features and class of one drawn character after the other."""
    for name in fonts():
        missing = bytes(ImageFont.truetype(name, 32).getmask("\uffff"))
        for char in (*SIGNS, *OTHERS):
            if bytes(ImageFont.truetype(name, 32).getmask(char)) == missing:
                continue
            for _ in range(TIMES if char in SIGNS else 5):
                size = int(rng.integers(22, 60))
                font = ImageFont.truetype(name, size)
                picture = Image.new("L", (3 * size, 3 * size), 255)
                ImageDraw.Draw(picture).text((size, size // 2), char, font=font, fill=int(rng.integers(0, 60)))
                picture = picture.rotate(float(rng.normal(0, 1.5)), Image.Resampling.BICUBIC, fillcolor=255)
                picture = picture.filter(ImageFilter.GaussianBlur(float(rng.uniform(0.3, 1.2))))
                noisy = np.asarray(picture, np.float32) + rng.normal(0, rng.uniform(2, 16), (3 * size, 3 * size))
                grey = noisy.clip(0, 255).astype(np.uint8)
                top, bottom = _line(font, size)
                cut = grey[max(0, top) : bottom]
                found = [piece for piece in pieces(cut) if piece.ink.sum() > 6]
                if len(found) == 1 or (found and char in OTHERS):
                    yield features(found[0], 1.6 * size, len(cut)), SIGNS.index(char) if char in SIGNS else OTHER


def _line(font: ImageFont.FreeTypeFont, size: int) -> tuple[int, int]:
    """The rows that a number's box would have."""
    _, top, _, bottom = font.getbbox("٣٤٧")
    return size // 2 + int(top) - 4, size // 2 + int(bottom) + 4


def main() -> None:
    """Fit and write."""
    drawn = list(samples(np.random.default_rng(7)))
    seen, classes = np.stack([sample for sample, _ in drawn]), np.array([label for _, label in drawn])
    held = np.random.default_rng(1).random(len(classes)) < 0.1
    model = MLPClassifier((HIDDEN,), max_iter=40, random_state=3, early_stopping=True).fit(seen[~held], classes[~held])
    print(f"{len(classes)} drawn; right of those held out: {model.score(seen[held], classes[held]):.3f}")
    (hidden, out), (hidden_bias, out_bias) = model.coefs_, model.intercepts_
    parts = {"hidden": hidden, "hidden_bias": hidden_bias, "out": out, "out_bias": out_bias}
    np.savez_compressed(TARGET, **{name: part.astype(np.float16) for name, part in parts.items()})


if __name__ == "__main__":
    main()
