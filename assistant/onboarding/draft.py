"""Proposes a path from the library for a knowledge manager to edit: steps in the practice's order, questions with key points.

In: a topic of the catalogue (or words to search for), or one document. Out: YAML that `dalil onboard check` accepts, each point a
quotation of the document; its twin's matching sentence stands beside it where there is one.
"""

from dataclasses import dataclass

import numpy as np
import yaml

from assistant.assistant import Assistant
from assistant.model import Asker
from assistant.onboarding.quantities import quantities
from corpus.catalogue.versions import VersionHead
from corpus.errors import UnknownDocument
from corpus.generation.snapshot import View
from corpus.text.sentences import sentences

_MOST_STEPS = 10
_POINTS = 3
_SHORTEST, _LONGEST = 40, 260
_TWIN_FROM = 0.86
_ASK = {"ar": "ماذا تقول الممارسة عن: {title}؟", "en": "What does the practice say about: {title}?"}
_HINT = {"ar": "راجع القسم المعنون: {title}.", "en": "Look at the section on: {title}."}


@dataclass(frozen=True, slots=True)
class _Section:
    """A section of a document: its heading and the sentences that are worth asking about."""

    title: str
    spoken: tuple[str, ...]


def draft_path(assistant: Assistant, *, topic: str = "", document: str = "") -> str:
    """The YAML of a proposed path. Raises UnknownDocument when the library holds nothing on it."""
    view = assistant.snapshot().view(None)
    head = _chosen(assistant, view, topic, document)
    twin = view.document(head.metadata.twin) if head.metadata.twin else None
    sections = _sections(view, head)
    if not sections:
        raise UnknownDocument("it has no sentences to ask about", subject=head.document, remedy="choose another document")
    drafter = _Drafter(assistant, view, head, twin)
    steps = [step for section in sections[:_MOST_STEPS] if (step := drafter.step(section)) is not None]
    title = drafter.both(head.metadata.title, twin.metadata.title if twin else head.metadata.title)
    path = {
        "path": f"draft-{_slug(head.document.removesuffix('-ar').removesuffix('-en'))}",
        "title": title,
        "role": {"ar": "من يعمل بهذه الممارسة", "en": "Whoever works by this practice"},
        "summary": {
            "ar": f"مسار مقترح من وثيقة «{title['ar']}»، يُراجع قبل نشره.",
            "en": f"Proposed from “{title['en']}”; to be edited before it is published.",
        },
        "sources": {"practice": drafter.source()},
        "modules": [{"id": "practice", "title": title, "steps": steps}],
    }
    return yaml.dump(path, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=1000)


class _Plain(yaml.SafeDumper):
    """Writes a value out wherever it stands, without aliases."""

    def ignore_aliases(self, data: object) -> bool:
        """Always."""
        return True


def _chosen(assistant: Assistant, view: View, topic: str, document: str) -> VersionHead:
    if document:
        head = view.document(document)
        if head is None:
            raise UnknownDocument("no document has this id", subject=document, remedy="`dalil index list` shows the ids")
        return head
    order = {"practice": 0, "guide": 1, "research": 2}
    of_topic = [one for one in view.documents() if one.metadata.topic == topic and one.metadata.status in ("", "in force")]
    if of_topic:
        return min(of_topic, key=lambda one: (order.get(one.metadata.type, 3), one.document))
    found = assistant.search(topic, k=1, asker=Asker(None))
    head = view.document(found[0].document) if found else None
    if head is None:
        raise UnknownDocument(
            "the library holds nothing on it", subject=topic, remedy="name a topic of the catalogue, or use --from"
        )
    return head


def _headed(view: View, head: VersionHead) -> list[tuple[str, str]]:
    """The sentences of a document that are neither short nor long, each with the heading above it."""
    text = view.snapshot.version(head.key).text
    found = []
    for passage in view.snapshot.passages(head.key).values():
        body = text[passage.start : passage.end]
        whole = [span.of(body).strip() for span in sentences(body)]
        heading = passage.heading.rpartition(" › ")[2]
        found += [(heading, one) for one in whole if _SHORTEST <= len(one) <= _LONGEST and "\n" not in one]
    return found


