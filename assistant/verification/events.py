"""Events: the verbs of a text with their doers, read off the order of words.

The doer stands before the verb in English, after it (or right before it) in Arabic, after "by" and its Arabic kin in a passive.
Where it can't be read, the event has none. Verbs of giving and of getting tell one event from its two ends.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from assistant.verification.reading import Reading, Word, lexeme, read
from assistant.verification.words import WordList
from corpus.text.normalise import fold

_AUXILIARIES = WordList("events auxiliaries")
_BE = WordList("events be")
_NOMINAL = WordList("events nominal")
_PREPOSITIONS = WordList("events prepositions")
_IS_WHO = tuple(tuple(fold(p).split()) for p in ("هو من", "هي من", "هو الذي", "هي التي"))
_BY = ("by",)
_BY_ARABIC = tuple(tuple(fold(p).split()) for p in ("من قبل", "من جانب", "على يد", "بواسطة", "عن طريق", "بيد", "من لدن"))
_DETERMINERS = WordList("events determiners")
_RELATIVE = WordList("events relative")
_PARTICLES = WordList("events particles")


@dataclass(frozen=True, slots=True)
class Event:
    """A verb with its doer, in a passive whom it happens to, and the other words of its clause.

    `side` is 1 for giving, -1 for getting, else 0; `objects` follow the verb, without the doer; the
    `recipient` follows "to".
    """

    verb: Word
    doer: tuple[Word, ...]
    undergoer: tuple[Word, ...]
    others: tuple[Word, ...]
    side: int
    objects: tuple[Word, ...]
    recipient: tuple[Word, ...] = ()

    @property
    def of_pronoun(self) -> bool:
        """Whether an Arabic verb has its object as a pronoun joined to it."""
        return self.verb.is_arabic and _CLITICS.search(self.verb.form) is not None


@cache
def _verbs() -> frozenset[str]:
    lines = (files("assistant.verification") / "tables" / "verbs.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(form for line in lines if not line.startswith("#") for word in line.split() for form in _inflected(word))


def _inflected(verb: str) -> Sequence[str]:
    """The forms that a regular verb takes."""
    if verb.endswith("e"):
        return verb, f"{verb}s", f"{verb}d"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb, f"{verb[:-1]}ies", f"{verb[:-1]}ied"
    return verb, f"{verb}s", f"{verb}es", f"{verb}ed", f"{verb}{verb[-1]}ed"


@cache
def _sides() -> dict[str, int]:
    lines = (files("assistant.verification") / "tables" / "converses.tsv").read_text(encoding="utf-8").splitlines()
    found: dict[str, int] = {}
    for line in lines:
        if line and not line.startswith("#"):
            give, take = line.split("\t")
            for side, words in ((1, give), (-1, take)):
                for word in words.split(","):
                    form = fold(word.strip())
                    found[form if not form.isascii() else lexeme(form)[0]] = side
    return found


def _side(text: Reading, word: Word) -> int:
    """1 for a verb of giving, -1 for one of getting. Where تسلم may be either, what follows decides: إلى or من."""
    sides = _sides()
    if not word.is_arabic:
        return sides.get(word.stem, 0)
    form = _CLITICS.sub("", word.form.removeprefix("و").removeprefix("ف"))
    if form[:1] == "ت" and len(form) > 3:
        gives, gets = sides.get("ي" + form[1:], 0), sides.get(form, 0)
        after = text.tokens[word.at : word.at + 8]
        return gives if gives and (not gets or fold("إلى") in after) else gets
    return sides.get(form, 0)


_CLITICS = re.compile("(?<=\\w{3})(?:ها|هم|ه|هما)$")


@lru_cache(maxsize=4096)
def events(text: str) -> tuple[Event, ...]:
    """The events of a text whose verb can be told, in order."""
    reading = read(text)
    by_place = {word.at: word for word in reading.words}
    found: list[Event] = []
    for word in reading.words:
        arabic = word.is_arabic
        if not (_is_arabic_verb(reading, word) if arabic else _is_english_verb(reading, word)):
            continue
        doer, undergoer = (_arabic if arabic else _english)(reading, word, by_place)
        if arabic and word.form[0] in "وف" and found and found[-1].doer and _one_sentence(reading, found[-1].verb.at, word.at):
            own = bool(doer) and doer[0].form.startswith("ال") and _agree(word, doer[0])
            doer = doer if own else (*doer, *found[-1].doer)
        if not arabic and not doer and found and found[-1].doer and reading.tokens[word.at - 1] in ("and", ",", "or"):
            doer = found[-1].doer
        others = tuple(w for w in reading.content if w.clause == word.clause and w not in doer and w is not word)
        objects = tuple(w for w in _phrase(reading, word.at + 1, by_place) if w not in doer)
        found.append(Event(word, doer, undergoer, others, _side(reading, word), objects, _recipient(reading, word, by_place)))
    return tuple(found)


def _without_adjective(core: Sequence[Word], rest: Sequence[Word]) -> Sequence[Word]:
    """What follows a noun phrase, without a feminine adjective that agrees with its last noun: المركبة المخالفة."""
    agrees = core and rest and all(one.form.startswith("ال") and one.form.endswith("ه") for one in (core[-1], rest[0]))
    return rest[1:] if agrees else rest


def _one_sentence(text: Reading, start: int, end: int) -> bool:
    return not {".", ";", "؛", "\n"} & set(text.tokens[start:end])


def _agree(verb: Word, noun: Word) -> bool:
    """Whether an Arabic noun may do what a verb in the imperfect says, by gender: تخطر القسم is no section that informs."""
    form = verb.form[1:] if verb.form[0] in "وف" and len(verb.form) > 3 else verb.form
    feminine = noun.form.endswith(("ه", "ات", "اء", "ي"))
    return form[0] not in "يت" or feminine == (form[0] == "ت") or noun.form.endswith("ات") or _may_be_plural(noun.form)


def _may_be_plural(form: str) -> bool:
    """Whether the shape of a definite Arabic noun may be a broken plural, whose verb is feminine: الأقسام, الموارد, المكاتب."""
    bare = form.removeprefix("ال")
    return len(bare) >= 5 and "ا" in bare[1:-1]


def _is_english_verb(text: Reading, word: Word) -> bool:
    before = text.tokens[word.at - 1] if word.at else ""
    if word.form not in _verbs() or before in _NOMINAL or before == "'s" or word.form.endswith("ing"):
        return False
    if before in _AUXILIARIES or before in _RELATIVE:
        return True
    after = text.tokens[word.at + 1] if word.at + 1 < len(text.tokens) else ""
    if after in ("of", "'"):
        return False
    if word.form.endswith(("s", "d")) or word.form in _irregular_pasts():
        return before.isalpha() or before in (",", "")
    return (before.endswith("s") and before not in _verbs()) or before in (
        "and",
        "or",
        "staff",
        "people",
        "you",
        "we",
        "they",
        "who",
        "",
    )


@cache
def _irregular_pasts() -> frozenset[str]:
    lines = (files("assistant.verification") / "tables" / "irregular.tsv").read_text(encoding="utf-8").splitlines()
    return frozenset(form for line in lines if not line.startswith("#") for form in line.split("\t")[1:])


_Parts = tuple[tuple[Word, ...], tuple[Word, ...]]
"""The doer, and in a passive whom it happens to."""


def _english(text: Reading, verb: Word, words: dict[int, Word]) -> _Parts:
    before = _before(text, verb, words)
    if not _is_passive(text, verb):
        return before, ()
    for at in range(verb.at + 1, len(text.tokens)):
        if text.tokens[at] in ".;\n":
            break
        if text.tokens[at] in _BY:
            return _phrase(text, at + 1, words), before
    return (), before


def _before(text: Reading, verb: Word, words: dict[int, Word]) -> tuple[Word, ...]:
    """The words of meaning of what stands before an English verb and its auxiliaries."""
    at = verb.at - 1
    while at >= 0 and (text.tokens[at] in _AUXILIARIES or text.tokens[at].endswith("ly")):
        at -= 1
    if at >= 0 and text.tokens[at] in _RELATIVE:
        at -= 1 + (text.tokens[at - 1] == ",")
    found: list[Word] = []
    while at >= 0:
        token = text.tokens[at]
        if token in (".", ";", ":", ",", "\n") or (token in _PREPOSITIONS and token not in ("of", "in", "for")):
            break
        if found and token in _DETERMINERS and text.tokens[at - 1] not in ("of", "in", "for"):
            break
        if at in words and not words[at].stop:
            found.insert(0, words[at])
        at -= 1
    return tuple(found)


def _is_passive(text: Reading, verb: Word) -> bool:
    before = text.tokens[max(0, verb.at - 3) : verb.at]
    return bool(_BE & set(before)) and not verb.form.endswith(("s", "ing"))


def _recipient(text: Reading, verb: Word, words: dict[int, Word]) -> tuple[Word, ...]:
    """Whom something is sent, told or given to: the words of meaning after "to" in the verb's clause."""
    for at in range(verb.at + 1, len(text.tokens)):
        if text.tokens[at] in ".;\n" or text.clauses[at] != verb.clause:
            break
        if text.tokens[at] in ("to", fold("إلى")):
            return _phrase(text, at + 1, words)
    return ()


