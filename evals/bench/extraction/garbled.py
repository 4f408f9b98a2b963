"""The share of words that nobody can have written: what a wrong font map, a lost letter or a wrong order leaves behind.

    python -m evals.bench.extraction.garbled FILE.pdf ...      reads each file and prints its share, pages and seconds a page

A word is garbled when it holds U+FFFD or a private-use character, an Arabic letter beside a Latin one or a mark of mathematics,
three times the same letter, ة before another letter, ى, ة or ء with a mark at its beginning, or more than 24 Arabic letters.
"""

import re
import sys
import time
from pathlib import Path

from ingest.errors import UnreadableDocument
from ingest.extract.sandbox import extract_in_child
from ingest.options import OcrOptions

_MARKS = re.compile(r"[\u0640\u064b-\u0655\u0670]")
_ARABIC = "[\u0621-\u063a\u0641-\u064a]"
_GARBLED = re.compile(
    "[\ufffd\ue000-\uf8ff]"
    f"|{_ARABIC}[A-Za-z\u00c0-\u024f\u2200-\u22ff\u25a0-\u25ff]|[A-Za-z\u00c0-\u024f\u2200-\u22ff\u25a0-\u25ff]{_ARABIC}"
    f"|({_ARABIC})\\1\\1|\u0629{_ARABIC}|^[\u0629\u0649]{_ARABIC}|{_ARABIC}{{25,}}"
)


def garbled_words(text: str) -> tuple[int, int]:
    """How many words of a text are garbled, and how many words there are."""
    words = [word for word in _MARKS.sub("", text).split() if any(char.isalnum() or char == "\ufffd" for char in word)]
    return sum(bool(_GARBLED.search(word)) for word in words), len(words)


def main() -> None:
    """Print one line a file and one for all."""
    bad = every = 0
    for name in sys.argv[1:]:
        started = time.monotonic()
        try:
            document = extract_in_child(Path(name), ocr=OcrOptions(engine="off"))
        except UnreadableDocument as failure:
            print(f"{Path(name).name}: {failure.what}")
            continue
        seconds = time.monotonic() - started
        found, words = garbled_words(document.text)
        bad, every = bad + found, every + words
        pages = len(document.pages)
        print(
            f"{Path(name).name}: {found} of {words} words, {len(document.report.unread_pages)} pages unread, "
            f"{pages} pages at {seconds / pages:.3f} s"
        )
    print(f"all: {bad} of {every} words ({100 * bad / max(1, every):.3f} %)")


if __name__ == "__main__":
    main()
