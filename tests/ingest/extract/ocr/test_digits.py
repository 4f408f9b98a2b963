"""Numbers in Arabic-Indic digits are told by their shape, and what is no number isn't taken for one."""

from importlib.resources import files

import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.extract.ocr.digits import read_number


def drawn(text: str) -> Image.Image:
    file = str(files("fontpkg_ibm_plex_sans_arabic") / "files" / "IBMPlexSansArabic-Regular.ttf")
    font = ImageFont.truetype(file, 40, layout_engine=ImageFont.Layout.BASIC)
    left, top, right, bottom = (round(edge) for edge in font.getbbox(text))
    picture = Image.new("L", (right - left + 8, bottom - top + 8), 255)
    ImageDraw.Draw(picture).text((4 - left, 4 - top), text, font=font, fill=0)
    return picture


@pytest.mark.parametrize("number", ["٣٦٥", "١٤٤٥", "٩٨", "٤٦"])
def test_a_number_is_read(number: str) -> None:
    assert read_number(drawn(number), 60.0) == number


@pytest.mark.parametrize("text", ["عمل", "Mty", "264"])
def test_what_is_no_number_is_left_alone(text: str) -> None:
    assert read_number(drawn(text), 60.0) == ""


def test_an_empty_picture_is_no_number() -> None:
    assert read_number(Image.new("L", (30, 30), 255), 60.0) == ""
