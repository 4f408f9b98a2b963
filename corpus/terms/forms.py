"""The forms that a word of a term may take in a question: article, clitics, plurals, pronouns, British and American spelling.

In: folded words of the analyser. Out: keys under which they are looked up, the strictest first. A term of several words is
looked up by stems, since its words decide each other; a term of one word by forms closer than a stem, because light stemming
joins عملية (process) with عمل (work) and Snowball `authority` with `author`. Irregular forms are data: `tables/variants-*.tsv`.
"""

import re
from functools import cache, lru_cache
from importlib.resources import files

from corpus.text import arabic, english
from corpus.text.analyser import Term as Word
from corpus.text.normalise import fold

_ARABIC = re.compile("[\u0621-\u06d3]")
_PROCLITICS = (
    "", "ال", "وال", "بال", "لل", "فال", "كال", "ولل", "وبال", "وكال", "و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل",
)  # fmt: skip
_PLURALS = (("يات", "يه"), ("ات", "ه"), ("ات", ""), ("ون", ""), ("ين", ""))
_ENDINGS = (
    *_PLURALS, ("تان", "ه"), ("تين", "ه"), ("ان", ""), ("تهم", "ه"), ("تها", "ه"), ("تنا", "ه"), ("تكم", "ه"), ("ته", "ه"),
    ("تي", "ه"), ("تك", "ه"), ("هما", ""), ("هم", ""), ("ها", ""), ("نا", ""), ("كم", ""),
)  # fmt: skip
_SINGLE_LETTERS = ("ه", "و", "ك")
"""Endings of one letter come off only where four letters stay: a pronoun, or the plural before its genitive."""
_SHORTEST = 3
_BRITISH = (
    (re.compile(r"(?<=al|an|ar|er|in|it|on|or)is(e|ed|es|ing|ation|ations|er|ers|ational)$"), r"iz\1"),
    (re.compile(r"(?<=[a-z]{2}[^h])our(s|ed|ing|al|able)?$"), r"or\1"),
    (re.compile(r"(?<=[a-z]{2})tre(s?)$"), r"ter\1"),
    (re.compile(r"gramme(s?)$"), r"gram\1"),
    (re.compile(r"(?<=[a-z]{3})ll(ed|ing|er|ers)$"), r"l\1"),
)
_AMERICAN = (
    (re.compile(r"(?<=al|an|ar|er|in|it|on|or)iz(e|ed|es|ing|ation|ations|er|ers|ational)$"), r"is\1"),
    (re.compile(r"(lab|behavi|fav|col)or(s?)$"), r"\1our\2"),
    (re.compile(r"(?<=cen)ter(s?)$"), r"tre\1"),
)


@lru_cache(maxsize=50_000)
def close_forms(word: Word) -> tuple[str, ...]:
    """The words that a word of a question may be a form of, the strictest first."""
    if not _ARABIC.search(word.word):
        return _with_bases([word.word, *_singulars(word.word)])
    bare = [word.word.removeprefix(clitic) for clitic in _PROCLITICS if word.word.startswith(clitic)]
    bare = [form for form in bare if len(form) >= _SHORTEST] or [word.word]
    shorter = [form for start in bare for form in _without_endings(start, _ENDINGS)]
    single = [form[:-1] for form in bare if form.endswith(_SINGLE_LETTERS) and len(form) > _SHORTEST + 1]
    return _with_bases([*bare, *shorter, *single])


@lru_cache(maxsize=50_000)
def entry_forms(word: Word) -> tuple[str, ...]:
    """The keys under which a term of one word is kept: itself without the article, then its singular; the strictest first."""
    if not _ARABIC.search(word.word):
        return close_forms(word)
    bare = word.word.removeprefix("ال") if len(word.word) > _SHORTEST + 1 else word.word
    return _with_bases([bare, *_without_endings(bare, _PLURALS)])


@lru_cache(maxsize=50_000)
def stems(word: Word) -> tuple[str, ...]:
    """The stems under which a word is looked up inside a term of several words, the strictest first."""
    if not _ARABIC.search(word.word):
        return _unique([english.stem(standing_for(form)) for form in close_forms(word)] + [word.stem])
    return _unique([word.stem] + [arabic.stem(standing_for(form)) for form in close_forms(word)])


@lru_cache(maxsize=50_000)
def entry_stem(word: Word) -> str:
    """The stem under which a word is kept inside a term of several words."""
    if not _ARABIC.search(word.word):
        return english.stem(standing_for(word.word))
    bare = word.word.removeprefix("ال") if len(word.word) > _SHORTEST + 1 else word.word
    return arabic.stem(standing_for(bare))


def spellings(word: str) -> tuple[str, ...]:
    """A folded word as it stands, and with the other spelling of English where it has one."""
    return _unique([word, _respelled(word, _BRITISH), _respelled(word, _AMERICAN)])


@lru_cache(maxsize=50_000)
def standing_for(word: str) -> str:
    """The word that stands for this one and its irregular forms."""
    word = _respelled(word, _BRITISH)
    return _variants().get(word, word)


@lru_cache(maxsize=5_000)
def irregular(word: str) -> tuple[str, ...]:
    """The irregular forms of a folded word without its article: the broken plurals of a singular and the other way round."""
    base = standing_for(word)
    return tuple(form for form in (base, *_families().get(base, ())) if form != word) if base in _families() else ()


def _without_endings(word: str, endings: tuple[tuple[str, str], ...]) -> list[str]:
    kept = [word.removesuffix(ending) + instead for ending, instead in endings if word.endswith(ending)]
    return [form for form in kept if len(form) >= _SHORTEST]


def _singulars(word: str) -> list[str]:
    if word.endswith("ies") and len(word) > 4:
        return [word[:-3] + "y"]
    if word.endswith(("ses", "xes", "zes", "ches", "shes")) and len(word) > 4:
        return [word[:-2], word[:-1]]
    return [word[:-1]] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 2 else []


def _respelled(word: str, rules: tuple[tuple[re.Pattern[str], str], ...]) -> str:
    for pattern, instead in rules:
        word = pattern.sub(instead, word)
    return word


@cache
def _families() -> dict[str, tuple[str, ...]]:
    """Irregular forms by the word that stands for them."""
    families: dict[str, tuple[str, ...]] = {}
    for name in ("variants-ar.tsv", "variants-en.tsv"):
        for line in (files("corpus.terms") / "tables" / name).read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                base, *others = (_respelled(fold(word), _BRITISH) for word in line.split("\t"))
                families[base] = families.get(base, ()) + tuple(others)
    return families


@cache
def _variants() -> dict[str, str]:
    found: dict[str, str] = {}
    for base, others in _families().items():
        for other in others:
            found.setdefault(other, base)
    return {other: base for other, base in found.items() if other not in _families()}


def _with_bases(forms: list[str]) -> tuple[str, ...]:
    """Forms, each followed by the word that stands for it."""
    return _unique([way for form in forms for way in (form, standing_for(form))])


def _unique(forms: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(forms))
