"""What those who guide learners see: who is where, which step fails most, and what is answered wrongly, grouped by meaning.

Out: plain rows, as a page shows them and `guide_sheets.py` writes them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.onboarding.course import Course, best_scores
from assistant.onboarding.model import PASSED, Both, Path
from assistant.onboarding.progress import Attempt

_SAME_MEANING = 0.9
_GROUPS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class LearnerRow:
    """One learner on one path."""

    learner: str
    path: str
    title: Both
    started: str
    last: str
    answered: int
    passed: int
    steps: int
    next: Both


@dataclass(frozen=True, slots=True)
class WrongGroup:
    """Answers that came to the same: how many, one of them, and the points that all of them missed."""

    count: int
    example: str
    missed: tuple[Both, ...]


@dataclass(frozen=True, slots=True)
class StepRow:
    """How a step goes: how many learners answered it, the share whose first answer didn't pass, and the wrong answers."""

    path: str
    step: str
    title: Both
    learners: int
    failed_first: float
    wrong: tuple[WrongGroup, ...]


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """A learner thinks that a point was right."""

    learner: str
    path: str
    step: Both
    point: Both
    answer: str
    note: str
    at: str


@dataclass(frozen=True, slots=True)
class Overview:
    """All that a guide sees at once."""

    learners: tuple[LearnerRow, ...]
    steps: tuple[StepRow, ...]
    objections: tuple[ObjectionRow, ...]


def overview(course: Course) -> Overview:
    """How the learners of every path come on, the steps that fail most first."""
    paths = {path.id: path for path in course.loaded()[0]}
    answered = course.progress.all_attempts()
    return Overview(_learners(course, paths, answered), _steps(course, paths, answered), _objections(course, paths, answered))


def _learners(course: Course, paths: dict[str, Path], answered: Sequence[Attempt]) -> tuple[LearnerRow, ...]:
    rows = []
    for learner, enrolment in course.progress.everyone():
        path = paths.get(enrolment.path)
        if path is None:
            continue
        own = [one for one in answered if one.learner == learner and one.path == path.id]
        best = best_scores(own)
        done = [best[step.id] for step in path.steps if step.id in best]
        following = next((step.title for step in path.steps if best.get(step.id, 0.0) < PASSED), Both("—", "—"))
        rows.append(
            LearnerRow(
                learner=learner.partition(":")[2] or learner,
                path=path.id,
                title=path.title,
                started=enrolment.started,
                last=own[-1].at if own else "",
                answered=len(done),
                passed=sum(score >= PASSED for score in done),
                steps=len(path.steps),
                next=following,
            )
        )
    return tuple(rows)


def _steps(course: Course, paths: dict[str, Path], answered: Sequence[Attempt]) -> tuple[StepRow, ...]:
    rows = []
    for path in paths.values():
        for step in path.steps:
            here = [one for one in answered if one.path == path.id and one.step == step.id]
            firsts = {one.learner: one for one in reversed(here)}
            if not firsts:
                continue
            failed = [one for one in firsts.values() if one.score < PASSED]
            wrong = _grouped(course, path, [one for one in here if one.score < PASSED and one.given.text.strip()])
            rows.append(StepRow(path.id, step.id, step.title, len(firsts), round(len(failed) / len(firsts), 4), wrong))
    return tuple(sorted(rows, key=lambda row: (-row.failed_first, -row.learners, row.path, row.step)))


def _grouped(course: Course, path: Path, wrong: Sequence[Attempt]) -> tuple[WrongGroup, ...]:
    """Wrong answers that mean the same, the commonest first: each joins the first group whose first answer is close."""
    if not wrong:
        return ()
    vectors = course.assistant.embedder.encode_queries([one.given.text[:500] for one in wrong])
    groups: list[list[int]] = []
    for at in range(len(wrong)):
        near = next((group for group in groups if float(np.dot(vectors[group[0]], vectors[at])) >= _SAME_MEANING), None)
        groups.append([at]) if near is None else near.append(at)
    groups.sort(key=lambda group: (-len(group), group[0]))
    step = path.step(wrong[0].step)
    says = {point.id: point.say for point in step.question.key_points} if step else {}
    found = []
    for group in groups[:_GROUPS_SHOWN]:
        missed = set.intersection(*({p.id for p in wrong[at].judgement.points if p.outcome != "made"} for at in group))
        found.append(WrongGroup(len(group), wrong[group[0]].given.text[:300], tuple(says[one] for one in says if one in missed)))
    return tuple(found)


def _objections(course: Course, paths: dict[str, Path], answered: Sequence[Attempt]) -> tuple[ObjectionRow, ...]:
    by_id = {one.id: one for one in answered}
    rows = []
    for objection in course.progress.objections():
        attempt = by_id.get(objection.attempt)
        step = paths[attempt.path].step(attempt.step) if attempt and attempt.path in paths else None
        if attempt is None or step is None:
            continue
        said = next((point.say for point in step.question.key_points if point.id == objection.point), None)
        if said is not None:
            learner = attempt.learner.partition(":")[2] or attempt.learner
            rows.append(ObjectionRow(learner, attempt.path, step.title, said, attempt.given.text, objection.note, objection.at))
    return tuple(rows)
