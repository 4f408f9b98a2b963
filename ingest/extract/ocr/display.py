"""From the order in which a line is drawn, left to right, to the order in which it is read.

The reverse of the Unicode bidirectional algorithm (UAX 9) for one line: runs of the other direction are turned round, numbers and
what stands between their digits keep their order, and brackets that were drawn mirrored are turned back.
"""

import unicodedata
from collections.abc import Sequence
from itertools import groupby

from ingest.extract.ocr.model import Character

_MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")
_WITHIN_NUMBERS = frozenset(".,:/٫٬،-–")
_SIGNS_OF_NUMBERS = frozenset("%٪$£€°+-±")


def runs_right_to_left(text: str) -> bool:
    """Whether a line runs right to left: unless it has more Latin letters than Arabic ones. Numbers alone run as Arabic does."""
    latin = sum(char.isalpha() and unicodedata.bidirectional(char) == "L" for char in text)
    arabic = sum(unicodedata.bidirectional(char) in ("R", "AL") for char in text)
    return latin <= arabic if latin or arabic else not text.isascii()


def reading_order(drawn: Sequence[Character], *, rtl: bool) -> tuple[Character, ...]:
    """The characters of one line, given as they are drawn from the left, in the order in which they are read."""
    levels = _directions("".join(character.text for character in drawn), rtl=rtl)
    pieces = []
    place = 0
    for leftward, group in groupby(levels):
        length = len(list(group))
        piece = list(drawn[place : place + length])
        pieces.append([_mirrored(character) for character in reversed(piece)] if leftward else piece)
        place += length
    ordered = reversed(pieces) if rtl else pieces
    return tuple(character for piece in ordered for character in piece)


def _directions(text: str, *, rtl: bool) -> list[bool]:
    """For each character of a drawn line whether it is read leftward."""
    strong = [_strong(char) for char in text]
    _settle_numbers(text, strong)
    known = [index for index, leftward in enumerate(strong) if leftward is not None]
    settled = []
    for index, leftward in enumerate(strong):
        if leftward is None:
            before = next((strong[other] for other in reversed(known) if other < index), rtl)
            after = next((strong[other] for other in known if other > index), rtl)
            leftward = before if before == after else rtl
        settled.append(bool(leftward))
    return settled


def _strong(char: str) -> bool | None:
    """True for a letter that is read leftward, False for one that is read rightward and for a digit, None for the rest."""
    kind = unicodedata.bidirectional(char)
    if kind in ("R", "AL", "NSM"):
        return True
    return False if kind in ("L", "EN", "AN") else None


def _settle_numbers(text: str, strong: list[bool | None]) -> None:
    """A sign between two digits, or a percent sign beside one, belongs to the number."""
    for index, char in enumerate(text):
        before = index > 0 and text[index - 1].isdigit()
        after = index + 1 < len(text) and text[index + 1].isdigit()
        if (char in _WITHIN_NUMBERS and before and after) or (char in _SIGNS_OF_NUMBERS and (before or after)):
            strong[index] = False


def _mirrored(character: Character) -> Character:
    text = character.text.translate(_MIRRORED)
    return character if text == character.text else Character(text, character.x0, character.x1, character.confidence)
