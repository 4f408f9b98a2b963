"""Modality: what must be done, what may be, what should be and what need not be are four things.

A rule that is stated plainly ("the head signs") binds as "must" does, so that these two pass for each other. What may not be done
must not be done; what need not be done may be.
"""

from collections.abc import Sequence
from functools import cache
from typing import Literal

from assistant.verification.align import aligned, alike
from assistant.verification.base import PASSED, Verdict, fails
from assistant.verification.events import events
from assistant.verification.negation import denials
from assistant.verification.reading import Reading, read
from assistant.verification.words import WordList, phrases
from corpus.text.normalise import fold

Force = Literal["", "must", "may", "should", "need not"]

_DENIES = WordList("modality denies")
_EXCEPTS = WordList("modality excepts")
_HOLDS = WordList("modality holds")
_GRANTS = WordList("modality grants")
_ALONE = WordList("scope only")
_ABLE = WordList("modality able")
_SAID = {
    "must": "“must” (يجب)",
    "may": "“may” (يجوز)",
    "should": "“should” (ينبغي)",
    "need not": "“need not” (لا يلزم)",
    "": "a plain statement (خبر بلا إلزام)",
}


@cache
def _phrases() -> list[tuple[list[str], Force]]:
    """Phrases with their force, the longest first."""
    forces: tuple[Force, ...] = ("must", "may", "should", "need not")
    rows = [(phrase, force) for force in forces for phrase in phrases("modality", force)]
    return sorted(rows, key=lambda row: -len(row[0]))


def check_modality(sentence: str, evidence: str) -> Verdict:
    """Fails when a clause binds more, or less, than the clause of the evidence that it speaks of."""
    said, given = read(sentence), read(evidence)
    for match in aligned(sentence, evidence):
        mine = [(force_of(said, clause.start, clause.end), clause.tokens(said)) for clause in match.said]
        theirs = [(force_of(given, clause.start, clause.end), clause.tokens(given)) for clause in match.given]
        binding = [one for one in mine if one[0][0]] or mine
        acts = {event.verb.at for event in events(sentence)}
        told = [word for clause in match.said for word in clause.content if word.at in acts]
        does = any(alike(verb, word) for verb in told for clause in match.given for word in clause.content)
        if not any(_agree(one, other, here, there, does=does) for one, here in binding for other, there in theirs):
            return fails("modality", _SAID[theirs[0][0][0]])
    return PASSED


def force_of(text: Reading, start: int, end: int) -> tuple[Force, bool]:
    """How a clause binds, and whether it denies."""
    tokens = text.tokens[start:end]
    denied = sum(text.tokens[at] in _DENIES for at in denials(text, start, end)) % 2 == 1
    for at in range(len(tokens)):
        for phrase, force in _phrases():
            if list(tokens[at : at + len(phrase)]) == phrase and not _is_other(text, start + at):
                near = tokens[max(0, at - 3) : at + len(phrase) + 2]
                denied = denied and bool(_DENIES & set(near))
                if force == "must" and denied and phrase[0] in _CONDITIONS:
                    return "need not", denied
                return force, denied
    if _ABLE & set(tokens) or any(
        token.startswith(("لل", "ولل", "فلل")) and fold("أن") in tokens[at + 1 : at + 4] for at, token in enumerate(tokens)
    ):
        return "may", denied
    if any(tokens[at] == fold("على") and fold("أن") in tokens[at + 2 : at + 5] for at in range(len(tokens))):
        return "must", denied
    return "", denied


_CONDITIONS = WordList("modality conditions")


def _is_other(text: Reading, at: int) -> bool:
    """Whether a word that may be a modal is a month here, or the noun of a rule."""
    return any(moment.at == at and moment.month for moment in text.moments)


def _agree(mine: tuple[Force, bool], other: tuple[Force, bool], here: Sequence[str], there: Sequence[str], *, does: bool) -> bool:
    """Whether two clauses bind alike. `does` says that the sentence tells of the evidence's act by a verb of its own."""
    (force, denied), (theirs, also_denied) = mine, other
    if force == theirs:
        return True
    forces = {force, theirs}
    if "should" in forces:
        return False
    if "need not" in forces:
        if _EXCEPTS & {*here, *there}:
            return "may" not in forces
        return (theirs if force == "need not" else force) == "" and denied and also_denied
    if "may" not in forces:
        return True
    may_denied = denied if force == "may" else also_denied or bool(_DENIES & set(there) and _EXCEPTS & set(there))
    if may_denied:
        return True
    if force == "" and theirs == "may" and _ALONE & set(there) and not _ALONE & set(here):
        return True  # what may be done on one condition alone needs it
    if force == "may":
        return theirs == "" and bool(_HOLDS & set(there) or "up" in there or {"most", "maximum"} & set(here))
    if force == "" and _EXCEPTS & set(here) and _DENIES & set(here):
        return True
    return force == "" and (not does or bool(_GRANTS & set(here)))
