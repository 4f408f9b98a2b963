"""A path of five steps, one of each kind, over the small library, and a course whose clock the test sets."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.model import Asker
from assistant.onboarding.course import Course, Learner
from assistant.onboarding.judge import Judge
from assistant.onboarding.model import Path as LearningPath
from assistant.onboarding.path import load_path
from assistant.onboarding.progress import Progress
from assistant.state.engine import State
from corpus.embed.base import Embedder
from corpus.home import Home
from corpus.terms.store import load_termbase

PATH = """\
path: leave-and-crisis
title: {ar: الإجازات والأزمات, en: Leave and crises}
role: {ar: موظف, en: An employee}
summary: {ar: خطوات قصيرة, en: Short steps}
sources:
  leave: {ar: leave-ar, en: leave-en}
  crisis: {en: crisis-en}
modules:
- id: leave
  title: {ar: الإجازات, en: Leave}
  steps:
  - id: annual
    title: {ar: الإجازة السنوية, en: Annual leave}
    minutes: 3
    teach:
    - source: leave
      ar: ويُقدَّم الطلب قبل بدايتها بعشرة أيام عمل.
      en: A request is made 10 working days before it begins.
    question:
      kind: open
      ask: {ar: كم يوما إجازتك السنوية ومتى تطلبها؟, en: 'How long is annual leave, and when do you ask for it?'}
      hint: {ar: عدد ومهلة, en: A number and a time}
      key_points:
      - id: days
        say: {ar: الإجازة السنوية 30 يومًا في السنة., en: Annual leave is 30 days a year.}
        evidence:
        - {source: leave, ar: للموظف إجازة سنوية مدتها 30 يومًا., en: An employee has 30 days of annual leave a year.}
      - id: request
        say: {ar: يُطلب قبل بدايتها بعشرة أيام عمل., en: It is requested 10 working days before it begins.}
        evidence:
        - {source: leave, en: A request is made 10 working days before it begins.}
  - id: certificate
    title: {ar: الشهادة, en: The certificate}
    minutes: 2
    after: [annual]
    teach: [{source: leave, en: A medical certificate is needed from the third day.}]
    question:
      kind: choice
      ask: {ar: متى تلزم الشهادة؟, en: 'When is a certificate needed?'}
      hint: {ar: يوم, en: A day}
      options:
      - {say: {ar: من اليوم الثالث, en: From the third day}, right: true}
      - say: {ar: من اليوم الأول, en: From the first day}
      - say: {ar: لا تلزم, en: Never}
      key_points:
      - id: third-day
        say: {ar: تلزم الشهادة من اليوم الثالث., en: A certificate is needed from the third day.}
        evidence: [{source: leave, en: A medical certificate is needed from the third day.}]
- id: crisis
  title: {ar: الأزمات, en: Crises}
  steps:
  - id: order
    title: {ar: الترتيب, en: The order}
    minutes: 2
    teach: [{source: crisis, en: Declare the crisis within 30 minutes.}]
    question:
      kind: ordering
      ask: {ar: رتّب الخطوات, en: Put the steps in order}
      hint: {ar: من الأقرب, en: From the earliest}
      items:
      - {ar: إعلان الأزمة, en: Declare the crisis}
      - {ar: إبلاغ الفروع, en: Tell the branches}
      - {ar: كتابة التقرير, en: Write a report}
      key_points:
      - id: declare-first
        say: {ar: تُعلن الأزمة أولا., en: The crisis is declared first.}
        evidence: [{source: crisis, en: Declare the crisis within 30 minutes.}]
  - id: times
    title: {ar: المهل, en: The times}
    minutes: 2
    teach: [{source: crisis, en: Tell the branches within two hours.}]
    question:
      kind: matching
      ask: {ar: صل كل خطوة بمهلتها, en: Match each step with its time}
      hint: {ar: دقائق ثم ساعات, en: 'Minutes, then hours'}
      pairs:
      - {left: {ar: الإعلان, en: Declare}, right: {ar: 30 دقيقة, en: 30 minutes}}
      - {left: {ar: الفروع, en: Branches}, right: {ar: ساعتان, en: Two hours}}
      key_points:
      - id: branches-told
        say: {ar: تُبلغ الفروع خلال ساعتين., en: The branches are told within two hours.}
        evidence: [{source: crisis, en: Tell the branches within two hours.}]
  - id: report
    title: {ar: التقرير, en: The report}
    minutes: 2
    teach: [{source: crisis, en: Write a report within five working days.}]
    question:
      kind: true_false
      ask: {ar: «يُكتب التقرير بعد شهر.» أصحيح؟ ولماذا؟, en: '"The report is written after a month." True? Why?'}
      hint: {ar: أيام, en: Days}
      truth: false
      key_points:
      - id: five-days
        say: {ar: يُكتب التقرير خلال خمسة أيام عمل., en: The report is written within five working days.}
        evidence: [{source: crisis, en: Write a report within five working days.}]
"""


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with that path."""
    (tmp_path / "paths").mkdir()
    (tmp_path / "paths" / "leave.yaml").write_text(PATH, encoding="utf-8")
    return tmp_path / "paths"


@pytest.fixture
def path(folder: Path) -> LearningPath:
    return load_path(folder / "leave.yaml")


@pytest.fixture(scope="session")
def judge(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Judge:
    return Judge(embedder, load_termbase(Home(tmp_path_factory.mktemp("terms"))))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    opened = State(Home(tmp_path / "state"), patience_s=0.3)
    yield opened
    opened.close()


@pytest.fixture
def course(assistant: Assistant, state: State, folder: Path, clock: Clock) -> Course:
    return Course(assistant, Progress(state), (folder,), clock=clock)


@pytest.fixture
def learner() -> Learner:
    return Learner("name:salim", Asker(), "en")
