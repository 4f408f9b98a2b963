"""How Excel shows a number: decimals, thousands, per cent and words as the cell's number format says (ECMA-376 part 1, 18.8.31).

Formats beyond that (fractions, scientific, conditions) leave the number as it is stored. A date is shown in ISO form to the
precision that its format has, because 5/1/2025 reads differently from country to country.
"""

import datetime
import re
from decimal import ROUND_HALF_UP, Decimal

_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[\$([^\]-]*)(?:-[^\]]*)?\]|\[[A-Za-z]+\d*\]')
_DIGITS = re.compile(r"(?:[#0?](?:[#0?,]*[#0?])?(?:\.([#0?]+))?|\.([#0?]+))(,*)")
_MOST_PLACES = 9
_MOST_ZEROS = 30
_MOST = 1e15
"""From here on Excel itself no longer holds every digit."""


def shown_number(value: int | float, form: str) -> str:
    """The number as the format shows it; an empty string where the format shows nothing (`;;;`)."""
    if form == "General" or abs(value) >= _MOST:
        return _stored(value)
    section, number = _section(value, form)
    if not section.strip() and ";" in form:
        return ""
    literals: list[str] = []

    def held(match: re.Match[str]) -> str:
        literals.append(match[1] or match[2] or match[3] or "")
        return "\ue000"

    bare = _LITERAL.sub(held, section)
    digits = _DIGITS.search(bare)
    percents = bare.count("%")
    if (
        digits is None
        or percents > 1
        or re.search(r"[/@<>=]|[eE][+-]|general", bare, re.IGNORECASE)
        or _DIGITS.search(bare, digits.end())
    ):
        return _stored(value)
    scaled = Decimal(repr(number)) * 100**percents / 1000 ** min(len(digits[3]), 4)
    text = _digits(scaled, digits[0], digits[1] or digits[2] or "")
    sign = "-" if number < 0 and re.search("[1-9]", text) else ""
    around = bare[: digits.start()], bare[digits.end() :]
    words = iter(literals)
    before, after = (re.sub("\ue000", lambda _: next(words), part) for part in around)
    return f"{sign}{before}{text}{after}".strip()


def shown_time(value: datetime.date | datetime.time | datetime.timedelta, form: str) -> str:
    """A date or time in ISO form: a month without its day, a time without its seconds where the format leaves them out."""
    if isinstance(value, datetime.timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}" + (f":{seconds:02d}" if "s" in form.lower() else "")
    parts = _LITERAL.sub("", form).lower()
    precision = "seconds" if "s" in parts else "minutes"
    if isinstance(value, datetime.time):
        return value.isoformat(timespec=precision)
    if isinstance(value, datetime.datetime):
        if value.time() != datetime.time():
            return value.isoformat(sep=" ", timespec=precision)
        value = value.date()
    if "d" in parts or "y" not in parts:
        return value.isoformat()
    return value.isoformat()[:7] if "m" in parts else str(value.year)


def _section(value: int | float, form: str) -> tuple[str, int | float]:
    """The part of a format for this number's sign, and the number without the sign that the part itself shows."""
    sections = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', form)
    if value < 0 and len(sections) > 1:
        return sections[1], -value
    if value == 0 and len(sections) > 2:
        return sections[2], value
    return sections[0], value


def _digits(number: Decimal, pattern: str, places: str) -> str:
    """The digits without a sign: rounded half up as Excel does, optional decimals (`#`) only where they say something."""
    most = min(len(places), _MOST_PLACES)
    rounded = abs(number).quantize(Decimal(1).scaleb(-most), rounding=ROUND_HALF_UP)
    whole, _, decimals = f"{rounded:f}".partition(".")
    while decimals and places[len(decimals) - 1] == "#" and decimals.endswith("0"):
        decimals = decimals[:-1]
    wanted = pattern.partition(".")[0]
    whole = whole.zfill(min(wanted.count("0"), _MOST_ZEROS))
    if "," in wanted.rstrip(","):
        whole = f"{int(whole):,}".rjust(len(whole), "0")
    return f"{whole}.{decimals}" if decimals else whole


def _stored(value: int | float) -> str:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _MOST else f"{value:.12g}"
    return str(value)
