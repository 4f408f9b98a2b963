"""The quantities of a text: values with their units, frequencies, ordinals, and which way each is bounded.

In: the tokens of a folded text without those that moments take. Out: quantities as values of a base unit, so that two weeks and
14 days, 1.500 rials and 1,500 baisas, quarterly and every three months are one. Working days are another unit than days.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Literal

from assistant.verification.bounds import Direction, bound_of
from assistant.verification.factors import factor_at
from assistant.verification.numerals import numeral_at
from assistant.verification.words import WordList
from corpus.text.normalise import fold

Kind = Literal["amount", "ordinal", "period", "label"]

_QUALIFIERS = WordList("quantities qualifiers")
_WORKING = WordList("quantities working")
_WORK = fold("عمل")
_RATE = WordList("quantities rate")
_RATE_ADVERBS = {
    "daily": "day", "nightly": "night", "hourly": "hour", "weekly": "week", "monthly": "month", "quarterly": "quarter",
    "annually": "year", "annual": "year", "yearly": "year", "fortnightly": "fortnight",
    "يوميا": "day", "يومي": "day", "يومية": "day",
    "أسبوعيا": "week", "أسبوعي": "week", "أسبوعية": "week", "الأسبوعي": "week", "الأسبوعية": "week",
    "شهريا": "month", "شهري": "month", "شهرية": "month", "الشهري": "month", "الشهرية": "month",
    "سنويا": "year", "سنوي": "year", "سنوية": "year", "السنوي": "year", "السنوية": "year", "فصليا": "quarter", "فصلية": "quarter",
}  # fmt: skip
_ONE_OF = WordList("quantities one of")
_DUAL = ("ين", "ان")
_TWICE = {"once": 1, "twice": 2, "thrice": 3}
_CURRENCIES = ("omr", "rial", "rials")
_TO = WordList("quantities to")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value in its base unit (`unit` is empty where nothing is counted in), how it is bounded, and where it stands."""

    value: Fraction
    unit: str
    kind: Kind
    direction: Direction
    at: int
    end: int
    written: str
    noun: str = ""
    """The word that is counted, where it is no unit."""
    count: Fraction = Fraction(0)
    """The number as it is written, before its unit; 0 where none is."""
    derived: bool = False
    """Whether a frequency was worked out from how many times in a period."""


@dataclass(frozen=True, slots=True)
class _Unit:
    base: str
    factor: Fraction
    dual: bool = False


