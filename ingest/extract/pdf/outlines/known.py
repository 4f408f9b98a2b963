"""Outlines whose letters are known: the shipped tables and what earlier documents taught.

A table is a text file. A line holds the characters that an outline draws (code points in hexadecimal, `-` where it draws none of
its own, as the tail that some fonts share between letters), in how many fonts they were told so, and the outline's vector.
"""

import binascii
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from ingest.extract.pdf.outlines.outline import LENGTH, Vectors

SAME = 0.015
"""Vectors nearer than this are of one design; between this and twice as much nothing was met."""

_SCALE = 16_384
_BOX = 4
_BOX_SHARE = 0.5
_TABLES = Path(__file__).parent / "tables"


@dataclass(frozen=True, slots=True)
class KnownGlyph:
    """An outline and the characters that it draws, in written order; `votes` is the number of fonts that say so."""

    text: str
    votes: int
    vector: Vectors


@dataclass(frozen=True, slots=True)
class Match:
    """What an outline draws, by the known outline that is nearest; `others` are other characters for the same outline."""

    text: str
    distance: float
    others: tuple[str, ...] = ()


class KnownGlyphs:
    """A set of known outlines to compare with."""

    def __init__(self, glyphs: Iterable[KnownGlyph]) -> None:
        self._glyphs = list(glyphs)
        self._vectors = np.array([glyph.vector for glyph in self._glyphs], np.float32).reshape(-1, LENGTH)
        self._squares = (self._vectors**2).sum(axis=1)

    def __len__(self) -> int:
        return len(self._glyphs)

    def match(self, vectors: Vectors, *, within: float = SAME) -> list[Match | None]:
        """For each vector the known outline of the same design, or None. Rows of zeros, which draw nothing, have none."""
        if not len(self._glyphs) or not len(vectors):
            return [None] * len(vectors)
        squares = self._squares[None] - 2 * vectors @ self._vectors.T + (vectors**2).sum(axis=1)[:, None]
        distances = np.sqrt(np.maximum(squares, 0.0))
        return [self._best(row, within) if vector.any() else None for row, vector in zip(distances, vectors, strict=True)]

    def alike(self, vector: Vectors, count: int) -> list[tuple[str, float]]:
        """The characters of the known outlines that are most like one, the most like first, with their distances."""
        weights = np.ones(LENGTH, np.float32)
        weights[-_BOX:] = _BOX_SHARE
        distances = np.sqrt((((self._vectors - vector) * weights) ** 2).sum(axis=1))
        found: dict[str, float] = {}
        for index in distances.argsort(kind="stable"):
            found.setdefault(self._glyphs[index].text, float(distances[index]))
            if len(found) == count:
                break
        return list(found.items())

    def _best(self, distances: Vectors, within: float) -> Match | None:
        nearest = float(distances.min())
        if nearest > within:
            return None
        votes: Counter[str] = Counter()
        for index in np.nonzero(distances <= max(0.004, 1.5 * nearest))[0]:
            votes[self._glyphs[index].text] += self._glyphs[index].votes
        ranked = sorted(votes, key=lambda text: (-votes[text], text))
        return Match(ranked[0], nearest, tuple(ranked[1:]))


@cache
def shipped() -> tuple[KnownGlyph, ...]:
    """The outlines of the tables beside this file."""
    return tuple(glyph for path in sorted(_TABLES.glob("*.tsv")) for glyph in read_table(path.read_text("ascii")))


def read_table(text: str) -> list[KnownGlyph]:
    """The outlines of a table's text. Raises `ValueError` where it isn't one."""
    found = []
    for line in text.splitlines():
        if line.startswith("#") or not line:
            continue
        codes, votes, packed = line.split("\t")
        vector = np.frombuffer(binascii.a2b_base64(packed), "<i2").astype(np.float32) / np.float32(_SCALE)
        if vector.shape != (LENGTH,):
            raise ValueError(f"a vector of {vector.shape[0]} numbers, where {LENGTH} are right")
        text = "" if codes == "-" else "".join(chr(int(code, 16)) for code in codes.split())
        found.append(KnownGlyph(text, int(votes), vector))
    return found


def _packed(vector: Vectors) -> bytes:
    return np.clip(np.rint(vector * _SCALE), -32768, 32767).astype("<i2").tobytes()


def write_table(glyphs: Sequence[KnownGlyph], *, heading: str = "") -> str:
    """The text of a table, the same for the same outlines in any order."""
    lines = sorted(
        "\t".join(
            (
                " ".join(f"{ord(char):04X}" for char in glyph.text) or "-",
                str(glyph.votes),
                binascii.b2a_base64(_packed(glyph.vector), newline=False).decode("ascii"),
            )
        )
        for glyph in glyphs
    )
    return "".join(f"# {line}\n" for line in heading.splitlines()) + "\n".join(lines) + "\n"
