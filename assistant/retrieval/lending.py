"""Meaning for passages that a generation has only the words of: made for the best finds by words, while a question waits.

In: what words found, best first, in a generation whose vectors are still being made. What comes of it is lent to the snapshot, so
that ranking, confidence and quoting go on as with every other passage.
"""

from collections.abc import Iterable

from assistant.retrieval.fusion import Ranked
from corpus.embed.base import Embedder, StatefulEmbedder
from corpus.embed.cache import embedded_text
from corpus.generation.snapshot import View
from corpus.late.projection import compact_passage

_MOST = 12
"""For how many passages of each source a question waits."""


def lend_vectors(view: View, sources: Iterable[Ranked], embedder: Embedder) -> None:
    """Make the vectors, and token states where they are used, of the first passages of each source that have none."""
    first = dict.fromkeys(address for ranked in sources for address, _ in ranked[:_MOST])
    lacking = view.without_vector(list(first))
    if not lacking:
        return
    own = [view.text(address) for address in lacking]
    texts = [embedded_text(view.snapshot.place(address), text) for address, text in zip(lacking, own, strict=True)]
    if isinstance(embedder, StatefulEmbedder) and embedder.late_interaction != "off":
        matrix, states = embedder.encode_passages_with_states(
            texts, lambda at, tokens: compact_passage(texts[at], len(texts[at]) - len(own[at]), tokens)
        )
        for address, vector, made in zip(lacking, matrix, states, strict=True):
            view.snapshot.lend(address, vector, made)
    else:
        for address, vector in zip(lacking, embedder.encode_passages(texts), strict=True):
            view.snapshot.lend(address, vector, None)
