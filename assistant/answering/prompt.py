"""What is put before a language model: the question and numbered passages, delimited as data."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from assistant.answering.base import Found
from corpus.model import Language


def messages(question: str, found: Sequence[Found], *, language: Language, context_tokens: int) -> list[tuple[str, str]]:
    """The (role, text) messages, with as many passages as `context_tokens` allow; the first is cut where it is longer."""
    blocks: list[str] = []
    used = 0
    for number, one in enumerate(found, start=1):
        text = one.text.replace("<passage", "<\u200bpassage").replace("</passage", "</\u200bpassage")
        length = tokens_about(text)
        if used + length > context_tokens:
            if blocks:
                break
            text = text[: len(text) * context_tokens // length]
        used += length
        title = f"{one.version.metadata.title} › {one.passage.heading}".replace('"', "'")
        blocks.append(f'<passage number="{number}" title="{title}">\n{text}\n</passage>')
    return [("system", _task(language)), ("user", "\n".join(blocks) + f"\n\n{question}")]


def tokens_about(text: str) -> int:
    """How many tokens a text has about, whichever model reads it: one for three Latin or two other characters, not too few."""
    latin = sum(1 for character in text if character.isascii())
    return latin // 3 + (len(text) - latin) // 2 + 1


@cache
def _task(language: Language) -> str:
    return (files("assistant.answering") / "prompts" / f"{language}.txt").read_text(encoding="utf-8")
