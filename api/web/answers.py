"""An answer arranged for reading: sentences as paragraphs, items and table rows; citations gathered under their documents."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.model import Answer, Citation, Sentence
from corpus.model import Language

CELL = " | "
_ITEM = re.compile(r"\s*(?:[-•*▪◦–]|\(?[\d\u0660-\u0669]{1,3}[.)\-])\s")
_ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff]")
_LATIN = re.compile(r"[A-Za-z]")

Kind = Literal["paragraph", "item", "table"]


@dataclass(frozen=True, slots=True)
class Group:
    """Sentences that stand together: those of a paragraph, one item, or the rows of a table."""

    kind: Kind
    sentences: tuple[Sentence, ...]

    @property
    def numbered(self) -> bool:
        """Whether it is an item that begins with a number rather than a bullet."""
        return self.kind == "item" and self.sentences[0].text.lstrip(" (")[:1].isdigit()


@dataclass(frozen=True, slots=True)
class Cited:
    """A document that an answer cites, and its citations by number."""

    citations: tuple[Citation, ...]

    @property
    def head(self) -> Citation:
        """The first of them, which says what the document is."""
        return self.citations[0]

    @property
    def pages(self) -> list[str]:
        """The labels of the pages that are cited, each once."""
        return list(dict.fromkeys(citation.page_label or str(citation.page) for citation in self.citations))


def groups(sentences: Iterable[Sentence]) -> list[Group]:
    """The sentences of an answer in groups, in their order."""
    gathered: list[Group] = []
    for sentence in sentences:
        kind = _kind_of(sentence.text)
        if gathered and gathered[-1].kind == kind and kind != "item":
            gathered[-1] = Group(kind, (*gathered[-1].sentences, sentence))
        else:
            gathered.append(Group(kind, (sentence,)))
    return gathered


def cited_documents(citations: Sequence[Citation]) -> list[Cited]:
    """The documents of an answer's citations, in the order of their first citation."""
    by_document: dict[tuple[str, int], list[Citation]] = {}
    for citation in citations:
        by_document.setdefault((citation.document, citation.version), []).append(citation)
    return [Cited(tuple(found)) for found in by_document.values()]


def by_number(answer: Answer) -> dict[int, Citation]:
    """An answer's citations by their number."""
    return {citation.n: citation for citation in answer.citations}


def language_of_text(text: str) -> Language:
    """The language in which most of a text's letters are written."""
    return "ar" if len(_ARABIC.findall(text)) >= len(_LATIN.findall(text)) else "en"


def _kind_of(text: str) -> Kind:
    return "table" if CELL in text else "item" if _ITEM.match(text) else "paragraph"
