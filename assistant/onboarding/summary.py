"""A learner's summary on paper: how far each path is, how well each topic is known, and what was missed and where it stands."""

from assistant.onboarding.course import Course, Learner
from assistant.onboarding.model import Path
from assistant.onboarding.paper import Paper, day_told

_WORDS = {
    "ar": {
        "head": "ملخص التهيئة",
        "of": "{name} · {day}",
        "done": "اجتزت {passed} من {steps} خطوات",
        "mastery": "إتقان الموضوعات",
        "missed": "ما يعود إليك في المراجعة",
        "nothing": "لا شيء فاتك في هذا المسار.",
        "where": "{title}، ص {page}",
        "none": "لم يبدأ مسار بعد.",
    },
    "en": {
        "head": "Onboarding summary",
        "of": "{name} · {day}",
        "done": "{passed} of {steps} steps passed",
        "mastery": "How well each topic is known",
        "missed": "What comes back in the review",
        "nothing": "Nothing was missed on this path.",
        "where": "{title}, p. {page}",
        "none": "No path is begun yet.",
    },
}


def summary(course: Course, learner: Learner, *, name: str, entity: str = "") -> bytes:
    """The PDF, in the learner's language, of every path that the learner has begun."""
    words = _WORDS[learner.language]
    paper = Paper(learner.language, title=f"{words['head']}: {name}", author=entity or "Dalil")
    if entity:
        paper.line(entity, 11)
    paper.line(words["head"], 22, bold=True, accent=True)
    paper.line(words["of"].format(name=name, day=day_told(course.now().date().isoformat(), learner.language)), 11)
    begun = [state for state in course.paths(learner) if state.begun and not state.hidden]
    for state in begun:
        paper.down(14)
        paper.line(state.path.title.in_(learner.language), 15, bold=True)
        paper.line(words["done"].format(passed=state.passed, steps=len(state.path.steps)), 11)
        paper.bar(state.passed / len(state.path.steps))
        paper.line(words["mastery"], 11, bold=True)
        for topic in course.topics(learner, state.path):
            paper.line(topic.title.in_(learner.language), 11, indent=14)
            paper.bar(topic.mastery)
        paper.line(words["missed"], 11, bold=True)
        _tell_missed(paper, course, learner, state.path)
    if not begun:
        paper.line(words["none"], 11)
    return paper.finished()


def _tell_missed(paper: Paper, course: Course, learner: Learner, path: Path) -> None:
    words = _WORDS[learner.language]
    missed = course.missed(learner, path)
    for point in missed:
        paper.line(f"• {point.point.say.in_(learner.language)}", 11, indent=14)
        for place in point.places[:1]:
            paper.line(words["where"].format(title=place.title, page=place.page_label), 9, indent=26)
    if not missed:
        paper.line(words["nothing"], 11, indent=14)
