"""Folding: what readers take as one spelling becomes one string. Used on both sides, for indexing and for asking.

In: text as written. Out: the text as it is searched: compatibility forms resolved (NFKC), Arabic vowel marks and tatweel gone,
the forms of alef, yeh and teh marbuta joined, digits of every script as 0-9, lower case, Latin accents gone, invisible
characters gone. Folding twice is folding once. Folded text is never shown to anyone.
"""

import re
import unicodedata

_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
_JOINED = {
    "ا": "أإآٱ", "ي": "ىیېئ", "و": "ؤ", "ه": "ةۀہھ", "ك": "کڪگ", "ب": "پ", "ج": "چ", "ف": "ڤ", "ق": "ڨ",
    "'": "’‘ʼ", ".": "٫", ",": "٬،", ";": "؛", "?": "؟", "%": "٪", "": "ـء",
}  # fmt: skip
_LETTERS = str.maketrans({form: letter for letter, forms in _JOINED.items() for form in forms})
_MARKS = re.compile("[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u08d3-\u08ff]")


def fold(text: str) -> str:
    """The searched form of `text`."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).lower()
    text = unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFD", text.translate(_LETTERS))))
    return _western_digits(text.translate(_LETTERS))


def _western_digits(text: str) -> str:
    return re.sub(r"[^\D0-9]", lambda digit: str(unicodedata.digit(digit.group())), text)


def language_of(text: str) -> str:
    """`ar` when at least a third of the letters are Arabic, `en` otherwise."""
    arabic = len(re.findall("[\u0621-\u064a\u066e-\u06d3\ufb50-\ufdff\ufe70-\ufefc]", text))
    latin = len(re.findall("[A-Za-z\u00c0-\u024f]", text))
    return "ar" if arabic and arabic * 2 >= latin else "en"
