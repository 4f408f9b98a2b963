"""Dates as people write them, Hijri or Gregorian, in either language and either digits, to ISO 8601.

In: text such as `١٢ رمضان ١٤٤٥هـ`, `3/5/2024`, `1445-09-12`, `May 3, 2024`. Out: the day as `2024-05-03`, or nothing. Hijri days
are those of the Umm al-Qura calendar, which official documents follow; where the moon was seen otherwise, the day is one off. So
the Gregorian day of a pair (`… الموافق …`) is the one that counts. A day stands before its month unless it can't.
"""

import re
from dataclasses import dataclass
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
    " من سنه عام لسنه لعام"
)


def _table(months: tuple[str, ...]) -> dict[str, int]:
    return {fold(name): number for number, names in enumerate(months, start=1) for name in names.split("|")}


_MONTHS = {name: (True, n) for name, n in _table(_HIJRI_MONTHS).items()} | {
    name: (False, n) for name, n in _table(_GREGORIAN_MONTHS).items()
}
_MONTH = re.compile(rf"(?<!\w)(?:شهر )?({'|'.join(map(re.escape, sorted(_MONTHS, key=len, reverse=True)))})\.?(?!\w)")
_LEFT_OUT = re.compile(rf"(?<!\w)(?:{'|'.join(fold(_DAYS).split())})(?!\w)")
_ERA = re.compile(r"(?<![^\W\d_])(?:(ه|هجري|هجريه|ah|a\.h\.|h)|(م|ميلادي|ميلاديه|ad|ce))(?!\w)")
_ERAS = r"(?:هجريه|هجري|ه|ميلاديه|ميلادي|م|ah|a\.h\.|ad|ce)(?!\w)"
_YEAR_WORDS = r"[\s,،]*(?:(?:من|سنه|عام|لسنه|لعام|of)\s+)*"
_NAMES = "|".join(map(re.escape, sorted(_MONTHS, key=len, reverse=True)))
_ONE = re.compile(
    rf"(?<!\d)(?<!\d\.)(?:\d{{1,2}}(?:st|nd|rd|th)?\s*(?:(?:من|شهر|of)\s+)*(?:{_NAMES})\.?(?!\w){_YEAR_WORDS}\d{{4}}(?:\s*{_ERAS})?"
    rf"|(?<!\w)(?:{_NAMES})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}(?:\s*{_ERAS})?"
    rf"|(?:\d{{4}}[/\-.]\d{{1,2}}[/\-.]\d{{1,2}}|\d{{1,2}}[/\-.]\d{{1,2}}[/\-.]\d{{4}})(?!\.?\d)(?:\s*{_ERAS})?)"
)
_MEANING_THE_SAME = re.compile(r"[\s:()=/،,\-–—]*(?:الموافق|الموافقه|corresponding to|equivalent to)?(?: ل)?[\s:()=/،,\-–—]*")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)(?!\w)")
_CLOCK = re.compile(r"(?<=\d)[t ]\d{1,2}:\d{2}.*$")
_HIJRI_YEARS, _GREGORIAN_YEARS = range(1343, 1501), range(1800, 2201)


def month_names() -> dict[str, tuple[bool, int]]:
    """Every name of a month, folded: whether it is of the Hijri calendar, and its number from 1."""
    return dict(_MONTHS)


def to_iso(written: str) -> str:
    """The day that `written` names, as ISO 8601; empty when it names none. Of a pair in both calendars the Gregorian counts."""
    pair = days_in(written)
    return pair[0].iso if len(pair) == 1 and pair[0].paired else _to_iso(written)


@dataclass(frozen=True, slots=True)
class Day:
    """A day that a text names: as it is written (folded), and as ISO 8601.

    `hijri` when it is written in that calendar alone, so that the Gregorian day may be one off; `paired` when in both.
    """

    written: str
    iso: str
    hijri: bool
    paired: bool


def days_in(text: str) -> list[Day]:
    """The days that a text names, in its order; a day that is written in both calendars is one."""
    folded = fold(text)
    found: list[Day] = []
    end = -1
    for match in _ONE.finditer(folded):
        iso = _to_iso(match[0])
        if not iso:
            continue
        hijri = _is_hijri(match[0])
        one_day = found and found[-1].hijri != hijri and not found[-1].paired
        if one_day and _MEANING_THE_SAME.fullmatch(folded[end : match.start()]):
            before = found.pop()
            gregorian = before.iso if hijri else iso
            found.append(Day(f"{before.written}{folded[end : match.end()]}", gregorian, hijri=False, paired=True))
        else:
            found.append(Day(match[0], iso, hijri, paired=False))
        end = match.end()
    return found


def _is_hijri(written: str) -> bool:
    """Whether a date that names one day is of the Hijri calendar."""
    era, month = _ERA.search(written), _MONTH.search(written)
    if era:
        return bool(era[1])
    return _MONTHS[month[1]][0] if month else any(int(year) in _HIJRI_YEARS for year in re.findall(r"\d{4}", written))


def _to_iso(written: str) -> str:
    text = _CLOCK.sub("", _LEFT_OUT.sub(" ", _ORDINAL.sub("", fold(written))))
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
