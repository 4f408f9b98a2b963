"""One library, open for questions: pins the served generation and moves to a newer one between two questions."""

import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.answering.generative import GenerativeAnswerer, open_chat_model
from assistant.ask import answer_events
from assistant.conversation.social import with_examples
from assistant.errors import QuestionTooLong
from assistant.model import OWNER, Answer, Asker, Candidate, Event, Hit, OtherEdition, Query, Question, SearchResult
from assistant.options import AskOptions
from assistant.query.analyse import analyse
from assistant.query.encode import EncodedQuery, encode
from assistant.retrieval.editions import Gathered, gather_editions
from assistant.retrieval.neighbours import stretches
from assistant.retrieval.retrieve import retrieve
from assistant.suggestions import suggest
from assistant.verification.entailment import Entailment
from assistant.verification.meaning import meaning_of
from assistant.verification.verifier import CHECKS
from assistant.wording import wording
from corpus.embed.base import Embedder
from corpus.errors import NothingIndexed
from corpus.generation.snapshot import EVERYWHERE, Snapshot, View, Where, open_snapshot
from corpus.home import Home
from corpus.model import Language

if TYPE_CHECKING:
    from assistant.retrieval.explain import Explanation


@dataclass(frozen=True, slots=True)
class _Searched:
    """What a search found, best first."""

    view: View
    query: Query
    encoded: EncodedQuery
    found: list[Gathered]

    def rows(self, *, around: int = 0) -> list[SearchResult]:
        """What is told of it, with so many passages before and after each."""
        snapshot = self.view.snapshot
        rows = []
        for rank, stretch in enumerate(stretches(self.view, self.found, around), start=1):
            candidate = stretch.best.newest
            head = snapshot.heads[candidate.address.version]
            first = last = found = snapshot.passage(candidate.address)
            text = self.view.text(candidate.address)
            if stretch.first < stretch.last:
                passages = snapshot.passages(candidate.address.version)
                first, last = passages[stretch.first], passages[stretch.last]
                text = snapshot.version(candidate.address.version).text[first.start : last.end]
            rows.append(
                SearchResult(
                    rank=rank,
                    score=round(candidate.score, 6),
                    document=head.document,
                    title=head.metadata.title,
                    language=head.metadata.language,
                    page=first.page,
                    heading=first.heading,
                    text=text,
                    start=first.start,
                    end=last.end,
                    older=tuple(map(self._older, stretch.best.older)),
                    hit=Hit(found.page, found.heading, found.start, found.end) if around else None,
                )
            )
        return rows

    def _older(self, candidate: Candidate) -> OtherEdition:
        head = self.view.snapshot.heads[candidate.address.version]
        place = self.view.snapshot.passage(candidate.address)
        said = head.metadata
        return OtherEdition(head.document, said.title, said.edition, said.date, place.page, place.start, place.end)


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
        for event in answer_events(view, question, embedder=self.embedder, generative=self._generative, options=self.options):
            if isinstance(event, Answer) and event.kind == "social":
                yield with_examples(event, self.suggestions(question.asker, event.language))
            elif isinstance(event, Answer) and view.snapshot.manifest.without_vectors:
                yield replace(event, notes=(*event.notes, wording(event.language).words_first))
            else:
                yield event

    @cached_property
    def _generative(self) -> GenerativeAnswerer | None:
        chat = self.options.chat
        if not chat.model:
            return None
        folder = self.options.entailment_model
        checks = (*CHECKS, Entailment(folder)) if folder else CHECKS
        return GenerativeAnswerer(open_chat_model(chat), options=chat, meaning=meaning_of(self.embedder), checks=checks)

    @property
    def answerer(self) -> str:
        """What writes the answers, as shown to people."""
        return self.options.chat.model or "extractive"

    def search(
        self, text: str, *, k: int, language: str = "", where: Where = EVERYWHERE, asker: Asker = OWNER, around: int = 0
    ) -> list[SearchResult]:
        """The best `k` passages for a text, best first. With `around`, so many passages before and after come with each, and
        those that touch are one row, whose `hit` is its best passage.

        Raises EmptyQuestion, QuestionTooLong, NothingIndexed.
        """
        return self._search(text, k, language, where, asker).rows(around=around)

    def search_note(self, language: Language) -> str:
        """What who searches should know of the library as it is served now; mostly nothing."""
        return wording(language).words_first if self.snapshot().manifest.without_vectors else ""

    def search_explained(
        self, text: str, *, k: int, language: str = "", where: Where = EVERYWHERE, asker: Asker = OWNER
    ) -> "list[tuple[SearchResult, Explanation]]":
        """The same, each with why it was found."""
        from assistant.retrieval.explain import explain

        searched = self._search(text, k, language, where, asker)
        return [
            (row, explain(searched.view, searched.query, searched.encoded, self.embedder, gathered.newest))
            for row, gathered in zip(searched.rows(), searched.found, strict=True)
        ]

    def _search(self, text: str, k: int, language: str, where: Where, asker: Asker) -> "_Searched":
        if language:
            where = Where((*where.conditions, ("language", (language,))))
        query = analyse(Question(text, where=where), longest=self.options.longest_question, options=self.options.query)
        view = self.snapshot().view(asker.groups)
        options = replace(self.options.retrieval, depth=max(k, self.options.retrieval.depth))
        encoded = encode(query, self.embedder)
        found = retrieve(view, query, encoded, self.embedder, options=options)
        return _Searched(view, query, encoded, gather_editions(view, found)[:k])

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
