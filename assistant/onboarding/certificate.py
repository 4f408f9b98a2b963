"""The certificate of a finished path, one page of PDF in the learner's language, with what was learned.

Drawn with reportlab in IBM Plex; Arabic is joined and ordered before it is drawn (arabic-reshaper, python-bidi).
"""

from datetime import date
from importlib.resources import as_file, files
from io import BytesIO

from assistant.onboarding.model import Path
from corpus.model import Language

_WORDS = {
    "ar": {
        "head": "شهادة إتمام",
        "to": "تشهد هذه الوثيقة بأن",
        "has": "أتمّ مسار التهيئة",
        "role": "الدور: {role}",
        "learned": "ما تضمنه المسار",
        "facts": "عدد الخطوات {steps} · نحو {minutes} دقيقة · تاريخ الإتمام {day}",
        "months": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
        "foot": "صدرت آليًا عن دليل، بناءً على إجابات حُكّمت بنصوص الوثائق.",
    },
    "en": {
        "head": "Certificate of completion",
        "to": "This is to certify that",
        "has": "has completed the onboarding path",
        "role": "Role: {role}",
        "learned": "What the path covered",
        "facts": "{steps} steps · about {minutes} minutes · completed on {day}",
        "months": "January February March April May June July August September October November December",
        "foot": "Issued by Dalil from answers that were judged against the text of the documents.",
    },
}  # fmt: skip
_ACCENT = (0.043, 0.361, 0.333)
_INK = (0.114, 0.149, 0.141)
_MARGIN = 60.0


def certificate(path: Path, *, name: str, day: str, language: Language, entity: str = "") -> bytes:
    """The PDF of a path that was passed in full; `day` is an ISO date."""
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.pdfgen.canvas import Canvas

    words = _WORDS[language]
    width, height = landscape(A4)
    held = BytesIO()
    canvas = Canvas(held, pagesize=(width, height), initialFontName=_font(bold=False), lang=language, invariant=1)
    canvas.setTitle(f"{words['head']}: {path.title.in_(language)}")
    canvas.setAuthor(entity or "Dalil")
    canvas.setStrokeColorRGB(*_ACCENT)
    canvas.setLineWidth(1.5)
    canvas.rect(30, 30, width - 60, height - 60)
    middle = width / 2
    y = height - 95
    rows = [
        (entity, 13, False, 46),
        (words["head"], 30, True, 46),
        (words["to"], 13, False, 36),
        (name, 25, True, 36),
        (words["has"], 13, False, 34),
        (path.title.in_(language), 20, True, 28),
        (words["role"].format(role=path.role.in_(language)), 12, False, 26),
        (words["facts"].format(steps=len(path.steps), minutes=path.minutes, day=_day(day, words["months"])), 12, False, 40),
        (words["learned"], 12, True, 20),
    ]
    for text, size, bold, step in rows:
        if text:
            _centred(canvas, middle, y, text, size, bold=bold, width=width - 2 * _MARGIN, accent=bold and size > 20)
            y -= step
    for module in path.modules:
        titles = "، " if language == "ar" else ", "
        line = f"{module.title.in_(language)}: {titles.join(step.title.in_(language) for step in module.steps)}"
        for part in _wrapped(line, 10, width - 2 * _MARGIN):
            _centred(canvas, middle, y, part, 10, bold=False, width=width - 2 * _MARGIN)
            y -= 15
    _centred(canvas, middle, 48, words["foot"], 9, bold=False, width=width - 2 * _MARGIN)
    canvas.showPage()
    canvas.save()
    return held.getvalue()


def _day(written: str, months: str) -> str:
    day = date.fromisoformat(written)
    return f"{day.day} {months.split()[day.month - 1]} {day.year}"


def drawn(text: str) -> str:
    """A line as it is drawn from left to right: Arabic joined, then put in order. Marks that have no glyph of their own go."""
    import arabic_reshaper
    from bidi.algorithm import get_display

    return str(get_display(arabic_reshaper.reshape(text)))


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


def _centred(
    canvas: object, x: float, y: float, text: str, size: float, *, bold: bool, width: float, accent: bool = False
) -> None:
    """Draw a line around the middle, smaller where it is too long."""
    fitting = min(size, size * width / max(_width(text, size, bold=bold), 1.0))
    canvas.setFillColorRGB(*(_ACCENT if accent else _INK))  # type: ignore[attr-defined]
    canvas.setFont(_font(bold=bold), fitting)  # type: ignore[attr-defined]
    canvas.drawCentredString(x, y, drawn(text))  # type: ignore[attr-defined]


def _wrapped(text: str, size: float, width: float) -> list[str]:
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
