"""The terms of a passage that is in another language than the learner's, said in the learner's, so that it can be read."""

from dataclasses import dataclass

from corpus.model import Language
from corpus.terms.model import Term
from corpus.terms.termbase import Termbase, TermMatch, capitals_of
from corpus.text.analyser import terms

_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Gloss:
    """One term as a passage has it, in the learner's language, and what it means there; empty where the termbase doesn't say."""

    written: str
    say: str
    definition: str


def glosses(text: str, language: Language, termbase: Termbase) -> tuple[Gloss, ...]:
    """The terms that stand in a text, for a reader of `language`: those of several words or with a definition before others."""
    words = terms(text)
    found: dict[str, tuple[TermMatch, Term]] = {}
    for match in termbase.groups_among(words, capitals=capitals_of(text)):
        if match.end - match.start == 1 and match.start and words[match.start - 1].word[0].isdigit():
            continue  # what a number counts is a unit, and not the term of the same spelling
        found.setdefault(match.terms[0].id, (match, match.terms[0]))
    ranked = sorted(found.values(), key=lambda one: (one[0].start - one[0].end, not _definition(one[1], language), one[0].start))
    shown = sorted(ranked[:_SHOWN], key=lambda one: one[0].start)
    return tuple(Gloss(_own(term, language), _other(term, language), _definition(term, language)) for _, term in shown)


def _own(term: Term, language: Language) -> str:
    return term.en if language == "ar" else term.ar


def _other(term: Term, language: Language) -> str:
    return term.ar if language == "ar" else term.en


def _definition(term: Term, language: Language) -> str:
    return term.definition_ar if language == "ar" else term.definition_en
