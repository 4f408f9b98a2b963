"""Scope: all, some, most, only, except. A sentence may not hold for more than its evidence, nor for less without saying so.

Frequencies ("every month") are quantities and no matter of scope.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.verification.align import aligned, alike
from assistant.verification.base import PASSED, Verdict, fails
from assistant.verification.negation import oppositions
from assistant.verification.reading import Reading, Word, read
from assistant.verification.words import WordList
from corpus.text.normalise import fold

_ALL = WordList("scope all")
_SOME = WordList("scope some")
_MOST = WordList("scope most")
_ONLY = WordList("scope only")
_EXCEPT = WordList("scope except")
_ANYHOW, _ABSOLUTE = WordList("scope anyhow"), WordList("scope absolute")
_EVERYONE = WordList("scope everyone")
_BUT = WordList("scope but")
_WAITS = WordList("scope waits")
_THEN = WordList("scope then")
_IF = WordList("scope if")
_DENIES = WordList("scope denies")
_SENTENCE_ENDS = frozenset(".;؛\n!?")
_RELATIVE = WordList("scope relative")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a stretch of text says of how far it holds. `exception` are the words of what it excepts."""

    everything: tuple[int, ...]
    some: bool
    most: bool
    only: bool
    excepts: bool
    anyhow: bool
    waits: bool
    exception: tuple[Word, ...]


def check_scope(sentence: str, evidence: str) -> Verdict:
    """Fails when a sentence holds for more or for less than the sentences of the evidence that it speaks of."""
    said, given = read(sentence), read(evidence)
    others = sorted(
        {at for match in aligned(sentence, evidence) for clause in match.given for at in _sentence_of(given, clause.end - 1)}
    )
    if not others:
        return PASSED
    mine, theirs = scope_of(said, range(len(said.tokens))), scope_of(given, others)
    wrong = (
        _absolute(mine, theirs, said, given)
        or _wider(mine, theirs, said)
        or _opposite_too(theirs, said, given)
        or _narrower(mine, theirs)
        or _unrestricted(said, mine, given, theirs)
    )
    return fails("scope", wrong) if wrong else PASSED


def scope_of(text: Reading, places: Sequence[int]) -> Scope:
    """The scope of the tokens at these places."""
    counted = {i for q in text.quantities for i in range(q.at, q.end)}
    weekdays = {m.at - 1 for m in text.moments if m.weekday}
    free = [at for at in places if at not in counted and at not in weekdays]
    tokens = {at: text.tokens[at] for at in free}
    but = [at for at in free if tokens[at] == "but" and _BUT & set(text.tokens[max(0, at - 2) : at])]
    taken = [at for at in free if tokens[at] in _EXCEPT and not _means_if_not(text, at)] + but
    conditions = [at for at in taken if text.tokens[at + 1 : at + 2] and text.tokens[at + 1] in _THEN]
    taken = [at for at in taken if at not in conditions]
    denies = bool(_DENIES & set(tokens.values()))
    after = max(taken) if taken else len(text.tokens)
    ends = next((at for at in range(after + 1, len(text.tokens)) if text.tokens[at] in _SENTENCE_ENDS), len(text.tokens))
    return Scope(
        everything=tuple(at for at in free if tokens[at] in _ALL and text.tokens[max(0, at - 1)] != "at"),
        some=bool(_SOME & set(tokens.values())) and not _at_a(text, "few"),
        most=any(tokens[at] in _MOST and text.tokens[max(0, at - 1)] not in ("at", "the") for at in free),
        only=bool(_ONLY & set(tokens.values())) or bool(taken and denies),
        excepts=bool(taken),
        anyhow=bool(_ANYHOW & set(tokens.values())),
        waits=denies and bool((_WAITS | _IF) & set(tokens.values())),
        exception=tuple(word for word in text.content if taken and after < word.at < ends),
    )


def _at_a(text: Reading, word: str) -> bool:
    return word in text.tokens and "as" in text.tokens[max(0, text.tokens.index(word) - 1) :][:1]


def _means_if_not(text: Reading, at: int) -> bool:
    """Whether عدا or إلا is part of another word's phrase, such as وإلا, or else."""
    return text.tokens[at] == fold("إلا") and text.tokens[at + 1 : at + 2] == (fold("أن"),)