def _phrase(text: Reading, at: int, words: dict[int, Word]) -> tuple[Word, ...]:
    """The words of meaning from a token on, up to a preposition or the end of the clause."""
    found: list[Word] = []
    while at < len(text.tokens):
        token = text.tokens[at]
        if token in ".;:,\n" or (token in _PREPOSITIONS and token != "of") or token in _AUXILIARIES - {"first"}:
            break
        if at in words and not words[at].stop:
            found.append(words[at])
        at += 1
    return tuple(found)


def _is_arabic_verb(text: Reading, word: Word) -> bool:
    form = word.form
    if form[0] in "وف" and form[1:2] in ("ي", "ت") and len(form) > 3 + (form[1] == "ت"):
        form = form[1:]
    if text.tokens[word.at].startswith("ال") or len(form) < 3 or (len(form) == 3 and form[0] != "ي") or form in _NO_VERBS:
        return False
    if form[0] == "ي" and not form.startswith("يوم"):
        return True
    before = text.tokens[word.at - 1] if word.at else ""
    begins = word.at == 0 or before in ".,;:،\n" or before in _PARTICLES or word.form[0] in "وف"
    if form[0] == "ت" and not (len(form) >= 5 and form[-2] == "ي"):
        return begins or word.form in text.passives
    return begins and word.at + 1 < len(text.tokens) and text.tokens[word.at + 1].startswith("ال") and _is_perfect(form)


