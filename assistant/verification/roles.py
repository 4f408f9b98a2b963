"""Roles: who does what to whom. A sentence that makes the doer of another one of its evidence's participants fails.

The events of both texts are compared verb by verb. Where a doer can't be read, nothing is said against the sentence.
"""

from collections.abc import Sequence

from assistant.verification.align import alike, same_word
from assistant.verification.base import PASSED, Verdict, fails
from assistant.verification.events import Event, events
from assistant.verification.names import is_unit
from assistant.verification.reading import Reading, Word, read
from corpus.text.normalise import fold


def check_roles(sentence: str, evidence: str) -> Verdict:
    """Fails when another participant of the evidence does what its doer does."""
    said, given = read(sentence), read(evidence)
    known = events(evidence)
    for event in events(sentence):
        same = [other for other in known if _one_verb(event.verb, other.verb)]
        if event.doer and not same and (named := _named_otherwise(event, given)):
            return fails("role", " ".join(word.form for word in named))
        if not event.doer or not same:
            continue
        nearest = max(_shared(event, other) for other in same)
        if not any(_about_the_same(event, other) for other in same):
            continue
        rivals = [other for other in same if _shared(event, other) == nearest]
        if all(_turned(event, other, said, given) for other in rivals):
            return fails("role", " ".join(word.form for word in rivals[0].doer or rivals[0].undergoer))
    return PASSED


def _named_otherwise(event: Event, given: Reading) -> tuple[Word, ...]:
    """Who does by a noun of the evidence what a verb of the sentence says that another one of its participants does: after
    approval by the director, بعد اعتماد المدير. Empty where nobody is named.
    """
    content = list(given.content)
    for n, act in enumerate(content):
        if not any(key[0] != "#" for key in act.keys & event.verb.keys):
            continue
        beside = content[n + 1 : n + 3] if act.is_arabic else content[max(0, n - 2) : n]
        near = [w for w in beside if w.clause == act.clause and abs(w.at - act.at) <= 2]
        if not any(is_unit(w) for w in near) or any(same_word(mine, w) for mine in event.doer for w in near):
            continue
        if any(is_unit(mine) and any(same_word(mine, w) for w in content if w not in near) for mine in event.doer):
            return tuple(near)
    return ()


def _about_the_same(event: Event, other: Event) -> bool:
    """Whether two events have more in common than a verb that may say the same: the verb itself, or their participants."""
    if not other.doer or other.of_pronoun or any(not key.startswith("#") for key in event.verb.keys & other.verb.keys):
        return True
    theirs = (*other.doer, *other.others)
    return all(any(same_word(word, w) for word in mine for w in theirs) for mine in (event.doer, event.others))


def _one_verb(one: Word, other: Word) -> bool:
    return one.stem == other.stem or bool(one.keys & other.keys)


def _shared(one: Event, other: Event) -> int:
    return sum(1 for word in one.others if any(alike(word, w) for w in other.others))


def _turned(event: Event, other: Event, said: Reading, given: Reading) -> bool:
    """Whether two events of one verb have their participants the other way round."""
    if not other.doer:
        if (
            other.recipient
            and event.side >= 0
            and all(any(same_word(w, theirs) for theirs in other.recipient) for w in event.doer)
        ):
            return not _same_recipient(event, other)
        head = other.undergoer[0 if other.verb.is_arabic else -1 :][:1]
        acts = any(not any(same_word(word, theirs) for theirs in other.undergoer) for word in event.objects)
        return bool(head) and any(same_word(mine, head[0]) for mine in event.doer) and acts and event.side == other.side
    same_doer = _same_doer(event.doer, other.doer)
    if event.side != other.side and -1 in (event.side, other.side) and 0 in (event.side, other.side):
        return False
    if event.side * other.side < 0:
        if any(fold(word) in (*said.tokens, *given.tokens) for word in ("إلا", "سوى")):
            return False
        same_doer = any(same_word(event.doer[0 if event.verb.is_arabic else -1], theirs) for theirs in other.doer)
        about = any(same_word(mine, theirs) for mine in event.others for theirs in other.others)
        return same_doer and about and not any(same_word(event.doer[0], w) for w in other.others)
    if same_doer:
        return False
    if event.side >= 0 and any(same_word(w, theirs) for w in said.content if _after_source(said, w) for theirs in other.doer):
        return False
    demoted = [w for w in said.content if w not in event.doer and any(same_word(w, theirs) for theirs in other.doer)]
    elsewhere = any(same_word(mine, w) for mine in event.doer for w in given.content if w not in other.doer and w != other.verb)
    return elsewhere or (bool(demoted) and not event.verb.is_arabic)


def _same_recipient(event: Event, other: Event) -> bool:
    return any(same_word(one, two) for one in event.recipient for two in other.recipient)


def _same_doer(mine: Sequence[Word], theirs: Sequence[Word]) -> bool:
    """Whether two phrases name one doer. In Arabic the first noun says who it is, and the second whose."""
    if mine[0].is_arabic and theirs[0].is_arabic:
        return any(same_word(mine[0], w) for w in theirs) or any(same_word(theirs[0], w) for w in mine)
    return any(same_word(one, other) for one in mine for other in theirs)


def _after_source(text: Reading, word: Word) -> bool:
    """Whether a word stands after من, ب or by, so that a passive may name its doer with it."""
    before = text.tokens[max(0, word.at - 2) : word.at]
    return bool({fold("من"), "by", "from", fold("لدى")} & set(before)) or (word.is_arabic and word.form.startswith("ب"))
