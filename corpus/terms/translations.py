"""What a stem is called in the other language: a table learned from parallel text, shipped as data (`evals.fit.translations`)."""

from collections import defaultdict
from functools import cache
from importlib.resources import files


@cache
def _tables() -> tuple[dict[str, tuple[tuple[str, float], ...]], dict[str, tuple[tuple[str, float], ...]]]:
    to_arabic: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
    to_english: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
    for line in (files("corpus.terms") / "tables" / "translations.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            english, arabic, there, back = line.split("\t")
            if there != "0.00":
                to_arabic[english].append((arabic, float(there)))
            if back != "0.00":
                to_english[arabic].append((english, float(back)))
    return {k: tuple(v) for k, v in to_arabic.items()}, {k: tuple(v) for k, v in to_english.items()}


def translations_of(stem: str, *, arabic: bool) -> tuple[tuple[str, float], ...]:
    """The stems of the other language that a stem (`arabic` or English) is translated by, each with its probability."""
    to_arabic, to_english = _tables()
    return (to_english if arabic else to_arabic).get(stem, ())
