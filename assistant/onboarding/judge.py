"""Judges an answer: which key points were made, missed or contradicted, and how much of what was asked was answered.

An open answer is held against every point by evidence (`evidence.py`), joined by weights that were fitted on labelled answers
(`evals/gold/judging.jsonl`, `python -m evals.judging`) and shipped as data. The same answer, the same judgement, and no network.
Where a chat model is added, it may name the learner's words for a point that the evidence leaves in doubt; they are held to the
same evidence, and it can take nothing away.
"""

import json
import math
from collections import OrderedDict, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from threading import Lock
from typing import cast

import numpy as np
from numpy.typing import NDArray

from assistant.onboarding.chat import ChatTutor
from assistant.onboarding.clauses import LONGEST, Window, read
from assistant.onboarding.errors import UnusableAnswer
from assistant.onboarding.evidence import SIGNALS, Evidence, Reference, gather, references
from assistant.onboarding.model import Judgement, PointJudgement, Question, Step
from assistant.onboarding.quantities import quantities
from corpus.embed.base import Embedder
from corpus.model import Language
from corpus.terms.termbase import Termbase
from corpus.text.normalise import fold, language_of

_VECTORS_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Weights:
    """How the signals are joined: one weight a signal, a bias, and the probability from which a point counts as made."""

    weights: tuple[float, ...]
    bias: float
    made_from: float
    doubt_from: float
    """The probability from which a point that isn't made is in doubt, so that a chat model may speak for it."""
    near_from: float
    """How near a window must come, without its numbers and its denial, before it contradicts a point rather than missing it."""

    def sure(self, evidence: Evidence) -> float:
        """The probability that the point was made."""
        total = self.bias + sum(w * s for w, s in zip(self.weights, evidence.signals, strict=True))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@cache
def shipped_weights() -> Weights:
    """The weights in `tables/judging.json`."""
    data = json.loads((files("assistant.onboarding") / "tables" / "judging.json").read_text(encoding="utf-8"))
    weights = tuple(data["weights"][name] for name in SIGNALS)
    return Weights(weights, data["bias"], data["made_from"], data["doubt_from"], data["near_from"])


