"""BM25 over words split at white space, as most retrieval code in Python has it: through `bm25s`."""

from typing import Any

from evals.baselines.base import Collection, best
from evals.model import EvalQuestion, Told


class WhitespaceBM25:
    """Lower case, nothing else: no folding, no stems."""

    name = "bm25 (white space)"
    needs = ("bm25s",)

    def __init__(self) -> None:
        self._index: Any = None
        self._collection: Collection | None = None

    def build(self, collection: Collection) -> None:
        """Index the texts."""
        import bm25s

        self._collection = collection
        self._index = bm25s.BM25()
        self._index.index([text.lower().split() or [""] for text in collection.texts], show_progress=False)

    def rank(self, question: EvalQuestion, told: Told, k: int) -> list[str]:
        """The best by BM25."""
        held = self._collection
        if held is None:
            return []
        words = [word for word in question.text.lower().split() if word in self._index.vocab_dict]
        if not words:
            return []
        scores = self._index.get_scores(words)
        return best([float(score) for score in scores], held.ids, held.allowed(question), k)