def _sentence_of(text: Reading, at: int) -> range:
    start = next((i + 1 for i in range(at, -1, -1) if text.tokens[i] in _SENTENCE_ENDS and i < at), 0)
    end = next((i for i in range(at, len(text.tokens)) if text.tokens[i] in _SENTENCE_ENDS), len(text.tokens))
    return range(start, end)


def _wider(mine: Scope, theirs: Scope, said: Reading) -> str:
    if theirs.some and not (mine.some or mine.most):
        return "some, بعض"
    if theirs.most and not (mine.most or mine.some):
        return "most, معظم"
    if theirs.only and mine.everything and not (mine.only or mine.excepts or mine.waits or theirs.everything):
        return "only, فقط"
    narrowed = (theirs.only or theirs.excepts) and not (mine.only or mine.excepts or mine.waits)
    named = any(alike(word, other) for word in theirs.exception for other in said.content)
    if narrowed and (mine.anyhow or (mine.everything and not named)):
        return "only, فقط" if theirs.only else "except, إلا"
    return ""


def _absolute(mine: Scope, theirs: Scope, said: Reading, given: Reading) -> str:
    """A word that leaves no exception, or means everybody, where the evidence says nothing of the kind."""
    if theirs.everything or theirs.anyhow or (_ABSOLUTE | _NEVER | _EVERYONE) & set(given.tokens):
        return ""
    for word in (_ABSOLUTE | (_EVERYONE if mine.everything or fold("للجميع") in said.tokens else frozenset())) & set(said.tokens):
        if not set(said.tokens) & _NEVER:
            return word
    return fold("مطلقا") if fold("مطلقا") in said.tokens else ""


_NEVER = frozenset({"never", "nobody", "none", "whoever", "all", "only"})


def _opposite_too(theirs: Scope, said: Reading, given: Reading) -> str:
    """The opposite of what alone the evidence names: by day and by night, of "only at night"."""
    mine, there = ({form for word in text.words for form in (word.form, word.stem)} for text in (said, given))
    for sides in oppositions():
        for one, other in (sides, sides[::-1]):
            if theirs.only and one & mine and one & there and other & mine and not other & there:
                return "only, فقط"
    return ""


def _narrower(mine: Scope, theirs: Scope) -> str:
    if mine.some and not (theirs.some or theirs.most):
        return "some, بعض"
    if mine.only and not (theirs.only or theirs.excepts or theirs.waits):
        return "only, فقط"
    if mine.excepts and not (theirs.excepts or theirs.only or theirs.waits):
        return "except, إلا"
    return ""


def _unrestricted(said: Reading, mine: Scope, given: Reading, theirs: Scope) -> str:
    """A dropped exception, or "all" of what the evidence restricts by a word that the sentence leaves out."""
    if theirs.exception and not any(alike(word, other) for word in theirs.exception for other in said.content):
        main = [w for w in given.content if w not in theirs.exception]
        if any(alike(word, other) for word in main for other in said.content) and not mine.excepts:
            return "except, إلا"
    for at in mine.everything:
        noun = next((word for word in said.words if word.at > at and not word.stop and word.at - at <= 3), None)
        if noun is None or theirs.everything:
            continue
        for other in (w for w in given.content if alike(noun, w)):
            left_out = [w for w in _modifiers(given, other) if not any(alike(w, mine_too) for mine_too in said.content)]
            if left_out:
                return " ".join(w.form for w in left_out)
    return ""


def _modifiers(text: Reading, noun: Word) -> list[Word]:
    """The words that restrict a noun: before it in English, after it in Arabic, and a relative clause in both."""
    content = list(text.content)
    place = content.index(noun)
    step = 1 if noun.is_arabic else -1
    found = []
    beside = content[place + step] if 0 <= place + step < len(content) else None
    if beside is not None and abs(beside.at - noun.at) == 1:
        found.append(beside)
    if text.tokens[noun.at + 1 : noun.at + 2] and text.tokens[noun.at + 1] in _RELATIVE - {fold("من")}:
        found += [w for w in content[place + 1 : place + 3] if w.clause in (noun.clause, noun.clause + 1)]
    return found