def _sections(view: View, head: VersionHead) -> list[_Section]:
    """The sections of a document in its order, each with the sentences that state something (a number above all)."""
    spoken: dict[str, list[str]] = {}
    for heading, one in _headed(view, head):
        if heading and heading != head.metadata.title and one[-1] in ".؛;:؟" and "|" not in one:
            spoken.setdefault(heading, []).append(one)
    found = []
    for heading, here in spoken.items():
        best = sorted(range(len(here)), key=lambda at: (-len(quantities(here[at])), at))[:_POINTS]
        found.append(_Section(heading, tuple(here[at] for at in sorted(best))))
    return found


class _Drafter:
    """Writes the steps, with the twin's sentences beside the document's own."""

    def __init__(self, assistant: Assistant, view: View, head: VersionHead, twin: VersionHead | None) -> None:
        self._language = head.metadata.language if head.metadata.language in ("ar", "en") else "en"
        self._other = "en" if self._language == "ar" else "ar"
        self._head, self._twin = head, twin
        self._encode = assistant.embedder.encode_queries
        headed = _headed(view, twin) if twin else []
        self._headings = {one: heading for heading, one in headed}
        self._there = list(self._headings)
        self._vectors = self._encode(self._there) if self._there else None
        self._used: set[str] = set()

    def source(self) -> dict[str, str]:
        """The document and its twin, as a path names them."""
        named = {self._language: self._head.document}
        if self._there and self._twin is not None:
            named[self._other] = self._twin.document
        return named | ({"edition": self._head.metadata.edition} if self._head.metadata.edition else {})

    def both(self, own: str, other: str) -> dict[str, str]:
        """Words in both languages, given in the document's own first."""
        said = {self._language: own, self._other: other}
        return {"ar": said["ar"], "en": said["en"]}

    def step(self, section: _Section) -> dict[str, object] | None:
        """The step of a section."""
        pairs = [(one, self._twin_of(one)) for one in section.spoken]
        other_title = next((self._headings[other] for _, other in pairs if other), "") or section.title
        name = _slug(section.title) or _slug(other_title) or f"section-{len(self._used) + 1}"
        step_id = name if name not in self._used else f"{name}-{len(self._used) + 1}"
        self._used.add(step_id)
        passages = [{"source": "practice"} | self._quoted(own, other) for own, other in pairs]
        points = [
            {"id": f"point-{n}", "say": self.both(own, other or own), "evidence": [passage]}
            for n, ((own, other), passage) in enumerate(zip(pairs, passages, strict=True), start=1)
        ]
        titles = self.both(section.title, other_title)
        return {
            "id": step_id,
            "title": titles,
            "minutes": 5,
            "teach": passages,
            "question": {
                "kind": "open",
                "ask": {language: text.format(title=titles[language]) for language, text in _ASK.items()},
                "hint": {language: text.format(title=titles[language]) for language, text in _HINT.items()},
                "key_points": points,
            },
        }

    def _quoted(self, own: str, other: str) -> dict[str, str]:
        return {self._language: own} | ({self._other: other} if other else {})

    def _twin_of(self, sentence: str) -> str:
        """The twin's sentence that says the same: close in meaning, with the same numbers; empty where there is none."""
        if self._vectors is None:
            return ""
        closeness = self._vectors @ self._encode([sentence])[0]
        wanted = quantities(sentence)
        for at in np.argsort(-closeness, kind="stable")[:5]:
            if closeness[at] < _TWIN_FROM:
                break
            if quantities(self._there[int(at)]) == wanted:
                return self._there[int(at)]
        return ""


def _slug(text: str) -> str:
    kept = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in text.lower())
    return "-".join(part for part in kept.split("-") if part)[:60].strip("-")
