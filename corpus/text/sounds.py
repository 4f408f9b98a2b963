"""The consonant skeleton of a word: what a name keeps when it is written in the other script.

Short vowels aren't written in Arabic and long ones are spelled many ways in English, so that vowels and half-vowels go;
consonants that one script has and the other lacks fall together (ق and ك with k, ص and س with s, پ and ب with p and b). Two
words of different scripts that sound alike have the same skeleton: `Muscat` and مسقط, `Helsinki` and هلسنكي. Words of one script
do too, which is why a skeleton names its script.
"""

import re

_ARABIC = str.maketrans(
    {"ب": "b", "ت": "t", "ث": "t", "ج": "g", "ح": "h", "خ": "h", "د": "d", "ذ": "d", "ر": "r", "ز": "z", "س": "s", "ش": "s",
     "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "غ": "g", "ف": "f", "ق": "k", "ك": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h",
     "ع": "", "ا": "", "و": "", "ي": ""}
)  # fmt: skip
_PAIRS = (
    ("sch", "s"), ("sh", "s"), ("ch", "s"), ("th", "t"), ("ph", "f"), ("gh", "g"), ("kh", "h"), ("ck", "k"), ("x", "ks"),
    ("q", "k"), ("v", "f"), ("p", "b"), ("j", "g"), ("ce", "se"), ("ci", "si"), ("c", "k"),
)  # fmt: skip
_SHORTEST_WORD, _SHORTEST = 4, 3
_TWICE = re.compile(r"(.)\1+")


def arabic_skeleton(stem: str) -> str:
    """The skeleton of a folded Arabic stem, as `ar:` and consonants; empty where too little is left to tell words apart."""
    return _marked("ar", stem, re.sub("[^a-z]", "", stem.translate(_ARABIC)))


def latin_skeleton(word: str) -> str:
    """The skeleton of a folded word in Latin script, as `en:` and consonants; empty where too little is left."""
    said = word
    for written, sound in _PAIRS:
        said = said.replace(written, sound)
    return _marked("en", word, re.sub("[^b-df-hj-np-tvxz]", "", said))


def in_other_script(skeleton: str) -> str:
    """The skeleton that a word of the other script has which sounds like this one."""
    return f"{'en' if skeleton.startswith('ar:') else 'ar'}{skeleton[2:]}"


def _marked(script: str, word: str, consonants: str) -> str:
    skeleton = _TWICE.sub(r"\1", consonants)
    return f"{script}:{skeleton}" if len(word) >= _SHORTEST_WORD and len(skeleton) >= _SHORTEST else ""
