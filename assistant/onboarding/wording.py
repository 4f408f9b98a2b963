"""What onboarding says to a learner, in both languages. Page and terminal say it alike."""

from dataclasses import dataclass
from functools import cache

from assistant.onboarding.model import Judgement


@dataclass(frozen=True, slots=True)
class Told:
    """The sentences of one language."""

    full: str
    part: str
    none: str
    wrong: str
    notes: dict[str, str]
    outcomes: dict[str, str]
    other_language: str
    who_sees: str
    moved_edition: str
    another_way: str
    no_other_way: str
    example: str
    no_example: str
    where: str
    silent: str

    def verdict(self, judgement: Judgement) -> str:
        """One sentence on a judged answer."""
        if judgement.note:
            return self.notes[judgement.note]
        if judgement.right is False:
            return self.wrong
        made = sum(point.outcome == "made" for point in judgement.points)
        if judgement.score >= 0.999:
            return self.full
        return self.part.format(made=made, points=len(judgement.points)) if judgement.score > 0 else self.none


@cache
def told(language: str) -> Told:
    """The sentences of a language."""
    return _ENGLISH if language == "en" else _ARABIC


_ARABIC = Told(
    full="إجابة كاملة: ذكرت كل ما يلزم.",
    part="ذكرت {made} من {points}. اقرأ ما فاتك في موضعه، وسيعود إليك لاحقًا.",
    none="لم تذكر النقاط المطلوبة بعد. اقرأها في مواضعها، وستعود إليك لاحقًا.",
    wrong="ليس هذا هو الصواب. اقرأ النص في موضعه، وسيعود إليك السؤال لاحقًا.",
    notes={
        "empty": "الإجابة فارغة. اكتب ما تعرفه، فالجزء محسوب أيضًا.",
        "other_script": "ليست هذه إجابة بالعربية ولا بالإنجليزية. اكتبها بإحدى اللغتين.",
        "copied": "هذا هو السؤال نفسه. اكتب إجابتك بكلماتك.",
        "keywords": "هذه كلمات متفرقة. اكتب جملًا تقول ما يُفعل ومتى ومن يفعله.",
        "to_judge": "هذا الكلام موجّه إلى المصحّح لا إجابة عن السؤال. اكتب ما تعرفه.",
    },
    outcomes={"made": "ذكرته", "missed": "فاتك", "contradicted": "يخالف النص"},
    other_language="هذا النص بالإنجليزية، ولا نظير له بالعربية في المكتبة.",
    who_sees="يرى إجاباتك من يشرف على التهيئة: رئيس فريقك ومسؤول المعرفة. لك أن تصدّر بياناتك أو تمحوها متى شئت.",
    moved_edition="صدرت طبعة أحدث من هذه الوثيقة، والنص باقٍ فيها.",
    another_way="تقول المكتبة المعنى نفسه بعبارة أخرى:",
    no_other_way="لا يرد هذا المعنى في المكتبة بعبارة أخرى، وهذا نصه كما ورد:",
    example="مثال من المكتبة:",
    no_example="لا يرد مثال على هذا في وثائق هذه الخطوة، وهذا أقرب ما فيها:",
    where="هذه مواضعه في الوثائق:",
    silent="لا تتضمن المكتبة إجابة عن هذا السؤال.",
)
_ENGLISH = Told(
    full="Complete: you said everything that is needed.",
    part="You made {made} of {points}. Read what was missed where it stands; it comes back later.",
    none="The points asked for are not there yet. Read them where they stand; they come back later.",
    wrong="That is not right. Read the passage where it stands; the question comes back later.",
    notes={
        "empty": "The answer is empty. Write what you know; a part of it counts too.",
        "other_script": "This is in neither Arabic nor English. Answer in one of the two.",
        "copied": "That is the question itself. Answer it in your own words.",
        "keywords": "These are single words. Write sentences that say what is done, when and by whom.",
        "to_judge": "That speaks to the judge and does not answer the question. Write what you know.",
    },
    outcomes={"made": "made", "missed": "missed", "contradicted": "contradicts the text"},
    other_language="This text is in Arabic; the library has no English one beside it.",
    who_sees="Your answers are seen by those who guide newcomers: your team leader and the knowledge manager. "
    "You may export or erase your data at any time.",
    moved_edition="A newer edition of this document is out; the words still stand in it.",
    another_way="The library says the same in other words:",
    no_other_way="The library does not say this in other words; this is its text:",
    example="An example from the library:",
    no_example="The documents of this step give no example of this; the closest that they have:",
    where="This is where it stands:",
    silent="The library does not hold the answer to this question.",
)
