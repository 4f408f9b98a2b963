"""Negation: a sentence that denies what its evidence states, or states what it denies, fails.

Denials are counted clause by clause; two of them make none, and so do a denial and an opposite ("before" for "after"). A denial
that only bounds a number ("no more than") or singles something out ("not … except", لا … إلا) denies nothing.
"""

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from assistant.verification.align import DENIALS, Clause, aligned, alike
from assistant.verification.base import PASSED, Verdict, fails
from assistant.verification.numerals import numeral_at
from assistant.verification.quantities import Quantity
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
_OTHERS = WordList("numbers others")
_LATEST, _AHEAD = WordList("numbers latest"), WordList("numbers ahead")
_IF, _WAITING = WordList("negation if"), WordList("negation waiting")
"""If it is not done, it may not be; it may not be before it is done."""
_EXCEPTING = WordList("negation excepting")


def denials(text: Reading, start: int, end: int, *, taken_back: bool = False) -> list[int]:
    """The tokens of a stretch that deny something; with `taken_back` also those that an exception takes back."""
    found = []
    for at in range(start, end):
        token = text.tokens[at]
        after = text.tokens[at + 1 : end]
        whole = taken_back or not _excepts(token, after)
        if token in DENIALS and at not in text.bounding and whole and not _below(text.tokens, at):
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
    if _takes_what_is_set_apart(sentence, evidence):
        return fails("negation")
    for match in aligned(sentence, evidence):
        if any(_EVEN & set(clause.tokens(said)) for clause in match.said) or any(
            _EVEN & set(c.tokens(given)) for c in match.given
        ):
            continue
        if all(_differ(said, match.said, given, other, excepting=both_except) for other in match.given):
            return fails("negation")
    return PASSED


def _takes_what_is_set_apart(sentence: str, evidence: str) -> bool:
    """Whether a sentence states of somebody what its evidence says of another one, "and not" of them: never to the doctor."""
    said, given = read(sentence), read(evidence)
    if denials(said, 0, len(said.tokens)):
        return False
    spoken_of = {at for match in aligned(sentence, evidence) for clause in match.given for at in range(clause.start, clause.end)}
    for at, token in enumerate(given.tokens):
        led = at > 0 and given.tokens[at - 1] in (",", "and", "but")
        if not led or token not in DENIALS or (at not in spoken_of and at - 1 not in spoken_of and at - 2 not in spoken_of):
            continue
        end = next((i for i in range(at + 1, len(given.tokens)) if given.tokens[i] in _ENDS), len(given.tokens))
        apart = [w for w in given.content if at < w.at < end]
        leads = given.tokens[at + 1 : at + 2]
        before = [w for w in given.content if w.at < at][-1:]
        if any(alike(w, m) for w in before for m in said.content if not any(m.stem == one.stem for one in apart)):
            continue
        if (
            0 < len(apart) <= 3
            and leads
            and leads[0] in _APART
            and all(any(w.stem == m.stem for m in said.content) for w in apart)
        ):
            return True
    return False


_ENDS, _APART = frozenset(".;,:\n"), WordList("negation apart")


def _differ(said: Reading, mine: Sequence[Clause], given: Reading, other: Clause, *, excepting: bool) -> bool:
    """Whether one side is denied and the other is not. Where both texts except something, words of excepting deny nothing."""

    def count(text: Reading, clause: Clause, against: Reading) -> int:
        found = denials(text, clause.start, clause.end)
        waits = bool(_WAITING & set(against.tokens))
        unmet = [at for at in found if at and waits and text.tokens[at - 1] in _IF]
        elsewhere = _of_another_part(text, clause, against, found)
        return sum(
            1
            for at in found
            if at not in unmet
            and at not in elsewhere
            and not (excepting and text.tokens[at] in _EXCEPTING)
            and not (_is_lexical(text.tokens[at]) and _says_too(text, at, against))
        )

    turned = sum(opposites(said, one, given, other) + _bounds_turned(said, one, given, other) for one in mine)
    turned += sum(_compared_otherwise(said, one, given, other) for one in mine)
    return (sum(count(said, one, given) for one in mine) + count(given, other, said) + turned) % 2 == 1


def _of_another_part(text: Reading, clause: Clause, against: Reading, found: Sequence[int]) -> set[int]:
    """The denials of a clause whose quantities, that both texts have, stand beyond an "and": nothing for 3, and 12 for more."""
    stated = {(q.value, q.unit) for q in against.quantities}
    places = [q.at for q in text.quantities if clause.start <= q.at < clause.end and (q.value, q.unit) in stated]

    def apart(at: int) -> bool:
        return all(_AND & set(text.tokens[min(at, place) : max(at, place)]) for place in places)

    return {at for at in found if places and apart(at)}


