"""What a recogniser gives: lines of a page with their text, their place, and how sure each character is.

Places are pixels of the picture that was given, x from the left and y downwards; a confidence is 0 to 1 and has meaning only
within its engine.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from PIL.Image import Image


class Box(NamedTuple):
    """A rectangle in pixels, half-open: `x0`, `y0` is inside it, `x1`, `y1` is not."""

    x0: int
    y0: int
    x1: int
    y1: int


@dataclass(frozen=True, slots=True)
class Character:
    """One character as it was recognised: what it is, its columns in the picture, and how sure the engine is."""

    text: str
    x0: float
    x1: float
    confidence: float


class RecognisedWord(NamedTuple):
    """A word and how sure the engine is of it: the mean over its characters."""

    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class RecognisedLine:
    """One line in reading order. `characters` make up `text`, one each, blanks too; `rtl` says which way the line runs."""

    box: Box
    characters: tuple[Character, ...]
    rtl: bool

    @property
    def text(self) -> str:
        return "".join(character.text for character in self.characters)

    @property
    def confidence(self) -> float:
        """The mean over its letters, digits and signs; 0 where there are none."""
        return _mean(self.characters)

    @property
    def words(self) -> tuple[RecognisedWord, ...]:
        """What blanks part, in reading order."""
        runs = (tuple(run) for blank, run in groupby(self.characters, key=lambda char: char.text.isspace()) if not blank)
        return tuple(RecognisedWord("".join(char.text for char in run), _mean(run)) for run in runs)


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """The lines of one page, in reading order, and the engine that recognised them in a picture of so many pixels.

    `skew` is the turn, in degrees anticlockwise, that set the picture straight. `turn` is the quarter turns before it, in
    degrees anticlockwise (0, 90, 180, 270), for a page that lay on its side or stood on its head: boxes and size are those of
    the picture once it was turned by them.
    """

    engine: str
    lines: tuple[RecognisedLine, ...]
    width: int
    height: int
    skew: float = 0.0
    turn: int = 0

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    @property
    def confidence(self) -> float:
        """The mean over all characters."""
        return _mean([char for line in self.lines for char in line.characters])


def _mean(characters: Sequence[Character]) -> float:
    sure = [character.confidence for character in characters if not character.text.isspace()]
    return sum(sure) / len(sure) if sure else 0.0


class Recogniser(Protocol):
    """An OCR engine, opened once and used for many pages."""

    name: str

    def recognise(self, picture: "Image") -> RecognisedPage:
        """The lines of one page. Raises OcrUnavailable when the engine can't run, OcrFailure when it fails on this picture."""
        ...
