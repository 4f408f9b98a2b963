"""Arabic spelling from a recogniser that writes Persian letters: yeh, kaf and the digits have other code points there."""

from functools import cache
from importlib.resources import files

from ingest.extract.ocr.model import Character

_LETTERS = str.maketrans("یکۀ" + "۰۱۲۳۴۵۶۷۸۹", "يكة" + "٠١٢٣٤٥٦٧٨٩", "\u200c")
_ALEFS = frozenset("اأإآ")
_MARKS = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652"


def arabic_spelling(characters: tuple[Character, ...]) -> tuple[Character, ...]:
    """The same characters as Arabic spells them. A last yeh without dots (`على`) is told from `ي` by the word that it ends."""
    texts = [character.text.translate(_LETTERS) for character in characters]
    start = 0
    for end in range(len(texts) + 1):
        if end < len(texts) and (texts[end] in _MARKS or texts[end].isalpha()):
            continue
        word = "".join(texts[start:end])
        if len(word) > 2 and word[0] in _ALEFS and word[1] in _ALEFS:
            texts[start if word[0] == "ا" else start + 1] = ""  # no word begins with two: one was seen twice
            word = "".join(texts[start:end])
        if word.endswith("ي") and word[:-1] + "ى" in _dotless():
            texts[end - 1] = "ى"
        start = end + 1
    return tuple(
        character if character.text == text else Character(text, character.x0, character.x1, character.confidence)
        for character, text in zip(characters, texts, strict=True)
        if text
    )


@cache
def _dotless() -> frozenset[str]:
    """Words that end in ى and not in ي."""
    return frozenset((files(__package__) / "alef_maqsura.txt").read_text(encoding="utf-8").split())
