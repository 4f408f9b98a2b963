"""What a recogniser gives: lines of a page with their text, their place, and how sure each character is.

Places are pixels of the picture that was given, x from the left and y downwards; a confidence is 0 to 1 and has meaning only
within its engine.
"""

from dataclasses import dataclass
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
        sure = [character.confidence for character in self.characters if not character.text.isspace()]
        return sum(sure) / len(sure) if sure else 0.0


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """The lines of one page, in reading order, and the engine that recognised them in a picture of so many pixels.

    `skew` is the turn, in degrees anticlockwise, that set the picture straight.
    """

    engine: str
    lines: tuple[RecognisedLine, ...]
    width: int
    height: int
    skew: float = 0.0

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    @property
    def confidence(self) -> float:
        """The mean over all characters."""
        sure = [c.confidence for line in self.lines for c in line.characters if not c.text.isspace()]
        return sum(sure) / len(sure) if sure else 0.0


class Recogniser(Protocol):
    """An OCR engine, opened once and used for many pages."""

    name: str

    def recognise(self, picture: "Image") -> RecognisedPage:
        """The lines of one page. Raises OcrUnavailable when the engine can't run, OcrFailure when it fails on this picture."""
        ...
