"""`dalil onboard`: guided onboarding in the terminal.

Answers are read from the terminal, or line by line from whatever stands before the command in a pipe. A line that begins with a
question mark goes to the tutor; an empty line (or the end of what is piped in) stops, and `continue` goes on from there.
"""

import getpass
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, cast

import click

from api.cli import onboard_words
from api.cli.onboard_words import Lines
from api.cli.present import print_json, say, shaped
from api.library import open_assistant, open_course
from api.schemas.onboarding import due_json, path_json, reply_json, result_json, step_json, topic_json
from api.settings import Settings
from assistant.model import Asker
from assistant.onboarding.course import Course, Learner, StepView
from assistant.onboarding.errors import UnusableAnswer
from assistant.onboarding.model import PASSED
from assistant.state.errors import StateAway
from corpus.model import Language

FAILED = 1


@click.group()
def onboard() -> None:
    """Guided onboarding: paths, judged answers, reviews, a certificate."""


def learning(command: Callable[..., Any]) -> Callable[..., Any]:
    """What every learner's command has: a language, a name, groups, and whether Arabic is shaped for the terminal."""

    @click.option(
        "--language", type=click.Choice(["ar", "en"]), default=None, help="The language (default: that of the settings)."
    )
    @click.option("--name", default=None, help="Who learns (default: the name of this account).")
    @click.option("--as", "groups", metavar="GROUPS", default=None, help="Read as a member of these groups.")
    @click.option("--shape/--no-shape", default=False, help="Join and reorder Arabic for a terminal that does neither.")
    @wraps(command)
    def with_learner(language: str | None, name: str | None, groups: str | None, shape: bool, **rest: Any) -> Any:
        settings = Settings.load()
        chosen = cast(Language, language or settings.interface_language)
        course = open_course(settings, open_assistant(settings, long_lived=False))
        learner = Learner(f"name:{name or getpass.getuser()}", Asker.parse(groups), chosen)
        return command(Desk(course, learner, shape), **rest)

    return with_learner


class Desk:
    """One learner at a terminal."""

    def __init__(self, course: Course, learner: Learner, shape: bool) -> None:
        self.course = course
        self.learner = learner
        self._shape = shape
        self.lines = Lines(learner.language)

    def tell(self, text: str) -> None:
        """Print a text for a person."""
        click.echo(shaped(text, width=88) if self._shape else text)

    def read(self) -> str:
        """One line of the learner's; empty at the end."""
        if sys.stdin.isatty():
            click.echo("» ", nl=False)
        return sys.stdin.readline().strip()

    def work(self, view: StepView, *, review: bool = False) -> bool:
        """Show a step and judge what is answered; False when the learner stops here. Whoever types may try again."""
        self.tell(self.lines.step(step_json(view, self.learner.language)))
        while True:
            line = self.read()
            if not line:
                return False
            if line[0] in "?؟":
                self.ask(view, line[1:])
                continue
            try:
                given = onboard_words.given(view.step.question.kind, line)
                result = self.course.answer(self.learner, view.path.id, view.step.id, given, review=review)
            except (UnusableAnswer, StateAway) as exc:
                if not sys.stdin.isatty():  # the lines that follow in a pipe were meant for other steps
                    raise
                say(str(exc))
                continue
            self.tell(self.lines.result(result_json(result, self.learner.language)))
            return True

    def ask(self, view: StepView, text: str) -> None:
        """Ask the tutor in a step."""
        from assistant.onboarding.tutor import reply

        said = reply(self.course, self.learner, view.step, text)
        self.tell(self.lines.reply(reply_json(said, self.learner.language)))

    def go_on(self, view: StepView) -> None:
        """Step after step, until the learner stops or the path ends."""
        while self.work(view):
            following = self.course.step(self.learner, view.path.id, "")
            if following.best is not None and following.best >= PASSED:
                self.tell(self.lines.finished(view.path.id))
                return
            view = following
        self.tell(self.lines.stopped())


@onboard.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@learning
def paths(desk: Desk, as_json: bool) -> None:
    """The paths of this library, and how far you are."""
    states = desk.course.paths(desk.learner)
    shown = [path_json(state, desk.learner.language) for state in states if not state.hidden]
    if as_json:
        print_json(shown)
        return
    for row in shown:
        desk.tell(desk.lines.path(row))
    for state in states:
        if state.hidden:
            say(f"hidden: {state.path.id}, because the library has no {', '.join(state.hidden)}")
    for fault in desk.course.loaded()[1]:
        say(f"left out: {fault}")


@onboard.command()
@click.argument("path")
@click.option("--json", "as_json", is_flag=True, help="Begin the path, print its step as JSON and end.")
@learning
def start(desk: Desk, path: str, as_json: bool) -> None:
    """Begin PATH, or go on with it."""
    first = not desk.course.progress.known(desk.learner.id)
    view = desk.course.start(desk.learner, path)
    if as_json:
        print_json(step_json(view, desk.learner.language))
        return
    if first:
        desk.tell(desk.lines.told.who_sees)
    _tell_changes(desk, view)
    desk.go_on(view)


@onboard.command("continue")
@click.option("--json", "as_json", is_flag=True, help="Print the next step as JSON and end.")
@learning
def continue_(desk: Desk, as_json: bool) -> None:
    """Go on where you stopped."""
    view = desk.course.current(desk.learner)
    if as_json:
        print_json(step_json(view, desk.learner.language))
        return
    _tell_changes(desk, view)
    desk.go_on(view)


def _tell_changes(desk: Desk, view: StepView) -> None:
    new, changed = desk.course.changes(desk.learner, view.path.id)
    if new or changed:
        language = desk.learner.language
        desk.tell(desk.lines.changes([step.title.in_(language) for step in new], [step.title.in_(language) for step in changed]))


