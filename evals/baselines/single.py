"""Dalil with one of its sources: words alone, and meaning alone."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.assistant import Assistant
from assistant.model import Asker
from evals.asking import DEPTH, ranked, where_of
from evals.baselines.base import Collection
from evals.model import EvalQuestion, Told


class SingleSource:
    """The assistant with either source left out, and nothing ranked anew."""

    needs: Sequence[str] = ()

    def __init__(self, name: str, *, words: bool) -> None:
        self.name = name
        self._words = words
        self._assistant: Assistant | None = None
        self._by_passage = True

    def build(self, collection: Collection) -> None:
        """Open the same generation with other weights."""
        whole = collection.assistant
        usual = replace(whole.options.retrieval, late_depth=0)
        retrieval = replace(usual, dense=False) if self._words else replace(usual, lexical_weight=0.0)
        self._assistant = Assistant(
            whole.home, whole.embedder, options=replace(whole.options, retrieval=retrieval), long_lived=True
        )
        self._by_passage = "#" in collection.ids[0]

    def rank(self, question: EvalQuestion, told: Told, k: int) -> list[str]:
        """The best by that source."""
        if self._assistant is None:
            return []
        rows = self._assistant.search(question.text, k=DEPTH, where=where_of(question), asker=Asker(question.groups))
        return [name for name, _ in ranked(rows, by_passage=self._by_passage)][:k]
