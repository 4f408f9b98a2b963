"""How onboarding looks in a terminal, and how a line typed there is read as an answer."""

import re
from typing import Any

from assistant.onboarding.closed import Given
from assistant.onboarding.errors import UnusableAnswer
from assistant.onboarding.model import Kind
from assistant.onboarding.wording import told
from corpus.text.normalise import fold

_TRUE = re.compile(r"^(?:true|right|yes|صح|صحيح|صحيحه|نعم)\b[\s:,،.\-–]*", re.IGNORECASE)
_FALSE = re.compile(r"^(?:false|wrong|no|خطا|خاطيه|خاطي|لا)\b[\s:,،.\-–]*", re.IGNORECASE)
_OUTCOME_MARKS = {"made": "✓", "missed": "·", "contradicted": "✗"}

_WORDS = {
    "ar": {
        "step": "الخطوة {n} من {of}: {title} (نحو {minutes} دقائق)",
        "answer": {
            "open": "اكتب إجابتك في سطر. ابدأ السطر بعلامة ؟ لتسأل المرشد، واترك السطر فارغًا لتتوقف.",
            "choice": "اكتب رقم الإجابة الصحيحة (أو أرقامها).",
            "ordering": "اكتب الأرقام بالترتيب الصحيح، مثل: 3 1 2",
            "matching": "اكتب لكل سطر رقم ما يقابله بالترتيب، مثل: 2 1 3",
            "true_false": "اكتب: صح أو خطأ، ثم السبب.",
        },
        "hint": "تلميح: {hint}",
        "page": "ص {page}",
        "next": "التالي: {next}",
        "finished": "أتممت المسار. اكتب: dalil onboard certificate {path}",
        "stopped": "توقفت هنا، وكل ما أجبت عنه محفوظ. للمتابعة: dalil onboard continue",
        "path": "{id}: {title}. {steps} خطوات، نحو {minutes} دقيقة",
        "done": "أنجزت {passed} من {steps}",
        "due": "مستحق للمراجعة اليوم: {n}",
        "nothing_due": "لا شيء للمراجعة اليوم.",
        "new": "خطوات جديدة في هذا المسار: {titles}",
        "changed": "تغيّرت هذه الخطوات: {titles}",
        "solution": "الصواب: {solution}",
        "erase_sure": "ستُمحى إجاباتك كلها. هل تتابع؟",
        "comma": "، ",
    },
    "en": {
        "step": "Step {n} of {of}: {title} (about {minutes} minutes)",
        "answer": {
            "open": "Write your answer in one line. Begin a line with ? to ask the tutor; an empty line stops.",
            "choice": "Write the number of the right answer (or the numbers).",
            "ordering": "Write the numbers in the right order, such as: 3 1 2",
            "matching": "Write the number that belongs to each line, in order, such as: 2 1 3",
            "true_false": "Write true or false, then why.",
        },
        "hint": "Hint: {hint}",
        "page": "p. {page}",
        "next": "Next: {next}",
        "finished": "You have finished the path. Write: dalil onboard certificate {path}",
        "stopped": "You stopped here, and every answer is kept. To go on: dalil onboard continue",
        "path": "{id}: {title}. {steps} steps, about {minutes} minutes",
        "done": "{passed} of {steps} passed",
        "due": "Due for review today: {n}",
        "nothing_due": "Nothing is due today.",
        "new": "New steps on this path: {titles}",
        "changed": "These steps have changed: {titles}",
        "solution": "Right: {solution}",
        "erase_sure": "All your answers will be erased. Go on?",
        "comma": ", ",
    },
}  # fmt: skip


def given(kind: Kind, line: str) -> Given:
    """A typed line as an answer to a kind of question. Raises UnusableAnswer."""
    if kind == "open":
        return Given(line)
    if kind == "true_false":
        for truth, pattern in ((True, _TRUE), (False, _FALSE)):
            found = pattern.match(fold(line))
            if found:
                return Given(line[found.end() :].strip(), truth=truth)
        raise UnusableAnswer(
            "it begins with neither true nor false", remedy="write `true` or `false` first, then why (صح أو خطأ)"
        )
    numbers = re.findall(r"\d+", fold(line))
    return Given(chosen=tuple(int(number[:9]) - 1 for number in numbers[:50]))


