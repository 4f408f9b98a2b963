"""Counts the words that OCR settles doubtful letters by: `python scripts/count_words.py laws-ar.tar.gz`.

In: an archive of Arabic texts (2,838 Saudi laws and regulations in Markdown, public domain). Out, beside
the recognisers: `words.txt.gz`, the folded words that occur at least five times, and `alef_maqsura.txt`, the words that end in ى
and hardly ever in ي.
"""

import gzip
import re
import sys
import tarfile
from collections import Counter
from pathlib import Path

from corpus.text.normalise import fold

TARGET = Path(__file__).resolve().parent.parent / "ingest" / "extract" / "ocr"
WORD = re.compile("[ء-غف-ي]+")
LEAST, LEAST_DOTLESS = 5, 15
LENGTHS = range(3, 18)


def main(archive: Path) -> None:
    """Write both lists."""
    written: Counter[str] = Counter()
    folded: Counter[str] = Counter()
    with tarfile.open(archive) as texts:
        for member in texts:
            file = texts.extractfile(member)
            if file is not None:
                text = file.read().decode("utf-8", "ignore")
                written.update(WORD.findall(text))
                folded.update(WORD.findall(fold(text)))
    words = sorted(word for word, count in folded.items() if count >= LEAST and len(word) in LENGTHS)
    dotless = sorted(
        word
        for word, count in written.items()
        if word.endswith("ى") and len(word) > 1 and count >= LEAST_DOTLESS and count > 5 * written[word[:-1] + "ي"]
    )
    (TARGET / "words.txt.gz").write_bytes(gzip.compress("\n".join(words).encode(), 9, mtime=0))
    (TARGET / "alef_maqsura.txt").write_text("\n".join(dotless) + "\n", encoding="utf-8")
    print(f"{len(words)} words, {len(dotless)} that end in ى")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
