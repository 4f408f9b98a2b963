"""The usual LangChain pipeline: RecursiveCharacterTextSplitter, BM25Retriever and Chroma in an EnsembleRetriever.

With the same embedding model, so that the difference is not the model's. It cuts texts its own way: a chunk counts as right when
it holds the gold quotation.
"""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.embed.base import Embedder
from corpus.home import told_by_disk
from evals.baselines.base import Collection
from evals.model import EvalQuestion, Told
from evals.places import find

CHUNK, OVERLAP, DEPTH = 1000, 200, 50


class UsualPipeline:
    """Chunks of a thousand characters, words and meaning half and half."""

    name = "langchain (BM25 + Chroma)"
    needs = ("langchain_community", "langchain_chroma", "langchain_text_splitters", "langchain_classic", "rank_bm25")

    def __init__(self) -> None:
        self._retriever: Any = None
        self._languages: dict[str, str] = {}

    def build(self, collection: Collection) -> None:
        """Cut, embed and index the documents."""
        from langchain_core.documents import Document
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        whole = [
            Document(page_content=text, metadata={"document": document, "language": language})
            for document, (text, language) in _documents(collection).items()
        ]
        self._languages = {d.metadata["document"]: d.metadata["language"] for d in whole}
        chunks = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP).split_documents(whole)
        store = collection.assistant.home.root / "evals" / "vectors"
        self._retriever = ensemble(chunks, CachedEmbeddings(collection.assistant.embedder, store), k=DEPTH)

    def rank(self, question: EvalQuestion, told: Told, k: int) -> list[str]:
        """The best chunks, named by the evidence that they hold or by themselves; of a pool, its documents."""
        hits = [hit for hit in self._retriever.invoke(question.text) if question.only in ("", hit.metadata["language"])]
        if not told.items:
            return list(dict.fromkeys(hit.metadata["document"] for hit in hits))[:k]
        return [self._named(hit, at, told) for at, hit in enumerate(hits)][:k]

    @staticmethod
    def _named(hit: Any, at: int, told: Told) -> str:
        for names, item in zip(told.items, told.evidence, strict=True):
            for document, quote in item:
                if names and hit.metadata["document"] == document and find(quote, hit.page_content):
                    return names[0]
        return f"{hit.metadata['document']}#chunk{at}"


def _documents(collection: Collection) -> dict[str, tuple[str, str]]:
    """The whole text and language of each document of a collection."""
    if "#" not in collection.ids[0]:
        return dict(zip(collection.ids, zip(collection.texts, collection.languages, strict=True), strict=True))
    snapshot = collection.assistant.snapshot()
    return {head.document: (snapshot.version(key).text, head.metadata.language) for key, head in snapshot.heads.items()}


def ensemble(chunks: list[Any], embeddings: Any, *, k: int) -> Any:
    """The two retrievers over these chunks, half and half."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from langchain_chroma import Chroma
        from langchain_classic.retrievers import EnsembleRetriever
        from langchain_community.retrievers import BM25Retriever

        words = BM25Retriever.from_documents(chunks)
        words.k = k
        meaning = Chroma(embedding_function=embeddings, collection_name=f"usual-{id(chunks)}")
        for at in range(0, len(chunks), 5_000):
            meaning.add_documents(chunks[at : at + 5_000])
        return EnsembleRetriever(retrievers=[words, meaning.as_retriever(search_kwargs={"k": k})], weights=[0.5, 0.5])


class CachedEmbeddings:
    """Dalil's embedder as LangChain wants one, with passages' vectors kept on disk by their text."""

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        self._embedder = embedder
        self._folder = folder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The vectors of passages."""
        name = hashlib.sha256("\x1e".join([self._embedder.fingerprint, *texts]).encode()).hexdigest()[:24]
        path = self._folder / f"{name}.npy"
        if path.exists():
            return _lists(np.load(path))
        made = self._embedder.encode_passages(texts)
        with told_by_disk(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
            np.save(path, made)
        return _lists(made)

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        vector: list[float] = self._embedder.encode_queries([text])[0].tolist()
        return vector


def _lists(vectors: NDArray[np.float32]) -> list[list[float]]:
    return [[float(value) for value in vector] for vector in vectors]
