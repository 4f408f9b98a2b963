"""Conditions: what a sentence makes something depend on by "unless", "only with", "provided that", ما لم, إلا بموافقة or بشرط.

A text that drops the condition holds for more than its evidence. One that denies what the evidence grants on the same condition,
or the reverse, says its opposite: paid unless he objects, not paid unless he objects.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.verification.align import aligned, alike, same_word
from assistant.verification.base import PASSED, Verdict, fails
from assistant.verification.negation import denials
from assistant.verification.reading import Reading, Word, read
from assistant.verification.words import WordList, phrases

_ENDS = frozenset(".;؛\n!?؟")
_ONLY = WordList("conditions only")
_RELATIONS = WordList("conditions relations")
_UNLESS = WordList("conditions unless")
_SPEAKS_OF_ONE = WordList("conditions met")
_PARTED = WordList("negation and")


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition: its words of meaning, whether what depends on it holds with it (`met`) or without it, and its tokens."""

    words: tuple[Word, ...]
    met: bool
    start: int
    end: int


def check_conditions(sentence: str, evidence: str) -> Verdict:
    """Fails when a condition of the evidence is dropped or turned round."""
    if _turned(sentence, evidence):
        return fails("negation")
    dropped = _dropped(sentence, evidence)
    return fails("scope", dropped) if dropped else PASSED


def _dropped(sentence: str, evidence: str) -> str:
    """The words of a condition of the evidence of which the sentence says nothing; empty where there is none."""
    said, given = read(sentence), read(evidence)
    if any(token in _SPEAKS_OF_ONE or token in _UNLESS or token in _ONLY for token in said.tokens):
        return ""
    if any(_conditions(said, range(len(said.tokens)))):
        return ""
    for stretch in _spoken_of(sentence, evidence):
        for condition in _conditions(given, stretch):
            main = _depends(given, stretch, condition)
            others = [mine for mine in said.content if not any(same_word(mine, word) for word in main)]
            kept = any(alike(word, mine) for word in condition.words for mine in others) or _states(said, given, condition)
            spoken_of = sum(any(alike(word, mine) for mine in said.content) for word in main)
            if main and not kept and 2 * spoken_of >= len(main):
                return " ".join(given.tokens[condition.start : condition.end])
    return ""


def _depends(text: Reading, stretch: range, condition: Condition) -> list[Word]:
    """What depends on a condition: the clause before it, or the rest of the sentence where it leads."""
    before = [word for word in text.content if stretch.start <= word.at < condition.start]
    if not before:
        return [word for word in text.content if condition.end <= word.at < stretch.stop]
    return [word for word in before if word.clause == before[-1].clause]


def _states(said: Reading, given: Reading, condition: Condition) -> bool:
    """Whether a sentence has a date, a time or a quantity of a condition of its evidence."""
    moments = [m for m in given.moments if condition.start <= m.at < condition.end]
    values = {(q.value, q.unit) for q in given.quantities if condition.start <= q.at < condition.end}
    return any(m.supported_by(one) for m in said.moments for one in moments) or any(
        (q.value, q.unit) in values for q in said.quantities
    )


def _turned(sentence: str, evidence: str) -> bool:
    """Whether both texts have one condition, on which one denies what the other grants."""
    said, given = read(sentence), read(evidence)
    mine = list(_conditions(said, range(len(said.tokens))))
    for stretch in _spoken_of(sentence, evidence):
        theirs = list(_conditions(given, stretch))
        if len(mine) == len(theirs) == 1 and any(alike(a, b) for a in mine[0].words for b in theirs[0].words):
            return mine[0].met != theirs[0].met
    return False


def _spoken_of(sentence: str, evidence: str) -> Sequence[range]:
    """The sentences of the evidence that a sentence speaks of, as ranges of tokens."""
    given = read(evidence)
    return tuple(dict.fromkeys(_sentence_of(given, c.end - 1) for match in aligned(sentence, evidence) for c in match.given))


def _sentence_of(text: Reading, at: int) -> range:
    start = next((i + 1 for i in range(at - 1, -1, -1) if text.tokens[i] in _ENDS), 0)
    return range(start, next((i for i in range(at, len(text.tokens)) if text.tokens[i] in _ENDS), len(text.tokens)))


def _conditions(text: Reading, places: range) -> Iterator[Condition]:
    """The conditions of a stretch of a text."""
    for at in places:
        token = text.tokens[at]
        after = text.tokens[at + 1] if at + 1 < places.stop else ""
        if token in _UNLESS:
            yield _condition(text, places, at, at + 1, unless=True)
        elif token in _ONLY and after in _RELATIONS and at + 2 < places.stop:
            yield _condition(text, places, at, at + 2, unless=False)
        else:
            length = next((len(p) for p in _provided() if list(text.tokens[at : at + len(p)]) == p), 0)
            if length:
                yield _condition(text, places, at, at + length, unless=False)


def _provided() -> list[list[str]]:
    return phrases("condition", "provided")


def _condition(text: Reading, places: range, at: int, start: int, *, unless: bool) -> Condition:
    """The condition that a token leads in: up to the end of its sentence, or of its clause where it comes first."""
    leads = at == places.start
    end = next((i for i in range(start, places.stop) if leads and text.tokens[i] in ",،"), places.stop)
    words = tuple(word for word in text.content if start <= word.at < end)
    denied = [i for i in denials(text, places.start, places.stop, taken_back=True) if not _apart(text, i, at)]
    return Condition(words, (len(denied) % 2 == 1) == unless, start, end)


def _apart(text: Reading, one: int, other: int) -> bool:
    return bool(_PARTED & set(text.tokens[min(one, other) : max(one, other)]))
