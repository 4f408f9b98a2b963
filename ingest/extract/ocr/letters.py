"""Arabic spelling from a recogniser that writes Persian letters: yeh, kaf and the digits have other code points there."""

from functools import cache
from importlib.resources import files
from itertools import groupby

from ingest.extract.ocr.model import Character

_LETTERS = str.maketrans("یکۀ" + "۰۱۲۳۴۵۶۷۸۹", "يكة" + "٠١٢٣٤٥٦٧٨٩", "\u200c")
_ALEFS = frozenset("اأإآ")
_TATWEEL = "\u0640"
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


def parted_numbers(characters: tuple[Character, ...]) -> tuple[Character, ...]:
    """The same characters with a blank between a number and a word beside it, where an engine saw none.

    What is written together stays so: a letter before a number (ل٥), and one after it, as of an era or an article (١٤٤٥هـ, ٣أ).
    """
    out: list[Character] = []
    runs = [(kind, list(run)) for kind, run in groupby(characters, key=lambda char: _kind(char.text))]
    for index, (kind, run) in enumerate(runs):
        before, text = runs[index - 1][0] if index else "", "".join(char.text for char in run)
        after_number = before == "digit" and kind == "letter" and (len(text.strip(_TATWEEL)) > 1 or text == "و")
        before_number = before == "letter" and kind == "digit" and len(runs[index - 1][1]) > 1
        if after_number or before_number:
            out.append(Character(" ", run[0].x0, run[0].x0, 1.0))
        out += run
    return tuple(out)


def _kind(text: str) -> str:
    if text.isdigit():
        return "digit"
    return "letter" if "\u0621" <= text <= "\u064a" else text


@cache
def _dotless() -> frozenset[str]:
    """Words that end in ى and not in ي."""
    return frozenset((files(__package__) / "alef_maqsura.txt").read_text(encoding="utf-8").split())
