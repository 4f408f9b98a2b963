"""How far a page's text can be trusted, judged from the text alone.

The evidence: letters in words that no script writes (Latin accents run wild, letters that the font left unnamed, scripts mixed
within a word), letters standing alone, clusters written twice, presentation forms, and, for Arabic, the order: ة and ى end words,
the article begins them, and in text that stands in visual order it is the other way round. Nothing here knows a reader or a font.
"""

import math
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from ingest.extract.arabic import ARTICLES, COMMON_WORDS

_WORD = re.compile(r"[^\W\d_][^\W\d_\u064b-\u0652]*(?:[\u064b-\u0652\u0670][^\W\d_]*)*", re.UNICODE)
_TOKEN = re.compile(r"\S+")
_ARABIC = re.compile(r"[\u0621-\u063a\u0641-\u064a\u0671-\u06d3]")
_LOST = re.compile(r"[\ufffd\ue000-\uf8ff]")
_FORMS = re.compile(r"[\ufb50-\ufdff\ufe70-\ufefe]")
_MARKS = re.compile(r"[\u0640\u064b-\u0652\u0670]")
_TWICE = re.compile(r"(?:(\w)\1){3,}|(\w)\2{3,}")
_THRICE = re.compile(r"([ء-غف-ي])\1\1")
_FINALS = "ةى"
_VOWELS = "aeiouyæøœəı"
_HARD = re.compile(f"[^{_VOWELS}\\W\\d_]{{4}}|^[^{_VOWELS}\\W\\d_]{{3,}}$|[{_VOWELS}]{{4}}")
"""What few words have: four consonants or vowels in a row, or no vowel at all."""
_ONE_SOUND = re.compile("sch|[cgknpst]h|[crs]z|tz|ck|ng")
"""Consonants that several letters write, as German, Polish and Vietnamese do."""
_LETTERS = "eainortsludmcpkghvzbyfjwxq"
_OF_A_THOUSAND = (114, 114, 81, 75, 73, 63, 63, 55, 43, 40, 34, 29, 29, 28, 26, 21, 19, 18, 17, 16, 11, 11, 10, 6, 3, 1)
"""How often each comes, accents left off: the mean of some twenty languages, counted in the translations of messages."""
_SMALL_WORDS = frozenset(
    re.findall(
        r"\w+",
        "the of and to in a is for that on with as by or be de la le les des et un une en que est der die und das den "
        "von zu ist mit el los las y del por con para il di che non per da do os e em no na não van het een voor bir ve "
        "bu için dan yang untuk ya wa kwa w z nie się v se je ",
    )
)
"""The commonest words of languages in Latin letters."""
_TURNED_WORDS = frozenset(word[::-1] for word in ("the", "of", "and", "for", "that", "with", "from", "this", "which"))
_ENOUGH_WORDS = 40
_HARD_SHARE = 0.2
_HARD_BEYOND_SMALL = 0.15
_USUAL_LETTERS = 0.77
"""The cosine to `_OF_A_THOUSAND` that nearly all texts in 88 languages reach, and one in twenty with exchanged letters."""
TRUSTED = 0.6
"""A page whose best reading scores below this is not read."""
_FEW_LETTERS = 20
_WEIGHT_OF_IMPLAUSIBLE = 2.0
"""Where so many words can't be words, most of the others are wrong too: a false map spoils some letters, not some words."""


@dataclass(frozen=True, slots=True)
class Quality:
    """The evidence on one page's text and the verdict, 0 (rubbish) to 1. Shares are of letters or of words, 0 to 1."""

    letters: int
    arabic: float
    implausible: float
    isolated: float
    unnamed: float
    visual_order: bool
    presentation_forms: float
    score: float

    @property
    def trusted(self) -> bool:
        """Whether the text may be indexed. Too few letters to judge pass when no letter is unnamed."""
        return self.score >= TRUSTED


def judge(text: str) -> Quality:
    """Judge one page's text."""
    tokens = _TOKEN.findall(text)
    lost = len(_LOST.findall(text))
    letters = _letters(text) + lost
    if not letters:
        return Quality(0, 0.0, 0.0, 0.0, 0.0, False, 0.0, 1.0)
    arabic = len(_ARABIC.findall(text)) / letters
    unnamed = lost / letters
    forms = len(_FORMS.findall(text)) / letters
    implausible = sum(_letters(token) for token in tokens if not _plausible(token)) / letters
    words = [_MARKS.sub("", word) for word in _WORD.findall(text)]
    isolated = _isolated(words)
    visual = _visual_order(words)
    score = 1.0 - min(1.0, _WEIGHT_OF_IMPLAUSIBLE * implausible + 0.5 * max(0.0, isolated - 0.15) + 2 * unnamed + forms)
    score *= 0.2 if visual else 1.0
    score *= _natural(words, letters)
    return Quality(letters, arabic, implausible, isolated, unnamed, visual, forms, max(0.0, score))


def _letters(token: str) -> int:
    return sum(map(str.isalpha, token))


