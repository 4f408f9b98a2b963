"""Days, months, years, weekdays and times of day in a text, in either calendar and either language.

In: the tokens of a folded text. Out: what moments it names, each with the tokens that it takes. A moment may be partial ("March
2025", "Thursday"); it is supported by one that says at least as much and says nothing else.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from assistant.verification.numerals import Numeral, bare, numeral_at
from assistant.verification.words import WordList
from corpus.text import analyser
from corpus.text.dates import month_names, to_iso
from corpus.text.normalise import fold

_WEEKDAYS = (
    "sunday|sundays|الأحد", "monday|mondays|الاثنين|الإثنين", "tuesday|tuesdays|الثلاثاء|ثلاثاء",
    "wednesday|wednesdays|الأربعاء|أربعاء",
    "thursday|thursdays|الخميس|خميس", "friday|fridays|الجمعة", "saturday|saturdays|السبت|سبت",
)  # fmt: skip
_WHOLE = re.compile(r"\d{1,4}[/\-.]\d{1,2}[/\-.]\d{1,4}")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
_YEAR = re.compile(r"(?:1[34]|19|20)\d\d")
_MORNING = WordList("moments morning")
_EVENING = WordList("moments evening")
_PAST = {fold("والنصف"): 30, fold("ونصف"): 30, fold("والربع"): 15, fold("وربع"): 15, fold("والثلث"): 20, fold("وثلث"): 20}
_FIXED = {"noon": 720, "midday": 720, "midnight": 0}
_MIDDLE = fold("منتصف")
_BETWEEN = WordList("moments between")
_ERAS = WordList("moments eras")
_TO = WordList("moments to")
_AMBIGUOUS = WordList("moments ambiguous")
_IN = WordList("moments in")


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, month, year, weekday or time of day. Zero and empty mean that it isn't said.

    `minutes` counts on a twelve-hour clock, -1 where no time is said; `half` is am, pm or empty.
    """

    year: int = 0
    month: int = 0
    day: int = 0
    hijri: bool = False
    weekday: int = 0
    minutes: int = -1
    half: str = ""
    written: str = ""
    at: int = 0

    def supported_by(self, other: "Moment") -> bool:
        """Whether another moment says all that this one says."""
        if self.minutes >= 0 or other.minutes >= 0:
            same_half = not self.half or not other.half or self.half == other.half
            return self.minutes == other.minutes and same_half
        if self.weekday or other.weekday:
            return self.weekday == other.weekday
        if self.day and self.month and self.year and other.day and other.month and other.year:
            return self._iso() == other._iso()
        if self.month and other.month and self.hijri != other.hijri:
            return False
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return all(not mine or mine == theirs for mine, theirs in pairs)

    def _iso(self) -> str:
        return to_iso(f"{self.year}-{self.month:02}-{self.day:02}") or f"{self.year}-{self.month}-{self.day}"


@dataclass(frozen=True, slots=True)
class Moments:
    """The moments of a text and the indexes of the tokens that they take."""

    found: tuple[Moment, ...]
    taken: frozenset[int]


@cache
def _weekdays() -> dict[str, int]:
    return {fold(name): n for n, names in enumerate(_WEEKDAYS, start=1) for name in names.split("|")}


@cache
def _months() -> tuple[dict[tuple[str, ...], tuple[bool, int]], int]:
    table = {tuple(name.replace("-", " ").split()): value for name, value in month_names().items()}
    return table, max(map(len, table))


def moments(tokens: Sequence[str]) -> Moments:
    """Every moment of a text, in order."""
    found: list[Moment] = []
    taken: set[int] = set()
    for at in range(len(tokens)):
        if at in taken:
            continue
        for read in (_whole, _dated, _time, _weekday, _year):
            hit = read(tokens, at, taken)
            if hit is not None:
                several, used = hit
                found += [replace(one, written=" ".join(tokens[i] for i in sorted(used)), at=at) for one in several]
                taken |= used
                break
    return Moments(tuple(found), frozenset(taken))


_Hit = tuple[list[Moment], set[int]] | None


def _whole(tokens: Sequence[str], at: int, taken: set[int]) -> _Hit:
    """A day in digits alone: 3/5/2024, 1446-09-12."""
    if not _WHOLE.fullmatch(tokens[at]) or not (iso := to_iso(tokens[at])):
        return None
    year, month, day = map(int, iso.split("-"))
    return [Moment(year, month, day)], {at}


def _month_at(tokens: Sequence[str], at: int) -> tuple[bool, int, int] | None:
    """Whether the month that begins at a token is of the Hijri calendar, its number, and the index after it."""
    table, longest = _months()
    for length in range(min(longest, len(tokens) - at), 0, -1):
        words = tuple(t for t in tokens[at : at + length] if t != "-")
        joined = words and len(words[0]) > 4 and words[0][0] in "لبو"
        for form in (words, (words[0][1:], *words[1:])) if joined else (words,):
            if form in table:
                return *table[form], at + length
    return None


def _dated(tokens: Sequence[str], at: int, taken: set[int]) -> _Hit:
    """A named month with the day and year around it."""
    month = _month_at(tokens, at)
    if month is None:
        return None
    hijri, number, end = month
    used = set(range(at, end))
    days, before = _days_before(tokens, at, taken)
    used |= before
    after = [i for i in range(end, min(end + 3, len(tokens)))]
    if not days and after and tokens[after[0]].isdigit() and len(tokens[after[0]]) <= 2 and int(tokens[after[0]]) <= 31:
        days, used, after = [int(tokens[after[0]])], used | {after[0]}, after[1:]
    if after and tokens[after[0]] in (",", fold("لعام"), fold("عام"), fold("سنة"), "of"):
        after = after[1:]
    year = 0
    if after and _YEAR.fullmatch(tokens[after[0]]):
        year = int(tokens[after[0]])
        used |= set(range(end, after[0] + 1))
        if len(after) > 1 and tokens[after[1]] in _ERAS:
            used.add(after[1])
    named = tokens[at]
    if named in _AMBIGUOUS and not days and not year and not (at and tokens[at - 1] in _IN):
        return None
    return [Moment(year, number, day, hijri) for day in days or [0]], used


