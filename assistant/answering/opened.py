"""Passages opened for a question: their sentences, and how each question token meets each of their tokens.

Lines of a table of contents, a list of references and page numbers are left out, as are titles, headings and the first rows of
tables of three columns or more: they name answers and never give them.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.answering.base import Found
from assistant.answering.facts import SentenceFacts, facts_of
from assistant.answering.lists import CELLS
from corpus.late.projection import NOWHERE, SCALE, CompactStates
from corpus.model import Span
from corpus.text.normalise import fold
from corpus.text.sentences import sentences

_REFERENCES = re.compile(
    r"^(?:\d+[.)]?\s*)?(?:references?|bibliography|sources|works cited|further reading|table of contents|contents|"
    r"(?:قايمه )?(?:المراجع|المصادر)|المصادر والمراجع|المراجع والمصادر|(?:قايمه |جدول |فهرس )?المحتويات|الفهرس)\s*:?$"
)


@dataclass(frozen=True, slots=True)
class Opened:
    """One passage. `tokens` are its states, float32 [tokens, dimensions], in the order of the text; `sentence` says in which
    sentence each stands (-1: in a heading); `met` is float32 [tokens, question tokens], their cosines.
    """

    found: Found
    spans: tuple[Span, ...]
    facts: tuple[SentenceFacts, ...]
    tokens: NDArray[np.float32]
    sentence: NDArray[np.int64]
    met: NDArray[np.float32]


def open_passage(found: Found, states: CompactStates, asked: NDArray[np.float32]) -> Opened:
    """Open a passage; `asked` are the question's states, float32 [question tokens, dimensions]."""
    cut = sentences_of(found)
    spans, facts = tuple(span for span, _ in cut), tuple(one for _, one in cut)
    tokens = np.asarray(states.states.astype(np.float32) / SCALE, dtype=np.float32)
    at = states.starts.astype(np.int64) + found.passage.start
    begins = np.array([span.start for span in spans], dtype=np.int64)
    ends = np.array([span.end for span in spans], dtype=np.int64)
    sentence = np.searchsorted(begins, at, side="right") - 1
    outside = (states.starts == NOWHERE) | (sentence < 0)
    outside[~outside] = at[~outside] >= ends[sentence[~outside]]
    sentence[outside] = -1
    return Opened(found, spans, facts, tokens, sentence, np.asarray(tokens @ asked.T, dtype=np.float32))


Cut = tuple[tuple[Span, SentenceFacts], ...]
"""Sentences of a passage, in order, each with its facts."""


def sentences_of(found: Found) -> Cut:
    """The sentences of a passage that can answer. They are kept with its version: questions come back to the same passages."""
    return _kept(found, "answering", _answering)


def every_sentence_of(found: Found) -> Cut:
    """All sentences of a passage, kept in the same way."""
    return _kept(found, "sentences", _every)


def _kept(found: Found, name: str, cut: Callable[[Found], Cut]) -> Cut:
    kept, key = found.version.worked_out, (name, found.passage.n)
    if key not in kept:
        kept[key] = cut(found)
    made: Cut = kept[key]
    return made


def _every(found: Found) -> Cut:
    text = found.version.text
    return tuple((span, facts_of(span.of(text))) for span in sentences(text, Span(found.passage.start, found.passage.end)))


def _answering(found: Found) -> Cut:
    titles = found.passage.heading.split(" › ")
    if is_reference(titles[-1]):
        return ()
    names = [" ".join(title.split()) for title in (*titles, found.version.metadata.title)]
    text, every = found.version.text, every_sentence_of(found)
    body = [(span, one) for span, one in every if not _is_named(" ".join(span.of(text).split()), names)] or list(every)
    cells = [0 if not one.row else span.of(text).count(CELLS) for span, one in body]
    heads = {at for at, count in enumerate(cells[:-1]) if count > 1 and cells[at + 1] and not (at and cells[at - 1])}
    return tuple((span, one) for at, (span, one) in enumerate(body) if at not in heads and not one.furniture)


def _is_named(text: str, names: Sequence[str]) -> bool:
    """Whether a line is one of these titles, or the first of the lines that a long one is set in."""
    return any(name == text or name.startswith(f"{text} ") for name in names)


def is_reference(heading: str) -> bool:
    """Whether what stands under a heading lists sources or headings instead of saying something."""
    return bool(_REFERENCES.match(fold(heading).strip()))


def best_by_sentence(opened: Opened) -> NDArray[np.float32]:
    """Each question token's nearest token in each sentence, float32 [sentences, question tokens]; 0 for one without tokens."""
    best = np.zeros((len(opened.spans), opened.met.shape[1]), dtype=np.float32)
    inside = opened.sentence >= 0
    where = opened.sentence[inside]
    if len(where):
        filled, first = np.unique(where, return_index=True)
        best[filled] = np.maximum.reduceat(opened.met[inside], first, axis=0)
    return best


def mean_by_sentence(opened: Opened, rows: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The mean of each sentence's token rows, [sentences, columns], and how many it has, [sentences]; without tokens 0."""
    inside = opened.sentence >= 0
    where = opened.sentence[inside]
    total = np.zeros((len(opened.spans), rows.shape[1]), dtype=np.float32)
    if len(where):
        filled, first = np.unique(where, return_index=True)
        total[filled] = np.add.reduceat(rows[inside], first, axis=0)
    counts = np.bincount(where, minlength=len(opened.spans)).astype(np.float32)
    return np.asarray(total / np.maximum(1.0, counts)[:, None], dtype=np.float32), counts


def weights_of_tokens(best: NDArray[np.float32]) -> NDArray[np.float32]:
    """How much each question token tells sentences apart, float32 [question tokens], summing to 1: the best that any sentence
    comes to it, less what they come to it on average. `best` is float32 [sentences, question tokens].
    """
    spread = np.maximum(best.max(axis=0) - best.mean(axis=0), 0.01)
    return np.asarray(spread / spread.sum(), dtype=np.float32)
