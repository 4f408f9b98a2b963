"""The life of a learner: choose a path, take its steps one by one, be judged, be reminded, finish.

    paths -> start -> step -> answer -> (next step ...) -> review -> certificate

Everything is looked up in what this asker may read; a path that rests on a document that isn't there is hidden. Nothing here
blocks the next step: a step that wasn't passed comes back, and the learner may go on.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path as File
from threading import Lock

from assistant.assistant import Assistant
from assistant.model import Asker
from assistant.onboarding.chat import ChatTutor
from assistant.onboarding.check import check, missing_documents, place
from assistant.onboarding.closed import Given, Shown, judge_given, shown, solution
from assistant.onboarding.errors import NotFinished, NotStarted, UnknownPath, UnknownPoint, UnknownStep
from assistant.onboarding.glossary import Gloss, glosses
from assistant.onboarding.judge import Judge
from assistant.onboarding.model import PASSED, Both, Fault, Judgement, KeyPoint, Outcome, Path, Place, PointJudgement, Step
from assistant.onboarding.path import load_paths, stamps
from assistant.onboarding.progress import Attempt, Enrolment, Progress, stamp
from assistant.onboarding.schedule import REVIEW_POINTS, recall
from corpus.generation.snapshot import View
from corpus.model import Language
from corpus.terms.store import load_termbase


@dataclass(frozen=True, slots=True)
class Learner:
    """Who learns: an id of their own, what they may read, and the language they want."""

    id: str
    asker: Asker
    language: Language = "ar"


@dataclass(frozen=True, slots=True)
class PathState:
    """A path and how far a learner has come on it. `hidden` names what keeps it from being shown, for managers."""

    path: Path
    begun: bool
    answered: int
    passed: int
    hidden: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()

    @property
    def finished(self) -> bool:
        """Whether every step is passed."""
        return self.begun and self.passed == len(self.path.steps)


@dataclass(frozen=True, slots=True)
class StepView:
    """A step as a learner meets it: its place on the path, what it teaches, what it asks, and what was answered before."""

    path: Path
    step: Step
    n: int
    teach: tuple[Place, ...]
    shown: Shown
    best: float | None
    next: str
    before: tuple[str, ...]
    """Steps that should be taken first and aren't passed yet."""
    changed: bool
    """The step isn't any more what the learner had seen of it."""
    glossary: tuple[Gloss, ...]
    """The terms of what is taught in another language than the learner's."""


@dataclass(frozen=True, slots=True)
class PointResult:
    """What became of one key point, and where the library says it."""

    point: KeyPoint
    outcome: Outcome
    said: str
    because: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """A judged answer: point by point, with what comes next."""

    attempt: int
    path: Path
    step: Step
    judgement: Judgement
    points: tuple[PointResult, ...]
    solution: tuple[int, ...]
    next: str
    finished: bool

    @property
    def passed(self) -> bool:
        """Whether the step counts as passed with this answer."""
        return self.judgement.score >= PASSED


@dataclass(frozen=True, slots=True)
class Topic:
    """How well a learner knows a module: the share of its points that were made and are still likely known."""

    title: Both
    mastery: float
    points: int


@dataclass(frozen=True, slots=True)
class Due:
    """A step that comes back, with the points that were missed or may be forgotten."""

    path: Path
    step: Step
    points: tuple[KeyPoint, ...]


