"""Names across scripts: what is left of a name when only its consonants are written, the same for الحارثي and Al Harthy."""

import re
from functools import lru_cache

_DIGRAPHS = (
    ("kh", "خ"),
    ("gh", "غ"),
    ("sh", "ش"),
    ("th", "ث"),
    ("dh", "ذ"),
    ("ch", "ش"),
    ("ph", "ف"),
    ("ck", "ك"),
    ("ou", ""),
    ("oo", ""),
)
_LATIN = dict(zip("bptcjgdrzsfvqklmnhxw", "ببتكججدرزسففقكلمنهكو", strict=True))
_ALIKE = str.maketrans("ثذضظصطحقغعخىئؤةكءأإآ", "تددزستهكج" + "\0" + "ك" + "ي\0\0\0ك\0\0\0\0")


@lru_cache(maxsize=20_000)
def skeleton(name: str) -> str:
    """The consonants of a folded name of either script, in one alphabet; sounds that scripts mix up are one."""
    text = name
    if text.isascii():
        for pair, letter in _DIGRAPHS:
            text = text.replace(pair, letter)
        text = "".join(_LATIN.get(letter, letter if ord(letter) > 127 else "") for letter in text)
    else:
        text = re.sub(r"^(?:و|ب|ل)?(?:ال|لل)", "", text) if len(text) > 4 else text
        text = re.sub("[اوي]", "", text.rstrip("ه"))
    text = text.translate(_ALIKE).replace("\0", "").replace("و", "")
    return re.sub(r"(.)\1+", r"\1", text)


def one_name(arabic: str, latin: str) -> bool:
    """Whether two folded names of two scripts may be one: equal consonants, or of longer names all but one."""
    joined = arabic[0] in "وبلفك" and len(arabic) > 4
    return _close(skeleton(arabic), skeleton(latin)) or (joined and _close(skeleton(arabic[1:]), skeleton(latin)))


def _close(one: str, other: str) -> bool:
    if not one or not other:
        return False
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    if len(longer) - len(shorter) > 1 or len(shorter) < 2:
        return False
    if len(shorter) == len(longer):
        return len(shorter) >= 4 and sum(a != b for a, b in zip(one, other, strict=True)) == 1
    return len(shorter) >= 3 and any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))
