"""Dalil's retrieval as a LangChain retriever, for use in somebody's own chain."""

from dataclasses import asdict
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from assistant.assistant import Assistant
from assistant.model import OWNER, Asker
from corpus.generation.snapshot import EVERYWHERE, Where


class HybridRetriever(BaseRetriever):
    """Gives the best `k` passages as LangChain documents, within what `asker` may read; with `around`, so many passages before
    and after come with each, and those that touch are one document.

    `metadata` holds the passage's address: document, title, language, page, heading, start, end (code points of the canonical
    text), with rank and score; with `around`, `hit` holds page, heading, start and end of the best passage in it.
    """

    assistant: Any
    k: int = 5
    around: int = 0
    language: str = ""
    where: Where = EVERYWHERE
    asker: Asker = OWNER

    @classmethod
    def over(cls, assistant: Assistant, **given: Any) -> "HybridRetriever":
        """The retriever of an open assistant; `given` are the fields above."""
        return cls.model_validate({"assistant": assistant, **given})

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        rows = self.assistant.search(
            query, k=self.k, language=self.language, where=self.where, asker=self.asker, around=self.around
        )
        return [
            Document(
                row.text,
                metadata={
                    "document": row.document,
                    "title": row.title,
                    "language": row.language,
                    "page": row.page,
                    "heading": row.heading,
                    "start": row.start,
                    "end": row.end,
                    "rank": row.rank,
                    "score": row.score,
                    **({"hit": asdict(row.hit)} if row.hit else {}),
                },
            )
            for row in rows
        ]
