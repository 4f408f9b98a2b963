"""What a reader must know beside an answer: that a text it quotes is no longer in force, and that another one says otherwise.

In: the sentences that were told, the passages that were found, and what the asker may read. Out: notices, each with the place
of what says otherwise. Two sentences conflict when they share most of their words and a check of the verifier finds that they
differ in a number, a date, a denial, or in what must or may be done.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Literal

from assistant.answering.base import Draft, Found
from assistant.answering.facts import facts_of
from assistant.answering.opened import every_sentence_of
from assistant.verification.base import Check
from assistant.verification.coverage import covered_share
from assistant.verification.modality import check_modality
from assistant.verification.negation import check_negation
from assistant.verification.numbers import check_dates, check_numbers
from corpus.catalogue.versions import VersionHead
from corpus.model import Metadata, Span

_CHECKS: tuple[Check, ...] = (check_numbers, check_dates, check_negation, check_modality)
_SHARED, _COVERED = 0.5, 0.6
"""The share of stems that two sentences have in common before they are compared, and of words before they are taken to be about
the same.
"""
_LEAST = 4
"""So many stems a sentence has at least that is compared."""

Standing = Literal["replaced", "repealed", "amended"]


@dataclass(frozen=True, slots=True)
class OutOfForce:
    """A quoted document that is no longer in force as it stands; `by` is what replaces it, where something does."""

    document: Metadata
    standing: Standing
    by: Metadata | None = None


@dataclass(frozen=True, slots=True)
class Otherwise:
    """A sentence of another document that says otherwise than one that was told; `edition` where both are of one series."""

    found: Found
    span: Span
    edition: bool


def out_of_force(told: Sequence[Draft], documents: Sequence[VersionHead]) -> list[OutOfForce]:
    """The told documents that were replaced, repealed or amended, each once."""
    replacing = {head.metadata.supersedes: head.metadata for head in documents if head.metadata.supersedes}
    quoted = {found.version.document: found.version.metadata for draft in told for found, _ in draft.evidence}
    notices = []
    for document, metadata in quoted.items():
        if document in replacing:
            notices.append(OutOfForce(metadata, "replaced", replacing[document]))
        elif metadata.status in ("repealed", "amended"):
            notices.append(OutOfForce(metadata, "repealed" if metadata.status == "repealed" else "amended"))
    return notices


def otherwise(told: Sequence[Draft], found: Sequence[Found], documents: Sequence[VersionHead]) -> list[Otherwise]:
    """What other documents among the found ones say otherwise than the first that was told, at most one sentence a document."""
    first = [draft for draft in told if draft.evidence and _document(draft) == _document(told[0])]
    said = [(draft.text, facts_of(draft.text).content) for draft in first]
    families = _families(documents)
    notices: dict[str, Otherwise] = {}
    for one in found:
        document = one.version.document
        same_language = bool(first) and one.version.metadata.language == first[0].evidence[0][0].version.metadata.language
        if not same_language or document == _document(first[0]) or document in notices:
            continue
        for span, facts in every_sentence_of(one):
            if any(_close(mine, facts.content) and _conflict(text, span.of(one.version.text)) for text, mine in said):
                edition = families.get(document, document) == families.get(_document(first[0]))
                notices[document] = Otherwise(one, span, edition)
                break
    return list(notices.values())


def _document(draft: Draft) -> str:
    return draft.evidence[0][0].version.document if draft.evidence else ""


def _families(documents: Sequence[VersionHead]) -> Mapping[str, str]:
    """The series that each document belongs to, in its language; a document that replaces another is of its series."""
    return {head.document: f"{head.metadata.series} {head.metadata.language}" for head in documents if head.metadata.series} | {
        name: f"{head.metadata.series or head.metadata.supersedes} {head.metadata.language}"
        for head in documents
        if head.metadata.supersedes
        for name in (head.document, head.metadata.supersedes)
    }


def _close(mine: Set[str], theirs: Set[str]) -> bool:
    """Whether two sentences have enough of their stems in common to be compared."""
    least, most = sorted((len(mine), len(theirs)))
    return least >= _LEAST and least >= _SHARED * most and len(mine & theirs) >= _SHARED * most


def _conflict(told: str, other: str) -> bool:
    if min(covered_share(other, told), covered_share(told, other)) < _COVERED:
        return False
    return any(not check(other, told).passed and not check(told, other).passed for check in _CHECKS)
