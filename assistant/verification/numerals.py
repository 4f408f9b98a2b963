"""Numbers as people write them: digits of either system with their separators, and words of both languages.

In: the tokens of a folded text. Out: a value, how many tokens it takes, and whether it counts or orders. Omani rials have
three decimals, so that 1.500 is one and a half and 1,500 is fifteen hundred; what is ambiguous is read as it is written.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from corpus.text.normalise import fold

_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_DECIMAL = re.compile(r"\d+(?:[.,]\d+)?")
_ORDINAL_DIGITS = re.compile(r"(\d+)(?:st|nd|rd|th)")
_HUNDRED, _THOUSAND = Fraction(100), Fraction(1000)

_ENGLISH = """
0 zero|1 one|2 two|3 three|4 four|5 five|6 six|7 seven|8 eight|9 nine|10 ten|11 eleven|12 twelve dozen
13 thirteen|14 fourteen|15 fifteen|16 sixteen|17 seventeen|18 eighteen|19 nineteen|20 twenty|30 thirty|40 forty
50 fifty|60 sixty|70 seventy|80 eighty|90 ninety
"""
_ARABIC = """
0 صفر|1 واحد واحدة واحدا|2 اثنان اثنين اثنتان اثنتين اثنا اثني اثنتا اثنتي|3 ثلاث ثلاثة|4 أربع أربعة|5 خمس خمسة|6 ست ستة
7 سبع سبعة|8 ثمان ثماني ثمانية|9 تسع تسعة|10 عشر عشرة|20 عشرون عشرين|30 ثلاثون ثلاثين|40 أربعون أربعين|50 خمسون خمسين
60 ستون ستين|70 سبعون سبعين|80 ثمانون ثمانين|90 تسعون تسعين|100 مئة مائة مية|200 مئتان مئتين مئتا مئتي مائتان مائتين مائتا مائتي
300 ثلاثمئة ثلاثمائة|400 أربعمئة أربعمائة|500 خمسمئة خمسمائة|600 ستمئة ستمائة|700 سبعمئة سبعمائة|800 ثمانمئة ثمانمائة ثمانيمئة
900 تسعمئة تسعمائة
"""
_SCALES = "100 hundred hundreds|1000 thousand thousands ألف آلاف ألفا|1000000 million millions مليون ملايين مليونا"
_DUAL_SCALES = "2000 ألفين ألفان ألفي ألفا|2000000 مليونين مليونان مليوني"
_ORDINALS = """
1 first أول أولى حادي حادية|2 second ii ثاني ثانية ثان|3 third iii ثالث ثالثة|4 fourth iv رابع رابعة|5 fifth خامس خامسة
6 sixth سادس سادسة
7 seventh سابع سابعة|8 eighth ثامن ثامنة|9 ninth تاسع تاسعة|10 tenth عاشر عاشرة|11 eleventh|12 twelfth
13 thirteenth|14 fourteenth|15 fifteenth|16 sixteenth|17 seventeenth|18 eighteenth|19 nineteenth|20 twentieth|30 thirtieth
"""
_FRACTIONS = """
1/2 half halves نصف|1/3 third thirds ثلث|1/4 quarter quarters ربع أرباع|1/5 fifth fifths خمس أخماس|1/8 eighth eighths ثمن
1/10 tenth tenths عشر أعشار|2/3 ثلثا ثلثي ثلثين ثلثان
"""
_PREFIXES = ("ال", "و", "ب", "ل", "ف", "وال", "بال", "لل", "وب", "ول", "فال", "ولل")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in a text: its value, whether it orders rather than counts, and the index after its last token."""

    value: Fraction
    ordinal: bool
    end: int


def _table(lines: str) -> dict[str, Fraction]:
    found: dict[str, Fraction] = {}
    for entry in re.split(r"[|\n]", lines.strip()):
        value, *words = entry.split()
        found |= {fold(word): Fraction(value) for word in words}
    return found


@cache
def _counting() -> dict[str, Fraction]:
    return _table(_ENGLISH) | _table(_ARABIC)


@cache
def _scales() -> dict[str, Fraction]:
    return _table(_SCALES)


@cache
def _dual_scales() -> dict[str, Fraction]:
    return _table(_DUAL_SCALES)


@cache
def _ordinals() -> dict[str, Fraction]:
    return _table(_ORDINALS)


@cache
def _fractions() -> dict[str, Fraction]:
    return _table(_FRACTIONS)


def bare(word: str) -> str:
    """A folded word without the letters that are joined before it, where what stays is a number."""
    known = (_counting(), _scales(), _dual_scales(), _ordinals(), _fractions())
    if word.isascii() or any(word in table for table in known):
        return word
    for prefix in _PREFIXES:
        form = word[len(prefix) :]
        long_enough = len(form) >= (3 if len(prefix) > 1 or prefix in "وب" else 4)
        if word.startswith(prefix) and long_enough and any(form in table for table in known):
            return form
    return word


def in_digits(token: str) -> Fraction | None:
    """The value of a number in digits; None for what has several points, such as 3.2.1, which is a label."""
    if _THOUSANDS.fullmatch(token):
        return Fraction(token.replace(",", ""))
    if _DECIMAL.fullmatch(token):
        return Fraction(token.replace(",", "."))
    return None


def numeral_at(tokens: Sequence[str], at: int) -> Numeral | None:
    """The number that begins at a token, the longest there is; None where none does."""
    token = tokens[at]
    if match := _ORDINAL_DIGITS.fullmatch(token):
        return Numeral(Fraction(match[1]), True, at + 1)
    if token[0].isdigit():
        return _scaled(tokens, at)
    found = _fraction(tokens, at) or _in_words(tokens, at) or _ordinal(tokens, at)
    return found


