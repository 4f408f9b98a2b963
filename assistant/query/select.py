"""Which of the candidates an answer is taken from: the asker's language first, current editions before superseded ones."""

import re
from collections.abc import Sequence

from assistant.model import Candidate, Query
from corpus.catalogue.versions import VersionHead
from corpus.generation.snapshot import View
from corpus.text.normalise import fold

_CLOSE = 0.7
"""A passage in the wanted language is preferred when it scores this share of the best in the other language."""


def select(view: View, query: Query, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates in the order in which they should be read."""
    if not candidates:
        return []
    heads = view.snapshot.heads
    wanted = [c for c in candidates if heads[c.address.version].metadata.language == query.wanted]
    chosen = wanted if wanted and wanted[0].score >= _CLOSE * candidates[0].score else list(candidates)
    older = _superseded(view.documents(), query)
    return [c for c in chosen if heads[c.address.version].document not in older] + [
        c for c in chosen if heads[c.address.version].document in older
    ]


def _superseded(documents: Sequence[VersionHead], query: Query) -> set[str]:
    """The documents that another one replaces, or that are repealed, unless the question names their year."""
    years = set(re.findall(r"\b(?:1[34]|19|20)\d\d\b", fold(query.text)))
    replaced = {head.metadata.supersedes for head in documents if head.metadata.supersedes}
    return {
        head.document
        for head in documents
        if (head.document in replaced or head.metadata.status == "repealed") and not (years & {head.metadata.date[:4]})
    }
