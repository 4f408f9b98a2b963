"""What the library can't answer yet: unanswered and badly rated questions, grouped by meaning, with what a manager needs to act.

In: the questions that are kept. Out: gaps, those of most askers first, each with a draft title of the missing document and the
closest documents as the manager who looks may read them. A gap's central question is asked again: as its askers, for they may be
answered by now, and as the manager, which tells "no document says it" from "it stands in a document that this asker may not
read". What the manager may not read either is shown nowhere.
"""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from secrets import token_urlsafe
from typing import Literal

from assistant.ask import answer_events
from assistant.assistant import Assistant
from assistant.conversation.errors import UnknownGap
from assistant.conversation.grouping import Meanings, central, grouped
from assistant.conversation.history import Conversations, Turn
from assistant.conversation.questions import Closure, KeptQuestion, Questions, Result, Tally
from assistant.conversation.titles import draft_title
from assistant.errors import AskError
from assistant.model import Answer, Asker, Question
from corpus.errors import NothingIndexed
from corpus.generation.snapshot import View
from corpus.home import now
from corpus.model import Language

Standing = Literal["missing", "restricted", "answered", "rated"]
"""No document says it; it stands in a document that an asker may not read; the library answers it by now; it is answered, but
its askers say not well.
"""

_MOST_DISTINCT = 1000
"""How many different questions are grouped, the latest."""
_MOST_GROUPS_ASKED = 4
"""As how many different groups a gap's central question is asked again."""
_ANSWERS_KEPT = 4000


