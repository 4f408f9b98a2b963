"""What is wrong with entries of a termbase: an empty term, one in the other language's column, a duplicate, a term given twice.

In: entries as a reader gave them. Out: problems, each with the line and what to do, in the file's order.
"""

from collections.abc import Iterable
from pathlib import Path

from corpus.model import Language
from corpus.terms.errors import TermbaseError
from corpus.terms.model import LONGEST, Entry, Problem, Term, is_arabic, is_latin
from corpus.terms.readers.registry import read_terms
from corpus.text.normalise import fold

UNUSABLE = frozenset({"empty", "language", "long", "cells", "duplicate"})
"""The kinds of problems for which an import leaves a row out; a term in two entries is told and kept."""
_SWAPPED = "see whether two columns are swapped"


def check_file(path: Path) -> list[Problem]:
    """Every problem of a file of terms, also that it can't be read at all."""
    try:
        reading = read_terms(path)
    except TermbaseError as exc:
        return [Problem("file", str(path), exc.line, exc.what, exc.remedy)]
    return sorted([*reading.problems, *check_entries(reading.entries, str(path))], key=lambda problem: problem.line)


def check_entries(entries: Iterable[Entry], file: str) -> list[Problem]:
    """The problems of entries, by line."""
    problems: list[Problem] = []
    ids: dict[str, int] = {}
    pairs: dict[tuple[str, str], int] = {}
    names: dict[tuple[Language, str], int] = {}
    for entry in entries:
        found = _own_problems(entry, file)
        if not found:
            found = _duplicates(entry, file, ids, pairs) or _shared(entry, file, names)
        problems += found
    return problems


def _own_problems(entry: Entry, file: str) -> list[Problem]:
    problems = []
    term, line = entry.term, entry.line
    for name, written in (("Arabic", term.ar), ("English", term.en)):
        if not written:
            problems.append(Problem("empty", file, line, f"the {name} term is empty", "write it, or take the row out"))
        elif len(written) > LONGEST:
            remedy = "keep to the term and put the sentence into the definition"
            problems.append(Problem("long", file, line, f"the {name} term has more than {LONGEST} characters", remedy))
    if not problems and not is_arabic(term.ar):
        problems.append(Problem("language", file, line, f"the Arabic term is not Arabic: {term.ar}", _SWAPPED))
    if not problems and (is_arabic(term.en) or not is_latin(term.en)):
        problems.append(Problem("language", file, line, f"the English term is not English: {term.en}", _SWAPPED))
    return problems


def _duplicates(entry: Entry, file: str, ids: dict[str, int], pairs: dict[tuple[str, str], int]) -> list[Problem]:
    term, line = entry.term, entry.line
    if term.id and ids.setdefault(term.id, line) != line:
        return [Problem("duplicate", file, line, f"the id {term.id} stands in line {ids[term.id]} already", "give it another id")]
    if pairs.setdefault(term.pair, line) != line:
        what = f"{term.ar} = {term.en} stands in line {pairs[term.pair]} already"
        return [Problem("duplicate", file, line, what, "take one of the two out, or bring their synonyms together")]
    return []


def _shared(entry: Entry, file: str, names: dict[tuple[Language, str], int]) -> list[Problem]:
    """The names of this entry that an earlier entry has too."""
    problems = []
    for language, name in _names(entry.term):
        first = names.setdefault((language, fold(name)), entry.line)
        if first != entry.line:
            what = f"{name} stands in line {first} too, as another term"
            problems.append(Problem("shared", file, entry.line, what, "keep it in the entry where most people mean it"))
    return problems


def _names(term: Term) -> list[tuple[Language, str]]:
    return [("ar", name) for name in term.written("ar")] + [("en", name) for name in term.written("en")]