@cache
def _units() -> dict[str, _Unit]:
    found: dict[str, _Unit] = {}
    for line in (files("assistant.verification") / "tables" / "units.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            base, factor, words = line.split("\t")
            for word in map(fold, words.split()):
                dual = not word.isascii() and word.endswith(_DUAL) and len(word) > 4 and word not in _PLURALS
                found[word] = _Unit(base, Fraction(factor), dual)
    return found


_PLURALS = frozenset(map(fold, ("سنين", "فدان", "فدادين", "أطنان", "سنتان"))) - {fold("سنتان")}
_DUAL_CONSTRUCT = WordList("quantities dual construct")


_HIS = re.compile("(?:ها|هم|ه)$")


def _unit(word: str) -> _Unit | None:
    """The unit that a word names, with the letters joined before it, or a pronoun after a dual, taken off."""
    units = _units()
    if (owned := _HIS.sub("", word)) in _DUAL_CONSTRUCT and owned != word:
        return replace(units[owned], dual=True)
    for prefix in ("", "ال", "ب", "لل", "ل", "و", "بال", "وال", "ول", "وب"):
        if word.startswith(prefix) and (form := word[len(prefix) :]) in units:
            return units[form]
    return None


def quantities(tokens: Sequence[str], taken: frozenset[int]) -> tuple[Quantity, ...]:
    """Every quantity of a text, in order. Its own tokens are those that no moment takes."""
    words = ["\0" if at in taken else token for at, token in enumerate(tokens)]
    found: list[Quantity] = []
    at = 0
    while at < len(words):
        read = _period(words, at) or _amount(words, at) or _implied(words, at)
        if read is None:
            at += 1
            continue
        found += read
        at = max(read[-1].end, at + 1)
    return tuple(_summed(_shared_unit(found, words), words))


def _period(words: Sequence[str], at: int) -> list[Quantity] | None:
    """A frequency: daily, every three months, per hour, في السنة, كل أسبوع."""
    word = words[at]
    if at and words[at - 1] in _JOURNAL:
        return None
    adverb = _ADVERBS.get(word) or _ADVERBS.get(word.removeprefix("ال"))
    if adverb is not None:
        if word in _DUAL_CONSTRUCT and (_begins_phrase(words, at) or words[at + 1 : at + 2] == ["\0"]):
            return None
        return [_of_period(words, Fraction(1), _units()[adverb], at, at + 1)]
    if word in _RATE or word in (fold("لكل"), fold("وكل"), fold("بكل")):
        start = at + 1 + (words[at + 1 : at + 2] != [] and words[at + 1] in _FURTHER)
        quarter = words[start : start + 2]
        if quarter and quarter[0] == fold("ربع") and len(quarter) > 1 and quarter[1] in (fold("سنة"), fold("عام")):
            return [_of_period(words, Fraction(1), _units()["quarter"], at, start + 2)]
        number = numeral_at(words, start) if start < len(words) else None
        if number is not None and word == "each":
            return None
        end = number.end if number else start
        unit = _unit(words[end]) if end < len(words) else None
        if unit is None or unit.base not in _TIME or (number and number.ordinal):
            return None
        count = number.value if number else Fraction(2 if unit.dual else 1)
        return [_of_period(words, count, unit, at, end + 1)]
    if word == fold("ربع") and at + 1 < len(words) and words[at + 1] in (fold("سنوي"), fold("سنويا"), fold("سنوية")):
        return [_of_period(words, Fraction(1), _units()["quarter"], at, at + 2)]
    joined = word.startswith(("لل", "بال")) or (at and words[at - 1] in (fold("في"), "in", "the") and word.startswith("ال"))
    unit = _unit(word) if joined and word.endswith(_SINGULAR) else None
    if unit is not None and unit.base in _TIME:
        after = words[at + 1] if at + 1 < len(words) else ""
        if (not after or after == "\0" or numeral_at(words, at + 1) is None) and not after.startswith(_THAT_VERY):
            return [_of_period(words, Fraction(1), unit, at, at + 1)]
    return None


_SINGULAR = tuple(
    map(fold, ("ساعة", "يوم", "أسبوع", "شهر", "سنة", "عام", "ليلة", "دقيقة", "hour", "day", "week", "month", "year"))
)
_BEFORE_NOUNS = WordList("quantities before nouns")


def _begins_phrase(words: Sequence[str], at: int) -> bool:
    """Whether يومي and its kin are two days of something rather than "daily": an indefinite noun follows, a preposition leads."""
    after = words[at + 1] if at + 1 < len(words) else ""
    return after == _WORK or (
        bool(after) and after.isalpha() and not after.startswith("ال") and at > 0 and words[at - 1] in _BEFORE_NOUNS
    )


_FURTHER = WordList("quantities further")
_JOURNAL = WordList("quantities journal")
_THAT_VERY = tuple(map(fold, ("نفس", "ذات", "التالي", "الأول", "الأخير", "السابق", "الثان", "الثال", "القادم", "المقبل")))
_TIME = ("hour", "month", "working day", "night")
_ADVERBS = {fold(word): unit for word, unit in _RATE_ADVERBS.items()}


def _of_period(words: Sequence[str], count: Fraction, unit: _Unit, at: int, end: int) -> Quantity:
    return Quantity(count * unit.factor, unit.base, "period", "", at, end, " ".join(words[at:end]))


def _amount(words: Sequence[str], at: int) -> list[Quantity] | None:
    """A number with what it counts."""
    if words[at] in _TWICE and not (words[at] == "once" and _is_conjunction(words, at)):
        value = Fraction(_TWICE[words[at]])
        return _with_rate(words, Quantity(value, "time", "amount", bound_of(words, at, at + 1), at, at + 1, words[at]))
    if words[at] == "\0":
        return None
    if (times := factor_at(words, at)) is not None:
        return [Quantity(times, "factor" if times > 1 else "", "amount", "", at, at + 1, words[at], count=times)]
    number = numeral_at(words, at)
    if number is None:
        if any(c.isdigit() for c in words[at]):
            return [Quantity(Fraction(0), words[at], "label", "", at, at + 1, words[at])]
        return None
    halved = number.value == Fraction(1, 2) and any(word in _YEAR for word in words[number.end + 1 : number.end + 4])
    if halved and (ordinal := _ordinal_beside(words, at, number.end)):
        return [
            Quantity(Fraction(6), "month", "amount", "", at, max(number.end, ordinal), " ".join(words[at:ordinal]), "month 6")
        ]
    if number.value == Fraction(1, 4) and (ordinal := _ordinal_beside(words, at, number.end)):
        return [
            Quantity(
                Fraction(3),
                "month",
                "amount",
                "",
                at,
                max(number.end, ordinal),
                " ".join(words[at:ordinal]),
                "month 3",
                Fraction(1),
            )
        ]
    if number.ordinal:
        written = " ".join(words[at : number.end])
        return [
            Quantity(number.value, "", "ordinal", "", at, number.end, written, _unit_beside(words, at, number.end), number.value)
        ]
    end, working = number.end, False
    while end < len(words) and words[end] in _QUALIFIERS and end - number.end < 3:
        working = working or words[end] in _WORKING
        end += 1
    unit = _unit(words[end]) if end < len(words) else None
    if unit is None and at and words[at].startswith("ال") and (before := _unit(words[at - 1])) is not None:
        unit, end = before, number.end - 1
    if unit is None and at and words[at - 1] in _CURRENCIES:
        unit, end = _units()["omr"], number.end - 1
    if unit is None:
        noun = next((w for w in words[number.end : number.end + 2] if w.isalpha()), "")
        written = " ".join(words[at : number.end])
        plain = Quantity(number.value, "", "amount", bound_of(words, at, number.end), at, number.end, written, noun, number.value)
        rated = [_with_rate(words, replace(plain, end=number.end + gap)) for gap in (1, 2) if noun]
        return [plain, *next((found[1:] for found in rated if len(found) > 1), [])]
    unit = _units().get("usd", unit) if words[end + 1 : end + 2] == ["dollars"] else unit
    end += 1
    base, factor = unit.base, unit.factor
    if working or words[end : end + 1] == [_WORK]:
        base, factor = _worked(unit)
        end += words[end : end + 1] == [_WORK]
    value = number.value * factor
    if words[end : end + 1] == [fold("ونصف")] or words[end : end + 3] == ["and", "a", "half"]:
        value, end = value + factor / 2, end + (1 if words[end] == fold("ونصف") else 3)
    quantity = Quantity(value, base, "amount", bound_of(words, at, end), at, end, " ".join(words[at:end]), count=number.value)
    return _with_rate(words, quantity)


_YEAR = frozenset(map(fold, ("year", "العام", "السنة", "عام", "سنة")))


def _is_conjunction(words: Sequence[str], at: int) -> bool:
    """Whether "once" means after: it is a number at the end, after only, and before a period that no verb follows."""
    after = words[at + 1] if at + 1 < len(words) else "."
    if not after.isalpha() or (at and words[at - 1] in ("only", "than")):
        return False
    return after not in ("a", "per", "every", "each", "in") or words[at + 3 : at + 4] in (
        ["has"],
        ["have"],
        ["is"],
        ["was"],
        ["passes"],
    )


def _ordinal_beside(words: Sequence[str], start: int, end: int) -> int:
    """The index after the ordinal that makes a quarter one of the year's: first quarter, الربع الأول; 0 where there is none."""
    if end < len(words) and words[end] != "\0" and (after := numeral_at(words, end)) and after.ordinal:
        return after.end
    before = numeral_at(words, start - 1) if start and words[start - 1] != "\0" else None
    return end if before is not None and before.ordinal else 0


def _unit_beside(words: Sequence[str], start: int, end: int) -> str:
    """The unit of time that an ordinal orders, such as the month of "first month"; empty where it is none."""
    for word in (*words[end : end + 1], *words[max(0, start - 1) : start]):
        if (unit := _unit(word)) and unit.base in _TIME and not unit.dual:
            return f"{unit.base} {unit.factor}"
    return ""


def _with_rate(words: Sequence[str], quantity: Quantity) -> list[Quantity]:
    """A quantity, and what it is per: a year, في الشهر. Four times a year is also every three months."""
    end = quantity.end
    if words[end : end + 1] in (["a"], ["an"], ["the"], ["/"]) and end + 1 < len(words):
        unit = _unit(words[end + 1])
        if unit is not None and unit.base in _TIME:
            rate = _of_period(words, Fraction(1), unit, end, end + 2)
            return [quantity, *_frequency(quantity, rate)]
    if (
        end < len(words)
        and words[end] != "\0"
        and (rates := _period(words, end + (words[end] in (fold("في"), "in", fold("عن")) and end + 1 < len(words))))
    ):
        return [quantity, *_frequency(quantity, rates[0])]
    return [quantity]


def _frequency(quantity: Quantity, rate: Quantity) -> list[Quantity]:
    if quantity.unit not in ("time", "") or quantity.value < 1:
        return [rate]
    return [rate, replace(rate, value=rate.value / quantity.value, at=quantity.at, derived=True)]


def _implied(words: Sequence[str], at: int) -> list[Quantity] | None:
    """One or two of a unit without a number: a week, خلال أسبوع, يومين, يومي عمل, بشهر."""
    word = words[at]
    unit = None if word == "\0" else _unit(word)
    if unit is None or unit.base == "percent" or words[at + 1 : at + 2] == ["\0"]:
        return None
    if word.startswith("ال") and at and words[at - 1].startswith(("ال", "لل")):
        return None
    end, base, factor = at + 1, unit.base, unit.factor
    working = words[end : end + 1] == [_WORK]
    construct = word in _DUAL_CONSTRUCT and _begins_phrase(words, at)
    if working:
        (base, factor), end = _worked(unit), end + 1
    if unit.dual or construct:
        written = " ".join(words[at:end])
        return _with_rate(words, Quantity(factor * 2, base, "amount", bound_of(words, at, end), at, end, written))
    before = words[at - 1] if at else ""
    if words[end : end + 1] == [fold("ونصف")]:
        return [Quantity(factor * Fraction(3, 2), base, "amount", bound_of(words, at, end), at, end + 2, f"{word} {words[end]}")]
    if before == "a" and words[end : end + 3] == ["and", "a", "half"]:
        return [Quantity(factor * Fraction(3, 2), base, "amount", bound_of(words, at, end), at, end + 3, f"{word} and a half")]
    if words[end : end + 1] in ([fold("واحد")], [fold("واحدة")], [fold("واحدا")]):
        return [
            Quantity(
                factor, base, "amount", bound_of(words, at, end), at, end + 1, " ".join(words[at : end + 1]), count=Fraction(1)
            )
        ]
    prefixed = word[:1] in ("ب", "ل") and not word.startswith(("لل", "بال")) and not _bare_unit(word)
    compared = before == fold("من") and at > 1 and words[at - 2] in (fold("أكثر"), fold("أقل"))
    accusative = word.endswith("ا") and word in _units() and not word.isascii()
    if before not in _ONE_OF and not prefixed and not compared and not accusative:
        return None
    if word.startswith("ال") or (
        unit.factor == 24 and unit.base == "hour" and before != "within" and not prefixed and before not in _ONE_OF
    ):
        return None
    return [Quantity(factor, base, "amount", bound_of(words, at, end), at, end, " ".join(words[at:end]))]


def _worked(unit: _Unit) -> tuple[str, Fraction]:
    """The base and factor of a unit of working time."""
    return (
        ("working day", unit.factor / 24) if unit.base == "hour" and unit.factor >= 24 else (f"working {unit.base}", unit.factor)
    )


def _bare_unit(word: str) -> bool:
    return word in _units()


def _shared_unit(found: list[Quantity], words: Sequence[str]) -> list[Quantity]:
    """The first number of a range takes the unit of the second: 5 to 10 days."""
    shared = list(found)
    for n in range(len(found) - 1):
        one, two = found[n], found[n + 1]
        near = two.at - one.end == 1 and words[one.end] in _TO
        if one.kind == two.kind == "amount" and not one.unit and two.unit and near and two.written:
            number = numeral_at(words, two.at)
            factor = two.value / number.value if number and number.value else Fraction(1)
            shared[n] = replace(one, value=one.value * factor, unit=two.unit)
    return shared


def _summed(found: list[Quantity], words: Sequence[str]) -> list[Quantity]:
    """What is said in two units of one base is one quantity: one rial and 500 baisas, an hour and 20 minutes."""
    out: list[Quantity] = []
    for quantity in found:
        last = out[-1] if out else None
        if (
            last is not None
            and last.kind == quantity.kind == "amount"
            and last.unit == quantity.unit
            and last.unit in ("baisa", "hour")
            and 0 <= quantity.at - last.end <= 1
            and words[last.end] not in (",", "،")
            and quantity.value < _least_factor(last)
        ):
            out[-1] = replace(
                last, value=last.value + quantity.value, end=quantity.end, written=f"{last.written} {quantity.written}"
            )
        else:
            out.append(quantity)
    return out


def _least_factor(quantity: Quantity) -> Fraction:
    return max((unit.factor for word in quantity.written.split() if (unit := _unit(word))), default=Fraction(0))
