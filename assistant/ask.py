"""The life of one question.

    read (social turn? follow-up? language, terms) -> retrieve -> select -> confident enough? -> write -> verify -> cite

Everything is asked of one view: what this asker may read of one generation.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.answering.base import Answerer, Found
from assistant.answering.citations import CitationBook
from assistant.answering.confidence import confidence, evidence_of
from assistant.answering.extractive import ExtractiveAnswerer
from assistant.answering.generative import GenerativeAnswerer
from assistant.conversation.followup import resolve
from assistant.conversation.social import social_reply
from assistant.errors import ChatModelError
from assistant.model import Answer, Closest, Event, Query, Question, Sentence, Sources, Status
from assistant.options import AskOptions
from assistant.query.analyse import analyse
from assistant.query.select import select
from assistant.retrieval.retrieve import retrieve
from assistant.verification.verifier import verify
from assistant.wording import CLOSEST, Wording, wording
from corpus.embed.base import Embedder
from corpus.generation.snapshot import View

_READ = 8
"""How many passages are read for an answer."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found for a question: the query, its vector and the passages, best first."""

    query: Query
    vector: NDArray[np.float32]
    found: tuple[Found, ...]


def answer_events(
    view: View, question: Question, *, embedder: Embedder, generative: GenerativeAnswerer | None, options: AskOptions
) -> Iterator[Event]:
    """The events of one answer, in order; the last is the whole `Answer`.

    Raises EmptyQuestion and QuestionTooLong.
    """
    social = social_reply(question.text)
    if social is not None:
        yield _social(*social)
        return
    understood = resolve(question.text, question.history)
    query = analyse(Question(understood, question.language, question.asker, question.where), longest=options.longest_question * 2)
    documents = len(view.documents())
    yield Status("searching", documents)
    reading = read(view, query, embedder=embedder, options=options)
    told = wording(query.wanted)
    resolved = understood if understood != question.text else ""
    extractive = _extractive(view, reading, embedder, options)
    sure = _confidence(view, reading, extractive)
    if sure < options.abstain_below:
        yield _abstention(reading, sure, documents, resolved, told)
        return
    yield Sources(_closest(reading.found))
    book = CitationBook(query.wanted, told)
    if generative is not None:
        yield Status("writing", documents)
        try:
            yield from _told(generative, reading, book)
        except ChatModelError as exc:
            book.note(f"{told.model_away} ({exc.what})")
    if not book.sentences:
        yield from _told(extractive, reading, book)
    if book.sentences:
        yield book.answer(sure, documents, resolved)
    else:
        yield _abstention(reading, 0.0, documents, resolved, told)


def read(view: View, query: Query, *, embedder: Embedder, options: AskOptions) -> Reading:
    """Find the passages that a query should be answered from."""
    vector = embedder.encode_queries([query.text])[0]
    candidates = retrieve(view, query, vector, options=options.retrieval)
    snapshot = view.snapshot
    found = [
        Found(c, snapshot.passages(c.address.version)[c.address.n], snapshot.version(c.address.version))
        for c in select(view, query, candidates)
    ]
    return Reading(query, vector, tuple(found))


def _extractive(view: View, reading: Reading, embedder: Embedder, options: AskOptions) -> ExtractiveAnswerer:
    return ExtractiveAnswerer(
        weight_of=lambda stem: view.weight_of("stems", stem),
        encode=lambda texts: embedder.encode_passages(texts),
        vector=reading.vector,
        most=options.most_sentences,
    )


def _confidence(view: View, reading: Reading, extractive: ExtractiveAnswerer) -> float:
    if not reading.found:
        return 0.0
    weights = {stem: view.weight_of("stems", stem) for stem in reading.query.content}
    best = extractive.best_overlap(reading.query, reading.found[0])
    return confidence(evidence_of(reading.query, reading.found, weights, best))


def _told(answerer: Answerer, reading: Reading, book: CitationBook) -> Iterator[Sentence]:
    """What an answerer writes and the verifier passes, sentence by sentence."""
    for draft in answerer.write(reading.query, reading.found[:_READ]):
        verdict = verify(draft.text, [span.of(found.version.text) for found, span in draft.evidence])
        if verdict.passed:
            yield book.add(draft, verdict.support)
        else:
            book.withheld += 1


def _social(reply: str, language: str) -> Answer:
    return Answer(answer=reply, language="ar" if language == "ar" else "en", abstained=False, confidence=1.0, kind="social")


def _abstention(reading: Reading, sure: float, documents: int, resolved: str, told: Wording) -> Answer:
    return Answer(
        answer=told.silent.format(documents=documents),
        language=reading.query.wanted,
        abstained=True,
        confidence=round(sure, 4),
        closest=_closest(reading.found),
        kind="abstention",
        searched=documents,
        understood_as=resolved,
    )


def _closest(found: Sequence[Found]) -> tuple[Closest, ...]:
    shown: list[Closest] = []
    for one in found:
        if all(one.version.document != other.document or one.passage.page != other.page for other in shown):
            shown.append(
                Closest(one.version.document, one.version.metadata.title, one.passage.page, " ".join(one.text.split())[:400])
            )
    return tuple(shown[:CLOSEST])
