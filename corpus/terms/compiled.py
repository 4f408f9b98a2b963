"""A termbase as it is looked up in, written down: opening it takes a fiftieth of the time that making it from tables takes.

    DALIL_HOME/terms.json    {key, terms, trie, words, capitals, equivalents}

It is only a copy of what the tables say: `key` names their contents and the analyser, and a copy with another key is made anew.
Where the home can't be written to, nothing is kept.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import astuple
from hashlib import sha256
from pathlib import Path
from typing import Any

from corpus.home import Home, write_whole
from corpus.terms.model import Term
from corpus.terms.termbase import Node, Termbase
from corpus.text.analyser import FINGERPRINT

NAME = "terms.json"
_FORMAT = "1"


def open_compiled(home: Home, files: Sequence[Path], make: Callable[[], Termbase]) -> Termbase:
    """The termbase of these tables: the copy that is kept, else what `make` makes of them, which is kept then."""
    try:
        contents = [sha256(file.read_bytes()).hexdigest() for file in files]
    except OSError:
        return make()  # what can't be opened is told by whoever reads it
    key = sha256("\n".join([_FORMAT, FINGERPRINT, *contents]).encode()).hexdigest()
    path = home.root / NAME
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["key"] == key:
            return _opened(kept)
    except (OSError, ValueError, KeyError, TypeError):
        pass  # none is kept yet, or it is damaged: the tables are what counts
    made = make()
    if home.is_writable():
        try:
            write_whole(path, json.dumps({"key": key, **_written(made)}, ensure_ascii=False, separators=(",", ":")).encode())
        except OSError:
            path.unlink(missing_ok=True)  # a full disk keeps no copy
    return made


def _written(made: Termbase) -> dict[str, Any]:
    return {
        "terms": [astuple(term) for term in made.terms],
        "trie": _nested(made.trie),
        "words": {form: list(numbers.items()) for form, numbers in made.words.items()},
        "capitals": {form: list(numbers.items()) for form, numbers in made.capitals.items()},
        "equivalents": [made.said(number) for number in range(len(made))],
    }


def _opened(kept: dict[str, Any]) -> Termbase:
    termbase = Termbase(())
    termbase.terms = tuple(map(_term, kept["terms"]))
    termbase.trie = _node(kept["trie"])
    termbase.words = {form: dict(numbers) for form, numbers in kept["words"].items()}
    termbase.capitals = {form: dict(numbers) for form, numbers in kept["capitals"].items()}
    termbase.equivalents = {
        number: (tuple(map(tuple, arabic)), tuple(map(tuple, english)))
        for number, (arabic, english) in enumerate(kept["equivalents"])
    }
    return termbase


def _term(row: Sequence[Any]) -> Term:
    return Term(*(tuple(cell) if isinstance(cell, list) else cell for cell in row))  # type: ignore[arg-type]


def _nested(node: Node) -> list[Any]:
    return [node.entries, {stem: _nested(onward) for stem, onward in node.onward.items()}]


def _node(nested: list[Any]) -> Node:
    entries, onward = nested
    return Node({stem: _node(further) for stem, further in onward.items()}, entries)
