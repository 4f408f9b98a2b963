"""Questions to begin with: made from the titles that the library holds, and kept only when it answers them."""

from collections.abc import Callable, Iterator
from itertools import zip_longest

from corpus.catalogue.versions import VersionHead
from corpus.generation.snapshot import View

_SIX = 6
_PATTERNS = {
    "ar": {
        "practice": ("من المسؤول عن {title}؟", "ما خطوات {title}؟", "ما مؤشرات قياس {title}؟"),
        "research": ("ما أهم نتائج دراسة {title}؟", "ماذا توصي دراسة {title}؟"),
        "guide": ("ماذا يتضمن {title}؟", "ما الغرض من {title}؟"),
        "experience": ("ما الذي تغيّر بعد {title}؟", "ما الدروس المستفادة من {title}؟"),
        "": ("ماذا تقول المكتبة عن {title}؟",),
    },
    "en": {
        "practice": ("Who is responsible for {title}?", "What are the steps of {title}?", "How is {title} measured?"),
        "research": ("What did the study on {title} find?", "What does the study on {title} recommend?"),
        "guide": ("What does the {title} cover?", "What is the purpose of the {title}?"),
        "experience": ("What changed after {title}?", "What lessons came from {title}?"),
        "": ("What does the library say about {title}?",),
    },
}


def suggest(view: View, language: str, answers: Callable[[str], bool]) -> list[str]:
    """At most six questions in `language`, each about another document while there are enough, each answered by the library."""
    kept: list[str] = []
    for question in _candidates([head for head in view.documents() if head.metadata.language == language], language):
        if answers(question):
            kept.append(question)
        if len(kept) == _SIX:
            break
    return kept


def _candidates(heads: list[VersionHead], language: str) -> Iterator[str]:
    """Questions over the documents, types in turn, then further patterns of the same documents."""
    patterns = _PATTERNS["ar" if language == "ar" else "en"]
    replaced = {head.metadata.supersedes for head in heads}
    by_type: dict[str, list[VersionHead]] = {}
    for head in heads:
        if head.document not in replaced and head.metadata.type != "register":
            by_type.setdefault(head.metadata.type if head.metadata.type in patterns else "", []).append(head)
    in_turn = [head for row in zip_longest(*by_type.values()) for head in row if head is not None]
    for at in range(3):
        for head in in_turn:
            forms = patterns.get(head.metadata.type, patterns[""])
            if at < len(forms):
                yield forms[at].format(title=head.metadata.title.split(":")[-1].strip())
