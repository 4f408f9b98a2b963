"""What is put before a language model: the question and numbered passages, delimited as data."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from assistant.answering.base import Found
from corpus.model import Language


def messages(question: str, found: Sequence[Found], *, language: Language, context_chars: int) -> list[tuple[str, str]]:
    """The (role, text) messages, with as many whole passages as `context_chars` allows; at least one."""
    blocks: list[str] = []
    used = 0
    for number, one in enumerate(found, start=1):
        text = one.text.replace("<passage", "<\u200bpassage").replace("</passage", "</\u200bpassage")
        if blocks and used + len(text) > context_chars:
            break
        used += len(text)
        title = f"{one.version.metadata.title} › {one.passage.heading}".replace('"', "'")
        blocks.append(f'<passage number="{number}" title="{title}">\n{text}\n</passage>')
    return [("system", _task(language)), ("user", "\n".join(blocks) + f"\n\n{question}")]


@cache
def _task(language: Language) -> str:
    return (files("assistant.answering") / "prompts" / f"{language}.txt").read_text(encoding="utf-8")
