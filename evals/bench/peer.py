"""A question over a hundred thousand passages, beside the usual LangChain pipeline with the same vectors.

The peer: RecursiveCharacterTextSplitter, BM25Retriever and Chroma in an EnsembleRetriever. Embedding the question costs nothing
on either side, so that the times are those of finding.
"""

import time
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from assistant.assistant import Assistant
from assistant.options import AskOptions
from corpus.home import Home
from corpus.progress import Progress
from evals.baselines.base import missing
from evals.baselines.langchain import UsualPipeline, ensemble
from evals.bench.model import Bench, Figure
from evals.bench.synthetic import SyntheticEmbedder, sentences_of
from evals.errors import NotInstalled

_WORDS = 60
_DEPTH = 10
_QUESTIONS = 50
_PEER_QUESTIONS = 10
_PER_FILE = 500


class _ForLangChain:
    """The synthetic embedder as LangChain wants one."""

    def __init__(self, embedder: SyntheticEmbedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The vectors of passages."""
        made: list[list[float]] = self._embedder.encode_passages(texts).tolist()
        return made

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        made: list[float] = self._embedder.encode_queries([text])[0].tolist()
        return made


def measure(bench: Bench) -> Iterator[Figure]:
    """Build both over the same passages and ask both the same questions."""
    lacking = missing(UsualPipeline())
    if lacking:
        raise NotInstalled(f"it needs {', '.join(lacking)}", subject="peer", remedy="run `make bench`, which installs them")
    texts = sentences_of(bench.passages, _WORDS, seed=1)
    questions = sentences_of(_QUESTIONS, 6, seed=2)
    embedder = SyntheticEmbedder()
    started = time.perf_counter()
    assistant = _ours(bench, texts, embedder)
    built = time.perf_counter() - started
    ours = _times(lambda text: assistant.search(text, k=_DEPTH), questions)
    held = assistant.snapshot().manifest.passages
    assistant.close()
    started = time.perf_counter()
    theirs = _peer(texts, embedder)
    peer_built = time.perf_counter() - started
    peer = _times(theirs, questions[:_PEER_QUESTIONS])
    what = f"finding in {held} passages, without embedding the question, median"
    one, other = float(np.median(ours)), float(np.median(peer))
    yield Figure(
        name="find_ms", what=what, value=one, unit="ms", peer=UsualPipeline.name, peer_value=other, ratio=other / one
    )  # fmt: skip
    yield Figure(
        name="find_ratio", what="how many times faster than that peer", value=other / one, unit="x", wanted=50, side="at least"
    )
    yield Figure(
        name="build_s", what=f"indexing {held} passages with vectors given", value=built, unit="s", peer=UsualPipeline.name,
        peer_value=peer_built, ratio=peer_built / built,
    )  # fmt: skip


def _ours(bench: Bench, texts: Sequence[str], embedder: SyntheticEmbedder) -> Assistant:
    from ingest.options import SyncOptions
    from ingest.sync import sync

    folder = bench.folder / "many"
    folder.mkdir()
    for at in range(0, len(texts), _PER_FILE):
        body = "\n\n".join(f"# Part {at + n}\n\n{text}" for n, text in enumerate(texts[at : at + _PER_FILE]))
        (folder / f"part-{at:06d}.md").write_text(body, encoding="utf-8")
    home = Home(bench.folder / "many-home")
    options = SyncOptions(folders=(folder,), workers=2, keep_originals=False)
    sync(home, [], embedder, options=options, progress=Progress())
    return Assistant(home, embedder, options=AskOptions(), long_lived=True)


def _peer(texts: Sequence[str], embedder: SyntheticEmbedder) -> Callable[[str], object]:
    from langchain_core.documents import Document
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    whole = [Document(page_content=text, metadata={"n": n}) for n, text in enumerate(texts)]
    chunks = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200).split_documents(whole)
    retriever = ensemble(chunks, _ForLangChain(embedder), k=_DEPTH)
    return lambda text: retriever.invoke(text)


def _times(ask: Callable[[str], object], questions: Sequence[str]) -> list[float]:
    ask(questions[0])
    times = []
    for question in questions:
        started = time.perf_counter()
        ask(question)
        times.append((time.perf_counter() - started) * 1000)
    return times
