"""A question of a conversation as it is asked of the library: standing by itself, in the language of its own function words.

A chat model, where one is set, may reword a follow-up. What it gives is taken only when every word that names a matter stands in
the question or in those before it; else, and when the model is away, the rules of `followup` decide.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Protocol

from assistant.conversation.followup import leans, matter_stems, resolve
from assistant.errors import ChatModelError
from assistant.model import Question
from assistant.query.analyse import language_of_question
from corpus.model import Language

_LONGEST_SHARE = 2
_QUESTIONS_SHOWN = 6


class Rewriter(Protocol):
    """What can write a short text."""

    def reply(self, given: list[tuple[str, str]]) -> str:
        """What the model says to (role, text) messages. Raises ChatModelError."""
        ...


def understood(question: Question, rewriter: Rewriter | None = None) -> Question:
    """The question as it is asked; the same one when it stands by itself."""
    text = resolve(question.text, question.history)
    if rewriter is not None and (text != question.text or (question.history and leans(question.text))):
        text = _reworded(question, rewriter) or text
    if text == question.text:
        return question
    language = question.language or language_of_question(question.text)
    return replace(question, text=text, language=language, history=(), leaning=True)


def _reworded(question: Question, rewriter: Rewriter) -> str:
    """What the model makes of a follow-up; empty when it can't be taken."""
    earlier = question.history[-_QUESTIONS_SHOWN:]
    asked = "\n".join(f"<question>{_inert(text)}</question>" for text in (*earlier, question.text))
    try:
        said = rewriter.reply([("system", _task(language_of_question(question.text))), ("user", asked)]).strip()
    except ChatModelError:
        return ""
    return said if _is_faithful(said, (*earlier, question.text)) else ""


def _is_faithful(said: str, asked: Sequence[str]) -> bool:
    """Whether a rewording is one line, not overlong, in the question's language, and names nothing that wasn't said."""
    if not said or "\n" in said or len(said) > _LONGEST_SHARE * sum(map(len, asked)):
        return False
    known = {stem for text in asked for stem in matter_stems(text)}
    return language_of_question(said) == language_of_question(asked[-1]) and set(matter_stems(said)) <= known


def _inert(text: str) -> str:
    return text.replace("<question", "<\u200bquestion").replace("</question", "</\u200bquestion")


@cache
def _task(language: Language) -> str:
    return (files("assistant.conversation") / "prompts" / f"{language}.txt").read_text(encoding="utf-8")
