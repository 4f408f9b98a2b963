"""The lists of words and phrases that the checks look for, from `tables/`: read when the first of them is looked into."""

from collections.abc import Iterable, Iterator, Set
from functools import cache
from importlib.resources import files

from corpus.text.normalise import fold


class WordList(Set[str]):
    """The folded words of one list."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __contains__(self, word: object) -> bool:
        return word in _lists()[self._name]

    def __iter__(self) -> Iterator[str]:
        return iter(_lists()[self._name])

    def __len__(self) -> int:
        return len(_lists()[self._name])

    @classmethod
    def _from_iterable(cls, words: Iterable[str]) -> frozenset[str]:  # type: ignore[override]
        return frozenset(words)


@cache
def _lists() -> dict[str, frozenset[str]]:
    lines = (files("assistant.verification") / "tables" / "words.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {name: frozenset(map(fold, listed.split())) for name, listed in rows}


@cache
def phrases(kind: str, said: str) -> list[list[str]]:
    """The phrases of one kind that say one thing, each as folded tokens."""
    lines = (files("assistant.verification") / "tables" / "phrases.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [fold(phrase).split() for row in rows if row[:2] == [kind, said] for phrase in row[2].split(",")]
