"""Stemming of folded words in Latin script, by the Snowball project's English stemmer ("Porter 2")."""

from functools import cache

import Stemmer


@cache
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")


def stem(word: str) -> str:
    """The English stem of a folded word."""
    return str(_stemmer().stemWord(word))
