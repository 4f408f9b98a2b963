"""What glyphs draw whose outline nobody knows: letters of outlines that are like theirs, decided by the words they stand in.

Designs of one letter resemble each other across fonts: the right one is nearly always among the twenty that are most like it.
Which one it is, the words of the document tell, as in a substitution cipher: each glyph takes in turn the letters that make the
words around it the most likely, until nothing changes. What the words leave in doubt stays unread, and so do digits, of which
they tell nothing.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PLACEHOLDERS = tuple(
    chr(code)
    for first, last in (
        (0x0750, 0x077F),
        (0x0780, 0x07A5),
        (0x07CA, 0x07EA),
        (0x0712, 0x072F),
        (0x0800, 0x0815),
        (0x0840, 0x0858),
    )
    for code in range(first, last + 1)
)
"""Letters that run from the right and that no document here is written in: one stands for each glyph that isn't known."""

Candidates = Sequence[tuple[str, float]]
"""The letters of outlines like a glyph's, the most like first, each with its distance."""

_WORDS = Path(__file__).parent / "words.txt"
_WORD = re.compile(r"[\u0621-\u063a\u0641-\u064a\u0712-\u072f\u0750-\u07ea\u0800-\u0858]+")
_UNWRITTEN = re.compile(r"[\u0640\u064b-\u0652\u0670]")
_HELD = frozenset(PLACEHOLDERS)
_ROUNDS = 8
_MOST_WORDS = 6000
_KNOWN_BONUS = 2.0
_UNLIKE = 40.0
_SIGN_COST = 5.0
_MARGIN = 2.0
_ENOUGH = 0.5
_STRANGE = 0.35
_FEW = 12
_SAMPLE = 200
_OTHER_LETTERS = re.compile(r"[\u0671-\u06d3]")
_FEW_OTHERS = 0.1
_UNSAYABLE = -5.4
"""The mean ease of names and rare words is -2.6 to -5, that of shuffled ones about -5.7."""
_CLITICS = ("", "و", "ف", "ب", "ل", "ال", "وال", "بال", "فال", "لل", "ولل", "ك", "كال", "س")


@dataclass(frozen=True, slots=True)
class Language:
    """How likely a word is: letters after two others, and whole words that are known."""

    words: frozenset[str]
    chances: Mapping[str, float]
    floor: float

    def score(self, word: str) -> float:
        """The logarithm of a word's likelihood, up to a constant a letter."""
        padded = f"^^{word}$"
        chances, floor = self.chances, self.floor
        found = sum(chances.get(padded[at : at + 3], floor) for at in range(len(padded) - 2))
        return found + (_KNOWN_BONUS * len(word) if self.knows(word) else 0.0)

    def ease(self, word: str) -> float:
        """The mean logarithm of the likelihood of a word's letters, each after the two before it."""
        padded = f"^^{word}$"
        return sum(self.chances.get(padded[at : at + 3], self.floor) for at in range(len(padded) - 2)) / (len(padded) - 2)

    def knows(self, word: str) -> bool:
        """Whether the word, or it without what is written together with it, is known."""
        words = self.words
        return any(word.startswith(before) and word[len(before) :] in words for before in _CLITICS)


@cache
def arabic() -> Language:
    """The language of the word list beside this file."""
    words: set[str] = set()
    triples: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    for line in _WORDS.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        word, said = line.split()
        words.add(word)
        padded, times = f"^^{word}$", int(said)
        for at in range(len(padded) - 2):
            triples[padded[at : at + 3]] += times
            pairs[padded[at : at + 2]] += times
    chances = {triple: math.log(count / pairs[triple[:2]]) for triple, count in triples.items()}
    return Language(frozenset(words), chances, -12.0)


def reads_strangely(text: str) -> bool:
    """Whether Arabic words are there and hardly any of them is known: letters that are exchanged for others make none."""
    words = [word for word in _WORD.findall(_UNWRITTEN.sub("", text)) if len(word) > 2][:_SAMPLE]
    return len(words) >= _FEW and sum(map(arabic().knows, words)) < _STRANGE * len(words)


def cannot_be_said(text: str) -> bool:
    """Whether Arabic words are there whose letters follow each other as in no word: exchanged or shuffled ones.

    Known or not makes no difference: the names of a list can be said. Other languages in Arabic letters aren't judged.
    """
    bare = _UNWRITTEN.sub("", text)
    words = [word for word in _WORD.findall(bare) if len(word) > 2][:_SAMPLE]
    if len(words) < _FEW or len(_OTHER_LETTERS.findall(bare)) > _FEW_OTHERS * sum(map(len, words)):
        return False
    return sum(map(arabic().ease, words)) < _UNSAYABLE * len(words)


