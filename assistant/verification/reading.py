"""A text as the checks read it: tokens, clauses, words with what they may stand for, moments and quantities.

Words are compared by keys: the stem, the concepts of a bilingual table and the consonants of an Arabic word, so that "approved"
and اعتماد have a key in common. Reading one text twice costs nothing.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files

from assistant.verification.bounds import bounding
from assistant.verification.moments import Moment, moments
from assistant.verification.quantities import Quantity, quantities
from assistant.verification.roots import root
from assistant.verification.words import WordList
from corpus.text import analyser
from corpus.text.normalise import fold, language_of

_TOKEN = re.compile(
    r"(?<![^\W_])[a-z]{1,3}\d+\b|\d+(?:st|nd|rd|th)\b|\d{1,4}([/\-.])\d{1,2}\1\d{1,4}|\d+(?:[.,:]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)?|[^\w\s]|\n",
    re.UNICODE,
)
_SPELLED = (
    (re.compile(r"(?<!\w)ر\.?\s?ع\b\.?"), " omr "),
    (re.compile(r"\b(?:omani rials?|rials? omani)\b|ريال(?:ا|ات)? عماني(?:ا|ه)?"), " omr "),
    (
        re.compile(r"\bkm/h(?:our)?\b|\bkilomet(?:re|er)s? (?:per|an) hour\b|كم\s?/\s?(?:ساعه|س)\b|كيلومترا? (?:في|ب)\s?الساعه"),
        " kmh ",
    ),
    (re.compile(r"\b(?:per cent|percent)\b|%|في الم[اي]+ه\b|ب?الم[اي]{1,2}ه\b(?=\s*(?:من|$|[.,]))"), " percent "),
    (re.compile(r"\ba\.m\b\.?"), " am "),
    (re.compile(r"\bp\.m\b\.?"), " pm "),
    (re.compile(r"\$\s?(\d[\d.,]*)"), r" \1 usd "),
    (re.compile(r"(?<=\d)(?=(?:am|pm|km|kg|gb|mb|omr)\b)"), " "),
    (re.compile(r"\bcubic met(?:re|er)s?\b|(?:متر|امتار|مترا) مكعبه?ا?\b"), " cubicmetre "),
    (re.compile(r"\bsquare met(?:re|er)s?\b|(?:متر|امتار|مترا) مربعه?ا?\b"), " squaremetre "),
    (re.compile(r"\b(dr|mr|mrs|ms|prof|eng|no)\.(?=\s)"), r"\1 "),
    (re.compile(r"(?<!\w)(و?لا)(?=يمكن|يجوز|يوجد|يتم|يحق|يلزم)"), r"\1 "),
    (re.compile(r"(?<!\w)ما لم(?!\w)"), " unless "),
    (re.compile(r"(?<!\w)(?:ال)?<عشر>(?!\w)"), " tenth "),
    (re.compile(r"(?<!\w)(?:ال)?<خمس>(?!\w)"), " fifth "),
    (re.compile(r"\boff[ -]limits\b|\bout of bounds\b"), " forbidden "),
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"\bcannot\b"), "can not"),
)
_OR_NOT = re.compile("(?<!\\w)([وف]?)أ\u064e?ل\u0651?\u064e?ا(?!\\w)")
"""ألا is أن لا; folded, it could not be told from إلا."""
_UNIT_OF = re.compile(r"(?<!\w)وحدة(?!\w)")
"""وحدة, a unit; folded, it could not be told from وحده, alone."""
_WHY = re.compile("(?<!\\w)ل\u0650?م\u064e(?!\\w)")
_FRACTION = re.compile("(?<!\\w)((?:ال)?)(ع|خ)\u064f([شم][\u0652]?[رس])(?!\\w)")
"""عُشر and خُمس are a tenth and a fifth; without the vowel they are ten and five."""
_BREAKS = frozenset(".;:,؛!?()[]\n—–")
_JOINTS = WordList("reading joints")
_DOER = re.compile(r"(?<=[a-z]{4})(?<!employ)(?:er|or)s?$")
_ANYTHING = WordList("reading anything")
_CAPITAL = re.compile(r"(?<![.!?؟:؛\n]\s)(?<!^)\b[A-Z][^\W\d_]+(?:'[^\W\d_]+)?")
_PASSIVE = re.compile("\\b[وف]?[يت]\u064f[\\w\u064b-\u0652]+")
_MARKED_PASSIVE = re.compile("\\b[وف]?[يت]\u064f\\w+[\u0651]?\u064e[\u0651]?\\w+")
_ARABIC = re.compile("[\u0621-\u064a]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: its folded form, what it is compared by, whether it carries little meaning, its token and clause."""

    form: str
    stem: str
    keys: frozenset[str]
    stop: bool
    at: int
    clause: int
    capital: bool = False
    """Whether it is written with a capital inside a sentence."""

    @property
    def is_arabic(self) -> bool:
        return bool(_ARABIC.search(self.form))


