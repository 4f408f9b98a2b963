"""What kind of answer a question expects: a quantity, a time, a person, a place, a cause, a manner, a ruling, a meaning
or a thing.

The patterns are data (`tables/kinds.tsv`, `tables/forms.tsv`), Arabic and English; the first kind whose pattern stands in the
folded question decides. Questions by expected answer type: Li and Roth, "Learning Question Classifiers"
(2002).
"""

import re
from functools import cache, lru_cache
from importlib.resources import files

from corpus.text.normalise import fold

THING = "thing"
KINDS = ("quantity", "date", "person", "place", "cause", "manner", "ruling", "meaning", THING)


@lru_cache(maxsize=2_000)
def expected_kind(question: str) -> str:
    """The kind of answer, one of `KINDS`; `thing` where no pattern says more."""
    folded = fold(question)
    return next((kind for kind, pattern in _patterns("kinds.tsv") if pattern.search(folded)), THING)


@lru_cache(maxsize=2_000)
def asked_forms(question: str) -> frozenset[str]:
    """The forms of answer that a question asks for: `list`, `compare`, both or none."""
    folded = fold(question)
    return frozenset(form for form, pattern in _patterns("forms.tsv") if pattern.search(folded))


@cache
def _patterns(table: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = (files("assistant.answering") / "tables" / table).read_text(encoding="utf-8").splitlines()
    pairs = (row.split("\t") for row in rows if row and not row.startswith("#"))
    return tuple((kind, re.compile(pattern)) for kind, pattern in pairs)
