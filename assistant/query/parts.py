"""Two questions in one breath: where one ends and the next begins."""

import re

from corpus.text.analyser import terms

_NEXT = re.compile(
    r"[?؟!]+\s*|[,،;؛]?\s+(?:and|also|then)\s+(?=(?:how|when|who|what|where|why|which|is|are|do|does|can|may|must)\b)"
    r"|[,،;؛]?\s+(?=و(?:كم|كيف|متى|متي|أين|اين|وين|ماذا|هل|ليش|لماذا|منو|ايش|إيش|شو|ما هو|ما هي|من هو)\b)",
    re.IGNORECASE,
)
_LEAST, _MOST = 2, 3


def questions_in(text: str) -> tuple[str, ...]:
    """The questions of a text when it asks two or three, each with at least two words that say something; else none."""
    found = [part.strip() for part in _NEXT.split(text) if part.strip()]
    asking = [part for part in found if sum(1 for term in terms(part) if not term.stop) >= _LEAST]
    return tuple(asking) if 2 <= len(asking) <= _MOST and len(asking) == len(found) else ()