@lru_cache(maxsize=1 << 14)
def _plausible(token: str) -> bool:
    """Whether a token could be written by a person: one script a word, accents the exception, no cluster doubled throughout."""
    bare = _MARKS.sub("", token)
    if "\ufffd" in bare or any(unicodedata.category(char) in ("Cc", "Co", "Cn") for char in bare):
        return False
    if _THRICE.search(bare):
        return False
    if len(bare) > 6 and _TWICE.search(bare) and not bare.isdigit() and any(char.isalpha() for char in bare):
        return False
    ascii_letters = sum(char.isascii() and char.isalpha() for char in bare)
    arabic = len(_ARABIC.findall(bare))
    strange = sum(_strange(char) for char in bare)
    if arabic and ascii_letters and _mixed(bare):
        return False
    if arabic:
        return not _inner_final(bare) and strange <= 0.3 * arabic
    return strange <= 0.34 * (ascii_letters + strange) or strange <= 1


def _strange(char: str) -> bool:
    """Signs that text in a legacy encoding turns into: accented Latin capitals, currency and mathematics within words."""
    return (
        "\u00a1" <= char <= "\u00ff" and char not in "«»§°·×÷©®±²³¹¼½¾éèêëàâäáíîïóôöúûüçñß"
    ) or char in "∂∞√≤≥≈≠∏∑∫Ω¬ƒ∆◊˙¨`´ﬁﬂŒœŸŽžŠš˚¸˝˛ˇıπμ"


def _mixed(word: str) -> bool:
    """Whether Latin and Arabic letters touch within one word (a joining sign between them is fine)."""
    return bool(re.search(r"[A-Za-z][\u0621-\u064a]{2}|[\u0621-\u064a]{2}[A-Za-z]", word)) and not re.search(r"[-/().:،,]", word)


def _inner_final(word: str) -> bool:
    """Whether ة or ى stand where no word has them: at its beginning."""
    return len(word) > 2 and word[0] in _FINALS


def _isolated(words: list[str]) -> float:
    """The share of words that are one letter, beside those that are words or numbers of a list."""
    if len(words) < 10:
        return 0.0
    return sum(len(word) == 1 and word not in "وaAIiأبجد" for word in words) / len(words)


def _visual_order(words: list[str]) -> bool:
    arabic = [word for word in words if len(word) > 2 and _ARABIC.match(word)]
    if len(arabic) < 8:
        return False
    ends = sum(word[-1] in _FINALS for word in arabic) + sum(word.startswith("ال") for word in arabic)
    begins = sum(word[0] in _FINALS for word in arabic) + sum(word.endswith("لا") for word in arabic)
    return begins > ends + 2


def _natural(words: list[str], letters: int) -> float:
    """1 where the words look like a language, less where letters are there but no language is: a font's map that is wrong."""
    arabic = [word for word in words if _ARABIC.match(word)]
    if len(arabic) >= 30 and len(arabic) > len(words) / 2:
        known = sum(word in COMMON_WORDS or word.startswith(ARTICLES) for word in arabic) / len(arabic)
        return 1.0 if known > 0.08 else 0.5
    latin = [word.lower() for word in words if word.isascii()]
    if _no_language(words):
        return 0.5
    size = sum(map(len, latin))
    if size >= 150 and size > letters / 2:
        vowels = sum(char in "aeiouy" for word in latin for char in word) / size
        return 1.0 if 0.22 < vowels < 0.6 else 0.5
    return 1.0


def _no_language(words: list[str]) -> bool:
    """Whether words in Latin letters are turned round, or their letters exchanged.

    Of exchanged letters the words are hard to say, hardly a common one is among them, and they come as often as in no language.

    Words with a capital are left aside: they are names, abbreviations, the entries of an index.
    """
    latin = [word.lower() for word in words if not word.isupper() and not word.istitle() and not _ARABIC.match(word)]
    if len(latin) < _ENOUGH_WORDS or 2 * len(latin) < len(words):
        return False
    turned = sum(word in _TURNED_WORDS for word in latin)
    if turned >= 3 and turned > sum(word[::-1] in _TURNED_WORDS for word in latin):
        return True
    plain = [_unaccented(word) for word in latin]
    long = [word for word in plain if len(word) > 3]
    hard = sum(bool(_HARD.search(_ONE_SOUND.sub("h", word))) for word in long) / max(1, len(long))
    small = sum(word in _SMALL_WORDS for word in latin) / len(latin)
    return hard > max(_HARD_SHARE, small + _HARD_BEYOND_SMALL) and _like_a_language(plain) < _USUAL_LETTERS


@lru_cache(maxsize=1 << 14)
def _unaccented(word: str) -> str:
    if word.isascii():
        return word
    return "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))


def _like_a_language(words: list[str]) -> float:
    """The cosine, 0 to 1, of how often the letters a to z come in the words and in languages that are written with them."""
    found = Counter("".join(words))
    counts = [found[letter] for letter in _LETTERS]
    lengths = math.hypot(*counts) * math.hypot(*_OF_A_THOUSAND)
    return sum(here * usual for here, usual in zip(counts, _OF_A_THOUSAND, strict=True)) / max(1.0, lengths)


def few_letters(quality: Quality) -> bool:
    """Whether there is too little text to be what the page shows."""
    return quality.letters < _FEW_LETTERS
