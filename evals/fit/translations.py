"""Fits the table of word translations: `python -m evals.fit.translations --data FOLDER`.

In: those pairs of `parallel-ar-en.tsv.gz` whose licence lets everybody use them for anything (CC0 and CC BY), and the termbase's
own pairs. Out: `corpus/terms/tables/translations.tsv`, stems with the probability of each translation, both ways.

After Brown et al., "The Mathematics of Statistical Machine Translation" (1993), model 1, fitted by expectation maximisation in
each direction; a pair of stems is kept where both directions find it, with the geometric mean of what they say.
"""

import argparse
import csv
import gzip
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from corpus.terms.store import SHIPPED, usable
from corpus.text.analyser import terms

_FREE = ("CC0", "CC-BY-2.0", "CC-BY-4.0")
_LONGEST = 60
_ROUNDS = 8
_LEAST, _LEAST_COUNT = 0.03, 0.5
_KEPT = 0.1
_ARTICLES = frozenset({"the", "a", "an", "of", "to"})
_SURE = 0.4
"""What a word's probabilities are scaled by at least, so that a single doubtful translation stays doubtful."""

Pairs = dict[tuple[str, str], float]


def sentence_pairs(path: Path) -> Iterator[tuple[str, str]]:
    """The English and Arabic texts of the free rows, and of the termbase."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as handle:
        for row in csv.reader(handle, delimiter="\t", quoting=csv.QUOTE_NONE):
            if len(row) == 4 and row[1].startswith(_FREE):
                yield row[2], row[3]
    for term in usable(SHIPPED):
        for arabic in term.written("ar"):
            yield from ((english, arabic) for english in term.written("en"))


def model_1(source: Sequence[Sequence[str]], target: Sequence[Sequence[str]]) -> Pairs:
    """The probability of each target word given a source word, t(f|e), with an empty source word for what stands for nothing."""
    known = {word: at for at, word in enumerate(Counter(w for words in source for w in words), start=1)}
    wanted = {word: at for at, word in enumerate(Counter(w for words in target for w in words))}
    links, places = [], []
    place = 0
    for ours, theirs in zip(source, target, strict=True):
        from_these = [0, *(known[word] for word in ours)]
        for word in theirs:
            links += [at * len(wanted) + wanted[word] for at in from_these]
            places += [place] * len(from_these)
            place += 1
    at_place = np.array(places)
    pairs, which = np.unique(np.array(links), return_inverse=True)
    sources = pairs // len(wanted)
    likely = np.ones(len(pairs))
    for _ in range(_ROUNDS):
        share = likely[which]
        counts = np.bincount(which, share / np.bincount(at_place, share, place)[at_place], len(pairs))
        likely = counts / np.bincount(sources, counts, len(known) + 1)[sources]
    words, others = list(known), list(wanted)
    kept = np.flatnonzero((sources > 0) & (likely > _LEAST) & (counts > _LEAST_COUNT))
    return {(words[sources[at] - 1], others[pairs[at] % len(wanted)]): float(likely[at]) for at in kept}


def translations(pairs: Pairs) -> Pairs:
    """The pairs that are likely enough, each source word's scaled to 1 (less where none is sure)."""
    totals: Counter[str] = Counter()
    for (word, _), likely in pairs.items():
        totals[word] += likely  # type: ignore[assignment]
    scaled = {pair: likely / max(totals[pair[0]], _SURE) for pair, likely in pairs.items() if likely > _KEPT}
    return {pair: likely for pair, likely in scaled.items() if likely >= _KEPT}


def fit(data: Path, target: Path) -> None:
    """Write the table."""
    english, arabic = [], []
    for left, right in sentence_pairs(data / "parallel-ar-en.tsv.gz"):
        ours = [t.stem for t in terms(left) if t.word not in _ARTICLES]
        theirs = [t.stem for t in terms(right)]
        if 0 < len(ours) < _LONGEST and 0 < len(theirs) < _LONGEST:
            english.append(ours)
            arabic.append(theirs)
    there, back = model_1(english, arabic), model_1(arabic, english)
    both = {pair: (likely * back[pair[::-1]]) ** 0.5 for pair, likely in there.items() if pair[::-1] in back}
    to_arabic, to_english = translations(both), translations({pair[::-1]: likely for pair, likely in both.items()})
    rows = [(left, right, to_arabic.get((left, right), 0.0), to_english.get((right, left), 0.0)) for left, right in sorted(both)]
    with target.open("w", encoding="utf-8") as handle:
        handle.write(_HEAD)
        handle.writelines(f"{left}\t{right}\t{a:.2f}\t{b:.2f}\n" for left, right, a, b in rows if a or b)


_HEAD = """# English stem, Arabic stem, probability from English to Arabic, and back. Made by evals.fit.translations
# from the termbase, from Tatoeba (https://tatoeba.org, CC BY 2.0 FR) and from TICO-19 (https://tico-19.github.io, CC0).
"""


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--target", type=Path, default=Path("corpus/terms/tables/translations.tsv"))
    given = parser.parse_args()
    fit(given.data, given.target)
