"""The language-model answerer: any LangChain chat model writes, sentence by sentence, and each sentence is tied to what it cites.

A sentence's evidence is the sentences of the passages it names that share most with it, without those that speak to a language
model; one that names no passage (or one that isn't there) has no evidence, and the verifier withholds it.
"""

import re
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from assistant.answering.base import Draft, Found
from assistant.answering.prompt import messages
from assistant.errors import ChatModelError
from assistant.model import Query
from assistant.options import ChatModelOptions
from assistant.verification.base import Check
from assistant.verification.coverage import covered_share
from assistant.verification.instructions import speaks_to_model
from assistant.verification.meaning import Meaning
from assistant.verification.verifier import CHECKS
from corpus.model import Span
from corpus.text.sentences import sentences

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_MARK = re.compile(r"\s*\[(\d{1,2}(?:\s*[,،]\s*\d{1,2})*)\]")
_SPANS = 2
_NOTHING = "NONE"


def open_chat_model(options: ChatModelOptions) -> "BaseChatModel":
    """The chat model of the settings, by LangChain's `init_chat_model`. Raises ChatModelError when it can't be made."""
    from langchain.chat_models import init_chat_model

    given: dict[str, object] = {
        "timeout": options.timeout_s,
        "max_retries": options.retries,
        "temperature": 0,
        "max_tokens": options.reply_tokens,
    }
    if options.base_url:
        given["base_url"] = options.base_url
    if options.report_usage and options.model.startswith("openai:"):
        given["stream_usage"] = True
    if options.api_key or options.base_url:
        given["api_key"] = options.api_key or "none"
    try:
        return init_chat_model(options.model, **given)  # type: ignore[call-overload, no-any-return]
    except (ImportError, ValueError, TypeError) as exc:
        raise ChatModelError(
            f"the language model can't be used ({exc})",
            subject=f"DALIL_CHAT_MODEL={options.model}",
            remedy="name it as provider:model",
        ) from exc


class GenerativeAnswerer:
    """Lets a chat model write the answer from numbered passages."""

    name = "generative"

    def __init__(
        self,
        model: "BaseChatModel",
        *,
        options: ChatModelOptions,
        meaning: Meaning | None = None,
        checks: Sequence[Check] = CHECKS,
    ) -> None:
        self._model = model
        self._options = options
        self.meaning = meaning
        """What judges by meaning how much of a sentence its evidence covers; None to judge by words."""
        self.checks = checks
        """What each of its sentences is held to."""

    def write(self, query: Query, found: Sequence[Found]) -> Iterator[Draft]:
        """The model's sentences as they arrive. Raises ChatModelError when it is down, slow or breaks off."""
        given = messages(query.text, found, language=query.wanted, context_tokens=self._options.context_tokens)
        for sentence in _sentences(self._pieces(given)):
            draft = _tied(sentence, found)
            if draft is not None:
                yield draft

    def reply(self, given: list[tuple[str, str]]) -> str:
        """What the model says to (role, text) messages. Raises ChatModelError when it is down, slow or breaks off."""
        return "".join(self._pieces(given))

    def _pieces(self, given: list[tuple[str, str]]) -> Iterator[str]:
        until = time.monotonic() + self._options.timeout_s
        try:
            for chunk in self._model.stream(given):
                if time.monotonic() > until:
                    raise TimeoutError("the reply took too long")
                content = chunk.content
                yield content if isinstance(content, str) else "".join(p.get("text", "") for p in content if isinstance(p, dict))
        except Exception as exc:  # each provider raises its own kinds, and any of them means the same here
            raise ChatModelError(
                f"the language model did not answer ({type(exc).__name__})",
                subject=self._options.model,
                remedy="check that its server runs",
            ) from exc


def _sentences(pieces: Iterator[str]) -> Iterator[str]:
    """Whole sentences, their passage marks with them, as soon as the next one begins."""
    text = ""
    for piece in pieces:
        text += piece
        *whole, text = _split(text)
        yield from whole
    yield from (part for part in _split(text) if part.strip())


def _split(text: str) -> list[str]:
    """Cut after each sentence end and the marks that follow it; the last part may be unfinished."""
    parts = re.split(r"(?<=[.!?؟])((?:\s*\[[\d,،\s]+\])*)\s+(?=\S)(?!\[)", text)
    whole = ["".join(parts[at : at + 2]) for at in range(0, len(parts) - 1, 2)]
    return [*whole, parts[-1]]


def _tied(sentence: str, found: Sequence[Found]) -> Draft | None:
    """The sentence without its marks, with the spans that it rests on; None when nothing is left of it."""
    numbers = [int(n) for group in _MARK.findall(sentence) for n in re.findall(r"\d+", group)]
    text = " ".join(_MARK.sub("", sentence).split())
    if not any(c.isalnum() for c in text) or text.strip(" .") == _NOTHING:
        return None
    spans: list[tuple[float, Found, Span]] = []
    for number in dict.fromkeys(numbers):
        if 1 <= number <= len(found):
            one = found[number - 1]
            for span in sentences(one.version.text, Span(one.passage.start, one.passage.end)):
                quoted = span.of(one.version.text)
                if not speaks_to_model(quoted):
                    spans.append((covered_share(text, quoted), one, span))
    spans.sort(key=lambda s: -s[0])
    chosen = [(one, span) for share, one, span in spans[:_SPANS] if share > 0]
    return Draft(text, tuple(chosen), spans[0][0] if spans else 0.0)
