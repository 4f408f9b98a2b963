"""Where terms lie: those that are shipped, and over them a library's own in `DALIL_HOME/terms.csv`.

An own entry takes the place of a shipped one that has its id, or the same two terms. What is written is a whole table that a
spreadsheet opens.
"""

import csv
import io
import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from corpus.home import Home, write_whole
from corpus.terms.check import UNUSABLE, check_entries
from corpus.terms.compiled import open_compiled
from corpus.terms.errors import TermbaseError
from corpus.terms.model import COLUMNS, Problem, Reading, Term
from corpus.terms.readers.registry import read_terms
from corpus.terms.readers.rows import cells_of
from corpus.terms.termbase import Termbase
from corpus.text.normalise import fold

SHIPPED = Path(__file__).resolve().parent.parent / "library" / "termbase.csv"
OWN_NAME = "terms.csv"

_log = logging.getLogger("dalil.terms")


@dataclass(frozen=True, slots=True)
class Change:
    """What adding terms did, or would do: the terms that are new, that changed and that were there, and what was wrong."""

    added: tuple[Term, ...]
    changed: tuple[Term, ...]
    unchanged: int
    problems: tuple[Problem, ...] = ()
    sentences: int = 0


def own_file(home: Home) -> Path:
    """The table of a library's own terms; it need not be there."""
    return home.root / OWN_NAME


def load_termbase(home: Home) -> Termbase:
    """The shipped terms with the library's own over them, read again when a file changed.

    Own terms that can't be read stop nobody who asks: the shipped ones are taken alone, and a warning in the log says why.
    """
    return _loaded(home.root, tuple((path, *_stamp(path)) for path in (SHIPPED, own_file(home)) if path.is_file()))


def own_terms(home: Home) -> list[Term]:
    """The library's own terms. Raises TermbaseError when their table can't be read."""
    return usable(own_file(home)) if own_file(home).is_file() else []


def usable(path: Path) -> list[Term]:
    """The terms of a file without the rows that can't be used, each with an id."""
    return with_ids(entry.term for entry in _good(path).entries)


def over(shipped: Iterable[Term], own: Sequence[Term]) -> list[Term]:
    """The own terms, then the shipped ones that none of them replaces."""
    ids, pairs = {term.id for term in own}, {term.pair for term in own}
    return [*own, *(term for term in shipped if term.id not in ids and term.pair not in pairs)]


def import_file(home: Home, path: Path, *, dry_run: bool = False) -> Change:
    """Add a file's terms to the library's own. Raises TermbaseError when the file can't be read as a whole."""
    reading = _good(path)
    change = add_terms(home, [entry.term for entry in reading.entries], dry_run=dry_run)
    return replace(change, problems=reading.problems, sentences=reading.sentences)


def add_terms(home: Home, terms: Sequence[Term], *, dry_run: bool = False) -> Change:
    """Add terms to the library's own; one that has the id of another, or its two terms, is brought together with it."""
    if dry_run:
        return _merged(home, terms)[1]
    with home.writing("adding terms"):
        own, change = _merged(home, terms)
        if change.added or change.changed:
            write_whole(own_file(home), table(own).encode("utf-8-sig"))
    return change


def table(terms: Iterable[Term]) -> str:
    """Terms as CSV."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(cells_of(term) for term in terms)
    return written.getvalue()


def with_ids(terms: Iterable[Term], taken: Iterable[str] = ()) -> list[Term]:
    """Terms, each with an id of its own: where it has none, one made of its English words."""
    seen = set(taken)
    named = []
    for term in terms:
        base = term.id or re.sub(r"[^a-z0-9]+", "-", fold(term.en)).strip("-")[:60]
        base = base or sha256("\t".join(term.pair).encode()).hexdigest()[:12]
        unique, count = base, 2
        while not term.id and unique in seen:
            unique, count = f"{base}-{count}", count + 1
        seen.add(unique)
        named.append(replace(term, id=unique))
    return named


def _merged(home: Home, terms: Sequence[Term]) -> tuple[list[Term], Change]:
    """The own terms after adding, and what that changes."""
    own = own_terms(home)
    shipped = usable(SHIPPED)
    by_id = {term.id: term for term in over(shipped, own)}
    by_pair = {term.pair: term.id for term in by_id.values()}
    mine = {term.id: term for term in own}
    added: dict[str, Term] = {}
    changed: dict[str, Term] = {}
    unchanged = 0
    for term in terms:
        known = term.id if term.id in by_id else by_pair.get(term.pair, "")
        if not known:
            new = with_ids([term], by_id)[0]
            added[new.id] = by_id[new.id] = mine[new.id] = new
            by_pair[new.pair] = new.id
            continue
        old = by_id[known]
        new = replace(term, id=known) if term.id == known else old.with_words_of(term)
        if new == old:
            unchanged += 1
        else:
            by_id[known] = mine[known] = new
            (added if known in added else changed)[known] = new
    return list(mine.values()), Change(tuple(added.values()), tuple(changed.values()), unchanged)


def _good(path: Path) -> Reading:
    """What a file gives without the rows that can't be used, with every problem told."""
    reading = read_terms(path)
    problems = (*reading.problems, *check_entries(reading.entries, str(path)))
    left_out = {problem.line for problem in problems if problem.kind in UNUSABLE}
    return Reading(tuple(entry for entry in reading.entries if entry.line not in left_out), problems, reading.sentences)


def _stamp(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_mtime_ns, status.st_size


@lru_cache(maxsize=4)
def _loaded(root: Path, files: tuple[tuple[Path, int, int], ...]) -> Termbase:
    own = next((path for path, _, _ in files if path != SHIPPED), None)

    def made() -> Termbase:
        theirs = usable(own) if own else []  # before the shipped terms: where it can't be read, nothing else was read in vain
        return Termbase(over(usable(SHIPPED), theirs))

    try:
        return open_compiled(Home(root), [path for path, _, _ in files], made)
    except TermbaseError as exc:
        if own is None:
            raise
        _log.warning("asking with the shipped terms alone: %s (%s); %s", exc.what, exc.subject, exc.remedy)
        return _loaded(root, tuple(file for file in files if file[0] == SHIPPED))
