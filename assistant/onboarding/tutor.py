"""The tutor: a learner's question in the middle of a step, answered from the library with that step in mind.

"Explain it another way", "give me an example", "show me where it says so" and "in English" need no language model: they are
looked up. With one (`chat.py`), the first two are worded by it and checked against the step's passages. Anything else is asked
of the assistant, first as it is, then with the step's title before it.
"""

import re
from dataclasses import dataclass
from typing import Literal

import numpy as np

from assistant.assistant import Assistant
from assistant.errors import EmptyQuestion
from assistant.model import Answer, Asker, Question
from assistant.onboarding.check import place
from assistant.onboarding.course import Course, Learner
from assistant.onboarding.model import Excerpt, Place, Step
from assistant.onboarding.wording import told
from corpus.generation.snapshot import View
from corpus.model import Language
from corpus.text.normalise import fold, language_of
from corpus.text.sentences import sentences

Wish = Literal["another_way", "example", "where", "ar", "en", "ask"]
WISHES: tuple[Wish, ...] = ("another_way", "example", "where", "ar", "en", "ask")

_PATTERNS: dict[Wish, str] = {
    "another_way": r"another way|other words|explain (?:it )?again|rephrase|simpler"
    r"|(?:بطريقه|بعباره|بكلمات) (?:اخر|ثاني)|اشرح\w* (?:لي )?(?:مره|مجدد|اكثر)|وضح\w* اكثر",
    "example": r"\bexample|for instance|\bمثال|\bامثله|مثلا\b",
    "where": r"where (?:does|is|do).{0,20}(?:say|state|written|stand)|show me where|which page"
    r"|(?:اين|وين) (?:يقول|ورد|يرد|ذكر|مكتوب|النص)|ارني|اي صفحه",
    "en": r"^\s*(?:in english|english(?: please)?|بالانجليزيه|بالانجليزي)\s*[.؟?]?\s*$",
    "ar": r"^\s*(?:in arabic|arabic(?: please)?|بالعربيه|بالعربي)\s*[.؟?]?\s*$",
}
_EXAMPLE = re.compile(r"example|for instance|مثال|مثلا|نموذج|تجرب|تطبيق", re.IGNORECASE)
_SHOWN = 2
_SAME_MEANING = 0.84


@dataclass(frozen=True, slots=True)
class Reply:
    """What the tutor says: a sentence, then places in the library or a whole answer of the assistant."""

    wish: Wish
    text: str
    language: Language
    places: tuple[Place, ...] = ()
    answer: Answer | None = None


def wish_of(text: str) -> Wish:
    """What a learner wants, from their words."""
    folded = fold(text)
    return next((wish for wish, pattern in _PATTERNS.items() if re.search(pattern, folded)), "ask")


def reply(course: Course, learner: Learner, step: Step, text: str, wish: Wish | None = None) -> Reply:
    """The tutor's reply to a learner in a step. Raises EmptyQuestion, QuestionTooLong."""
    assistant, asker, language = course.assistant, learner.asker, learner.language
    wish = wish or wish_of(text)
    view = assistant.snapshot().view(asker.groups)
    if wish == "ask":
        return _answered(assistant, step, text, asker, language)
    if wish in ("ar", "en"):
        other: Language = "en" if wish == "en" else "ar"
        return Reply(wish, "", other, _taught(step, view, other))
    if wish == "where":
        return Reply(wish, told(language).where, language, _taught(step, view, language))
    taught = _taught(step, view, language)
    if course.chat is not None and taught:
        worded = course.chat.reworded([one.quote for one in taught], language, example=wish == "example")
        if worded:
            return Reply(wish, " ".join(worded), language, taught[:_SHOWN])
    found = _another_way(assistant, step, asker, language) if wish == "another_way" else _example(assistant, step, view, language)
    words = told(language)
    if wish == "another_way":
        said = words.another_way if found else words.no_other_way
    else:
        said = words.example if found else words.no_example
    return Reply(wish, said, language, found or taught[:_SHOWN])


def _answered(assistant: Assistant, step: Step, text: str, asker: Asker, language: Language) -> Reply:
    if not text.strip():
        raise EmptyQuestion("the question holds no word", remedy="write what you want to know")
    asked = language_of(text)
    title = step.title.in_(asked)
    answer = assistant.ask(Question(text, asker=asker, history=(step.question.ask.in_(asked),)))
    if answer.abstained:
        answer = assistant.ask(Question(f"{title}: {text}", asker=asker))
    return Reply("ask", told(language).silent if answer.abstained else "", answer.language, answer=answer)


def _taught(step: Step, view: View, language: str) -> tuple[Place, ...]:
    found = [place(passage.in_(language), view) for passage in step.teach]
    return tuple(one for one in found if one is not None)


def _another_way(assistant: Assistant, step: Step, asker: Asker, language: Language) -> tuple[Place, ...]:
    """Sentences elsewhere in the library that come closest to what the step teaches, in the learner's language."""
    view = assistant.snapshot().view(asker.groups)
    own = {(one.document, one.start) for one in _taught(step, view, language)}
    quotes = [passage.in_(language).quote for passage in step.teach]
    vectors = assistant.embedder.encode_queries(quotes)
    found: list[tuple[float, Place]] = []
    for row in assistant.search(" ".join(quotes)[:1000], k=8, language=language, asker=asker):
        head = view.document(row.document)
        if head is None:
            continue
        text = view.snapshot.version(head.key).text
        spans = [span for span in sentences(row.text) if 40 <= span.end - span.start <= 400]
        here = [span.of(row.text) for span in spans]
        if not here:
            continue
        closeness = assistant.embedder.encode_queries(here) @ vectors.T
        at = int(np.argmax(closeness.max(axis=1)))
        one = place(Excerpt(row.document, language, "", here[at], 0), view) if here[at] in text else None
        taught = any(document == row.document and one and abs(one.start - start) < 5 for document, start in own)
        if one is not None and not taught and not any(here[at] in quote or quote in here[at] for quote in quotes):
            found.append((float(closeness.max(axis=1)[at]), one))
    found.sort(key=lambda pair: -pair[0])
    return tuple(one for score, one in found[:_SHOWN] if score >= _SAME_MEANING)


def _example(assistant: Assistant, step: Step, view: View, language: Language) -> tuple[Place, ...]:
    """Sentences of the step's own documents that stand under an example's heading or begin as one, closest to the step."""
    documents = {passage.in_(language).document for passage in step.teach}
    found: list[Excerpt] = []
    for document in sorted(documents):
        head = view.document(document)
        if head is None:
            continue
        text = view.snapshot.version(head.key).text
        for passage in view.snapshot.passages(head.key).values():
            under = bool(_EXAMPLE.search(passage.heading))
            body = text[passage.start : passage.end]
            spoken = [span.of(body) for span in sentences(body) if 30 <= span.end - span.start <= 400]
            found += [Excerpt(document, language, "", one, 0) for one in spoken if under or _EXAMPLE.search(one)]
    if not found:
        return ()
    wanted = assistant.embedder.encode_queries(
        [step.title.in_(language), *(passage.in_(language).quote for passage in step.teach)]
    )
    closeness = (assistant.embedder.encode_queries([one.quote for one in found[:80]]) @ wanted.T).max(axis=1)
    best = [found[int(at)] for at in np.argsort(-closeness, kind="stable")[:_SHOWN]]
    places = [place(one, view) for one in best]
    return tuple(one for one in places if one is not None)
