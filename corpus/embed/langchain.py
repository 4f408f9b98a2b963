"""An embedder as LangChain's `Embeddings`, for vector stores and chains. Import this only where LangChain is wanted."""

from langchain_core.embeddings import Embeddings

from corpus.embed.base import Embedder


class DalilEmbeddings(Embeddings):
    """Gives LangChain the vectors of `embedder`: `embed_documents` for passages, `embed_query` for a question."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The vectors of passages."""
        vectors: list[list[float]] = self.embedder.encode_passages(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        vector: list[float] = self.embedder.encode_queries([text])[0].tolist()
        return vector