@onboard.command()
@click.argument("path")
@click.argument("step")
@click.argument("text", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@learning
def answer(desk: Desk, path: str, step: str, text: str | None, as_json: bool) -> None:
    """Answer one STEP of PATH with TEXT (or with what is piped in)."""
    view = desk.course.step(desk.learner, path, step)
    said = text if text is not None else sys.stdin.read()
    result = desk.course.answer(desk.learner, path, step, onboard_words.given(view.step.question.kind, said.strip()))
    told = result_json(result, desk.learner.language)
    print_json(told) if as_json else desk.tell(desk.lines.result(told))


@onboard.command()
@click.option("--json", "as_json", is_flag=True, help="Print what is due as JSON and end.")
@learning
def review(desk: Desk, as_json: bool) -> None:
    """What is due today: a few minutes of points that were missed or may be forgotten."""
    due = desk.course.due(desk.learner)
    if as_json:
        print_json([due_json(one, desk.learner.language) for one in due])
        return
    if not due:
        desk.tell(desk.lines.nothing_due())
    for one in due:
        if not desk.work(desk.course.step(desk.learner, one.path.id, one.step.id), review=True):
            return


@onboard.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@learning
def progress(desk: Desk, as_json: bool) -> None:
    """How far you are, and how well you know each topic."""
    language = desk.learner.language
    rows = []
    for state in desk.course.paths(desk.learner):
        if state.begun and not state.hidden:
            topics = [topic_json(topic, language) for topic in desk.course.topics(desk.learner, state.path)]
            rows.append(path_json(state, language) | {"topics": topics})
    due = sum(len(one.points) for one in desk.course.due(desk.learner))
    if as_json:
        print_json({"paths": rows, "due": due})
        return
    desk.tell("\n".join([*map(desk.lines.progress, rows), desk.lines.due(due)]))


@onboard.command()
@click.argument("path", required=False)
@click.option("--output", type=click.Path(path_type=Path), default=None, help="The file (default: certificate-PATH.pdf).")
@click.option("--on", "on_it", default=None, help="The name on it (default: that of the learner).")
@learning
def certificate(desk: Desk, path: str | None, output: Path | None, on_it: str | None) -> None:
    """Write the certificate of a finished PATH as a PDF."""
    from assistant.onboarding.certificate import certificate as made

    finished = [state.path.id for state in desk.course.paths(desk.learner) if state.finished]
    chosen = path or (finished[0] if finished else desk.course.current(desk.learner).path.id)
    done, day = desk.course.finished_on(desk.learner, chosen)
    target = output or Path(f"certificate-{done.id}.pdf")
    settings = Settings.load()
    name = on_it or desk.learner.id.removeprefix("name:")
    target.write_bytes(made(done, name=name, day=day, language=desk.learner.language, entity=settings.entity_name))
    say(f"written: {target}")


@onboard.command()
@click.option("--output", type=click.Path(path_type=Path), default=Path("onboarding-summary.pdf"), help="The file.")
@click.option("--on", "on_it", default=None, help="The name on it (default: that of the learner).")
@learning
def summary(desk: Desk, output: Path, on_it: str | None) -> None:
    """Write how far you are, what you know and what was missed, as a PDF."""
    from assistant.onboarding.summary import summary as made

    name = on_it or desk.learner.id.removeprefix("name:")
    output.write_bytes(made(desk.course, desk.learner, name=name, entity=Settings.load().entity_name))
    say(f"written: {output}")


@onboard.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check(file: Path | None, as_json: bool) -> int:
    """Check FILE (or every path): keys, key points, documents, and that every quotation still stands."""
    from assistant.onboarding import check as checking
    from assistant.onboarding.errors import BrokenPath
    from assistant.onboarding.path import load_path

    settings = Settings.load()
    course = open_course(settings, open_assistant(settings, long_lived=False))
    if file is None:
        faults = course.faults(Asker())
    else:
        try:
            path = load_path(file)
        except BrokenPath as exc:
            faults = list(exc.faults)
        else:
            faults = checking.check(path, course.view(Asker()))
    if as_json:
        print_json([{"file": one.file, "line": one.line, "what": one.what, "remedy": one.remedy} for one in faults])
    for fault in [] if as_json else faults:
        click.echo(str(fault))
    if not faults:
        say("nothing is wrong")
    return FAILED if faults else 0


@onboard.command()
@click.argument("topic", required=False)
@click.option("--from", "document", default=None, help="Draft it from this document alone.")
@click.option("--output", type=click.Path(path_type=Path), default=None, help="Write it to this file.")
def draft(topic: str | None, document: str | None, output: Path | None) -> None:
    """Propose a path on TOPIC from the library, as YAML for a knowledge manager to edit."""
    from assistant.onboarding.draft import draft_path

    if not topic and not document:
        raise click.UsageError("give a topic, or --from DOCUMENT")
    settings = Settings.load()
    text = draft_path(open_assistant(settings, long_lived=False), topic=topic or "", document=document or "")
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")
        say(f"written: {output}; edit it, then run `dalil onboard check {output}`")


@onboard.command()
@learning
def export(desk: Desk) -> None:
    """Print everything that is kept of you, as JSON."""
    print_json(desk.course.progress.export(desk.learner.id))


@onboard.command()
@click.option("--yes", is_flag=True, help="Do it without asking.")
@learning
def erase(desk: Desk, yes: bool) -> None:
    """Forget everything that is kept of you."""
    if not yes:
        click.confirm(desk.lines.erase_sure(), abort=True)
    say(f"erased: {desk.course.progress.erase(desk.learner.id)} answers")
