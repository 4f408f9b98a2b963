"""Late interaction over candidates: token states from their file, or made on the spot where they aren't kept."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.embed.base import Embedder, StatefulEmbedder
from corpus.embed.cache import embedded_text
from corpus.generation.snapshot import Address, View
from corpus.late.projection import CompactStates, compact_passage
from corpus.late.score import Nearness, nearness


def late_scores(
    view: View, states: NDArray[np.float32], addresses: Sequence[Address], embedder: Embedder
) -> dict[Address, Nearness]:
    """How near each of these passages comes to a question's states; a passage without states has no score."""
    found = {address: passage_states(view, address, embedder) for address in addresses}
    having = {address: passage for address, passage in found.items() if passage is not None}
    return dict(zip(having, nearness(states, list(having.values())), strict=True))


def passage_states(view: View, address: Address, embedder: Embedder) -> CompactStates | None:
    """The compact states of a passage: the kept ones, else made now where the setting says so."""
    kept = view.snapshot.states(address)
    if kept is not None or not isinstance(embedder, StatefulEmbedder) or embedder.late_interaction != "live":
        return kept
    text = view.text(address)
    embedded = embedded_text(view.snapshot.place(address), text)
    _, (made,) = embedder.encode_passages_with_states(
        [embedded], lambda _, tokens: compact_passage(embedded, len(embedded) - len(text), tokens)
    )
    return made
