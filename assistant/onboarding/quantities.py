"""The numbers of a sentence as values, however they are written: digits of either system, words, Arabic duals, times of day.

In: text. Out: a set of values; a time of day is minutes on a twelve-hour clock with `t` before it ("t450" is 7:30), so that
7:30 a.m., ٧:٣٠ صباحًا, السابعة والنصف and half past seven are one.
"""

import re

from corpus.text.normalise import fold

_TIME = re.compile(r"\b(\d{1,2})[:.](\d{2})\b(?!\s*(?:omr|ر\.ع|%))")
_HOUR_WITH_HALF_OF_DAY = re.compile(r"\b(\d{1,2})\s*(?:a\.?m\b|p\.?m\b|صباحا?\b|مساء?\b|ظهرا?\b)")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WORD = re.compile(r"[^\W\d_]+")
_THOUSANDS = re.compile(r"^\d{1,3}(?:,\d{3})+(?:\.\d+)?$")

_ENGLISH = {
    word: value
    for value, words in {
        2: "two both twice", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten",
        11: "eleven", 12: "twelve", 13: "thirteen", 14: "fourteen", 15: "fifteen fortnight", 16: "sixteen", 17: "seventeen",
        18: "eighteen", 19: "nineteen", 20: "twenty", 30: "thirty", 40: "forty", 50: "fifty", 60: "sixty", 70: "seventy",
        80: "eighty", 90: "ninety", 100: "hundred", 1: "one once",
    }.items()
    for word in words.split()
}  # fmt: skip
_ARABIC = {
    fold(word): value
    for value, words in {
        1: "واحد واحدة", 2: "اثنان اثنين اثنتان اثنتين اثنا اثني اثنتا اثنتي", 3: "ثلاث ثلاثة", 4: "أربع أربعة", 5: "خمس خمسة",
        6: "ست ستة", 7: "سبع سبعة", 8: "ثمان ثماني ثمانية", 9: "تسع تسعة", 10: "عشر عشرة", 20: "عشرون عشرين",
        30: "ثلاثون ثلاثين", 40: "أربعون أربعين", 50: "خمسون خمسين", 60: "ستون ستين", 70: "سبعون سبعين",
        80: "ثمانون ثمانين", 90: "تسعون تسعين", 100: "مئة مائة",
    }.items()
    for word in words.split()
}  # fmt: skip
_DUALS = frozenset(
    fold(word)
    for stem in (
        "يوم",
        "ساعت",
        "شهر",
        "أسبوع",
        "مر",
        "مرت",
        "سن",
        "سنت",
        "عام",
        "دقيقت",
        "وثيقت",
        "خطوت",
        "نسخت",
        "جلست",
        "صفحت",
        "ورقت",
        "درجت",
    )
    for word in (f"{stem}ين", f"{stem}ان", f"{stem}ي", f"{stem}ا")
) - {
    fold(word)
    for word in (
        "مري",
        "مرا",
        "سني",
        "سنا",
        "مران",
        "مرين",
        "سنين",
        "عامي",
        "يومي",
        "شهري",
        "أسبوعي",
        "يوما",
        "شهرا",
        "أسبوعا",
        "عاما",
    )
}
_DUAL_BEFORE_NOUN = re.compile(r"\bيوم[يا] عمل\b")
_HOURS = {
    fold(word): hour
    for hour, word in enumerate(
        ["الواحدة", "الثانية", "الثالثة", "الرابعة", "الخامسة", "السادسة", "السابعة", "الثامنة", "التاسعة", "العاشرة"], start=1
    )
}
_PAST_THE_HOUR = {
    fold("والنصف"): 30,
    fold("ونصف"): 30,
    fold("والربع"): 15,
    fold("وربع"): 15,
    fold("والثلث"): 20,
    fold("وثلث"): 20,
}


_ATTACHED = re.compile(r"^(?:و|ف)?(?:ب|ل|ك)?(?=\w{3,})")


def quantities(text: str) -> frozenset[str]:
    """The values that a text states."""
    folded = fold(text)
    found: set[str] = set()

    def time(match: re.Match[str]) -> str:
        hour, minute = int(match.group(1)), int(match.group(2)) if match.re is _TIME else 0
        if hour > 24 or minute > 59:
            return match.group()
        found.add(f"t{hour % 12 * 60 + minute}")
        return " "

    folded = _TIME.sub(time, folded)
    folded = _HOUR_WITH_HALF_OF_DAY.sub(time, folded)
    for match in _NUMBER.finditer(folded):
        number = match.group()
        number = number.replace(",", "") if _THOUSANDS.match(number) else number
        found.add(number.rstrip("0").rstrip(".") if "." in number else number.lstrip("0") or "0")
    if _DUAL_BEFORE_NOUN.search(folded):
        found.add("2")
    return frozenset(found | _in_words(_WORD.findall(folded)))


def _in_words(words: list[str]) -> set[str]:
    found: set[str] = set()
    at = 0
    while at < len(words):
        word, after = words[at], words[at + 1] if at + 1 < len(words) else ""
        bare = word if word in _ARABIC else _ATTACHED.sub("", word)
        if word in _HOURS and after in _PAST_THE_HOUR:
            found.add(f"t{_HOURS[word] % 12 * 60 + _PAST_THE_HOUR[after]}")
            at += 1
        elif word == "half" and after == "past" and at + 2 < len(words) and words[at + 2] in _ENGLISH:
            found.add(f"t{_ENGLISH[words[at + 2]] % 12 * 60 + 30}")
            at += 2
        elif bare in _ARABIC:
            value = _ARABIC[bare]
            tens = _ARABIC.get(after.removeprefix("و"), 0) if after.startswith("و") or after in ("عشر", "عشره") else 0
            if 0 < value < 10 and tens >= 10:
                value, at = value + tens, at + 1
            if value > 1:
                found.add(str(value))
        elif word in _ENGLISH:
            value = _ENGLISH[word]
            if value >= 20 and value % 10 == 0 and 0 < _ENGLISH.get(after, 0) < 10:
                value, at = value + _ENGLISH[after], at + 1
            if value > 1:
                found.add(str(value))
        elif _unprefixed(word) in _DUALS:
            found.add("2")
        at += 1
    return found


def _unprefixed(word: str) -> str:
    """An Arabic word without the article and the letters that attach before it."""
    return re.sub(r"^(?:و|ف)?(?:ب|ل|ك)?(?:ال)?(?=\w{4,})", "", word)