class Course:
    """Guided onboarding over one library. Safe to use from several threads."""

    def __init__(
        self,
        assistant: Assistant,
        progress: Progress,
        folders: tuple[File, ...],
        *,
        chat: ChatTutor | None = None,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self.assistant = assistant
        self.chat = chat
        self.progress = progress
        self._folders = folders
        self._clock = clock or (lambda: datetime.now(UTC))
        self._judge: Judge | None = None
        self._judging = Lock()
        self._followed: set[str] = set()
        self._seen: tuple[object, list[Path], list[Fault]] = (None, [], [])

    @property
    def judge(self) -> Judge:
        """The judge, with the library's embedder and its terms as they stand now."""
        with self._judging:
            termbase = load_termbase(self.assistant.home)
            if self._judge is None or self._judge.termbase is not termbase:
                self._judge = Judge(self.assistant.embedder, termbase, chat=self.chat)
            return self._judge

    def prepare(self) -> None:
        """Get ready to judge, as their files stand now, the paths that learners have opened since the course was made."""
        for path in self.loaded()[0]:
            if path.id in self._followed:
                for step in path.steps:
                    self.judge.prepare(step)

    def now(self) -> datetime:
        """The present moment."""
        return self._clock()

    # --- paths ---

    def loaded(self) -> tuple[list[Path], list[Fault]]:
        """Every path as its file stands now, and the faults of those that can't be used.

        A path whose file is broken by an edit is followed as it stood before, until the file is mended.
        """
        state = stamps(self._folders)
        before, known, _ = self._seen
        if before != state:
            paths, faults = load_paths(list(self._folders))
            broken = {fault.file for fault in faults} - {path.file for path in paths}
            paths += [path for path in known if path.file in broken and all(path.id != other.id for other in paths)]
            self._seen = (state, sorted(paths, key=lambda path: path.file), faults)
        return self._seen[1], self._seen[2]

    def view(self, asker: Asker) -> View:
        """What an asker may read now."""
        return self.assistant.snapshot().view(asker.groups)

    def paths(self, learner: Learner) -> list[PathState]:
        """Every path with how far the learner has come, those that can't be shown included (`hidden`)."""
        view = self.view(learner.asker)
        return [self._state(learner, path, view) for path in self.loaded()[0]]

    def _state(self, learner: Learner, path: Path, view: View) -> PathState:
        enrolment = self.progress.enrolment(learner.id, path.id)
        best = self.progress.best_of(learner.id, path.id) if enrolment else {}
        known = [best[step.id] for step in path.steps if step.id in best]
        hidden = tuple(missing_documents(path, view))
        return PathState(path, enrolment is not None, len(known), sum(score >= PASSED for score in known), hidden)

    def path(self, learner: Learner, path_id: str) -> Path:
        """A path that the learner may follow. Raises UnknownPath, alike for one that is hidden and one that isn't there."""
        path = next((path for path in self.loaded()[0] if path.id == path_id), None)
        if path is None or missing_documents(path, self.view(learner.asker)):
            raise UnknownPath("there is no such path", subject=path_id, remedy="`dalil onboard paths` and /onboarding list them")
        return path

    def faults(self, asker: Asker) -> list[Fault]:
        """What is wrong with the paths: their files, and quotations that no longer stand in the library."""
        paths, faults = self.loaded()
        view = self.view(asker)
        return [*faults, *(fault for path in paths for fault in check(path, view))]

    # --- steps ---

    def start(self, learner: Learner, path_id: str) -> StepView:
        """Begin a path, or go on with it where it was left."""
        path = self.path(learner, path_id)
        self.progress.enrol(learner.id, path, learner.language, self.now())
        return self.step(learner, path.id, "")

    def current(self, learner: Learner) -> StepView:
        """Where the learner goes on: the path that was answered last, at its next step. Raises NotStarted."""
        shown_paths = {state.path.id: state for state in self.paths(learner) if not state.hidden}
        begun = [one for one in self.progress.enrolments(learner.id) if one.path in shown_paths]
        if not begun:
            raise NotStarted(
                "no path is begun yet", remedy="`dalil onboard paths` lists them, `dalil onboard start PATH` begins one"
            )
        latest = max(begun, key=lambda one: (not shown_paths[one.path].finished, self._touched(learner, one)))
        return self.step(learner, latest.path, "")

    def _touched(self, learner: Learner, enrolment: Enrolment) -> str:
        answered = self.progress.attempts_of(learner.id, enrolment.path)
        return answered[-1].at if answered else enrolment.started

    def step(self, learner: Learner, path_id: str, step_id: str) -> StepView:
        """One step; an empty id is the next one to take. Raises UnknownPath, UnknownStep, NotStarted."""
        path, enrolment = self._begun(learner, path_id)
        best = self.progress.best_of(learner.id, path.id)
        step = self._step(path, step_id or next_step(path, best))
        teach = self._places(step, learner)
        foreign = "\n".join(one.quote for one in teach if one.language != learner.language)
        return StepView(
            path=path,
            step=step,
            n=path.steps.index(step) + 1,
            teach=teach,
            shown=shown(step),
            best=best.get(step.id),
            next=next_step(path, best, after=step.id),
            before=tuple(one for one in step.after if best.get(one, 0.0) < PASSED),
            changed=enrolment.steps.get(step.id) not in (None, step.fingerprint) and step.id in best,
            glossary=glosses(foreign, learner.language, load_termbase(self.assistant.home)) if foreign else (),
        )

    def _begun(self, learner: Learner, path_id: str) -> tuple[Path, Enrolment]:
        path = self.path(learner, path_id)
        enrolment = self.progress.enrolment(learner.id, path.id)
        if enrolment is None:
            raise NotStarted("this path isn't begun yet", subject=path.id, remedy=f"`dalil onboard start {path.id}` begins it")
        self._followed.add(path.id)
        return path, enrolment

    def _step(self, path: Path, step_id: str) -> Step:
        step = path.step(step_id)
        if step is None:
            raise UnknownStep(
                "the path has no such step, or has it no more",
                subject=step_id,
                remedy="what was answered is kept; go on with the next step",
            )
        return step

    def _places(self, step: Step, learner: Learner) -> tuple[Place, ...]:
        view = self.view(learner.asker)
        found = [place(passage.in_(learner.language), view) for passage in step.teach]
        return tuple(one for one in found if one is not None)

    def changes(self, learner: Learner, path_id: str) -> tuple[list[Step], list[Step]]:
        """The steps that are new to the path and those that changed since the learner was told; now they are."""
        path, enrolment = self._begun(learner, path_id)
        new = [step for step in path.steps if step.id not in enrolment.steps]
        changed = [step for step in path.steps if enrolment.steps.get(step.id, step.fingerprint) != step.fingerprint]
        if new or changed or set(enrolment.steps) - {step.id for step in path.steps}:
            self.progress.acknowledge(learner.id, path)
        return new, changed

    # --- answers ---

    def answer(
        self, learner: Learner, path_id: str, step_id: str, given: Given, *, sent: str = "", review: bool = False
    ) -> Result:
        """Judge an answer and keep it. `sent` is the sender's own id of it, so that it may be sent again after a dropped line.

        Raises UnusableAnswer, UnknownPath, UnknownStep, NotStarted, StateAway.
        """
        path, _ = self._begun(learner, path_id)
        step = self._step(path, step_id)
        judgement = judge_given(self.judge, step, given, learner.language)
        kept = self.progress.record(
            learner.id, path, step, given, judgement, sent=sent[:64] or secrets.token_hex(16), review=review, now=self.now()
        )
        best = self.progress.best_of(learner.id, path.id)
        return self._result(learner, path, step, kept, best)

    def _result(self, learner: Learner, path: Path, step: Step, kept: Attempt, best: dict[str, float]) -> Result:
        outcomes = {point.id: point for point in kept.judgement.points}
        points = []
        for point in step.question.key_points:
            judged = outcomes.get(point.id, PointJudgement(point.id, "missed", 0.0))
            points.append(PointResult(point, judged.outcome, judged.said, judged.because, self._evidence(point, learner)))
        finished = all(best.get(one.id, 0.0) >= PASSED for one in path.steps)
        return Result(
            kept.id, path, step, kept.judgement, tuple(points), solution(step), next_step(path, best, after=step.id), finished
        )

    def _evidence(self, point: KeyPoint, learner: Learner) -> tuple[Place, ...]:
        view = self.view(learner.asker)
        places = [place(passage.in_(learner.language), view) for passage in point.evidence]
        return tuple(one for one in places if one is not None)

    def object_to(self, learner: Learner, attempt: int, point: str, note: str) -> None:
        """ "I think this is right": kept for those who guide. Raises UnknownPoint when the answer isn't the learner's, or
        has no such point.
        """
        if not self.progress.object_to(learner.id, attempt, point, note[:1000], self.now()):
            raise UnknownPoint(
                "no answer of yours has this point",
                subject=f"{attempt}: {point[:100]}",
                remedy="take answer and point from what was told of your answer",
            )

    # --- memory ---

    def due(self, learner: Learner) -> list[Due]:
        """Today's review: the steps with points that are due, a few minutes of them, the most overdue first."""
        today = stamp(self.now())
        found: dict[tuple[str, str], Due] = {}
        left = REVIEW_POINTS
        known = {path.id: path for path in self.loaded()[0] if not missing_documents(path, self.view(learner.asker))}
        for card in self.progress.cards_of(learner.id):
            step = known[card.path].step(card.step) if card.path in known else None
            point = next((point for point in step.question.key_points if point.id == card.point), None) if step else None
            if step is None or point is None or card.due > today or left == 0:
                continue
            before = found.get((card.path, card.step))
            found[card.path, card.step] = Due(known[card.path], step, (*(before.points if before else ()), point))
            left -= 1
        return list(found.values())

    def topics(self, learner: Learner, path: Path) -> list[Topic]:
        """Mastery by module: a point counts as much as it is likely still known, and not at all when it was missed last."""
        rows = [card for card in self.progress.cards_of(learner.id) if card.path == path.id]
        now = self.now()
        known = {(card.step, card.point): recall(card.card, now) if card.outcome == "made" else 0.0 for card in rows}
        topics = []
        for module in path.modules:
            points = [(step.id, point.id) for step in module.steps for point in step.question.key_points]
            mastery = sum(known.get(point, 0.0) for point in points) / len(points)
            topics.append(Topic(module.title, round(mastery, 4), len(points)))
        return topics

    def missed(self, learner: Learner, path: Path) -> list[PointResult]:
        """The points of a path that were not made when they were asked for last, with where they stand, in the path's order."""
        last = {(card.step, card.point): card.outcome for card in self.progress.cards_of(learner.id) if card.path == path.id}
        return [
            PointResult(point, last[step.id, point.id], "", "", self._evidence(point, learner))
            for step in path.steps
            for point in step.question.key_points
            if last.get((step.id, point.id), "made") != "made"
        ]

    def finished_on(self, learner: Learner, path_id: str) -> tuple[Path, str]:
        """A path that is passed in full, and the day on which it was. Raises NotFinished."""
        path, _ = self._begun(learner, path_id)
        passed: dict[str, str] = {}
        for attempt in self.progress.attempts_of(learner.id, path.id):
            if attempt.score >= PASSED:
                passed.setdefault(attempt.step, attempt.at)
        left = [step for step in path.steps if step.id not in passed]
        if left:
            raise NotFinished(
                f"{len(left)} of {len(path.steps)} steps aren't passed yet", subject=path.id, remedy=f"go on with {left[0].id!r}"
            )
        return path, max(passed[step.id] for step in path.steps)[:10]


def best_scores(answered: list[Attempt]) -> dict[str, float]:
    """The best score of every step that was answered."""
    best: dict[str, float] = {}
    for attempt in answered:
        best[attempt.step] = max(best.get(attempt.step, 0.0), attempt.score)
    return best


def next_step(path: Path, best: dict[str, float], *, after: str = "") -> str:
    """The step to take: the first one after this that wasn't answered, else the first that wasn't; else one that isn't passed.

    Empty when every step is passed and one was named; the last step when none was.
    """
    ids = [step.id for step in path.steps]
    start = ids.index(after) + 1 if after in ids else 0
    around = [step for step in [*ids[start:], *ids[:start]] if step != after]
    fresh = [step for step in around if step not in best]
    weak = [step for step in around if best.get(step, 1.0) < PASSED]
    return next(iter([*fresh, *weak]), "" if after else ids[-1])
