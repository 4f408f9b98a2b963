"""What is drawn on paper for a learner: lines of either script on A4 in IBM Plex, Arabic joined and put in order before.

Drawn with reportlab; arabic-reshaper and python-bidi do the joining and ordering.
"""

from datetime import date
from importlib.resources import as_file, files
from io import BytesIO

from corpus.model import Language

MARGIN = 60.0
_ACCENT = (0.043, 0.361, 0.333)
_INK = (0.114, 0.149, 0.141)
_FAINT = (0.85, 0.88, 0.87)
_BAR = (160.0, 7.0)
_MONTHS = {
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "en": "January February March April May June July August September October November December",
}


class Paper:
    """Pages that are written from the top down; sizes and places are in points. Text starts at the side of its language."""

    def __init__(self, language: Language, *, title: str, author: str, lying: bool = False) -> None:
        from reportlab.lib.pagesizes import A4, landscape
        from reportlab.pdfgen.canvas import Canvas

        self.width, self.height = map(float, landscape(A4) if lying else A4)
        self.y = self.height - MARGIN
        self._language = language
        self._held = BytesIO()
        self._canvas = Canvas(
            self._held, pagesize=(self.width, self.height), initialFontName=_font(bold=False), lang=language, invariant=1
        )
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)

    @property
    def inner(self) -> float:
        """The width between the margins."""
        return self.width - 2 * MARGIN

    def frame(self, inset: float) -> None:
        """A line around the page."""
        self._canvas.setStrokeColorRGB(*_ACCENT)
        self._canvas.setLineWidth(1.5)
        self._canvas.rect(inset, inset, self.width - 2 * inset, self.height - 2 * inset)

    def centred(self, text: str, size: float, *, bold: bool = False, accent: bool = False, y: float | None = None) -> None:
        """A line around the middle, smaller where it is too long."""
        fitting = self._set(text, size, bold=bold, accent=accent)
        self._canvas.setFont(_font(bold=bold), fitting)
        self._canvas.drawCentredString(self.width / 2, self.y if y is None else y, drawn(text))

    def line(self, text: str, size: float, *, bold: bool = False, accent: bool = False, indent: float = 0.0) -> None:
        """A paragraph at the side where its language begins, over as many lines and pages as it takes."""
        for part in wrapped(text, size, self.inner - indent):
            self.down(size * 1.6)
            self._set(part, size, bold=bold, accent=accent)
            self._canvas.setFont(_font(bold=bold), size)
            if self._language == "ar":
                self._canvas.drawRightString(self.width - MARGIN - indent, self.y, drawn(part))
            else:
                self._canvas.drawString(MARGIN + indent, self.y, drawn(part))

    def bar(self, share: float) -> None:
        """A bar on the line that was written last, at the far side, filled by `share` (0 to 1)."""
        width, height = _BAR
        left = MARGIN if self._language == "ar" else self.width - MARGIN - width
        filled = width * max(0.0, min(1.0, share))
        self._canvas.setFillColorRGB(*_FAINT)
        self._canvas.rect(left, self.y, width, height, stroke=0, fill=1)
        self._canvas.setFillColorRGB(*_ACCENT)
        start = left + width - filled if self._language == "ar" else left
        self._canvas.rect(start, self.y, filled, height, stroke=0, fill=1)

    def down(self, distance: float) -> None:
        """Leave room, and begin a page where none is left."""
        self.y -= distance
        if self.y < MARGIN:
            self._canvas.showPage()
            self.y = self.height - MARGIN

    def finished(self) -> bytes:
        """The PDF."""
        self._canvas.showPage()
        self._canvas.save()
        return self._held.getvalue()

    def _set(self, text: str, size: float, *, bold: bool, accent: bool) -> float:
        """Choose the colour; the size at which a text fits between the margins."""
        self._canvas.setFillColorRGB(*(_ACCENT if accent else _INK))
        return min(size, size * self.inner / max(_width(text, size, bold=bold), 1.0))


def day_told(written: str, language: Language) -> str:
    """An ISO date as people write it."""
    day = date.fromisoformat(written)
    return f"{day.day} {_MONTHS[language].split()[day.month - 1]} {day.year}"


def drawn(text: str) -> str:
    """A line as it is drawn from left to right: Arabic joined, then put in order. Marks that have no glyph of their own go."""
    import arabic_reshaper
    from bidi.algorithm import get_display

    return str(get_display(arabic_reshaper.reshape(text)))


def wrapped(text: str, size: float, width: float) -> list[str]:
    """A text in lines that fit."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and _width(longer, size, bold=False) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line] if line else lines


def _font(*, bold: bool) -> str:
    """The registered font; IBM Plex Sans Arabic holds both scripts."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    name = "PlexArabic-SemiBold" if bold else "PlexArabic"
    if name not in pdfmetrics.getRegisteredFontNames():
        file = "IBMPlexSansArabic-SemiBold.ttf" if bold else "IBMPlexSansArabic-Regular.ttf"
        with as_file(files("fontpkg_ibm_plex_sans_arabic") / "files" / file) as path:
            pdfmetrics.registerFont(TTFont(name, str(path)))
    return name


def _width(text: str, size: float, *, bold: bool) -> float:
    from reportlab.pdfbase import pdfmetrics

    return float(pdfmetrics.stringWidth(drawn(text), _font(bold=bold), size))
