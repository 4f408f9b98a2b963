"""Numbers in words: what `ثلاثة`, `three` and a year said by ear (`عشرين أربعين`, `twenty forty`) are in digits, and back.

In: the words of a question. Out: for places in it, other ways to write the number there. Words stand in `tables/numbers.tsv`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from corpus.text.analyser import Term, term
from corpus.text.normalise import fold

_TEN, _TWENTY = 10, 20
_TENS = range(20, 100, 10)


@dataclass(frozen=True, slots=True)
class NumberWays:
    """The words from `start` to `end` (half-open) name a number that may also be written in these ways, as stems."""

    start: int
    end: int
    ways: tuple[tuple[str, ...], ...]


def numbers_in(words: Sequence[Term]) -> Iterator[NumberWays]:
    """Every number in the words of a question, with its other ways to be written."""
    by_word, by_number = _table()
    for at, word in enumerate(words):
        value = by_word.get(word.word.removeprefix("و"), by_word.get(word.word))
        if value is None:
            other = by_number.get(word.word)
            if other:
                yield NumberWays(at, at + 1, tuple((stem,) for stem in other))
            continue
        after = by_word.get(words[at + 1].word.removeprefix("و")) if at + 1 < len(words) else None
        if value == _TWENTY and after is not None and after in _TENS:
            yield NumberWays(at, at + 2, ((f"20{after}",),))
        elif value < _TEN and after == _TEN:
            yield NumberWays(at, at + 2, ((str(_TEN + value),),))
        else:
            yield NumberWays(at, at + 1, ((str(value),),))


@cache
def _table() -> tuple[dict[str, int], dict[str, tuple[str, ...]]]:
    """Folded words to numbers, and digits to the stems of their words."""
    by_word: dict[str, int] = {}
    by_number: dict[str, tuple[str, ...]] = {}
    for line in (files("assistant.query") / "tables" / "numbers.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            value, _, names = line.partition("\t")
            folded = [fold(name) for name in names.split()]
            by_word |= dict.fromkeys(folded, int(value))
            by_number[value] = tuple(dict.fromkeys(term(name).stem for name in folded))
    return by_word, by_number
