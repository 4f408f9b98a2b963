"""Negation: a sentence that denies what its evidence states, or states what it denies, fails.

Denials are counted clause by clause; two of them make none, and so do a denial and an opposite ("before" for "after"). A denial
that only bounds a number ("no more than") or singles something out ("not … except", لا … إلا) denies nothing.
"""

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from assistant.verification.align import DENIALS, Clause, aligned
from assistant.verification.base import PASSED, Verdict, fails
from assistant.verification.numerals import numeral_at
from assistant.verification.reading import Reading, Word, lexeme, read
from assistant.verification.words import WordList
from corpus.text.normalise import fold

_LEXICAL = WordList("negation lexical")
_UN = re.compile(
    r"un(?!der|til|it)[a-z]*(?:ed|able|al|ful|paid|spent|sent|sold|known|seen|written|clear|fair|safe)|non[a-z]{5,}|in(?:valid|eligible|complete|correct|active|accessible)"
)
"""English words that deny by what they begin with."""
_TURNED_DOWN = ({"turn", "turned", "turns"}, "down")
_EVEN = WordList("negation even")
"""What holds one way or the other is denied by neither."""
_IF, _WAITING = WordList("negation if"), WordList("negation waiting")
"""If it is not done, it may not be; it may not be before it is done."""
_EXCEPTING = WordList("negation excepting")


def denials(text: Reading, start: int, end: int) -> list[int]:
    """The tokens of a stretch that deny something."""
    found = []
    for at in range(start, end):
        token = text.tokens[at]
        after = text.tokens[at + 1 : end]
        if token in DENIALS and at not in text.bounding and not _excepts(token, after) and not _below(text.tokens, at):
            if {"as", "long"} <= set(text.tokens[max(0, at - 8) : at]) or fold("طالما") in text.tokens[max(0, at - 4) : at]:
                continue
            found.append(at)
        elif (
            token in _LEXICAL
            or (not token.isascii() and (token.removeprefix("ال") in _LEXICAL or (token[1:] in _LEXICAL and token[0] in "ولف")))
            or _UN.fullmatch(token)
            or (token == "free" and after[:1] in (("of",), ("from",)))
            or (token in _TURNED_DOWN[0] and after[:1] == (_TURNED_DOWN[1],))
        ):
            found.append(at)
    return found


def denials_near(text: Reading, at: int) -> int:
    """How many denials stand in the sentence of a token."""
    ends = [i for i, token in enumerate(text.tokens) if token in ".;\n"]
    start = max((i for i in ends if i < at), default=0)
    return len(denials(text, start, min((i for i in ends if i > at), default=len(text.tokens))))


def check_negation(sentence: str, evidence: str) -> Verdict:
    """Fails when a clause is denied on one side alone."""
    said, given = read(sentence), read(evidence)
    both_except = all(_EXCEPTING & set(text.tokens) for text in (said, given))
    for match in aligned(sentence, evidence):
        if any(_EVEN & set(clause.tokens(said)) for clause in match.said) or any(
            _EVEN & set(c.tokens(given)) for c in match.given
        ):
            continue
        if all(_differ(said, match.said, given, other, excepting=both_except) for other in match.given):
            return fails("negation")
    return PASSED


def _differ(said: Reading, mine: Sequence[Clause], given: Reading, other: Clause, *, excepting: bool) -> bool:
    """Whether one side is denied and the other is not. Where both texts except something, words of excepting deny nothing."""

    def count(text: Reading, clause: Clause, against: Reading) -> int:
        found = denials(text, clause.start, clause.end)
        waits = bool(_WAITING & set(against.tokens))
        unmet = [at for at in found if at and waits and text.tokens[at - 1] in _IF]
        return sum(1 for at in found if at not in unmet and not (excepting and text.tokens[at] in _EXCEPTING))

    turned = sum(opposites(said, one, given, other) + _bounds_turned(said, one, given, other) for one in mine)
    return (sum(count(said, one, given) for one in mine) + count(given, other, said) + turned) % 2 == 1


def _bounds_turned(said: Reading, clause: Clause, given: Reading, other: Clause) -> bool:
    """Whether a quantity that both have is a least in one and a most in the other: not under 80 is 80 or more."""
    mine = {q.value: q.direction for q in said.quantities if clause.start <= q.at < clause.end and q.direction}
    theirs = {q.value: q.direction for q in given.quantities if other.start <= q.at < other.end and q.direction}
    return any(theirs.get(value, direction) != direction for value, direction in mine.items())


def opposites(said: Reading, clause: Clause, given: Reading, other: Clause) -> int:
    """How many words of a clause stand in another as their opposites, and nowhere in that text as themselves."""
    mine = _forms([word for word in said.words if clause.start <= word.at < clause.end])
    theirs = _forms([word for word in given.words if other.start <= word.at < other.end])
    all_mine, all_theirs = _forms(said.words), _forms(given.words)
    count = 0
    waits = any(_EXCEPTING & set(part.tokens(text)) for text, part in ((said, clause), (given, other)))
    for left, right in oppositions():
        if waits and "before" in left:
            continue
        for here, there in ((left, right), (right, left)):
            if mine & here and theirs & there and not all_mine & there and not all_theirs & here:
                count += 1
    return count


def _forms(words: Sequence[Word]) -> frozenset[str]:
    return frozenset(form for word in words for form in (word.stem, word.form))


@cache
def oppositions() -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """The table of opposites: the folded words of each side, as they are and as stems."""
    lines = (files("assistant.verification") / "tables" / "opposites.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return tuple((_stems(left), _stems(right)) for left, right in rows)


def _stems(words: str) -> frozenset[str]:
    return frozenset(form for word in words.split(",") for form in (fold(word.strip()), lexeme(fold(word.strip()).split()[0])[0]))


def _excepts(token: str, after: Sequence[str]) -> bool:
    """Whether a denial is taken back by what follows in its clause: لا … إلا, not … unless."""
    taken_back = {fold("إلا"), fold("سوى"), "except", "unless"}
    if token in ("without", fold("دون"), fold("بدون"), fold("بلا"), fold("غير")):
        return False
    return bool(taken_back & set(after)) or (token in ("nobody", "none", "nothing", "no") and "but" in after[:3])


def _below(tokens: Sequence[str], at: int) -> bool:
    """Whether دون means less than, as before a number."""
    if tokens[at] != fold("دون"):
        return False
    after = tokens[at + 1] if at + 1 < len(tokens) else ""
    return after == fold("ذلك") or (bool(after) and numeral_at(tokens, at + 1) is not None)
