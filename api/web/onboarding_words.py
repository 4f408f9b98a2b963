"""The words of the onboarding pages, in both languages: `words/onboarding.{ar,en}.json`."""

import json
from functools import cache
from pathlib import Path

from api.web.words import Words
from corpus.model import Language

_FOLDER = Path(__file__).resolve().parent / "words"


class OnboardingWords:
    """One language's words, with the numbers among them in the digits that the reader chose."""

    def __init__(self, language: Language, *, digits: str = "western") -> None:
        self._all = _table(language)
        self._words = Words(language, digits=digits)

    def __call__(self, key: str, **values: object) -> str:
        """The words under a key, with `values` put in."""
        return self._all[key].format(**{name: self._words.number(value) for name, value in values.items()})

    def percent(self, share: float) -> str:
        """A share as people read it."""
        return f"{self._words.number(round(share * 100))}%"


@cache
def _table(language: Language) -> dict[str, str]:
    table: dict[str, str] = json.loads((_FOLDER / f"onboarding.{language}.json").read_text(encoding="utf-8"))
    return table
