"""One library, open for questions: pins the served generation and moves to a newer one between two questions."""

import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from assistant.answering.generative import GenerativeAnswerer, open_chat_model
from assistant.ask import answer_events
from assistant.errors import QuestionTooLong
from assistant.model import OWNER, Answer, Asker, Event, Question, SearchResult
from assistant.options import AskOptions
from assistant.query.analyse import analyse
from assistant.query.encode import encode
from assistant.retrieval.retrieve import retrieve
from assistant.suggestions import suggest
from assistant.verification.meaning import meaning_of
from corpus.embed.base import Embedder
from corpus.errors import NothingIndexed
from corpus.generation.snapshot import EVERYWHERE, Snapshot, Where, open_snapshot
from corpus.home import Home


class Assistant:
    """Answers questions and searches. Safe to use from several threads.

    `long_lived` processes search vectors through Chroma; one that asks a single question reads them from their file.
    """

    def __init__(self, home: Home, embedder: Embedder, *, options: AskOptions, long_lived: bool) -> None:
        self.home = home
        self.embedder = embedder
        self.options = options
        self._long_lived = long_lived
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._stamp: tuple[int, int] | None = None
        self._suggesting = threading.Lock()
        self._suggestions: dict[tuple[str, frozenset[str] | None, str], list[str]] = {}

    def snapshot(self) -> Snapshot:
        """The generation that is served now. Raises NothingIndexed before the first, DamagedGeneration when it isn't whole."""
        with self._lock:
            stamp = self._pointer()
            if self._snapshot is None or stamp != self._stamp:
                self._snapshot = open_snapshot(
                    self.home, use_chroma=self._long_lived, embedder_fingerprint=self.embedder.fingerprint
                )
                self._stamp = stamp
                self._suggestions.clear()
            return self._snapshot

    def _pointer(self) -> tuple[int, int]:
        try:
            seen = os.stat(self.home.current)
        except FileNotFoundError as exc:
            raise NothingIndexed("nothing is indexed yet", remedy="run `dalil index sync` first") from exc
        return seen.st_ino, seen.st_mtime_ns

    def ask(self, question: Question) -> Answer:
        """The answer to a question. Raises EmptyQuestion, QuestionTooLong, NothingIndexed."""
        for event in self.stream(question):
            if isinstance(event, Answer):
                return event
        raise RuntimeError("an answer ended without its last event")

    def stream(self, question: Question) -> Iterator[Event]:
        """The same, event by event; the last event is the whole answer."""
        longest = self.options.longest_question
        if len(question.text) > longest:
            raise QuestionTooLong(
                f"the question has {len(question.text)} characters and may have {longest}", remedy="ask it in fewer words"
            )
        view = self.snapshot().view(question.asker.groups)
        yield from answer_events(view, question, embedder=self.embedder, generative=self._generative, options=self.options)

    @cached_property
    def _generative(self) -> GenerativeAnswerer | None:
        chat = self.options.chat
        if not chat.model:
            return None
        return GenerativeAnswerer(open_chat_model(chat), options=chat, meaning=meaning_of(self.embedder))

    @property
    def answerer(self) -> str:
        """What writes the answers, as shown to people."""
        return self.options.chat.model or "extractive"

    def search(
        self, text: str, *, k: int, language: str = "", where: Where = EVERYWHERE, asker: Asker = OWNER
    ) -> list[SearchResult]:
        """The best `k` passages for a text, best first. Raises EmptyQuestion, QuestionTooLong, NothingIndexed."""
        if language:
            where = Where((*where.conditions, ("language", (language,))))
        query = analyse(Question(text, where=where), longest=self.options.longest_question, options=self.options.query)
        snapshot = self.snapshot()
        view = snapshot.view(asker.groups)
        options = replace(self.options.retrieval, depth=max(k, self.options.retrieval.depth))
        found = retrieve(view, query, encode(query, self.embedder), self.embedder, options=options)
        rows = []
        for rank, candidate in enumerate(found[:k], start=1):
            head = snapshot.heads[candidate.address.version]
            passage = snapshot.passage(candidate.address)
            rows.append(
                SearchResult(
                    rank=rank,
                    score=round(candidate.score, 6),
                    document=head.document,
                    title=head.metadata.title,
                    language=head.metadata.language,
                    page=passage.page,
                    heading=passage.heading,
                    text=view.text(candidate.address),
                    start=passage.start,
                    end=passage.end,
                )
            )
        return rows

    def suggestions(self, asker: Asker, language: str) -> list[str]:
        """Six questions that the library can answer this asker, in a language. Whoever comes while they are looked for waits."""
        snapshot = self.snapshot()
        key = (snapshot.manifest.id, asker.groups, language)
        found = self._suggestions.get(key)
        if found is not None:
            return found
        with self._suggesting:
            found = self._suggestions.get(key)
            if found is None:  # what is kept goes when a newer generation comes, whichever thread sees it first
                found = suggest(snapshot.view(asker.groups), language, lambda text: self._answers(text, asker))
                self._suggestions[key] = found
            return found

    def _answers(self, text: str, asker: Asker) -> bool:
        view = self.snapshot().view(asker.groups)
        *_, last = answer_events(view, Question(text, asker=asker), embedder=self.embedder, generative=None, options=self.options)
        return isinstance(last, Answer) and last.kind == "answer"

    def close(self) -> None:
        """Let the generation go."""
        with self._lock:
            if self._snapshot is not None:
                self._snapshot.close()
                self._snapshot = None