def _days_before(tokens: Sequence[str], at: int, taken: set[int]) -> tuple[list[int], set[int]]:
    """The day or days that stand before a month, such as 14, the third of, 5 to 19, الخامس عشر من."""
    end = at
    while end > 0 and tokens[end - 1] in _BETWEEN and at - end < 3:
        end -= 1
    for start in range(max(0, end - 3), end):
        if any(i in taken for i in range(start, end)):
            continue
        found = numeral_at(tokens, start)
        if found is None or found.end != end or not _is_day(found):
            continue
        days, used = [int(found.value)], set(range(start, at))
        if start >= 2 and tokens[start - 1] in _TO:
            first = numeral_at(tokens, start - 2)
            if first is not None and first.end == start - 1 and _is_day(first):
                days, used = [int(first.value), *days], used | {start - 2, start - 1}
        return days, used
    return [], set()


def _is_day(found: Numeral) -> bool:
    return found.value.denominator == 1 and 1 <= found.value <= 31


def _time(tokens: Sequence[str], at: int, taken: set[int]) -> _Hit:
    """A time of day: 7:30, 8 a.m., half past seven, السابعة والنصف مساءً, noon."""
    token = tokens[at]
    if token in _FIXED:
        return [Moment(minutes=_FIXED[token] % 720, half="pm" if token != "midnight" else "am")], {at}
    if token == _MIDDLE and at + 1 < len(tokens) and tokens[at + 1] in (fold("الليل"), fold("النهار")):
        return [Moment(minutes=0, half="am" if tokens[at + 1] == fold("الليل") else "pm")], {at, at + 1}
    if match := _CLOCK.fullmatch(token):
        hour, minute, end = int(match[1]), int(match[2]), at + 1
    elif list(tokens[at : at + 2]) == ["half", "past"] and (hours := _hour(tokens, at + 2)):
        hour, minute, end = int(hours.value), 30, hours.end
    else:
        hours = _hour(tokens, at)
        if hours is None:
            return None
        hour, minute, end = int(hours.value), 0, hours.end
        said = at > 0 and tokens[at - 1] in (fold("الساعة"), "at") and (hours.ordinal or tokens[at - 1] == fold("الساعة"))
        if end < len(tokens) and tokens[end] in _PAST and (hours.ordinal or said or token == fold("الواحدة")):
            minute, end, said = _PAST[tokens[end]], end + 1, True
        if not said and not _half_of_day(tokens, end)[0] and list(tokens[end : end + 1]) != ["o'clock"]:
            return None
    if hour > 24 or minute > 59:
        return None
    half, end = _half_of_day(tokens, end)
    half = half or ("pm" if hour > 12 else "")
    return [Moment(minutes=hour % 12 * 60 + minute, half=half)], set(range(at, end))


def _hour(tokens: Sequence[str], at: int) -> Numeral | None:
    found = numeral_at(tokens, at) if at < len(tokens) else None
    if found is None or found.value.denominator != 1 or not 0 <= found.value <= 24:
        return None
    if found.ordinal and (tokens[at].isascii() or not bare(tokens[at]).endswith((fold("ة"), fold("ى"), "ي"))):
        return None
    return found


def _half_of_day(tokens: Sequence[str], at: int) -> tuple[str, int]:
    """am or pm where the tokens from `at` say so, and the index after them."""
    after = [t for t in tokens[at : at + 3]]
    for skip in (0, 1, 2):
        if skip < len(after) and after[:skip] in ([], ["in"], ["at"], [fold("في")], ["in", "the"]):
            if after[skip] in _MORNING:
                return "am", at + skip + 1
            if after[skip] in _EVENING:
                return "pm", at + skip + 1
    return "", at


def _weekday(tokens: Sequence[str], at: int, taken: set[int]) -> _Hit:
    names = _weekdays()
    for form in (tokens[at], tokens[at].removeprefix("و"), tokens[at].removeprefix("ل")):
        if form in names:
            return [Moment(weekday=names[form])], {at}
    return None


def _year(tokens: Sequence[str], at: int, taken: set[int]) -> _Hit:
    if not _YEAR.fullmatch(tokens[at]):
        return None
    before = tokens[at - 1] if at else ""
    after = tokens[at + 1] if at + 1 < len(tokens) else ""
    if before in ("omr", "no", fold("رقم")) or (
        after.isalpha() and after not in _ERAS and before not in _YEARLY and not _leads(after)
    ):
        return None
    if after in ("-", "–", "/") and at + 2 < len(tokens) and tokens[at + 2].isdigit() and len(tokens[at + 2]) == 2:
        return [Moment(year=int(tokens[at]))], {at, at + 1, at + 2}
    return [Moment(year=int(tokens[at]))], {at} | ({at + 1} if after in _ERAS else set())


_YEARLY = WordList("moments yearly")


def _leads(word: str) -> bool:
    """Whether a word begins something new, so that the year before it counts nothing."""
    return analyser.term(word).stop or word[:1] in "وف" or word.startswith(("ال", "ب", "ل"))