def _scaled(tokens: Sequence[str], at: int) -> Numeral | None:
    """Digits, with a word of scale after them: 3 million, ٥ آلاف; or a fraction in two numbers."""
    value = in_digits(tokens[at])
    if value is None:
        return None
    end = at + 1
    while end < len(tokens) and tokens[end] in _scales():
        value, end = value * _scales()[tokens[end]], end + 1
    return _and_a_half(tokens, Numeral(value, False, end))


def _fraction(tokens: Sequence[str], at: int) -> Numeral | None:
    """half, a quarter, two fifths, three quarters, نصف, ثلاثة أرباع; an ordinal alone is no fraction."""
    word = bare(tokens[at])
    if word in ("half", fold("نصف"), fold("ثلث"), fold("ربع"), *_table("2/3 ثلثا ثلثي ثلثين ثلثان")):
        end = at + 1
        return Numeral(_fractions()[word], False, end)
    after = tokens[at + 1] if at + 1 < len(tokens) else ""
    count = _counting().get(word) or (Fraction(1) if word == "a" and after in ("quarter", "third") else None)
    if count is not None and after in _fractions() and (after.endswith("s") or count == 1 or not after.isascii()):
        if after in (fold("خمس"), fold("عشر")):
            return None
        return Numeral(count * _fractions()[after], False, at + 2)
    return None


def _in_words(tokens: Sequence[str], at: int) -> Numeral | None:
    if tokens[at].removeprefix("و").removeprefix("ال") in (fold("إحدى"), fold("أحد"), fold("حادي")) and at + 1 < len(tokens):
        tens = _counting().get(bare(tokens[at + 1]), Fraction(0))
        return Numeral(1 + tens, False, at + 2) if tens == 10 or (20 <= tens <= 90 and tokens[at + 1][0] == "و") else None
    total = current = Fraction(0)
    end, last = at, Fraction(0)
    while end < len(tokens):
        word = tokens[end]
        if word in ("and", "-") and end > at and end + 1 < len(tokens) and _continues(tokens[end + 1], last):
            end += 1
            continue
        joined = end > at and word.startswith("و") and bare(word) != word
        form = bare(word)
        value = _counting().get(form)
        if value is not None and (end == at or _adds(value, last, joined=joined or tokens[end - 1] in ("and", "-"))):
            current, last, end = current + value, value, end + 1
        elif form in _dual_scales() and end == at and form != fold("ألفا"):
            total, last, end = total + _dual_scales()[form], _THOUSAND, end + 1
        elif form in _scales() and (end > at or form not in ("hundreds", "thousands", "millions", fold("آلاف"), fold("ملايين"))):
            scale = _scales()[form]
            if scale == _HUNDRED:
                current, last, end = (current or 1) * scale, scale, end + 1
            else:
                total, current, last, end = total + (current or 1) * scale, Fraction(0), scale, end + 1
        elif value == _HUNDRED and 3 <= current <= 9:
            current, last, end = current * value, value, end + 1
        else:
            break
    if end == at:
        return None
    return _and_a_half(tokens, Numeral(total + current, False, end))


def _continues(word: str, last: Fraction) -> bool:
    value = _counting().get(word)
    return value is not None and 0 < value < (last if last >= _HUNDRED else 10) and last >= 20


def _adds(value: Fraction, last: Fraction, *, joined: bool) -> bool:
    """Whether a number word goes on the number before it: twenty five, خمسة عشر, خمسة وعشرون, مئة وعشرة."""
    if last >= _HUNDRED:
        return value < last
    if 1 <= last <= 9:
        return value == 10 and not joined if value == 10 else joined and 20 <= value <= 90
    return (20 <= last <= 90 and 1 <= value <= 9 and not joined) or (20 <= last <= 90 and 1 <= value <= 9)


def _ordinal(tokens: Sequence[str], at: int) -> Numeral | None:
    form = bare(tokens[at])
    value = _ordinals().get(form)
    if value is None:
        tens = _counting().get(form)
        after = tokens[at + 1 :]
        after = after[1:] if after[:1] == ["-"] else after
        if tens is not None and tens >= 20 and after and after[0] in _ordinals():
            return Numeral(tens + _ordinals()[after[0]], True, len(tokens) - len(after) + 1)
        return None
    end = at + 1
    if end < len(tokens) and value < 10 and not form.isascii():
        more = _counting().get(bare(tokens[end]))
        if more is not None and (more == 10 or (tokens[end].startswith("و") and 20 <= more <= 90)):
            return Numeral(value + more, True, end + 1)
    return Numeral(value, True, end)


def _and_a_half(tokens: Sequence[str], found: Numeral) -> Numeral:
    after = list(tokens[found.end : found.end + 4])
    if after[:3] == ["and", "a", "half"]:
        scale = _scales().get(after[3], Fraction(1)) if len(after) > 3 else Fraction(1)
        return Numeral((found.value + Fraction(1, 2)) * scale, False, found.end + 3 + (scale > 1))
    if after[:1] == [fold("ونصف")] and len(after) > 1 and bare(after[1]) in _scales():
        return Numeral(found.value + _scales()[bare(after[1])] / 2, False, found.end + 2)
    if after[:1] == [fold("ونصف")]:
        return Numeral(found.value + Fraction(1, 2), False, found.end + 1)
    return found
