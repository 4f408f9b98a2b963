"""The life of one question.

    read (social turn? follow-up? of what? language, terms) -> retrieve -> select -> confident enough? -> write -> verify -> cite

Everything is asked of one view: what this asker may read of one generation.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.answering.base import Answerer, Found
from assistant.answering.citations import CitationBook
from assistant.answering.confidence import Evidence, confidence, evidence_of
from assistant.answering.conflicts import otherwise, out_of_force
from assistant.answering.extractive import ExtractiveAnswerer
from assistant.answering.generative import GenerativeAnswerer
from assistant.answering.ranking import SentenceRanker
from assistant.conversation.clarifying import asked_back
from assistant.conversation.followup import is_vague
from assistant.conversation.social import social_reply
from assistant.conversation.understanding import understood
from assistant.errors import ChatModelError
from assistant.model import Answer, Candidate, Closest, Event, Query, Question, Sentence, Sources, Status
from assistant.options import AskOptions
from assistant.query.analyse import analyse
from assistant.query.encode import EncodedQuery, encode
from assistant.query.expand import expand
from assistant.query.select import current_first, in_language, replaced_among
from assistant.retrieval.late import passage_states
from assistant.retrieval.retrieve import retrieve
from assistant.verification.base import Check
from assistant.verification.meaning import Meaning
from assistant.verification.verifier import CHECKS, verify
from assistant.wording import CLOSEST, Wording, wording
from corpus.embed.base import Embedder
from corpus.generation.snapshot import View, Where
from corpus.model import Language

READ = 8
"""How many passages are read for an answer."""
_SHARING = 5
"""How many passages of the other language are looked at for a word of the question."""
_WEIGHED = 20
"""How many are opened to weigh whether it is there at all."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found for a question in one language: passages, best first, what ranks their sentences, and how sure it is."""

    query: Query
    found: tuple[Found, ...]
    ranker: SentenceRanker
    sure: float


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
    meant = understood(question, generative)
    query = analyse(meant, longest=options.longest_question * 2, options=options.query)
    documents = len(view.documents())
    yield Status("searching", documents)
    reading = read(view, query, embedder=embedder, options=options)
    sure = reading.sure
    told, resolved = wording(query.wanted), meant.text if meant.text != question.text else ""
    if not question.history and is_vague(question.text):
        back = _asked_back(view, question, reading, embedder=embedder, options=options)
        if back is not None:
            yield back
            return
    if sure < options.abstain_below:
        yield _abstention(reading, sure, documents, resolved, told)
        return
    yield Sources(_closest(reading.found))
    current = _without_replaced(view, reading)
    book = CitationBook(query.wanted, told)
    if generative is not None:
        yield Status("writing", documents)
        try:
            yield from _told(generative, current, book, checks=generative.checks, meaning=generative.meaning)
        except ChatModelError as exc:
            book.note(f"{told.model_away} ({exc.what})")
    if not book.sentences:
        yield from _told(_extractive(view, reading, options), current, book, checks=CHECKS, meaning=None)
    if book.sentences:
        book.warn(out_of_force(book.told, view.documents()), otherwise(book.told, reading.found, view.documents()))
        yield book.answer(sure, documents, resolved)
    else:
        yield _abstention(reading, 0.0, documents, resolved, told)


def _asked_back(view: View, question: Question, reading: Reading, *, embedder: Embedder, options: AskOptions) -> Answer | None:
    """What is asked back of somebody who named no matter; None when there is nothing to choose from."""

    def answers(text: str) -> bool:
        asked = replace(question, text=text, language=reading.query.wanted)
        query = analyse(asked, longest=options.longest_question * 2, options=options.query)
        return read(view, query, embedder=embedder, options=options).sure >= options.abstain_below

    heads = [view.snapshot.heads[one.candidate.address.version] for one in reading.found]
    return asked_back(question.text, reading.query.wanted, heads, answers=answers, searched=len(view.documents()))


