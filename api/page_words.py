"""The words of a PDF's page and where they stand on it, read in a process of its own, as `page_images` draws.

The letters of a word come in the order in which they were drawn, which isn't always that of reading.
Run as a module it reads one page: `python -m api.page_words FILE PAGE`, with JSON on stdout.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_SECONDS = 20
_MEMORY_BYTES = 2 << 30
_PAGES_KEPT = 64


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, as shares of its width and height from the top left corner, 0 to 1."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A run of letters without white space, and its box."""

    letters: str
    box: Box


def words_of_page(path: Path, content: str, page: int) -> tuple[PlacedWord, ...]:
    """The words of a page as they were drawn; `content` is the file's hash. Empty where the page can't be read."""
    return _read_apart(str(path), content, page)


@lru_cache(maxsize=_PAGES_KEPT)
def _read_apart(path: str, content: str, page: int) -> tuple[PlacedWord, ...]:
    command = [sys.executable, "-m", "api.page_words", path, str(page)]
    try:
        read = subprocess.run(
            command, capture_output=True, timeout=_SECONDS, check=True, cwd=Path(__file__).resolve().parent.parent
        )
        return tuple(PlacedWord(letters, Box(*box)) for letters, box in json.loads(read.stdout))
    except (subprocess.SubprocessError, ValueError, TypeError):
        return ()  # an image without marks is better than none


def _main(path: str, page: str) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    import pypdfium2

    sheet = pypdfium2.PdfDocument(path)[int(page) - 1]
    across, high = sheet.get_size()
    text = sheet.get_textpage()
    words: list[tuple[str, list[float]]] = []
    parted = True
    for n in range(text.count_chars()):
        letter = text.get_text_range(n, 1)
        if not letter.strip():
            parted = True
            continue
        left, bottom, right, top = text.get_charbox(n)
        box = [left / across, 1 - top / high, right / across, 1 - bottom / high]
        if parted:
            words.append((letter, box))
        else:
            before, old = words[-1]
            words[-1] = (before + letter, [min(old[0], box[0]), min(old[1], box[1]), max(old[2], box[2]), max(old[3], box[3])])
        parted = False
    json.dump(words, sys.stdout)


if __name__ == "__main__":
    _main(*sys.argv[1:])