@dataclass(frozen=True, slots=True)
class Near:
    """A document beside a gap."""

    document: str
    title: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions of one meaning that want an answer. Times are UTC; `reasons` are what askers found wrong, the commonest first.

    `stands_in` are documents that answer it and that an asker may not read.
    """

    id: str
    title: str
    language: Language
    standing: Standing
    questions: tuple[KeptQuestion, ...]
    times: int
    askers: int
    unanswered: int
    badly_rated: int
    passed_on: int
    first: str
    last: str
    reasons: tuple[str, ...]
    closest: tuple[Near, ...]
    stands_in: tuple[Near, ...]


class Gaps:
    """The gaps of one library. Safe to use from several threads; answers are kept at hand as long as their generation.

    `settle` waits until what was asked just now is kept, where that happens beside answering. Where `conversations` are kept, an
    answer that closing a gap finds is put into its asker's.
    """

    def __init__(
        self,
        assistant: Assistant,
        questions: Questions,
        *,
        conversations: Conversations | None = None,
        settle: Callable[[], None] = lambda: None,
    ) -> None:
        self._settle = settle
        self._conversations = conversations
        self._assistant = assistant
        self._questions = questions
        self._meanings = Meanings(assistant.embedder)
        self._answers: dict[tuple[str, str, Language, frozenset[str] | None], Answer] = {}
        self._lock = threading.RLock()

    def open(self, manager: Asker, *, since: str = "") -> list[Gap]:
        """The open gaps as a manager may see them, those of most askers first. Raises StateError."""
        self._settle()
        with self._lock:
            return self._grouped(self._questions.wanting(since), manager)

    def _grouped(self, kept: Sequence[KeptQuestion], manager: Asker) -> list[Gap]:
        by_text: dict[str, list[KeptQuestion]] = {}
        for question in reversed(kept):
            by_text.setdefault(question.meant, []).append(question)
        texts = list(by_text)[:_MOST_DISTINCT][::-1]
        vectors = self._meanings.vectors(texts)
        gaps = []
        for group in grouped(vectors):
            asked = [question for at in group for question in by_text[texts[at]]]
            gaps.append(self._gap(texts[central(vectors, group)], asked, manager))
        return sorted(gaps, key=lambda gap: (-gap.askers, -gap.times, gap.first, gap.id))

    def close(self, id: str, manager: Asker) -> Closure:
        """Ask a gap's questions again, each as its asker, and close it, whatever comes of them. Raises UnknownGap, StateError."""
        with self._lock:
            gap = next((gap for gap in self.open(manager) if gap.id == id), None)
            if gap is None:
                raise UnknownGap("there is no open gap of this id", subject=id, remedy="`dalil gaps` lists them")
            asked = {(question.meant, question.language, question.groups): question for question in gap.questions}
            closure = Closure(gap.id, now(), gap.title, tuple(self._result(question) for question in asked.values()))
            self._questions.close(closure, [question.id for question in gap.questions])
            if self._conversations is not None:
                self._tell_askers(gap, self._conversations)
        return self._as_seen_by(manager, closure)

    def _tell_askers(self, gap: Gap, conversations: Conversations) -> None:
        """Put the answers that there are now, as each asker may read them, into the conversations that the questions stand in,
        where they may be rated.
        """
        for question in gap.questions:
            answer = self._answer(question.meant, question.language, question.as_asker)
            if answer is not None and _answers(answer):
                told = replace(answer, understood_as=question.understood)
                turn = Turn(id=token_urlsafe(12), question=question.text, answer=told)
                if conversations.answered_since(question.id, turn):
                    self._questions.keep_again(turn.id, question, told)

    def tally(self, since: str = "") -> Tally:
        """How many questions were asked, answered and not, from a time on. Raises StateError."""
        self._settle()
        return self._questions.tally(since)

    def view(self, asker: Asker) -> View | None:
        """What an asker may read; None where nothing is indexed."""
        try:
            return self._view(asker)
        except NothingIndexed:
            return None

    def closed(self, manager: Asker) -> list[Closure]:
        """The gaps that were closed, the latest first, with the documents that a manager may read."""
        return [self._as_seen_by(manager, closure) for closure in self._questions.closures()]

    def _gap(self, text: str, asked: Sequence[KeptQuestion], manager: Asker) -> Gap:
        ordered = sorted(asked, key=lambda question: (question.at, question.id))
        said = next(question for question in ordered if question.meant == text)
        reasons = Counter(question.feedback.reason for question in ordered if question.feedback.reason)
        standing, closest, stands_in = self._standing(said, ordered, manager)
        return Gap(
            id=blake2b(ordered[0].id.encode(), digest_size=4).hexdigest(),
            title=draft_title(text, said.language),
            language=said.language,
            standing=standing,
            questions=tuple(ordered),
            times=len(ordered),
            askers=len({question.asker for question in ordered}),
            unanswered=sum(question.abstained for question in ordered),
            badly_rated=sum(question.feedback.useful is False for question in ordered),
            passed_on=sum(question.feedback.passed_on for question in ordered),
            first=ordered[0].at,
            last=ordered[-1].at,
            reasons=tuple(reason for reason, _ in reasons.most_common()),
            closest=closest,
            stands_in=stands_in,
        )

    def _standing(
        self, said: KeptQuestion, asked: Sequence[KeptQuestion], manager: Asker
    ) -> tuple[Standing, tuple[Near, ...], tuple[Near, ...]]:
        """How a gap's central question stands now, the closest documents, and those that answer it out of an asker's sight."""
        as_manager = self._answer(said.meant, said.language, manager)
        if as_manager is None:
            return "missing", (), ()
        cited = [(one.document, one.title) for one in as_manager.citations]
        closest = _distinct(cited + [(one.document, one.title) for one in as_manager.closest])
        unanswered = [question for question in asked if question.abstained]
        if not unanswered:
            return "rated", closest, ()
        askers = list(dict.fromkeys(question.as_asker for question in unanswered))[:_MOST_GROUPS_ASKED]
        without = [asker for asker in askers if not _answers(self._answer(said.meant, said.language, asker))]
        if not without:
            return "answered", closest, ()
        if as_manager.abstained:
            return "missing", closest, ()
        hidden = [one for asker in without for one in self._hidden_from(asker, as_manager)]
        return ("restricted" if hidden else "missing"), closest, _distinct(hidden)

    def _hidden_from(self, asker: Asker, answer: Answer) -> list[tuple[str, str]]:
        """The documents that an answer rests on and that an asker may not read."""
        view = self._view(asker)
        return [(one.document, one.title) for one in answer.citations if view.document(one.document) is None]

    def _result(self, question: KeptQuestion) -> Result:
        answer = self._answer(question.meant, question.language, question.as_asker)
        documents = tuple(dict.fromkeys(one.document for one in answer.citations)) if answer else ()
        return Result(question.meant, _answers(answer), documents)

    def _as_seen_by(self, manager: Asker, closure: Closure) -> Closure:
        try:
            view = self._view(manager)
        except NothingIndexed:
            return closure
        seen = [
            Result(one.question, one.answered, tuple(d for d in one.documents if view.document(d) is not None))
            for one in closure.results
        ]
        return Closure(closure.gap, closure.at, closure.title, tuple(seen))

    def _answer(self, text: str, language: Language, asker: Asker) -> Answer | None:
        """What is answered now, by quotation; None where nothing is indexed or the question can't be asked any more."""
        try:
            snapshot = self._assistant.snapshot()
            key = (snapshot.manifest.id, text, language, asker.groups)
            if key not in self._answers:
                if len(self._answers) >= _ANSWERS_KEPT or any(known[0] != snapshot.manifest.id for known in self._answers):
                    self._answers.clear()
                question = Question(text, language=language, asker=asker)
                view = snapshot.view(asker.groups)
                *_, last = answer_events(
                    view, question, embedder=self._assistant.embedder, generative=None, options=self._assistant.options
                )
                if not isinstance(last, Answer):
                    raise RuntimeError("an answer ended without its last event")
                self._answers[key] = last
            return self._answers[key]
        except (NothingIndexed, AskError):
            return None

    def _view(self, asker: Asker) -> View:
        return self._assistant.snapshot().view(asker.groups)


def _answers(answer: Answer | None) -> bool:
    return answer is not None and answer.kind == "answer"


def _distinct(documents: Sequence[tuple[str, str]]) -> tuple[Near, ...]:
    return tuple(Near(document, title) for document, title in dict.fromkeys(documents))
