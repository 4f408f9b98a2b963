"""A question becomes a query: its language, its weighted terms and what it must be filtered by."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from assistant.errors import EmptyQuestion, QuestionTooLong
from assistant.model import Query, Question
from assistant.options import QueryOptions
from corpus.generation.lexical import WeightedTerm
from corpus.model import Language
from corpus.text.analyser import Term, stop_words, terms
from corpus.text.normalise import fold, language_of

USUAL = QueryOptions()
_MOST_TERMS = 64
_ARABIC = re.compile("[\u0621-\u06d3]")


def analyse(question: Question, *, longest: int, options: QueryOptions = USUAL) -> Query:
    """The query of `question`. Raises EmptyQuestion and QuestionTooLong."""
    if len(question.text) > longest:
        raise QuestionTooLong(
            f"the question has {len(question.text)} characters and may have {longest}", remedy="ask it in fewer words"
        )
    found = terms(question.text)
    if not found:
        raise EmptyQuestion("the question holds no word", remedy="write a question in Arabic or English")
    language = language_of_question(question.text)
    content = tuple(dict.fromkeys(term.stem for term in found if not term.stop))
    return Query(
        text=question.text.strip(),
        language=language,
        wanted=question.language or language,
        terms=tuple(weighted(found, options)),
        content=content or tuple(dict.fromkeys(term.stem for term in found)),
        where=question.where,
        steps=bool(_steps().search(fold(question.text))),
        leaning=question.leaning,
    )


@cache
def _steps() -> re.Pattern[str]:
    lines = [line for name in ("steps-ar.txt", "steps-en.txt") for line in _lines(name)]
    return re.compile("|".join(rf"\b{re.escape(fold(line))}" for line in lines))


def _lines(name: str) -> list[str]:
    text = (files("assistant.query") / "tables" / name).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def weighted(found: Sequence[Term], options: QueryOptions) -> list[WeightedTerm]:
    """The terms that the lexical index is asked for: stems, headings and 4-grams, stop words with little weight."""
    only_stops = all(term.stop for term in found)
    weights: Counter[tuple[str, str]] = Counter()
    for term in found[:_MOST_TERMS]:
        weight = options.stop_weight if term.stop and not only_stops else 1.0
        weights["stems", term.stem] += weight * options.stem_weight  # type: ignore[assignment]
        weights["heading", term.stem] += weight * options.heading_weight  # type: ignore[assignment]
        for gram in term.grams:
            weights["grams", gram] += weight * options.gram_weight  # type: ignore[assignment]
    return [WeightedTerm(field, term, float(weight)) for (field, term), weight in weights.items() if weight]


def language_of_question(text: str) -> Language:
    """The language of a question: that of its function words where they decide, else that of most of its letters."""
    words = re.findall(r"[^\W\d_]+", fold(text))
    arabic = sum(1 for word in words if word in stop_words() and _ARABIC.search(word))
    english = sum(1 for word in words if word in stop_words() and not _ARABIC.search(word))
    if arabic != english:
        return "ar" if arabic > english else "en"
    return "ar" if language_of(text) == "ar" else "en"
