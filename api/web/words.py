"""The pages' own words, in both languages: `words/ar.json` and `words/en.json`, which the scripts in the page read too.

What one kind of page alone says has files of its own: `words/admin.ar.json`, `words/onboarding.ar.json` and their English twins.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from corpus.model import Language

_FOLDER = Path(__file__).resolve().parent / "words"
_TO_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


class Words:
    """One language's words, with the numbers among them in the digits that the reader chose; `about` names a kind of page."""

    def __init__(self, language: Language, *, digits: str = "western", about: str = "") -> None:
        self.language = language
        self.all = table(language, about)
        self._arabic_digits = digits == "arabic"

    def __call__(self, key: str, **values: object) -> str:
        """The words under a key, with `values` put in."""
        return str(self.all[key]).format(**{name: self.number(value) for name, value in values.items()})

    def count(self, key: str, n: int) -> str:
        """The words for `n` of something, in the form that the language has for that number."""
        forms: Mapping[str, str] = self.all[key]
        return forms.get(plural(self.language, n), forms["other"]).format(n=self.number(n))

    def number(self, value: object) -> str:
        """A whole number in the reader's digits; anything else as it is."""
        shown = str(value)
        return shown.translate(_TO_ARABIC_DIGITS) if self._arabic_digits and shown.isdecimal() else shown

    def percent(self, share: float) -> str:
        """A share as people read it."""
        return f"{self.number(round(share * 100))}%"

    def day(self, written: str) -> str:
        """An ISO date as `24 November 2026`; what is no date as it was written."""
        try:
            day = date.fromisoformat(written)
        except ValueError:
            return written
        return f"{self.number(day.day)} {self.all['months'][day.month - 1]} {self.number(day.year)}"

    def moment(self, moment: datetime) -> str:
        """A point in time, to the minute."""
        clock = f"{moment:%H:%M}"
        return f"{self.day(moment.date().isoformat())} {clock.translate(_TO_ARABIC_DIGITS) if self._arabic_digits else clock}"

    def kind(self, kind: str) -> str:
        """What a type of document is called; an unknown one as it was written."""
        return str(self.all.get(f"type_{kind}", kind))


@cache
def table(language: Language, about: str = "") -> dict[str, Any]:
    """The whole table of a language: the words of every page, or those of the pages about one thing."""
    name = f"{about}.{language}.json" if about else f"{language}.json"
    words: dict[str, Any] = json.loads((_FOLDER / name).read_text(encoding="utf-8"))
    return words


def plural(language: Language, n: int) -> str:
    """The plural form for a whole number, by Unicode's rules (CLDR)."""
    if language == "en":
        return "one" if n == 1 else "other"
    if n < 3:
        return ("zero", "one", "two")[n]
    rest = n % 100
    return "few" if 3 <= rest <= 10 else "many" if rest >= 11 else "other"
