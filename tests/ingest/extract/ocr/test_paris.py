"""ParisaOCR's networks on ONNX Runtime: lines are found, cut and read, and a short line reads as its padded form."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ingest.extract.ocr.model import Box
from ingest.extract.ocr.paris import weights
from ingest.extract.ocr.paris.detect import boxes
from ingest.extract.ocr.paris.lines import Cut, batch, cut_lines, decode


def test_touching_pixels_are_one_line_and_grow_back() -> None:
    seen = np.zeros((200, 400), np.float32)
    seen[50:60, 100:300] = seen[55:65, 300:310] = 0.9
    seen[120:128, 20:60] = 0.9
    seen[150:160, 20:60] = 0.35
    found = boxes(seen, 1.0, 1.0)
    assert len(found) == 2
    assert found[0].x0 < 100 and found[0].x1 > 310 and found[0].y0 < 50 and found[0].y1 > 65
    assert boxes(seen, 0.5, 0.5)[0].x1 == pytest.approx(2 * found[0].x1, abs=1)


def test_a_line_is_cut_without_its_neighbours() -> None:
    page = Image.new("L", (400, 200), 255)
    draw = ImageDraw.Draw(page)
    draw.rectangle((50, 60, 350, 85), fill=0)
    draw.rectangle((50, 95, 350, 120), fill=0)
    (cut,) = cut_lines(page, [Box(50, 60, 350, 86)], height=96, line_height=40.0)
    (alone,) = (
        c for c in cut_lines(page, [Box(50, 60, 350, 86), Box(50, 95, 350, 121)], height=96, line_height=40.0) if c.box.y0 == 60
    )
    assert cut.ink[-3:].max() >= alone.ink[-3:].max()
    assert alone.ink[-3:].max() < 0.2


def test_repeated_classes_are_one_character_and_a_blank_parts_two() -> None:
    scores = np.full((6, 3), 0.05, np.float32)
    for column, label in enumerate((1, 1, 0, 1, 2, 0)):
        scores[column, label] = 0.9
    found = decode(scores, Cut(Box(0, 0, 48, 96), np.zeros((96, 48), np.float32), 100, 0.5), ("", "ا", "ب", " "))
    assert [character.text for character in found] == ["ا", "ا", "ب"]
    assert all(100 <= character.x0 <= character.x1 for character in found)
    assert found[0].confidence == pytest.approx(0.9)


def test_a_short_line_reads_as_its_padded_form() -> None:
    if not weights.usable():
        pytest.skip("parisaocr is not installed: make setup installs it")
    from ingest.extract.ocr.paris.recogniser import ParisRecogniser

    network = ParisRecogniser(seconds=60)._lines
    ink = np.zeros((96, 320), np.float32)
    ink[30:60, 40:280:9] = 1
    short = batch([Cut(Box(0, 0, 320, 96), ink, 0, 1.0)])
    assert short["lines"].shape[3] < 600
    assert short["share"].sum() == pytest.approx(1.0, abs=1e-4)
    long = {
        "lines": np.pad(short["lines"], ((0, 0), (0, 0), (0, 0), (0, 2560 - short["lines"].shape[3]))),
        "share": np.full((1, 640, 1), 1 / 640, np.float32),
        "valid": np.pad(short["valid"], ((0, 0), (0, 320 - short["valid"].shape[1]))),
    }
    (one,), (other,) = network.run(None, short), network.run(None, long)
    assert np.abs(one[0, :40] - other[0, :40]).max() < 1e-3