class Judge:
    """Judges answers with one embedder and one termbase. Safe to use from several threads; it remembers what it has embedded."""

    def __init__(self, embedder: Embedder, termbase: Termbase, *, chat: ChatTutor | None = None) -> None:
        self.termbase = termbase
        self._chat = chat
        self._embedder = embedder
        self._weights = shipped_weights()
        self._lock = Lock()
        self._vectors: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._references: dict[str, list[dict[str, Reference]]] = {}
        self._turns: defaultdict[str, Lock] = defaultdict(Lock)
        """One a step: who comes while its key points are being embedded waits for them rather than embedding them too."""

    def prepare(self, step: Step) -> None:
        """Embed what an answer to this step is held against, so that the first answer needn't wait for it."""
        if step.question.kind in ("open", "true_false"):
            self._references_of(step)

    def judge(self, step: Step, answer: str) -> Judgement:
        """The judgement of an answer in words. Raises UnusableAnswer for one that is too long."""
        if len(answer) > LONGEST:
            raise UnusableAnswer(
                f"the answer has {len(answer)} characters and may have {LONGEST}", remedy="say it in fewer words"
            )
        question = step.question
        language = cast(Language, language_of(answer))
        spoken = read(answer, (question.ask.ar, question.ask.en))
        if spoken.note:
            missed = tuple(PointJudgement(point.id, "missed", 0.0) for point in question.key_points)
            return Judgement(0.0, missed, language, spoken.note)
        references_here = self._references_of(step)
        evidence = self._gather(spoken.windows, references_here)
        points = [self._point(point.id, one) for point, one in zip(question.key_points, evidence, strict=True)]
        if self._chat is not None:
            points = self._read_again(self._chat, question, points, spoken.windows, references_here, language)
        return Judgement(round(sum(point.outcome == "made" for point in points) / len(points), 4), tuple(points), language)

    def evidence(self, step: Step, answer: str) -> list[Evidence]:
        """The evidence for every key point of a step in an answer."""
        question = step.question
        windows = read(answer, (question.ask.ar, question.ask.en)).windows
        return self._gather(windows, self._references_of(step))

    def _gather(self, windows: Sequence[Window], points: Sequence[dict[str, Reference]]) -> list[Evidence]:
        return gather(windows, points, self._encode, self.termbase)

    def _read_again(
        self,
        chat: ChatTutor,
        question: Question,
        points: Sequence[PointJudgement],
        windows: Sequence[Window],
        known: Sequence[dict[str, Reference]],
        language: Language,
    ) -> list[PointJudgement]:
        """The points with those made that were in doubt and that the chat model finds in the learner's own words."""
        doubtful = [at for at, one in enumerate(points) if one.outcome == "missed" and one.sure >= self._weights.doubt_from]
        read_again = list(points)
        if not doubtful:
            return read_again
        answer = "\n".join(dict.fromkeys(window.text for window in windows))
        say = [question.key_points[at].say.in_(language) for at in doubtful]
        for n, words in chat.claims(question, answer, say, language).items():
            at = doubtful[n]
            if fold(words) in fold(answer):
                evidence = self._gather([Window(words, language_of(words))], [known[at]])[0]
                near = self._weights.sure(evidence) >= self._weights.doubt_from and evidence.of("numbers") == 1
                if near and not self._is_against(evidence):
                    read_again[at] = PointJudgement(points[at].id, "made", points[at].sure, words)
        return read_again

    def _point(self, point: str, evidence: Evidence) -> PointJudgement:
        sure = self._weights.sure(evidence)
        if sure >= self._weights.made_from:
            return PointJudgement(point, "made", round(sure, 4), evidence.window)
        if self._is_near(evidence) and self._is_against(evidence):
            because = _because(evidence) if evidence.of("wrong_numbers") else ""
            return PointJudgement(point, "contradicted", round(sure, 4), evidence.window, because)
        return PointJudgement(point, "missed", round(sure, 4))

    @staticmethod
    def _is_against(evidence: Evidence) -> bool:
        """Whether the learner's words have other numbers than the point, or say the opposite."""
        return bool(evidence.of("wrong_numbers") or evidence.of("opposed"))

    def _is_near(self, evidence: Evidence) -> bool:
        return evidence.of("words") + evidence.of("new_words") + 4 * evidence.of("beyond_question") >= self._weights.near_from

    def _references_of(self, step: Step) -> list[dict[str, Reference]]:
        with self._lock:
            turn = self._turns[step.fingerprint]
        with turn:
            if step.fingerprint not in self._references:
                self._references[step.fingerprint] = references(step.question, self._encode, self.termbase)
            return self._references[step.fingerprint]

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        with self._lock:
            known = {text: self._vectors[text] for text in texts if text in self._vectors}
        fresh = [text for text in dict.fromkeys(texts) if text not in known]
        if fresh:
            known |= dict(zip(fresh, self._embedder.encode_queries(fresh), strict=True))
        with self._lock:
            self._vectors |= {text: known[text] for text in fresh}
            while len(self._vectors) > _VECTORS_KEPT:
                self._vectors.popitem(last=False)
        return np.stack([known[text] for text in texts])


def _because(evidence: Evidence) -> str:
    said = sorted(quantities(evidence.window) - quantities(evidence.text))
    stated = sorted(quantities(evidence.text) - quantities(evidence.window))
    return f"{', '.join(map(shown, said))} ≠ {', '.join(map(shown, stated))}"


def shown(quantity: str) -> str:
    """A quantity as people read it: a time of day as 7:30."""
    if not quantity.startswith("t"):
        return quantity
    minutes = int(quantity[1:])
    return f"{minutes // 60 or 12}:{minutes % 60:02}"
