"""A page is set straight before it is read, and what was found on it keeps its place on the page as it was."""

import pytest
from PIL import Image, ImageDraw

from ingest.extract.ocr.model import Box, Character, RecognisedLine
from ingest.extract.ocr.picture import grey, lies_on_its_side, placed_before, skew, slant, straight


def page_of_lines() -> Image.Image:
    page = Image.new("L", (1240, 1754), 255)
    draw = ImageDraw.Draw(page)
    for y in range(150, 1600, 50):
        for x in range(150, 1050, 70):
            draw.rectangle((x, y, x + 50, y + 18), fill=0)
    return page


@pytest.mark.parametrize("degrees", [-5.0, -3.0, -1.0, 0.0, 0.6, 2.0, 5.0])
def test_a_skew_is_found_and_undone(degrees: float) -> None:
    page = page_of_lines().rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)
    found = skew(page)
    assert found == pytest.approx(-degrees, abs=0.1)
    assert abs(skew(straight(page, found))) <= 0.15


def test_a_blank_page_is_not_turned() -> None:
    assert skew(Image.new("L", (1240, 1754), 250)) == 0.0


def test_a_place_on_the_straight_page_is_told_on_the_page_before() -> None:
    page = Image.new("L", (1000, 1000), 255)
    ImageDraw.Draw(page).rectangle((800, 480, 840, 520), fill=0)
    turned = page.rotate(3, Image.Resampling.BICUBIC, fillcolor=255)
    line = RecognisedLine(Box(800, 480, 840, 520), (Character("ا", 800, 840, 1.0),), True)
    found = placed_before(line, page.size, -3.0).box
    ink = turned.point(lambda value: 255 * (value < 128)).getbbox()
    assert ink is not None
    assert all(abs(one - other) <= 3 for one, other in zip(found, ink, strict=True))


def test_what_is_transparent_is_white() -> None:
    assert grey(Image.new("RGBA", (4, 4), (0, 0, 0, 0))).getpixel((0, 0)) == 255


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_lines_that_run_up_or_down_show_in_the_ink(degrees: int) -> None:
    assert lies_on_its_side(page_of_lines().rotate(degrees, expand=True)) == (degrees in (90, 270))


@pytest.mark.parametrize("degrees", [-40, -15, 0, 30])
def test_the_slant_of_a_stamp_is_found(degrees: int) -> None:
    stamp = Image.new("L", (600, 200), 255)
    ImageDraw.Draw(stamp).rectangle((40, 40, 560, 160), outline=0, width=8)
    ImageDraw.Draw(stamp).rectangle((150, 85, 450, 115), fill=0)
    assert slant(stamp.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)) == pytest.approx(-degrees, abs=2)
