"""Whether two sentences say the opposite: one denies a word that the other states, or one names the other side of an opposition.

A denial is of the first word after it that carries meaning. "No more than", "not … except" and their Arabic kin bound a number or
single something out, and deny nothing. Two turns make none: what is denied and turned round says the same.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from corpus.text.analyser import Term, terms
from corpus.text.normalise import fold

_NEGATORS = frozenset(
    fold(word)
    for words in (
        "لا ليس ليست لم لن غير دون بدون بلا ولا فلا وألا مش مو مب موب لست ممنوع يمنع يحظر",
        "not no never without cannot nor neither none nobody don't doesn't isn't aren't can't won't mustn't needn't",
    )
    for word in words.split()
)
_BOUNDS = re.compile(
    r"\b(?:no|not) (?:more|less|longer|later|fewer) than\b|\bnot only\b|\bno one\b|\bما لم\b"
    r"|\b(?:لا|ولا|ما)\s+(?:ي|ت)(?:زيد|قل|تجاوز|تعد)\w*"
)
_EXCEPTION = re.compile(r"\b(?:الا|سوي|except|unless)\b")
_UNTIL = re.compile(r"\b(?:حتي|until|before)\b|\bقبل (?:ان|مضي)\b")
_ONLY_THEN = re.compile(r"\b(?:only|once|after|when|بعد|لين|حين|عندما)\b")
_CLAUSE_END = re.compile(r"[.,;:؛\n]|\b(?:but|و?لكن|بل)\b")
_REACH = 3


def opposed(one: str, other: str) -> bool:
    """Whether two sentences differ in what they deny or in which side of an opposition they name, but not in both."""
    one, other = fold(one), fold(other)
    sides = [(_side_of(one, *sides), _side_of(other, *sides)) for sides in _oppositions()]
    named = [(here, there) for here, there in sides if here and there]
    same = any(h.side != t.side and h.denied != t.denied for h, t in named)
    denied = _denies(one, other) or _denies(other, one) or any(h.side == t.side and h.denied != t.denied for h, t in named)
    turned = sum(h.side != t.side and h.denied == t.denied for h, t in named) % 2 == 1
    return (denied and not same) != turned


def _denies(one: str, other: str) -> bool:
    """Whether a folded text denies a word that the other states: the first of meaning after the denial."""
    stated = {term.stem for term in terms(other)}
    also_denied = {stem for _, stems in _denials(other) for stem in stems}
    for clause, stems in _denials(one):
        waits = _UNTIL.search(clause) and _ONLY_THEN.search(other)
        if stems and stems[0] in stated and not also_denied & stated & {term.stem for term in terms(one)} and not waits:
            return True
    return False


def _denials(text: str) -> list[tuple[str, list[str]]]:
    """Each denial of a folded text: its clause, and the stems of the words that it reaches."""
    found = []
    for clause in _CLAUSE_END.split(_BOUNDS.sub(" ", text)):
        words = _words(clause)
        for at, (word, _) in enumerate(words):
            if word in _NEGATORS and not _EXCEPTION.search(" ".join(later for later, _ in words[at + 1 :])):
                meant = [term.stem for later, term in words[at + 1 :] if not term.stop and later not in _NEGATORS]
                found.append((clause, meant[:_REACH]))
    return found


def _words(clause: str) -> list[tuple[str, Term]]:
    return [(word, found[0]) for word in re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", clause) if (found := terms(word))]


@dataclass(frozen=True, slots=True)
class _Side:
    """The side of an opposition that a text names alone, and whether it denies it."""

    side: int
    denied: bool


def _side_of(text: str, left: re.Pattern[str], right: re.Pattern[str]) -> _Side | None:
    """The side that a folded text names; None where it names neither or both."""
    text = _BOUNDS.sub(" ", text)
    found = [(side, match) for side, match in ((1, left.search(text)), (-1, right.search(text))) if match]
    if len(found) != 1:
        return None
    side, match = found[0]
    clause = _CLAUSE_END.split(text[: match.start()])[-1]
    return _Side(side, any(word in _NEGATORS for word, _ in _words(clause)))


@cache
def _oppositions() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """The table of oppositions, each side as one pattern."""
    lines = (files("assistant.onboarding") / "tables" / "oppositions.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return tuple((_side(left), _side(right)) for left, right in rows)


def _side(words: str) -> re.Pattern[str]:
    folded = "|".join(re.escape(fold(word.strip())) for word in words.split(","))
    return re.compile(rf"\b(?:و|ف)?(?:ب|ل)?(?:ال)?(?:{folded})\b")
