"""The tokenizer of multilingual-e5-small: a Unigram model over the 250,002 pieces of XLM-RoBERTa.

In: text. Out: piece ids, each with the characters that it stands for. A word is cut into the pieces whose log probabilities sum
highest (Viterbi); see Kudo 2018, "Subword Regularization" (https://arxiv.org/abs/1804.10959). The `tokenizers` library does the
same, and a test compares the two, but it needs most of a second and 300 MB to take these pieces in; this is ready in a tenth of
that, and words met before are remembered.

Text is normalised as the model was trained to see it: controls dropped, line breaks and zero-width marks to a space, NFKC, runs
of spaces to one. Embedding marks of bidirectional text are dropped too: the model does not know them, and they carry no sound.
Special tokens are never read from a text: `<s>` in a document is three characters like any others.

The pieces are stored one a line in `pieces.txt` (no piece holds a line break), their log probabilities in `scores.npy`, in the
same order: a piece's line is its id.
"""

import functools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

PIECES_FILE = "pieces.txt"
SCORES_FILE = "scores.npy"

BOS, PAD, EOS, UNK, MASK = SPECIAL = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")

RULES = 1
"""Counts the versions of the rules in this file; vectors made under different rules are not comparable."""

DROPPED = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u202a-\u202e\u2060-\u2064\u2066-\u206f"
SPACES = " \t\n\x0b\x0c\r\x85\xa0\u1680\u2000-\u200f\u2028\u2029\u202f\u205f\u2581\u3000\ufeff\ufffd"
UNKNOWN_PENALTY = 10.0
"""How far below the least probable piece a character lies that no piece holds."""

_WORD = re.compile(f"[^{SPACES}]{{1,1000}}")
"""Longer words than any language has are cut: folding a hostile one takes time that grows with its square."""

_NOISE = re.compile(f"[{DROPPED}]+")
_START = "\u2581"
_WORDS_REMEMBERED = 100_000
_LONGEST_REMEMBERED = 64

Spans = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Tokens:
    """Piece ids, and for each the half-open code points of the text that it stands for; (0, 0) where it stands for none."""

    ids: list[int]
    spans: list[tuple[int, int]]


Cut = tuple[tuple[int, int, int], ...]
"""A word's pieces: (id, start, end), counted from the word's first character; (id, 0, 0) for the bare mark of a word's start."""


class Tokenizer:
    """Cuts text into piece ids. Safe to share between threads."""

    def __init__(self, pieces: list[str], scores: list[float]) -> None:
        self._ids = dict(zip(pieces, range(len(scores)), strict=True))
        self._scores = scores
        self.bos, self.eos, self.unk = self._ids[BOS], self._ids[EOS], self._ids[UNK]
        for special in SPECIAL:
            del self._ids[special]
        self._longest = max(map(len, pieces))
        self._unknown_score = min(scores) - UNKNOWN_PENALTY
        self._remembered = functools.lru_cache(_WORDS_REMEMBERED)(self._cut)

    def encode(self, text: str, *, prefix: str = "", most_tokens: int) -> Tokens:
        """The ids of `prefix` and `text` between the start and end tokens, at most `most_tokens` with them.

        Spans count from the start of `text`; the prefix must end in a space.
        """
        ids = [self.bos]
        for word in _WORD.finditer(prefix):
            ids.extend(piece for piece, _, _ in self._remembered(word[0]))
        spans = [(0, 0)] * len(ids)
        for word in _WORD.finditer(text):
            at = word.start()
            for piece, start, end in self._cut_word(word[0]):
                ids.append(piece)
                spans.append((at + start, at + end) if end else (0, 0))
            if len(ids) >= most_tokens:
                break
        del ids[most_tokens - 1 :], spans[most_tokens - 1 :]
        ids.append(self.eos)
        spans.append((0, 0))
        return Tokens(ids, spans)

    def _cut_word(self, word: str) -> Cut:
        return self._remembered(word) if len(word) <= _LONGEST_REMEMBERED else self._cut(word)

    def _cut(self, word: str) -> Cut:
        """The pieces of one word as written."""
        kept = [n for n, character in enumerate(word) if not _NOISE.match(character)] if _NOISE.search(word) else range(len(word))
        plain = "".join([word[n] for n in kept])
        folded = unicodedata.normalize("NFKC", plain)
        origins = range(len(plain)) if folded == plain else _origins(plain, folded)
        cut = []
        for part in _WORD.finditer(folded):
            for piece, start, end in self._best_path(_START + part[0]):
                # The path begins with the mark of a word's start, which is not in the text.
                first, last = part.start() + max(start - 1, 0), part.start() + end - 2
                if last < first:
                    cut.append((piece, 0, 0))
                    continue
                after = origins[last + 1] if last + 1 < len(origins) else len(plain)
                cut.append((piece, kept[origins[first]], kept[max(origins[last], after - 1)] + 1))
        return tuple(cut)

    def _best_path(self, word: str) -> Iterator[tuple[int, int, int]]:
        """The pieces (id, start, end) of the most probable cut of `word`; neighbouring unknown characters are one piece."""
        length, longest, ids, scores = len(word), self._longest, self._ids, self._scores
        best = [0.0] + [-float("inf")] * length
        steps = [(0, 0)] * (length + 1)
        for start in range(length):
            so_far = best[start]
            for end in range(start + 1, min(start + longest, length) + 1):
                piece = ids.get(word[start:end])
                score = self._unknown_score if piece is None else scores[piece]
                if (piece is not None or end == start + 1) and so_far + score > best[end]:
                    best[end] = so_far + score
                    steps[end] = (start, self.unk if piece is None else piece)
        path: list[tuple[int, int, int]] = []
        end = length
        while end:
            start, piece = steps[end]
            if path and piece == self.unk == path[-1][0]:
                path[-1] = (piece, start, path[-1][2])
            else:
                path.append((piece, start, end))
            end = start
        return reversed(path)


def _origins(plain: str, folded: str) -> list[int]:
    """For each character of `folded`, which character of `plain` it comes from.

    Where characters were composed or reordered, the stretch between two that stand alone is shared out evenly.
    """
    origins: list[int] = []
    stretches = _stretches(plain)
    for start, end in stretches:
        size = len(unicodedata.normalize("NFKC", plain[start:end]))
        origins.extend(start + n * (end - start) // size for n in range(size))
    if len(origins) != len(folded):
        return [n * len(plain) // len(folded) for n in range(len(folded))]
    return origins


def _stretches(plain: str) -> Iterator[tuple[int, int]]:
    """Each base character with the combining marks that follow it."""
    start = 0
    for n in range(1, len(plain) + 1):
        if n == len(plain) or not unicodedata.combining(plain[n]):
            yield start, n
            start = n


def write_pieces(folder: Path, pieces: list[str], scores: NDArray[np.float32]) -> None:
    """Write the pieces and their log probabilities into `folder`."""
    (folder / PIECES_FILE).write_bytes("\n".join(pieces).encode())
    np.save(folder / SCORES_FILE, scores)


def read_pieces(folder: Path) -> tuple[list[str], list[float]]:
    """The pieces in `folder` and their log probabilities.

    Raises OSError or ValueError where the files are missing or unreadable.
    """
    pieces = (folder / PIECES_FILE).read_bytes().decode().split("\n")
    return pieces, np.load(folder / SCORES_FILE, allow_pickle=False).tolist()
