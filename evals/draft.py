"""Question drafting: questions with the spans that answer them, proposed from a document for a knowledge manager to judge.

Drafts come from what documents say in a recognisable form: numbers under a heading, steps, definitions, who decides. They are
proposals in the gold set's form; nothing joins a set until a person accepts it, best reworded as an employee would ask.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from corpus.catalogue.versions import VersionRecord
from corpus.errors import UnknownDocument
from corpus.generation.snapshot import Snapshot
from corpus.home import told_by_disk
from corpus.model import Language, Passage, Span
from corpus.text.sentences import sentences

_STEP = re.compile(r"^\s*(?:\d{1,2}|[\u0660-\u0669]{1,2})[.)]\s+(?P<name>[^:.]{3,60}):")
_NUMBER = re.compile(r"[\d\u0660-\u0669]")
_DEFINES = {
    "ar": re.compile(r"^(?P<what>.{3,60}?) (?:هو|هي|يُقصد بـ?|يقصد به) "),
    "en": re.compile(r"^(?P<what>[A-Z].{3,60}?) (?:is|are|means) (?:the|a|an|what)\b"),
}
_DECIDES = {"ar": re.compile(r"يعتمد|يوافق|يوقع|يقرر"), "en": re.compile(r"\b(?:approves?|decides?|signs?)\b")}
_ASKED = {
    "ar": {
        "step": "ماذا يُفعل في خطوة «{name}» من {title}؟",
        "number": "ما الأرقام والمدد في «{heading}» من {title}؟",
        "definition": "ما المقصود بـ«{name}»؟",
        "decision": "من يقرر في «{heading}» من {title}؟",
    },
    "en": {
        "step": 'What is done in the step "{name}" of {title}?',
        "number": 'What figures and limits does "{heading}" of {title} give?',
        "definition": "What is meant by {name}?",
        "decision": 'Who decides on "{heading}" in {title}?',
    },
}


@dataclass(frozen=True, slots=True)
class Draft:
    """One proposed question with the words that answer it."""

    language: Language
    question: str
    kind: str
    document: str
    edition: str
    quote: str


def drafts(snapshot: Snapshot, document: str) -> list[Draft]:
    """The proposals for a document, in its order. Raises UnknownDocument."""
    key = version_of(snapshot, document)
    record = snapshot.version(key)
    language = language_of(record)
    found: dict[str, Draft] = {}
    for passage in snapshot.passages(key).values():
        for kind, names, span in _proposals(record.text, passage, language):
            heading = passage.heading.split(" › ")[-1] or record.metadata.title
            text = _ASKED[language][kind].format(title=record.metadata.title, heading=heading, **names)
            quote = " ".join(span.of(record.text).split())
            kind_of_question = "how-to" if kind == "step" else "fact"
            found.setdefault(text, Draft(language, text, kind_of_question, document, record.metadata.edition, quote))
    return list(found.values())


def version_of(snapshot: Snapshot, document: str) -> int:
    """The key of the version that is served of a document. Raises UnknownDocument."""
    key = snapshot.by_document.get(document)
    if key is None:
        raise UnknownDocument("there is no such document", subject=document, remedy="`dalil index list` names them")
    return key


def language_of(record: VersionRecord) -> Language:
    """The language that a document is asked in."""
    return "ar" if record.metadata.language == "ar" else "en"


def _proposals(text: str, passage: Passage, language: str) -> Iterator[tuple[str, dict[str, str], Span]]:
    for span in sentences(text, Span(passage.start, passage.end)):
        said = span.of(text)
        if len(said.split()) < 5:
            continue
        step, definition = _STEP.match(said), _DEFINES[language].match(said)
        if step:
            yield "step", {"name": step["name"].strip()}, span
        elif definition:
            yield "definition", {"name": definition["what"].strip()}, span
        elif _DECIDES[language].search(said):
            yield "decision", {}, span
        elif _NUMBER.search(said):
            yield "number", {}, span


def append(path: Path, accepted: list[Draft], stem: str) -> int:
    """Add accepted drafts to a YAML file in the gold set's form; gives how many questions it holds then."""
    whole = yaml.safe_load(path.read_text(encoding="utf-8-sig")) if path.exists() else None
    whole = whole if isinstance(whole, dict) else {"half": "", "questions": []}
    known = {str(question["id"]) for question in whole["questions"]}
    at = len(known)
    for draft in accepted:
        at += 1
        while f"{stem}-{at:02d}" in known:
            at += 1
        known.add(f"{stem}-{at:02d}")
        evidence = {"document": draft.document, "edition": draft.edition, "quote": draft.quote}
        question = {"id": f"{stem}-{at:02d}", "language": draft.language, "question": draft.question}
        whole["questions"].append({**question, "kind": draft.kind, "evidence": [evidence]})
    with told_by_disk(path):
        path.write_text(yaml.safe_dump(whole, allow_unicode=True, sort_keys=False, width=1000), encoding="utf-8")
    return len(whole["questions"])
