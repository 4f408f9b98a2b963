"""Which of the candidates an answer is taken from: those in one language, current editions before superseded ones."""

import re
from collections.abc import Collection, Sequence

from assistant.model import Candidate, Query
from corpus.catalogue.versions import VersionHead
from corpus.generation.snapshot import View
from corpus.model import Language
from corpus.text.normalise import fold


def in_language(view: View, candidates: Sequence[Candidate], language: Language) -> list[Candidate]:
    """The candidates whose documents are in `language`, in their order."""
    return [c for c in candidates if view.snapshot.heads[c.address.version].metadata.language == language]


def current_first(view: View, query: Query, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates of documents that stand before those that another edition replaces, each group in its order."""
    older = _superseded(view.documents(), query)
    documents = {c.address: view.snapshot.heads[c.address.version].document for c in candidates}
    return sorted(candidates, key=lambda c: documents[c.address] in older)


def replaced_among(view: View, query: Query, found: Collection[str]) -> set[str]:
    """Those of the found documents that another found one replaces, unless the question names their year."""
    heads = view.documents()
    replaced = {head.metadata.supersedes for head in heads if head.document in found and head.metadata.supersedes}
    return replaced & _superseded(heads, query) & set(found)


def _superseded(documents: Sequence[VersionHead], query: Query) -> set[str]:
    """The documents that another one replaces, or that are repealed, unless the question names their year."""
    years = set(re.findall(r"\b(?:1[34]|19|20)\d\d\b", fold(query.text)))
    replaced = {head.metadata.supersedes for head in documents if head.metadata.supersedes}
    return {
        head.document
        for head in documents
        if (head.document in replaced or head.metadata.status == "repealed") and not (years & {head.metadata.date[:4]})
    }
