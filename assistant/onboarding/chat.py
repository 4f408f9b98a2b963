"""The chat model in onboarding, where a setting adds it: a second reader of doubtful points, other words for what a step teaches.

It decides nothing alone. A point counts only with the learner's own words, held to the evidence that every answer is held to; a
sentence is said only when the verifier finds it in the step's passages. When the model is away, everything goes on without it.
"""

import logging
import re
from collections.abc import Sequence
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING

from assistant.answering.generative import open_chat_model
from assistant.onboarding.model import Question
from assistant.options import ChatModelOptions
from assistant.verification.verifier import verify
from corpus.model import Language
from corpus.text.sentences import sentences

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_log = logging.getLogger("dalil.onboarding")
_CLAIM = re.compile(r"^\s*\(?(\d{1,2})\s*[:.)\-]\s*(\S.*)$", re.MULTILINE)
_QUOTES = " \t\"'«»“”"
_MOST_SENTENCES = 3


class ChatTutor:
    """Asks one chat model. Safe to use from several threads; the model is opened when it is first asked."""

    def __init__(self, options: ChatModelOptions) -> None:
        self._options = options

    @cached_property
    def _model(self) -> "BaseChatModel":
        return open_chat_model(self._options)

    def claims(self, question: Question, answer: str, points: Sequence[str], language: Language) -> dict[int, str]:
        """By the number of a point (from 0), the words of the answer that the model thinks make it. Empty when it is away."""
        listed = "\n".join(f"{n}. {_data(point)}" for n, point in enumerate(points, start=1))
        asked = f"<question>{_data(question.ask.in_(language))}</question>\n<points>\n{listed}\n</points>"
        said = self._say("judge", f"{asked}\n<answer>\n{_data(answer)}\n</answer>")
        found = {int(number) - 1: words.strip(_QUOTES) for number, words in _CLAIM.findall(said)}
        return {at: words for at, words in found.items() if 0 <= at < len(points) and words}

    def reworded(self, quotations: Sequence[str], language: Language, *, example: bool) -> tuple[str, ...]:
        """Passages in other words, or an example of them: the sentences that the verifier passes; none when the model is away."""
        passages = "\n".join(f"<passage>{_data(quotation)}</passage>" for quotation in quotations)
        said = self._say(f"{'example' if example else 'reword'}-{language}", passages)
        spoken = [" ".join(span.of(said).split()) for span in sentences(said)]
        return tuple(one for one in spoken if one not in quotations and verify(one, quotations).passed)[:_MOST_SENTENCES]

    def _say(self, task: str, given: str) -> str:
        try:
            chunks = [chunk.content for chunk in self._model.stream([("system", _task(task)), ("user", given)])]
        except Exception as exc:  # each provider raises its own kinds, and any of them means that it is away
            _log.warning(
                "the chat model did not answer (%s), so onboarding goes on without it: DALIL_CHAT_MODEL=%s; does its server run?",
                type(exc).__name__,
                self._options.model,
            )
            return ""
        return "".join(chunk for chunk in chunks if isinstance(chunk, str))


def _data(text: str) -> str:
    """A text that can't close what delimits it."""
    return text.replace("<", "‹").replace(">", "›")


@cache
def _task(name: str) -> str:
    return (files("assistant.onboarding") / "prompts" / f"{name}.txt").read_text(encoding="utf-8")
