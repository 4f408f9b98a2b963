"""A conversation as a file to keep: Markdown, or DOCX in the direction of each paragraph's language.

In: a conversation and its turns as their asker may read them. Out: the file's bytes, with every question, the answer's sentences
and their numbered sources (title, edition, page, quotation). Links are made whole with the address of the server, where that is
known.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from assistant.conversation.history import Conversation, Turn
from assistant.model import Answer, Citation
from corpus.model import Language

ExportForm = Literal["md", "docx"]


@dataclass(frozen=True, slots=True)
class _Words:
    asked: str
    sources: str
    page: str
    edition: str
    withheld: str
    stopped: str
    caution: str
    understood: str


_WORDS: dict[Language, _Words] = {
    "ar": _Words(
        asked="السؤال",
        sources="المصادر",
        page="الصفحة",
        edition="الطبعة",
        withheld="لا تظهر هذه الإجابة: إحدى وثائقها لم تعد متاحة لك.",
        stopped="أُوقفت الإجابة قبل تمامها.",
        caution="إجابات آلية من وثائق الجهة؛ يُرجع إلى المصدر قبل الاعتماد عليها.",
        understood="فُهم السؤال هكذا",
    ),
    "en": _Words(
        asked="Question",
        sources="Sources",
        page="page",
        edition="edition",
        withheld="This answer isn't shown: one of its documents is no longer yours to read.",
        stopped="The answer was stopped before its end.",
        caution="Answered automatically from the institution's documents; consult the source before relying on it.",
        understood="Understood as",
    ),
}


def markdown(talk: Conversation, turns: Sequence[Turn], *, language: Language, timezone: str, address: str = "") -> bytes:
    """The conversation as Markdown, in UTF-8. `language` is that of the words around it."""
    words = _WORDS[language]
    parts = [f"# {_escaped(talk.title)}", f"{_local(talk.begun, timezone)}"]
    for turn in turns:
        parts.append(f"## {words.asked}: {_escaped(turn.question)}")
        if turn.answer.understood_as:
            parts.append(f"*{words.understood}: {_escaped(turn.answer.understood_as)}*")
        parts += [_escaped(line) for line in _said(turn, words)]
        if turn.answer.citations:
            parts.append(f"**{words.sources}**")
            rows = []
            for one in turn.answer.citations:
                quoted = " ".join(one.quote.split())
                rows.append(f"- [{one.n}] {_escaped(_facts(one, words))}: «{_escaped(quoted)}» <{address}{one.url}>")
            parts.append("\n".join(rows))
    return ("\n\n".join([*parts, "---", words.caution]) + "\n").encode()


def docx(talk: Conversation, turns: Sequence[Turn], *, language: Language, timezone: str, address: str = "") -> bytes:
    """The conversation as a Word document. `language` is that of the words around it."""
    from assistant.conversation.word_file import WordFile

    words, file = _WORDS[language], WordFile(talk.title, language)
    file.add(_local(talk.begun, timezone), language=language)
    for turn in turns:
        file.add(turn.question, style="Heading 1")
        if turn.answer.understood_as:
            file.add(f"{words.understood}: {turn.answer.understood_as}", language=language)
        for line in _said(turn, words):
            file.add(line, language=language if turn.withheld else turn.answer.language)
        if turn.answer.citations:
            file.add(words.sources, style="Heading 2", language=language)
        for one in turn.answer.citations:
            file.add(f"[{one.n}] {_facts(one, words)}", language=language)
            file.add(one.quote, style="Quote")
            file.add(f"{address}{one.url}", language="en")
    file.add(words.caution, language=language)
    return file.whole()


def _said(turn: Turn, words: _Words) -> list[str]:
    """An answer's paragraphs: its notes, its sentences with their marks, and what became of it."""
    if turn.withheld:
        return [words.withheld]
    lines = [*turn.answer.notes, *_sentences(turn.answer)]
    return [*lines, words.stopped] if turn.state == "stopped" else lines


def _sentences(answer: Answer) -> list[str]:
    if not answer.sentences:
        return [answer.answer] if answer.answer else []
    return [f"{one.text.strip()} {''.join(f'[{n}]' for n in one.citations)}".strip() for one in answer.sentences]


def _facts(citation: Citation, words: _Words) -> str:
    edition = f"{words.edition} {citation.edition}" if citation.edition else ""
    page = f"{words.page} {citation.page_label or citation.page}"
    comma = "، " if words is _WORDS["ar"] else ", "
    return comma.join(part for part in (citation.title or citation.document, citation.number, edition, page) if part)


def _local(utc: str, timezone: str) -> str:
    return datetime.fromisoformat(utc).astimezone(ZoneInfo(timezone)).strftime("%Y-%m-%d %H:%M")


def _escaped(text: str) -> str:
    """Text on one line that Markdown takes as text and nothing else."""
    return re.sub(r"([\\`*_{}\[\]<>#|])", r"\\\1", " ".join(text.split()))
