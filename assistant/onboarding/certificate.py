"""The certificate of a finished path: one page in the learner's language, with what was learned."""

from assistant.onboarding.model import Path
from assistant.onboarding.paper import Paper, day_told, wrapped
from corpus.model import Language

_WORDS = {
    "ar": {
        "head": "شهادة إتمام",
        "to": "تشهد هذه الوثيقة بأن",
        "has": "أتمّ مسار التهيئة",
        "role": "الدور: {role}",
        "learned": "ما تضمنه المسار",
        "facts": "عدد الخطوات {steps} · نحو {minutes} دقيقة · تاريخ الإتمام {day}",
        "foot": "صدرت آليًا عن دليل، بناءً على إجابات حُكّمت بنصوص الوثائق.",
        "comma": "، ",
    },
    "en": {
        "head": "Certificate of completion",
        "to": "This is to certify that",
        "has": "has completed the onboarding path",
        "role": "Role: {role}",
        "learned": "What the path covered",
        "facts": "{steps} steps · about {minutes} minutes · completed on {day}",
        "foot": "Issued by Dalil from answers that were judged against the text of the documents.",
        "comma": ", ",
    },
}


def certificate(path: Path, *, name: str, day: str, language: Language, entity: str = "") -> bytes:
    """The PDF of a path that was passed in full; `day` is an ISO date."""
    words = _WORDS[language]
    paper = Paper(language, title=f"{words['head']}: {path.title.in_(language)}", author=entity or "Dalil", lying=True)
    paper.frame(30)
    paper.y = paper.height - 95
    rows = [
        (entity, 13, False, 46),
        (words["head"], 30, True, 46),
        (words["to"], 13, False, 36),
        (name, 25, True, 36),
        (words["has"], 13, False, 34),
        (path.title.in_(language), 20, True, 28),
        (words["role"].format(role=path.role.in_(language)), 12, False, 26),
        (words["facts"].format(steps=len(path.steps), minutes=path.minutes, day=day_told(day, language)), 12, False, 40),
        (words["learned"], 12, True, 20),
    ]
    for text, size, bold, step in rows:
        if text:
            paper.centred(text, size, bold=bold, accent=bold and size > 20)
            paper.y -= step
    for module in path.modules:
        line = f"{module.title.in_(language)}: {words['comma'].join(step.title.in_(language) for step in module.steps)}"
        for part in wrapped(line, 10, paper.inner):
            paper.centred(part, 10)
            paper.y -= 15
    paper.centred(words["foot"], 9, y=48)
    return paper.finished()
