"""Questions with a right choice, order or match: how they are shown, and how an answer to one is judged.

What is shown is shuffled, always the same way for one step, so that a learner on a second device sees the same numbers. An answer
names what was shown by its number, from 0.
"""

import hashlib
import random
from dataclasses import dataclass
from typing import Literal

from assistant.onboarding.errors import UnusableAnswer
from assistant.onboarding.judge import Judge
from assistant.onboarding.model import Both, Judgement, PointJudgement, Step
from corpus.model import Language

_SHARE_OF_THE_REASON = 0.6


@dataclass(frozen=True, slots=True)
class Given:
    """A learner's answer, as far as the kind of question wants it: words, what was chosen (in order), or true and false."""

    text: str = ""
    chosen: tuple[int, ...] = ()
    truth: bool | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What is offered: options to choose or items to order, or the left and right sides to match; `most` may be chosen."""

    offered: tuple[Both, ...] = ()
    left: tuple[Both, ...] = ()
    many: bool = False


def shown(step: Step) -> Shown:
    """What a step's question offers; nothing for an open one."""
    question = step.question
    if question.kind == "choice":
        many = sum(option.right for option in question.options) > 1
        return Shown(tuple(question.options[n].say for n in _shuffled(step, len(question.options))), many=many)
    if question.kind == "ordering":
        return Shown(tuple(question.items[n] for n in _shuffled(step, len(question.items))))
    if question.kind == "matching":
        rights = tuple(question.pairs[n].right for n in _shuffled(step, len(question.pairs)))
        return Shown(rights, tuple(pair.left for pair in question.pairs))
    return Shown()


def solution(step: Step) -> tuple[int, ...]:
    """What is right, by the numbers that are shown; empty for an open question and for true or false."""
    question = step.question
    if question.kind == "choice":
        return tuple(at for at, n in enumerate(_shuffled(step, len(question.options))) if question.options[n].right)
    if question.kind in ("ordering", "matching"):
        order = _shuffled(step, len(question.items or question.pairs))
        return tuple(order.index(n) for n in range(len(order)))
    return ()


def _shuffled(step: Step, length: int) -> list[int]:
    """The order in which things are shown; never the right order."""
    order = list(range(length))
    seed = int.from_bytes(hashlib.sha256(step.id.encode()).digest()[:8], "big")
    random.Random(seed).shuffle(order)
    return order if order != sorted(order) else order[1:] + order[:1]


def judge_given(judge: Judge, step: Step, given: Given, language: Language) -> Judgement:
    """The judgement of an answer of any kind. Raises UnusableAnswer when it isn't of the question's kind, or is empty."""
    question = step.question
    if question.kind == "open" and not given.text.strip():
        raise UnusableAnswer("the answer is empty", subject=step.id, remedy="write what you know; a part of it counts too")
    if question.kind == "open":
        return judge.judge(step, given.text)
    if question.kind == "true_false":
        return _judge_truth(judge, step, given, language)
    score = {"choice": _choice, "ordering": _ordering, "matching": _matching}[question.kind](step, given)
    outcome: Literal["made", "missed"] = "made" if score == 1 else "missed"
    points = tuple(PointJudgement(point.id, outcome, score) for point in question.key_points)
    return Judgement(round(score, 4), points, language, right=score == 1)


def _judge_truth(judge: Judge, step: Step, given: Given, language: Language) -> Judgement:
    if given.truth is None:
        raise UnusableAnswer("neither true nor false is chosen", subject=step.id, remedy="choose one, and say why")
    reason = judge.judge(step, given.text)
    if given.truth != step.question.truth:
        points = tuple(PointJudgement(point.id, "missed", point.sure) for point in reason.points)
        return Judgement(0.0, points, language, reason.note if given.text.strip() else "", right=False)
    score = 1 - _SHARE_OF_THE_REASON + _SHARE_OF_THE_REASON * reason.score
    return Judgement(round(score, 4), reason.points, reason.language if given.text.strip() else language, reason.note, right=True)


def _choice(step: Step, given: Given) -> float:
    right = set(solution(step))
    chosen = set(_numbers(step, given, len(step.question.options)))
    return max(0.0, (len(chosen & right) - len(chosen - right)) / len(right))


def _ordering(step: Step, given: Given) -> float:
    right = solution(step)
    order = _numbers(step, given, len(right))
    if sorted(order) != sorted(right):
        raise UnusableAnswer("not every item is in the order", subject=step.id, remedy="name each one once")
    place = {item: at for at, item in enumerate(order)}
    couples = [(one, two) for at, one in enumerate(right) for two in right[at + 1 :]]
    in_order = sum(place[one] < place[two] for one, two in couples) / len(couples)
    return max(0.0, 2 * in_order - 1)


def _matching(step: Step, given: Given) -> float:
    right = solution(step)
    chosen = _numbers(step, given, len(right))
    if len(chosen) != len(right):
        raise UnusableAnswer("not everything on the left has its match", subject=step.id, remedy="name one for each")
    return sum(one == other for one, other in zip(chosen, right, strict=True)) / len(right)


def _numbers(step: Step, given: Given, count: int) -> tuple[int, ...]:
    if not given.chosen:
        raise UnusableAnswer("nothing is chosen", subject=step.id, remedy="choose by the numbers that are shown")
    if any(not 0 <= n < count for n in given.chosen):
        raise UnusableAnswer("a number is chosen that isn't there", subject=step.id, remedy=f"there are {count} to choose from")
    return given.chosen