_NO_VERBS = frozenset({"يوم", "يدا", "يمن", "يسر"})


def _is_perfect(form: str) -> bool:
    """Whether a word has the shape of a verb in the perfect that the table of concepts names as one."""
    return form in _perfects()


@cache
def _perfects() -> frozenset[str]:
    lines = (files("assistant.verification") / "tables" / "concepts.tsv").read_text(encoding="utf-8").splitlines()
    names = [fold(name.strip()) for line in lines if "\t" in line for name in line.split("\t")[1].split(",")]
    imperfects = {name[1:] for name in names if name.startswith("ي")}
    return frozenset(name for name in names if name in imperfects or (name.startswith("ا") and name[1:] in imperfects))


def _arabic(text: Reading, verb: Word, words: dict[int, Word]) -> _Parts:
    after = _phrase(text, verb.at + 1, words)
    core = _core(after)
    for at in range(verb.at + 1, len(text.tokens)):
        if text.tokens[at] in ".;\n":
            break
        for phrase in _BY_ARABIC:
            if text.tokens[at : at + len(phrase)] == phrase:
                return _phrase(text, at + len(phrase), words), core
    rest = after[len(core) :]
    if verb.form in text.marked_passives or (
        verb.form in text.passives and not any(word.form.startswith("ال") for word in _without_adjective(core, rest))
    ):
        return (), core
    if named := _bound(text, verb, words):
        return named, ()
    if (
        text.tokens[verb.at - 1] == fold("أن")
        and {fold("على"), fold("وعلى")} & set(text.tokens[max(0, verb.at - _FAR) : verb.at])
        and _one_clause(text, verb)
    ):
        return (), ()  # whoever it is that must, it isn't what follows the verb
    before = words.get(verb.at - (3 if text.tokens[max(0, verb.at - 2) : verb.at] in _IS_WHO else 1))
    fronted = _CLITICS.search(verb.form) is not None
    if before is not None and not before.stop and before.form not in _PREPOSITIONS and not fronted and verb.form[0] not in "وف":
        found = [before]
        while (at := found[0].at - 1) in words and not words[at].stop and words[at].form not in _PREPOSITIONS:
            found.insert(0, words[at])
        if found[0].at == 0 or text.tokens[found[0].at - 1] not in _PREPOSITIONS:
            return tuple(found), ()
    accusative = bool(core) and core[0].form.endswith("ا") and len(core[0].form) > 4 and not core[0].form.startswith("ال")
    return (() if accusative or (core and _is_joined(core[0])) else core), ()


_FAR = 7


def _one_clause(text: Reading, verb: Word) -> bool:
    """Whether nothing ends between the last على before a verb and the verb."""
    start = max(at for at in range(max(0, verb.at - _FAR), verb.at) if text.tokens[at] in (fold("على"), fold("وعلى")))
    return not {".", ";", ",", "؛", "\n"} & set(text.tokens[start : verb.at])


def _is_joined(word: Word) -> bool:
    """Whether a noun begins with a joined preposition: لرئيسه, not لجنة."""
    shorter = word.form[1:]
    return word.form[0] in "لبك" and len(shorter) > 2 and not _names_something(word.form) and _names_something(shorter)


def _names_something(form: str) -> bool:
    return any(key.startswith("#") for key in lexeme(form)[1])


def _core(phrase: Sequence[Word]) -> tuple[Word, ...]:
    """The first noun of a run of Arabic nouns: a definite one, or one with what follows it up to a definite one."""
    for n, word in enumerate(phrase):
        if word.form.startswith("ال") and not word.form.startswith(fold("الله")):
            return tuple(phrase[: n + 1])
    return tuple(phrase[:2])


def _bound(text: Reading, verb: Word, words: dict[int, Word]) -> tuple[Word, ...]:
    """Whoever must or may do it: على المسافر أن يرفع, يجوز للمنسق أن يعطي."""
    at = verb.at - 1
    while at >= 0 and text.tokens[at] in _PARTICLES:
        at -= 1
    if at == verb.at - 1:
        return ()
    found: list[Word] = []
    while at in words and not words[at].stop:
        found.insert(0, words[at])
        if words[at].form.startswith("لل") or text.tokens[at - 1] == fold("على") or text.tokens[at - 1][:1] == "ي":
            return tuple(found)
        at -= 1
    return ()
