"""Meaning: how near the words of a sentence come to those of its evidence in the space of the embedder's token states.

Late interaction as in ranking, with the sentence as the question: every token of the sentence with the token of the evidence that
is nearest to it. It bridges languages and wordings; it can't tell a number, a name or a denial from another, which is why the
other checks come first.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from corpus.embed.base import Embedder, StatefulEmbedder, TokenStates
from corpus.late.projection import lettered, projection
from corpus.text.normalise import language_of

_KEPT = 512


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near each token of a sentence comes to the evidence: cosines [tokens], and the code points of each."""

    cosines: NDArray[np.float32]
    spans: NDArray[np.int32]

    @property
    def mean(self) -> float:
        """Over the whole sentence."""
        return float(self.cosines.mean()) if len(self.cosines) else 0.0


class Meaning:
    """Compares texts by an embedder's token states, which it keeps for the texts that were asked for last. Safe to share."""

    def __init__(self, embedder: StatefulEmbedder) -> None:
        self._embedder = embedder
        self._kept: OrderedDict[str, tuple[NDArray[np.float32], NDArray[np.int32]]] = OrderedDict()
        self._lock = Lock()

    def nearness(self, sentence: str, quotations: Sequence[str]) -> Nearness:
        """How near a sentence comes to its quotations, token by token."""
        mine, spans = self._states(sentence)
        theirs = [self._states(quotation)[0] for quotation in quotations]
        theirs = [states for states in theirs if len(states)]
        if not theirs or not len(mine):
            return Nearness(np.zeros(len(mine), dtype=np.float32), spans)
        return Nearness(np.asarray((mine @ np.concatenate(theirs).T).max(axis=1), dtype=np.float32), spans)

    def _states(self, text: str) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
        with self._lock:
            if text in self._kept:
                self._kept.move_to_end(text)
                return self._kept[text]

        def keep(at: int, tokens: TokenStates) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
            kept = lettered(text, tokens)
            return projection().project(tokens.states[kept], side="passage", language=language_of(text)), tokens.spans[kept]

        _, made = self._embedder.encode_passages_with_states([text], keep)
        with self._lock:
            self._kept[text] = made[0]
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return made[0]


def meaning_of(embedder: Embedder) -> Meaning | None:
    """What compares meanings with this embedder; None where it gives no token states that the shipped projection fits."""
    fits = isinstance(embedder, StatefulEmbedder) and embedder.dimensions == projection().matrix.shape[0]
    return Meaning(embedder) if fits and isinstance(embedder, StatefulEmbedder) else None