def _is_lexical(token: str) -> bool:
    return token not in DENIALS


def _says_too(text: Reading, at: int, against: Reading) -> bool:
    """Whether the other text has the word that denies, too, so that it is a matter and no denial: the reason of a refusal."""
    word = next((w for w in text.words if w.at == at), None)
    return word is not None and any(word.stem == w.stem or {k for k in word.keys & w.keys if k[0] == "/"} for w in against.words)


_AND = WordList("negation and")
_MORE, _LESS = WordList("negation more"), WordList("negation less")


def _compared_otherwise(said: Reading, clause: Clause, given: Reading, other: Clause) -> bool:
    """Whether one side says that many percent more and the other that many less."""
    mine, theirs = (_comparison(text, part) for text, part in ((said, clause), (given, other)))
    return bool(mine) and bool(theirs) and mine != theirs


def _comparison(text: Reading, clause: Clause) -> str:
    """`more` or `less` where a share of a clause compares; empty where it doesn't, or both ways."""
    shares = [q for q in text.quantities if q.unit == "percent" and clause.start <= q.at < clause.end]
    near = {token for q in shares for token in text.tokens[max(0, q.at - 3) : q.end + 2] if not q.direction}
    found = [name for name, words in (("more", _MORE), ("less", _LESS)) if near & words]
    return found[0] if len(found) == 1 else ""


def _bounds_turned(said: Reading, clause: Clause, given: Reading, other: Clause) -> bool:
    """Whether a quantity that both have is a least in one and a most in the other: not under 80 is 80 or more."""
    mine = {q.value: q.direction for q in said.quantities if clause.start <= q.at < clause.end and q.direction}
    theirs = {q.value: q.direction for q in given.quantities if other.start <= q.at < other.end and q.direction}
    if any(in_advance(text, q) for text in (said, given) for q in text.quantities if q.value in mine):
        return False
    if speaks_of_the_rest(said) or speaks_of_the_rest(given):
        return False
    return any(theirs.get(value, direction) != direction for value, direction in mine.items())


def speaks_of_the_rest(text: Reading) -> bool:
    """Whether a text also speaks of what lies beyond a bound: all others, longer ones, those under it."""
    below = any(_below(text.tokens, at) and text.tokens[at + 1 : at + 2] == (fold("ذلك"),) for at in range(len(text.tokens)))
    return below or bool(_OTHERS & set(text.tokens))


def in_advance(text: Reading, quantity: Quantity) -> bool:
    """Whether a latest time lies before something, so that it is a least length: no later than four days ahead."""
    around = text.tokens[max(0, quantity.at - 5) : quantity.end + 3]
    return bool(_LATEST & set(around)) and bool(_AHEAD & set(around))


def opposites(said: Reading, clause: Clause, given: Reading, other: Clause) -> int:
    """How many words of a clause stand in another as their opposites, and nowhere in that text as themselves."""
    mine = _forms([word for word in said.words if clause.start <= word.at < clause.end])
    theirs = _forms([word for word in given.words if other.start <= word.at < other.end])
    all_mine, all_theirs = _forms(said.words), _forms(given.words)
    count = 0
    waits = any(_EXCEPTING & set(part.tokens(text)) for text, part in ((said, clause), (given, other)))
    for left, right in oppositions():
        if "before" in left and (waits or _told_of_another(said, given)) and not _told_of_one(said, given):
            continue
        for here, there in ((left, right), (right, left)):
            if mine & here and theirs & there and not all_mine & there and not all_theirs & here:
                count += 1
    return count


def _told_of_one(said: Reading, given: Reading) -> bool:
    """Whether "before" in one text and "after" in the other are followed by the same: before approval, only after approval."""
    return any(alike(one, other) for one in _timed(said) for other in _timed(given))


def _told_of_another(said: Reading, given: Reading) -> bool:
    """Whether they are followed by words that stand in the other text elsewhere: an interview before acceptance, acceptance after
    an interview.
    """
    return any(alike(one, w) for one in _timed(said) for w in given.content) and any(
        alike(one, w) for one in _timed(given) for w in said.content
    )


def _timed(text: Reading) -> list[Word]:
    """The word of meaning right after each "before" or "after" of a text."""
    places = [at for at, token in enumerate(text.tokens) if token in _ORDERING]
    return [w for at in places for w in [next((w for w in text.content if w.at > at), None)] if w is not None]


_ORDERING = WordList("negation ordering")


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