class Lines:
    """The lines of one language."""

    def __init__(self, language: str) -> None:
        self._words: dict[str, Any] = _WORDS[language]
        self.told = told(language)

    def _say(self, key: str, **values: Any) -> str:
        return str(self._words[key]).format(**values)

    def step(self, view: dict[str, Any]) -> str:
        """A step: what it teaches, what it asks, how to answer."""
        question = view["question"]
        lines = ["", self._say("step", **{name: view[name] for name in ("n", "of", "title", "minutes")}), ""]
        lines += [self._place(place) for place in view["teach"]]
        for term in view["glossary"]:
            lines.append(f"    {term['written']} = {': '.join(filter(None, (term['say'], term['definition'])))}")
        lines += ["", question["ask"]]
        lines += [f"  - {left}" for left in question["left"]]
        lines += [f"  {n}. {one}" for n, one in enumerate(question["offered"], start=1)]
        lines += [self._say("hint", hint=question["hint"]), self._words["answer"][question["kind"]]]
        return "\n".join(lines)

    def _place(self, place: dict[str, Any]) -> str:
        notes = "".join(f"\n    ({note})" for note in place["notes"])
        quote = " ".join(place["quote"].split())
        return f"  «{quote}»\n    {place['title']} · {self._say('page', page=place['page_label'])}{notes}"

    def result(self, result: dict[str, Any]) -> str:
        """A judged answer: one sentence, then point by point with where it stands."""
        lines = ["", result["verdict"]]
        if result["solution"]:
            lines.append(self._say("solution", solution=" ".join(str(n + 1) for n in result["solution"])))
        for point in result["points"]:
            because = f" ({point['because']})" if point["because"] else ""
            lines.append(f"{_OUTCOME_MARKS[point['outcome']]} {point['say']} [{point['outcome_told']}]{because}")
            if point["outcome"] != "made":
                lines += [self._place(place) for place in point["citations"][:1]]
        return "\n".join(lines)

    def reply(self, reply: dict[str, Any]) -> str:
        """What the tutor says."""
        lines = [reply["text"]] if reply["text"] else []
        lines += [self._place(place) for place in reply["places"]]
        answer = reply.get("answer")
        if answer and not answer["abstained"]:
            lines += [sentence["text"] + "".join(f"[{n}]" for n in sentence["citations"]) for sentence in answer["sentences"]]
            lines += [f"[{c['n']}] {c['title']} · {self._say('page', page=c['page_label'])}" for c in answer["citations"]]
        return "\n".join(lines)

    def path(self, path: dict[str, Any]) -> str:
        """One path in the list."""
        done = f" · {self._say('done', **{k: path[k] for k in ('passed', 'steps')})}" if path["begun"] else ""
        first = self._say("path", **{name: path[name] for name in ("id", "title", "steps", "minutes")})
        return f"{first}{done}\n    {path['summary']}"

    def progress(self, path: dict[str, Any]) -> str:
        """One path with its topics."""
        lines = [f"{path['title']}: {self._say('done', **{k: path[k] for k in ('passed', 'steps')})}"]
        lines += [f"  {topic['title']}: {round(topic['mastery'] * 100)}%" for topic in path["topics"]]
        return "\n".join(lines)

    def changes(self, new: list[str], changed: list[str]) -> str:
        """What has changed on a path since it was begun."""
        told_of = [
            self._say(key, titles=self._words["comma"].join(titles))
            for key, titles in (("new", new), ("changed", changed))
            if titles
        ]
        return "\n".join(told_of)

    def due(self, n: int) -> str:
        """How many points are due."""
        return self._say("due", n=n)

    def nothing_due(self) -> str:
        """Nothing is due."""
        return self._say("nothing_due")

    def finished(self, path: str) -> str:
        """The path is done."""
        return self._say("finished", path=path)

    def stopped(self) -> str:
        """The learner stopped."""
        return self._say("stopped")

    def erase_sure(self) -> str:
        """Whether everything should be forgotten."""
        return self._say("erase_sure")