def guess(texts: Sequence[str], candidates: Mapping[str, Candidates], language: Language) -> dict[str, str]:
    """The letters of each placeholder that the words decide.

    `texts` are the pages, in written order, with placeholders where a glyph isn't known. An empty result says that what comes out
    isn't made of known words on the pages that weren't used to decide.
    """
    learned, checked = _words_of(texts[::2]), _words_of(texts[1::2])
    assigned = _solve(learned + checked if len(texts) < 4 else learned, candidates, language)
    held_out = checked if len(texts) >= 4 else learned
    if _share_known(held_out, assigned, language) < _ENOUGH:
        return {}
    words = learned + checked
    assigned = _solve(words, candidates, language, begin=assigned)
    return _decided(words, assigned, candidates, language)


def _words_of(texts: Sequence[str]) -> Counter[str]:
    """The words that hold placeholders."""
    found: Counter[str] = Counter()
    for text in texts:
        found.update(word for word in _WORD.findall(_UNWRITTEN.sub("", text)) if not _HELD.isdisjoint(word))
    return Counter(dict(sorted(found.items(), key=lambda item: (-item[1], item[0]))[:_MOST_WORDS]))


def _solve(
    words: Counter[str], candidates: Mapping[str, Candidates], language: Language, begin: Mapping[str, str] | None = None
) -> dict[str, str]:
    places = _places(words)
    weight: Counter[str] = Counter({held: sum(words[word] for word in places[held]) for held in places})
    assigned = {held: choices[0][0] for held, choices in candidates.items() if choices} | dict(begin or {})
    order = sorted((held for held in places if candidates.get(held)), key=lambda held: (-weight[held], held))
    for _ in range(_ROUNDS):
        changed = False
        for held in order:
            best = _ranked(held, words, places[held], assigned, candidates[held], language)[0][1]
            changed = changed or best != assigned[held]
            assigned[held] = best
        if not changed:
            break
    return assigned


def _places(words: Counter[str]) -> dict[str, list[str]]:
    places: dict[str, list[str]] = defaultdict(list)
    for word in words:
        for held in set(word) & _HELD:
            places[held].append(word)
    return places


def _ranked(
    held: str, words: Counter[str], inside: Sequence[str], assigned: Mapping[str, str], choices: Candidates, language: Language
) -> list[tuple[float, str]]:
    """The choices for one placeholder, the best first, each with its score."""
    table = str.maketrans({other: text for other, text in assigned.items() if other != held})
    around = [(word.translate(table), math.sqrt(words[word])) for word in inside]
    total = sum(count for _, count in around)
    nearest = choices[0][1]
    scored = []
    for text, distance in choices:
        cost = _UNLIKE * (distance - nearest) + (0.0 if text.isalpha() else _SIGN_COST)
        likely = sum(count * _of_parts(word.replace(held, text), language) for word, count in around)
        scored.append((likely - cost * total, text))
    return sorted(scored, key=lambda pair: (-pair[0], pair[1]))


def _of_parts(written: str, language: Language) -> float:
    """The score of what may be several words, parted by signs."""
    if written.isalpha():
        return language.score(written)
    return sum(language.score(part) for part in _WORD.findall(_UNWRITTEN.sub("", written)))


def _share_known(words: Counter[str], assigned: Mapping[str, str], language: Language) -> float:
    table = str.maketrans(dict(assigned))
    known = sum(
        count
        for word, count in words.items()
        if all(map(language.knows, _WORD.findall(_UNWRITTEN.sub("", word.translate(table)))))
    )
    return known / max(1, words.total())


def _decided(
    words: Counter[str], assigned: Mapping[str, str], candidates: Mapping[str, Candidates], language: Language
) -> dict[str, str]:
    """The assignments that lead over the next best by enough. What stands beside no letter is none itself."""
    found = {}
    for held, inside in _places(words).items():
        if held not in assigned:
            continue
        ranked = _ranked(held, words, inside, assigned, candidates[held], language)
        if ranked[0][1].isalpha() and all(set(word) == {held} for word in inside):
            continue
        if len(ranked) == 1 or ranked[0][0] - ranked[1][0] > _MARGIN:
            found[held] = ranked[0][1]
    return found
