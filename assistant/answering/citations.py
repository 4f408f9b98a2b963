"""Citations: an answer as it grows, each sentence with the addresses and exact quotations that it rests on, numbered once."""

from collections.abc import Sequence
from urllib.parse import quote, urlencode

from assistant.answering.base import Draft, Found
from assistant.answering.conflicts import Otherwise, OutOfForce
from assistant.answering.lists import is_item
from assistant.model import Answer, Citation, Sentence
from assistant.verification.base import Verdict
from assistant.wording import Wording
from corpus.model import Language, Metadata, Span


class CitationBook:
    """The answer as it grows: sentences, and citations numbered once, in the order of their first use."""

    def __init__(self, language: Language, told: Wording) -> None:
        self._language = language
        self._told = told
        self._numbers: dict[tuple[int, int, int], int] = {}
        self._citations: list[Citation] = []
        self._notes: list[str] = []
        self._withheld: list[str] = []
        self.sentences: list[Sentence] = []
        self.told: list[Draft] = []

    def add(self, draft: Draft, support: float) -> Sentence:
        """Take in a sentence that was verified, with its evidence."""
        numbers = tuple(dict.fromkeys(self._number(found, span) for found, span in draft.evidence))
        quoted = any(span.of(found.version.text) == draft.text for found, span in draft.evidence)
        sentence = Sentence(draft.text, numbers, round(support, 4), self._told.quoted if quoted else self._told.checked)
        self.sentences.append(sentence)
        self.told.append(draft)
        return sentence

    def withhold(self, verdict: Verdict) -> None:
        """Keep why a sentence isn't told."""
        self._withheld.append(verdict.why(self._language))

    def warn(self, notices: Sequence[OutOfForce], others: Sequence[Otherwise]) -> None:
        """Tell the reader what is no longer in force, and what says otherwise, cited like the answer."""
        for notice in notices:
            by = edition_of(notice.by, self._told) if notice.by else ""
            said = {"replaced": self._told.replaced, "repealed": self._told.repealed, "amended": self._told.amended}
            self.note(said[notice.standing].format(document=edition_of(notice.document, self._told), by=by))
        for other in others:
            said_so = self._told.edition_said if other.edition else self._told.document_says
            document = edition_of(other.found.version.metadata, self._told)
            quoted = " ".join(other.span.of(other.found.version.text).split())
            self.note(said_so.format(document=document, quote=quoted, n=self._number(other.found, other.span)))

    def note(self, sentence: str) -> None:
        """Tell the reader something beside the answer."""
        self._notes.append(sentence)

    def answer(self, sure: float, documents: int, resolved: str) -> Answer:
        """The whole answer."""
        illustrative = any(citation.illustrative for citation in self._citations)
        notes = [*self._notes]
        if any(citation.language != self._language for citation in self._citations):
            notes.append(self._told.other_language)
        if illustrative:
            notes.append(self._told.illustrative)
        return Answer(
            answer=_joined([sentence.text for sentence in self.sentences]),
            language="ar" if self._language == "ar" else "en",
            abstained=False,
            confidence=round(sure, 4),
            sentences=tuple(self.sentences),
            citations=tuple(self._citations),
            searched=documents,
            understood_as=resolved,
            notes=tuple(notes),
            withheld=tuple(self._withheld),
            illustrative=illustrative,
        )

    def _number(self, found: Found, span: Span) -> int:
        key = (found.version.key, span.start, span.end)
        if key not in self._numbers:
            self._numbers[key] = len(self._citations) + 1
            self._citations.append(cite(self._numbers[key], found, span))
        return self._numbers[key]


def edition_of(metadata: Metadata, told: Wording) -> str:
    """How a document is called beside another of its kind: by title, edition and year, as far as they are known."""
    if not metadata.edition:
        return f"“{metadata.title}”" if told.language == "en" else f"«{metadata.title}»"
    return (
        told.edition.format(title=metadata.title, edition=metadata.edition, year=metadata.date[:4])
        .replace("، )", ")")
        .replace(", )", ")")
    )


def _joined(texts: Sequence[str]) -> str:
    """Sentences as running text, list items and table rows on lines of their own."""
    out = ""
    for text in texts:
        line = is_item(text) or " | " in text
        out += ("\n" if line or out.rstrip().endswith(":") else " ") + text if out else text
    return out


def cite(n: int, found: Found, span: Span) -> Citation:
    """The citation of a span of a passage's version."""
    version, metadata = found.version, found.version.metadata
    page = next((p for p in version.pages if span.start < p.end), version.pages[-1])
    place = {"version": version.n, "page": page.number, "start": span.start, "end": span.end}
    return Citation(
        n=n,
        document=version.document,
        title=metadata.title,
        type=metadata.type,
        language=metadata.language,
        edition=metadata.edition,
        number=metadata.number,
        issuer=metadata.issuer,
        date=metadata.date,
        owner=metadata.owner_unit,
        version=version.n,
        page=page.number,
        page_label=page.label,
        heading=found.passage.heading,
        quote=span.of(version.text),
        start=span.start,
        end=span.end,
        url=f"/documents/{quote(version.document, safe='')}?{urlencode(place)}",
        illustrative=version.illustrative,
    )