def read(view: View, query: Query, *, embedder: Embedder, options: AskOptions) -> Reading:
    """What the library has in the language that is wanted, or (where that has no answer) what it has in the other one."""
    encoded = encode(query, embedder)
    candidates = retrieve(view, query, encoded, embedder, options=options.retrieval)
    own = _weighed(view, query, encoded, in_language(view, candidates, query.wanted), embedder)
    if own.sure >= options.abstain_below:
        return own
    other: Language = "en" if query.wanted == "ar" else "ar"
    elsewhere = replace(query, where=Where((*query.where.conditions, ("language", (other,)))))
    found = _weighed(view, query, encoded, retrieve(view, elsewhere, encoded, embedder, options=options.retrieval), embedder)
    speaks_of_it = found.sure >= options.across_from and _shares_words(found)
    return found if speaks_of_it and _nearest(found) > _nearest(own) else own


def _shares_words(reading: Reading) -> bool:
    """Whether one of the first passages has a word of the question, as it is or translated: nearness in meaning alone is found
    for any question in a small library.
    """
    return any(one.candidate.lexical > 0 or one.candidate.translated > 0 for one in reading.found[:_SHARING])


def _nearest(reading: Reading) -> float:
    """How near the best passage comes by late interaction. From one language to the other equal meaning scores lower, so that a
    passage of the other language which scores higher means more.
    """
    return max((one.candidate.late for one in reading.found), default=0.0)


def _weighed(view: View, query: Query, encoded: EncodedQuery, candidates: Sequence[Candidate], embedder: Embedder) -> Reading:
    """Open the passages that a query should be answered from, and weigh how likely they hold the answer."""
    reading = gather(view, query, encoded, candidates, embedder)
    return replace(reading, sure=_confidence(reading))


def gather(view: View, query: Query, encoded: EncodedQuery, candidates: Sequence[Candidate], embedder: Embedder) -> Reading:
    """The passages that a query should be answered from, with what ranks their sentences, not weighed yet."""
    snapshot = view.snapshot
    found = tuple(
        Found(c, snapshot.passages(c.address.version)[c.address.n], snapshot.version(c.address.version))
        for c in current_first(view, query, candidates)[:_WEIGHED]
    )
    ranker = SentenceRanker(
        query=query,
        encoded=encoded,
        weight_of=lambda stem: view.weight_of("stems", stem),
        states_of=lambda one: passage_states(view, one.address, embedder),
        encode=embedder.encode_passages,
        expand=lambda: expand(query, snapshot.termbase(), frequency=lambda stem: view.frequency("stems", stem)),
    )
    return Reading(query, found, ranker, 0.0)


def _without_replaced(view: View, reading: Reading) -> Reading:
    """A reading without the passages of earlier editions where the later one was found too."""
    replaced = replaced_among(view, reading.query, {one.version.document for one in reading.found})
    return replace(reading, found=tuple(one for one in reading.found if one.version.document not in replaced))


def _extractive(view: View, reading: Reading, options: AskOptions) -> ExtractiveAnswerer:
    return ExtractiveAnswerer(
        reading.ranker, passages_of=lambda one: view.snapshot.passages(one.address.version), most=options.most_sentences
    )


def _confidence(reading: Reading) -> float:
    return confidence(weighed(reading)) if reading.found else 0.0


def weighed(reading: Reading) -> Evidence:
    """What was seen of a question, for the confidence in its answer."""
    ranked = reading.ranker.rank(reading.found[:READ])
    weights = {stem: reading.ranker.weight_of(stem) for stem in reading.query.content}
    met = reading.ranker.met(ranked[0]) if ranked else {}
    return evidence_of(reading.query, reading.found, ranked, weights, met)


def _told(
    answerer: Answerer, reading: Reading, book: CitationBook, *, checks: Sequence[Check], meaning: Meaning | None
) -> Iterator[Sentence]:
    """What an answerer writes and the verifier passes, sentence by sentence."""
    for draft in answerer.write(reading.query, reading.found[:READ]):
        quotations = [span.of(found.version.text) for found, span in draft.evidence]
        verdict = verify(draft.text, quotations, checks=checks, meaning=meaning)
        if verdict.passed:
            yield book.add(draft, verdict.support)
        else:
            book.withhold(verdict)


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
