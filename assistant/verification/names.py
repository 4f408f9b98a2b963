"""Names: persons, places and units that a sentence names must be those of its evidence, in either script.

A name is a word with a capital inside an English sentence, a word after a title, or what tells one unit from another ("the
finance department", لجنة المناقصات). What a unit is called must stand with a unit of that kind where the evidence has one.
"""

from collections.abc import Iterator
from functools import cache

from assistant.verification.align import aligned, alike, same_word
from assistant.verification.base import PASSED, Verdict, fails
from assistant.verification.posts import other_post
from assistant.verification.reading import Reading, Word, concepts_of, lexeme, read
from assistant.verification.skeleton import one_name
from assistant.verification.words import WordList

_TITLES = WordList("names titles")
_UNITS = WordList("names units")
_PARTS = WordList("names parts")
_TRAILING = WordList("names trailing")


def check_names(sentence: str, evidence: str) -> Verdict:
    """Fails on a name that the evidence doesn't have."""
    said, given = read(sentence), read(evidence)
    for word in (*_capitalised(said), *_titled(said)):
        if not _stands(word, given):
            return fails("name", word.form)
    for unit, called in _called(said):
        others = [w for head in given.content if alike(unit, head) for w in _beside(given, head)]
        lacking = not any(alike(w, mine) for w in others for mine in said.content)
        if called.is_arabic != (others[0].is_arabic if others else called.is_arabic):
            others = [w for w in others if w.capital or called.capital or (_known(w) and _known(called))]
        if others and not any(alike(called, w) for w in others) and (lacking or not _stands(called, given)):
            return fails("name", called.form)
    near = _spoken_of(sentence, evidence)
    strange = [word for word in said.content if is_unit(word) and not _stands(word, given)]
    if strange and any(is_unit(w) and not any(alike(w, mine) for mine in said.content) for w in near):
        return fails("name", strange[0].form)
    if post := other_post(sentence, evidence):
        return fails("name", post)
    if slot := _in_the_same_slot(said, given):
        return fails("name", slot.form)
    return PASSED


def _spoken_of(sentence: str, evidence: str) -> list[Word]:
    """The words of the clauses of the evidence that a sentence speaks of."""
    return [word for match in aligned(sentence, evidence) for clause in match.given for word in clause.content]


def _in_the_same_slot(said: Reading, given: Reading) -> Word | None:
    """A word that no table knows right beside one that the evidence has, where that stands beside another word which none knows
    and which the sentence lacks.
    """
    for word in said.content:
        if word.at == 0 or said.clauses[word.at - 1] != word.clause:
            continue  # an Arabic clause begins with its verb, and an English one with a capital
        if _known(word) or _stands(word, given) or not (word.is_arabic or word.capital) or _may_be_verb(word):
            continue
        for other in given.content:
            if _is_listed(other) or _may_be_verb(other) or any(alike(other, mine) or _across(other, mine) for mine in said.words):
                continue
            one_script = word.is_arabic == other.is_arabic
            if (one_script or other.capital) and _neighbours(said, word, given, other, same_script=one_script):
                return word
    return None


def _may_be_verb(word: Word) -> bool:
    return word.is_arabic and (word.form[0] in "يتن" or word.form[:2] in ("وي", "وت", "سي", "ست"))


def _neighbours(said: Reading, word: Word, given: Reading, other: Word, *, same_script: bool) -> bool:
    """Whether a word beside one says the same as a word beside the other: in one script the word before each, and both definite
    or both not.
    """
    mine, theirs = _beside_at(said, word), _beside_at(given, other)
    if same_script:
        definite = word.form.startswith("ال") == other.form.startswith("ال")
        return definite and -1 in mine and -1 in theirs and same_word(mine[-1], theirs[-1])
    return any(same_word(one, two) for one in mine.values() for two in theirs.values())


def _beside_at(text: Reading, word: Word) -> dict[int, Word]:
    """The words of meaning right before (-1) and after (1), a preposition between passed over."""
    by_place = {w.at: w for w in text.content}
    passed = {
        step: by_place.get(word.at + 2 * step)
        for step in (-1, 1)
        if text.tokens[word.at + step : word.at + step + 1] and _is_stop(text, word.at + step)
    }
    beside = {step: by_place.get(word.at + step) or passed.get(step) for step in (-1, 1)}
    return {step: w for step, w in beside.items() if w is not None}


def _is_stop(text: Reading, at: int) -> bool:
    return any(w.at == at and w.stop for w in text.words)


def _known(word: Word) -> bool:
    return any(key.startswith("#") for key in word.keys)


def _is_listed(word: Word) -> bool:
    """Whether the table has this very word, and not only one of its consonants."""
    return bool(concepts_of(word.stem))


def is_unit(word: Word) -> bool:
    """Whether a word names a unit of an institution or a post in it."""
    return word.form in _UNITS or word.stem in _unit_stems()


def _stands(name: Word, given: Reading) -> bool:
    return any(alike(name, other) or _across(name, other) for other in given.words)


def _across(one: Word, other: Word) -> bool:
    """Whether a capitalised name is another word's in Arabic letters, which have no capitals."""
    return one.is_arabic != other.is_arabic and one_name(*((one.form, other.form) if one.is_arabic else (other.form, one.form)))


def _capitalised(text: Reading) -> Iterator[Word]:
    months = {m.at for m in text.moments}
    for word in text.words:
        if (
            word.form in text.capitals
            and word.form not in _PARTS
            and not word.is_arabic
            and word.at not in months
            and not word.stop
        ):
            yield word


def _titled(text: Reading) -> Iterator[Word]:
    for word in text.content:
        if word.is_arabic and word.at and text.tokens[word.at - 1] in _TITLES and word.form not in _TITLES:
            yield word
            after = next((w for w in text.words if w.at == word.at + 1), None)
            if after is not None and not after.stop and after.form.startswith("ال"):
                yield after


def _called(text: Reading) -> Iterator[tuple[Word, Word]]:
    """Each unit or post of a text with a word that tells it from others."""
    for word in text.content:
        if is_unit(word):
            for called in _beside(text, word):
                yield word, called


def _beside(text: Reading, unit: Word) -> list[Word]:
    """What stands with a unit's word to name it: before it in English, or after "of"; after it in Arabic."""
    by_place = {word.at: word for word in text.content}
    if unit.is_arabic:
        near = [by_place.get(unit.at + 1)]
    else:
        near = [by_place.get(unit.at - 1)]
        if text.tokens[unit.at + 1 : unit.at + 2] == ("of",):
            near.append(by_place.get(unit.at + 2 + (text.tokens[unit.at + 2 : unit.at + 3] == ("the",))))
    return [
        w
        for w in near
        if w is not None
        and len(w.form) > 2
        and w.form not in _UNITS
        and w.stem not in _trailing_stems()
        and w.is_arabic == unit.is_arabic
    ]


@cache
def _unit_stems() -> frozenset[str]:
    return frozenset(lexeme(word)[0] for word in _UNITS)


@cache
def _trailing_stems() -> frozenset[str]:
    return frozenset(lexeme(word)[0] for word in _TRAILING)
