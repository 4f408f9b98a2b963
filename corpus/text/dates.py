"""Dates as people write them, Hijri or Gregorian, in either language and either digits, to ISO 8601.

In: text such as `١٢ رمضان ١٤٤٥هـ`, `3/5/2024`, `1445-09-12`, `May 3, 2024`. Out: the day as `2024-05-03`, or nothing. Hijri days
are those of the Umm al-Qura calendar, which official documents follow. A day stands before its month unless it can't.
"""

import re
from datetime import date

from corpus.text.normalise import fold

_HIJRI_MONTHS = (
    "محرم|muharram", "صفر|safar", "ربيع الأول|rabi al-awwal|rabi i", "ربيع الآخر|ربيع الثاني|rabi al-thani|rabi al-akhir|rabi ii",
    "جمادى الأولى|جمادى الأول|jumada al-ula|jumada al-awwal|jumada i",
    "جمادى الآخرة|جمادى الثانية|جمادى الآخر|jumada al-thani|jumada al-akhirah|jumada ii",
    "رجب|rajab", "شعبان|shaban|sha'ban", "رمضان|ramadan", "شوال|shawwal", "ذو القعدة|ذي القعدة|dhu al-qadah|dhu al-qi'dah",
    "ذو الحجة|ذي الحجة|dhu al-hijjah",
)  # fmt: skip
_GREGORIAN_MONTHS = (
    "january|jan|يناير|كانون الثاني", "february|feb|فبراير|شباط", "march|mar|مارس|آذار", "april|apr|أبريل|نيسان", "may|مايو|أيار",
    "june|jun|يونيو|يونيه|حزيران", "july|jul|يوليو|يوليه|تموز", "august|aug|أغسطس|آب", "september|sept|sep|سبتمبر|أيلول",
    "october|oct|أكتوبر|تشرين الأول", "november|nov|نوفمبر|تشرين الثاني", "december|dec|ديسمبر|كانون الأول",
)  # fmt: skip
_DAYS = (
    "يوم الاحد الاثنين الثلاثاء الاربعاء الخميس الجمعه السبت sunday monday tuesday wednesday thursday friday saturday الموافق of"
)


def _table(months: tuple[str, ...]) -> dict[str, int]:
    return {fold(name): number for number, names in enumerate(months, start=1) for name in names.split("|")}


_MONTHS = {name: (True, n) for name, n in _table(_HIJRI_MONTHS).items()} | {
    name: (False, n) for name, n in _table(_GREGORIAN_MONTHS).items()
}
_MONTH = re.compile(rf"(?<!\w)(?:شهر )?({'|'.join(map(re.escape, sorted(_MONTHS, key=len, reverse=True)))})\.?(?!\w)")
_LEFT_OUT = re.compile(rf"(?<!\w)(?:{'|'.join(fold(_DAYS).split())})(?!\w)")
_ERA = re.compile(r"(?<![^\W\d_])(?:(ه|هجري|هجريه|ah|a\.h\.|h)|(م|ميلادي|ميلاديه|ad|ce))(?!\w)")
_CLOCK = re.compile(r"(?<=\d)[t ]\d{1,2}:\d{2}.*$")
_HIJRI_YEARS, _GREGORIAN_YEARS = range(1343, 1501), range(1800, 2201)


def to_iso(written: str) -> str:
    """The day that `written` names, as ISO 8601; empty when it names none."""
    text = _CLOCK.sub("", _LEFT_OUT.sub(" ", fold(written)))
    hijri: bool | None = None
    month = 0
    if named := _MONTH.search(text):
        hijri, month = _MONTHS[named[1]]
        text = f"{text[: named.start()]} {text[named.end() :]}"
    if era := _ERA.search(text):
        if hijri is not None and hijri != bool(era[1]):
            return ""
        hijri = bool(era[1])
        text = f"{text[: era.start()]} {text[era.end() :]}"
    numbers = re.findall(r"\d+", text)
    if re.sub(r"[\d\s/.,\-–\\]", "", text) or len(numbers) != (2 if month else 3):
        return ""
    ordered = _in_order(numbers, month)
    return _iso(*ordered, hijri) if ordered else ""


def is_year(written: str) -> bool:
    """Whether `written` is a year alone, in either calendar."""
    text = _ERA.sub("", fold(written)).strip()
    return bool(re.fullmatch(r"\d{4}", text)) and (int(text) in _HIJRI_YEARS or int(text) in _GREGORIAN_YEARS)


def _in_order(numbers: list[str], month: int) -> tuple[int, int, int] | None:
    """Year, month and day; None when no number, or more than one, can be the year."""
    years = [at for at, number in enumerate(numbers) if len(number) == 4]
    if len(years) != 1 or (len(numbers) == 3 and years == [1]):
        return None
    year = int(numbers[years[0]])
    rest = [int(number) for number in numbers if len(number) != 4]
    if month:
        return year, month, rest[0]
    if len(numbers[0]) == 4:
        return year, rest[0], rest[1]
    day, second = rest
    return (year, day, second) if second > 12 >= day else (year, second, day)


def _iso(year: int, month: int, day: int, hijri: bool | None) -> str:
    if hijri is None:
        hijri = year in _HIJRI_YEARS
    if year not in (_HIJRI_YEARS if hijri else _GREGORIAN_YEARS):
        return ""
    try:
        if not hijri:
            return date(year, month, day).isoformat()
        from hijridate import Hijri

        return str(Hijri(year, month, day).to_gregorian().isoformat())
    except (ValueError, OverflowError):
        return ""
