"""Factors: how many times as much a text says something is or becomes: double the rate, the fee is halved, ضعف الأجر.

Words that mean something else as well (a double room, ضعف as weakness) are factors only beside what they multiply.
"""

import re
from collections.abc import Sequence
from fractions import Fraction
from functools import cache

from assistant.verification.words import WordList
from corpus.text.normalise import fold

_ALWAYS = """
2 doubled doubling twofold الضعف بالضعف للضعف|3 trebled trebling tripled tripling threefold|4 quadrupled fourfold
1/2 halved halving
"""
_BESIDE = """
2 double doubles ضعف ضعفا ضعفي مثلي مضاعفة مضاعف مضاعفا يضاعف تضاعف يتضاعف تتضاعف تضاعفت ضوعف ضوعفت
3 treble triple trebles triples|4 quadruple quadruples|1/2 halves
"""
_MEASURES, _LEADS = WordList("factors measures"), WordList("factors leads")
_OWNED = re.compile("(?<=[\u0621-\u064a]{2})(?:ها|هم|ه)$")
_FAR = 2
"""How many words from an Arabic factor what is multiplied may stand."""


def factor_at(words: Sequence[str], at: int) -> Fraction | None:
    """The factor that a token states; None where it states none."""
    word = words[at]
    value = may_be_factor(word)
    if value is None or word in _factors(_ALWAYS):
        return value
    after = words[at + 1 : at + 1 + _FAR]
    if word.isascii():
        ends = not after or not after[0].isalpha()
        return value if _measures(after[:1]) or (ends and at > 0 and words[at - 1] in _LEADS) else None
    return value if _measures(after) or (at > 0 and _measures(words[at - 1 : at])) else None


def may_be_factor(word: str) -> Fraction | None:
    """The factor that a folded word states where it is one; None for any other word."""
    listed = _factors(_ALWAYS) | _factors(_BESIDE)
    return listed.get(word) or (listed.get(word[1:]) if not word.isascii() and word[0] in "وفسب" else None)


def _measures(words: Sequence[str]) -> bool:
    return any(form in _MEASURES for word in words for form in (word, word.removeprefix("ال"), _OWNED.sub("", word)))


@cache
def _factors(table: str) -> dict[str, Fraction]:
    rows = [entry.split() for entry in table.replace("\n", "|").split("|") if entry]
    return {fold(word): Fraction(value) for value, *listed in rows for word in listed}
