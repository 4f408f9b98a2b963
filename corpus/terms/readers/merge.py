"""Entries of a file that repeats its terms, brought together: one entry for each English term."""

from collections.abc import Iterable
from dataclasses import replace

from corpus.terms.model import Entry
from corpus.text.normalise import fold

_MOST_SYNONYMS = 12


def merged(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Entries with the same English term as one; the first Arabic term leads, the others become its synonyms."""
    by_english: dict[str, Entry] = {}
    for entry in entries:
        key = fold(entry.term.en)
        if key in by_english:
            first = by_english[key]
            other = replace(entry.term, ar_synonyms=(entry.term.ar, *entry.term.ar_synonyms))
            term = first.term.with_words_of(other)
            by_english[key] = Entry(first.line, replace(term, ar_synonyms=term.ar_synonyms[:_MOST_SYNONYMS]))
        else:
            by_english[key] = entry
    return tuple(by_english.values())