class Reading:
    """One text, read. Its parts are worked out when they are first asked for."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.language = language_of(text)
        self.tokens: tuple[str, ...] = tuple(match.group() for match in _TOKEN.finditer(_spelled(text)))

    @cached_property
    def _moments(self) -> tuple[tuple[Moment, ...], frozenset[int]]:
        read = moments(self.tokens)
        return read.found, read.taken

    @property
    def moments(self) -> tuple[Moment, ...]:
        return self._moments[0]

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        return quantities(self.tokens, self._moments[1])

    @cached_property
    def bounding(self) -> frozenset[int]:
        """The tokens of denials that only bound a number."""
        return bounding(self.tokens)

    @cached_property
    def clauses(self) -> tuple[int, ...]:
        """The clause of each token, counted from 0."""
        found, clause = [], 0
        for at, token in enumerate(self.tokens):
            breaks = token in _BREAKS or (
                token in _JOINTS and at > 0 and not (token == "but" and self.tokens[at - 1] in _ANYTHING)
            )
            begins = at > 0 and len(token) > 3 and token[0] in "وف" and token[1] in "يتن" and _ARABIC.match(token) is not None
            begins = begins or token in _DENIALS_JOINED
            clause += bool(breaks or begins)
            found.append(clause)
        return tuple(found)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The words, numbers and moments left out."""
        numbers = {i for q in self.quantities for i in range(q.at, q.end)} | self._moments[1]
        return tuple(
            Word(token, *lexeme(token), at, self.clauses[at], token in self.capitals)
            for at, token in enumerate(self.tokens)
            if token[0].isalpha() and at not in numbers
        )

    @cached_property
    def content(self) -> tuple[Word, ...]:
        """The words that carry meaning."""
        return tuple(word for word in self.words if not word.stop)

    @cached_property
    def keys(self) -> frozenset[str]:
        """Everything that its words are compared by."""
        return frozenset(key for word in self.words for key in word.keys)

    @cached_property
    def capitals(self) -> frozenset[str]:
        """The folded words that are written with a capital inside a sentence."""
        return frozenset(fold(match.group()) for match in _CAPITAL.finditer(self.text))

    @cached_property
    def marked_passives(self) -> frozenset[str]:
        """Those of them whose later vowels say so too: يُقدَّم, not يُقدِّم or يُقدم."""
        return frozenset(fold(match.group()) for match in _MARKED_PASSIVE.finditer(self.text))

    @cached_property
    def passives(self) -> frozenset[str]:
        """The folded Arabic verbs whose vowel marks say that they are passive."""
        return frozenset(fold(match.group()) for match in _PASSIVE.finditer(self.text))


_DENIALS_JOINED = WordList("reading denials joined")


@lru_cache(maxsize=4096)
def read(text: str) -> Reading:
    """The reading of a text."""
    return Reading(text)


def _spelled(text: str) -> str:
    text = _UNIT_OF.sub("وحدات", _FRACTION.sub(r"\1<\2\3>", text))
    folded = fold(_WHY.sub("لماذا", _OR_NOT.sub(r"\1أن لا", text)))
    for pattern, instead in _SPELLED:
        folded = pattern.sub(instead, folded)
    return folded


@lru_cache(maxsize=50_000)
def lexeme(form: str) -> tuple[str, frozenset[str], bool]:
    """The stem of a folded word, the keys that it is compared by, and whether it is a stop word."""
    term = analyser.term(_irregular().get(form, form))
    keys = {term.stem}
    if _ARABIC.search(form):
        roots = root(form)
        keys |= {f"/{found}" for found in roots} | {f"/{found[:2]}" for found in roots if found[1] == found[2]}
        bare = form.removeprefix("ال")
        keys |= {f"/{bare}"} if len(bare) == 2 and not roots else set()
    elif _DOER.search(form):
        keys.add(analyser.term(_DOER.sub("", form)).stem)
    concepts = _concepts()
    keys |= {concept for key in tuple(keys) for concept in concepts.get(key, ())}
    return (
        term.stem,
        frozenset(keys),
        term.stop or _is_empty(form) or (len(form) > 2 and form[0] in "ولبفك" and _is_empty(form[1:])),
    )


def _is_empty(form: str) -> bool:
    return form in _EMPTY or form in analyser.stop_words()


_EMPTY = WordList("reading empty")


@cache
def _concepts() -> dict[str, tuple[str, ...]]:
    """Stems and roots to the concepts that they name; where one language has a single word for what takes several in the
    other, each of these names it.
    """
    found: dict[str, list[str]] = {}
    for n, line in enumerate(_lines("concepts.tsv")):
        english, arabic = ([fold(name).split() for name in side.split(",")] for side in line.split("\t"))
        single = all(any(len(name) == 1 for name in side) for side in (english, arabic))
        named_by_one = any(len(name) == 1 for name in english) != any(len(name) == 1 for name in arabic)
        for name in (*english, *arabic):
            if len(name) > 1 and (single or not named_by_one):
                continue
            for word in map(analyser.term, name):
                keys = [word.stem, *(f"/{r}" for r in root(word.word) if _ARABIC.search(word.word))]
                for key in keys:
                    if f"#{n}" not in found.setdefault(key, []):
                        found[key].append(f"#{n}")
    return {key: tuple(concepts) for key, concepts in found.items()}


def concepts_of(key: str) -> tuple[str, ...]:
    """The concepts of the bilingual table that a stem or a root names."""
    return _concepts().get(key, ())


@cache
def _irregular() -> dict[str, str]:
    return {form: base for line in _lines("irregular.tsv") for base, *forms in [line.split("\t")] for form in forms}


def _lines(name: str) -> Iterable[str]:
    lines = (files("assistant.verification") / "tables" / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
