"""Everyday words: in which words an institution may write what its people ask in others (`contest`, `appeal`).

In: stems of a question. Out: other stems that say about the same. Shipped data, `tables/everyday-{ar,en}.tsv`; unlike the terms
of the termbase these are no concepts, have no definition and are read in one direction.
"""

from functools import cache
from importlib.resources import files

from corpus.text.analyser import terms

Stems = tuple[str, ...]
LONGEST = 3
"""How many words an everyday expression has at most."""


def others_of(stems: Stems) -> tuple[Stems, ...]:
    """The other ways to say a word or an expression, as stems, the usual first; none where the tables lack it."""
    return _table().get(stems, ())


@cache
def _table() -> dict[Stems, tuple[Stems, ...]]:
    found: dict[Stems, dict[Stems, None]] = {}
    for language in ("ar", "en"):
        text = (files("corpus.terms") / "tables" / f"everyday-{language}.tsv").read_text(encoding="utf-8")
        for line in text.splitlines():
            if not line.startswith("#"):
                asked, *others = (tuple(term.stem for term in terms(name)) for name in line.split("\t"))
                found.setdefault(asked, {}).update(dict.fromkeys(stems for stems in others if stems != asked))
    return {asked: tuple(others) for asked, others in found.items()}
